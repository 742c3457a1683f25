"""The registry as tables: who must publish, and what lies in raw/ that nobody registered."""

import shutil

import dagster as dg
import polars as pl

from orchestration.catalogue import catalogue_file, registry_tables, table, write_tables
from orchestration.filing import unregistered_folders
from orchestration.landing import SCHEMAS, problem_row, write_parquet, write_sentinel
from orchestration.progress import Progress
from orchestration.registry import Registry, load_registry
from orchestration.settings import Settings

UNREGISTERED = "__unregistered__"
RESERVED = frozenset({"__none__", UNREGISTERED})


@dg.asset(
    group_name="raw",
    kinds={"csv", "parquet"},
    description="登记表 / The registry: departments and expected fiscal years",
)
def registry(settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Progress]) -> dg.MaterializeResult[None]:
    progress.stage("registry 登记表")
    registered = load_registry(settings.registry)
    write_sentinel(settings.landing)
    write_tables(settings.home, registry_tables(registered))
    for later in ("findings", "verdicts"):
        if not catalogue_file(settings.home, later).is_file():
            write_tables(settings.home, {later: table(later, ())})
    problems = unregistered_folders(settings, registered)
    rows = [problem_row({"department_id": problem.file_name, "fiscal_year": 0}, problem) for problem in problems]
    write_parquet(
        settings.landing / UNREGISTERED / "0" / "problems.parquet",
        pl.DataFrame(rows, schema=SCHEMAS["problems"], orient="row"),
    )
    _forget_unregistered(settings, registered)
    return dg.MaterializeResult(
        metadata={"departments": len(registered.departments), "unregistered_folders": len(problems)}
    )


def _forget_unregistered(settings: Settings, registered: Registry) -> None:
    """Landed figures of departments that left the registry must not reach a mart."""
    for folder in settings.landing.iterdir():
        if folder.name not in registered.by_id and folder.name not in RESERVED:
            shutil.rmtree(folder)
