"""The registry as tables: who must publish and by when, what came when, and what belongs to nobody registered."""

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg
import polars as pl

from orchestration.catalogue import catalogue_file, registry_tables, table, write_tables
from orchestration.disclosure.model import Problem, ProblemKind, Severity
from orchestration.filing import receipts, unregistered_folders
from orchestration.landing import SCHEMAS, problem_row, write_parquet, write_sentinel
from orchestration.partitions import grid
from orchestration.progress import Progress
from orchestration.registry import Registry
from orchestration.registry_in_force import InForce, keep_registry, registry_in_force
from orchestration.settings import Settings

UNREGISTERED = "__unregistered__"
RESERVED = frozenset({"__none__", UNREGISTERED})


class RegistryConfig(dg.Config):
    """`as_of` is the day for which lateness is told, as 2025-10-01; the day of the run where it is blank."""

    as_of: str = ""


def registry_config(as_of: date | None) -> dict[str, Any]:
    """The run configuration that names the day."""
    return {"ops": {"registry": {"config": {"as_of": as_of.isoformat() if as_of else ""}}}}


@dg.asset(
    group_name="raw",
    kinds={"csv", "parquet"},
    description="登记表 / The registry: departments, expected fiscal years and due dates; the last right one while the "
    "one in raw/ is not",
)
def registry(
    config: RegistryConfig, settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Progress]
) -> dg.MaterializeResult[None]:
    progress.stage("registry 登记表")
    as_of = date.fromisoformat(config.as_of) if config.as_of else datetime.now(UTC).astimezone().date()
    in_force = registry_in_force(settings)
    registered = in_force.registry
    if in_force.refused is None:
        keep_registry(settings)
    write_sentinel(settings.landing)
    cells = list(grid(registered, settings.raw))
    write_tables(settings.home, registry_tables(registered, cells, receipts(settings.manifest), as_of))
    for later in ("findings", "verdicts"):
        if not catalogue_file(settings.home, later).is_file():
            write_tables(settings.home, {later: table(later, ())})
    problems = (*_refusal(in_force, settings), *unregistered_folders(settings, registered))
    rows = [problem_row(_nobody(problem), problem) for problem in problems]
    write_parquet(
        settings.landing / UNREGISTERED / "0" / "problems.parquet",
        pl.DataFrame(rows, schema=SCHEMAS["problems"], orient="row"),
    )
    _forget_unregistered(settings, registered)
    return dg.MaterializeResult(
        metadata={
            "departments": len(registered.departments),
            "department_years": len(cells),
            "unregistered_folders": sum(problem.kind is ProblemKind.UNKNOWN_DEPARTMENT for problem in problems),
            "as_of": as_of.isoformat(),
            "refused": in_force.refused or "no",
        }
    )


def _refusal(in_force: InForce, settings: Settings) -> tuple[Problem, ...]:
    if in_force.refused is None:
        return ()
    return (
        Problem(
            ProblemKind.REGISTRY_REFUSED,
            Severity.ERROR,
            settings.registry.name,
            f"the registry was refused and the last right one stays in force: {in_force.refused}",
            "correct that line and run again",
        ),
    )


def _nobody(problem: Problem) -> Mapping[str, object]:
    """The key of a problem that belongs to no department-year."""
    return {"department_id": problem.file_name, "fiscal_year": 0}


def _forget_unregistered(settings: Settings, registered: Registry) -> None:
    """Landed figures of department-years that left the grid must not reach a mart."""
    kept = {(department.department_id, str(year)) for department, year in grid(registered, settings.raw)}
    for folder in settings.landing.iterdir():
        if folder.name in RESERVED:
            continue
        for year in folder.iterdir():
            if (folder.name, year.name) not in kept:
                shutil.rmtree(year)
        if not any(folder.iterdir()):
            folder.rmdir()
