"""Running the main job in this process, on the instance that the UI shows."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass

import dagster as dg

from orchestration.automation import JOB_NAME, due, run_tags
from orchestration.definitions import build_defs
from orchestration.instance import prepare_instance
from orchestration.partitions import DepartmentYearKey, Grid, follow, grid_of
from orchestration.progress import Progress
from orchestration.registry import RegistryError, load_registry
from orchestration.settings import Settings
from orchestration.sole_writer import exclusive

LOG_CONFIG = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `failure` says in words what stopped it."""

    succeeded: bool
    failure: str | None = None


def chosen_keys(grid: Grid, departments: Sequence[str], years: Sequence[int]) -> tuple[DepartmentYearKey, ...]:
    """The department-years of these departments and years; nothing named means all. Raises RegistryError for one that
    is not there."""
    for department in departments:
        if department not in grid.departments:
            raise RegistryError(f"department {department} is not in departments.csv")
    for year in years:
        if year not in grid.years:
            raise RegistryError(
                f"fiscal year {year} is neither expected nor received; there are {grid.years[0]} to {grid.years[-1]}"
            )
    return tuple((d, y) for d in departments or grid.departments for y in years or grid.years)


def run_warehouse(
    settings: Settings, progress: Progress, departments: Sequence[str] = (), years: Sequence[int] = ()
) -> Outcome:
    """Read what changed among the chosen department-years (all where none are chosen), and build, judge and publish
    everything. Raises Busy where another run is writing, RegistryError and CatalogueError for a wrong input."""
    registry = load_registry(settings.registry)
    grid = grid_of(registry, settings.raw)
    keys = chosen_keys(grid, departments, years)
    prepare_instance(settings)
    with exclusive(settings, patience=0):
        # only to say so at once: the run takes the lock itself
        pass
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        follow(instance, grid)
        tags = run_tags(grid, keys if departments or years else due(instance, settings, registry, grid), "cli")
        job = build_defs(settings, progress, patience=0).resolve_job_def(JOB_NAME)
        with (settings.home / "run.log").open("w") as log, redirect_stdout(log):
            result = job.execute_in_process(instance=instance, tags=tags, run_config=LOG_CONFIG, raise_on_error=False)
        if result.success:
            return Outcome(True)
        return Outcome(False, _failure(result))


def _failure(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            error = data.user_failure_data.description if data.user_failure_data else None
            cause = data.error.cause or data.error if data.error else None
            return f"{event.step_key}: {error or (cause.message.strip() if cause else 'failed')}"
    return next((event.message or "" for event in result.all_events if event.is_failure), "the run failed")
