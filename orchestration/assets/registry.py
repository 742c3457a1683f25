"""The registry as tables: who must publish, and what lies in raw/ that nobody registered."""

import shutil
from pathlib import Path

import dagster as dg
import polars as pl

from orchestration.catalogue import is_readable, registry_tables, table, write_tables
from orchestration.faults import transient_faults_retried
from orchestration.filing import unregistered_folders
from orchestration.landing import SCHEMAS, problem_row, sweep, write_parquet, write_sentinel
from orchestration.partitions import Grid, follow, grid_of
from orchestration.progress import Progress
from orchestration.registry import load_registry
from orchestration.settings import Settings
from orchestration.sole_writer import SoleWriter
from orchestration.work_database import discard_if_broken

UNREGISTERED = "__unregistered__"
RESERVED = frozenset({"__none__", UNREGISTERED})


@dg.asset(
    group_name="raw",
    kinds={"csv", "parquet"},
    description="登记表 / The registry: departments and expected fiscal years",
)
def registry(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    sole_writer: dg.ResourceParam[SoleWriter],
) -> dg.MaterializeResult[None]:
    """The first step of every run: it also clears away what a killed run left behind."""
    progress.stage("registry 登记表")
    with transient_faults_retried():
        sweep(settings.landing)
        discard_if_broken(settings)
        registered = load_registry(settings.registry)
        grid = grid_of(registered, settings.raw)
        follow(context.instance, grid)
        write_sentinel(settings.landing)
        write_tables(settings.home, registry_tables(registered))
        if not is_readable(settings.home, "verdicts"):
            write_tables(settings.home, {"verdicts": table("verdicts", ())})
        problems = unregistered_folders(settings, registered)
        rows = [problem_row({"department_id": problem.file_name, "fiscal_year": 0}, problem) for problem in problems]
        write_parquet(
            settings.landing / UNREGISTERED / "0" / "problems.parquet",
            pl.DataFrame(rows, schema=SCHEMAS["problems"], orient="row"),
        )
        _forget_what_left(settings.landing, grid)
    return dg.MaterializeResult(
        metadata={"departments": len(registered.departments), "unregistered_folders": len(problems)}
    )


def _forget_what_left(landing: Path, grid: Grid) -> None:
    """Landed figures of a department-year that is no longer in the grid must not reach a mart."""
    keys = {(department_id, str(year)) for department_id, year in grid}
    for folder in landing.glob("*/*"):
        if folder.parent.name not in RESERVED and (folder.parent.name, folder.name) not in keys:
            shutil.rmtree(folder)
