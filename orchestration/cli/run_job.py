"""Running the main job in this process, on the instance that the UI shows."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date

import dagster as dg
import sqlalchemy.exc

from orchestration.defs.assets.registry import registry_config
from orchestration.defs.automation import JOB_NAME, due, run_tags
from orchestration.defs.definitions import build_defs
from orchestration.defs.partitions import sync_partitions
from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.log_files import rotate
from orchestration.home.progress import Progress
from orchestration.home.run_lock import hold_run_lock
from orchestration.home.settings import Settings
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import DepartmentYearKey, Grid, build_grid
from orchestration.registry.model import Registry, RegistryError

LOG_CONFIG = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `failure` says in words what stopped it."""

    succeeded: bool
    failure: str | None = None


def chosen_keys(
    registry: Registry, grid: Grid, departments: Sequence[str], years: Sequence[int]
) -> tuple[DepartmentYearKey, ...]:
    """The department-years of these departments and years; nothing named means all. Raises RegistryError for one that
    is not there."""
    for department in departments:
        if department not in registry.by_id:
            raise RegistryError(f"department {department} is not in departments.csv")
        if department not in grid.departments:
            parent = registry.by_id[department].parent_id
            raise RegistryError(f"{department} publishes nothing itself; it is a unit of {parent}")
    for year in years:
        if year not in grid.years:
            raise RegistryError(
                f"fiscal year {year} is neither expected nor received; there are {grid.years[0]} to {grid.years[-1]}"
            )
    return tuple((d, y) for d in departments or grid.departments for y in years or grid.years)


def run_warehouse(
    settings: Settings,
    progress: Progress,
    departments: Sequence[str] = (),
    years: Sequence[int] = (),
    as_of: date | None = None,
) -> Outcome:
    """Read what changed among the chosen department-years (all where none are chosen), and build, judge and publish
    everything. `as_of` is the day that lateness is told for, today unless it is given.

    Raises HomeLocked where another run is writing, RegistryError and CatalogueError for a wrong input.
    """
    registry = load_active_registry(settings).registry
    grid = build_grid(registry, settings.raw)
    keys = chosen_keys(registry, grid, departments, years)
    prepare_instance(settings)
    with hold_run_lock(settings, patience=0):
        # only to say so at once: the run takes the lock itself
        pass
    try:
        result = _executed(settings, progress, registry, grid, keys if departments or years else None, as_of)
    except (OSError, sqlalchemy.exc.SQLAlchemyError) as fault:
        # a full disk, or a database server that went away
        return Outcome(False, f"the orchestrator could not keep its records: {str(fault).splitlines()[0]}")
    return Outcome(True) if result.success else Outcome(False, _failure(result))


def _executed(
    settings: Settings,
    progress: Progress,
    registry: Registry,
    grid: Grid,
    chosen: Sequence[DepartmentYearKey] | None,
    as_of: date | None,
) -> dg.ExecuteInProcessResult:
    """The job over the chosen department-years, or over those that are due where none are chosen."""
    rotate(settings.run_log)
    with (
        dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance,
        settings.run_log.open("w") as log,
    ):
        sync_partitions(instance, grid)
        tags = run_tags(grid, due(instance, settings, registry, grid) if chosen is None else chosen, "cli")
        job = build_defs(settings, progress, patience=0).resolve_job_def(JOB_NAME)
        config = LOG_CONFIG | registry_config(as_of)
        with redirect_stdout(log):
            return job.execute_in_process(instance=instance, tags=tags, run_config=config, raise_on_error=False)


def _failure(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            error = data.user_failure_data.description if data.user_failure_data else None
            cause = data.error.cause or data.error if data.error else None
            return f"{event.step_key}: {error or (cause.message.strip() if cause else 'failed')}"
    return next((event.message or "" for event in result.all_events if event.is_failure), "the run failed")
