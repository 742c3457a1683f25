"""Running the main job in this process: only where something changed, or where it is asked for.

Dagster, dbt and Great Expectations take seconds to import, and are imported only when there is something to do.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from orchestration.home.garbage import collect_seldom
from orchestration.home.progress import Progress
from orchestration.home.settings import Settings
from orchestration.ingestion.run_inputs import is_unchanged
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import DepartmentYearKey, Grid, build_grid
from orchestration.registry.model import Registry, RegistryError
from orchestration.storage.last_copy import is_copy_due


class RecordsLost(RuntimeError):
    """The orchestrator could not keep its records of a run, whose last step may still be at work in this process."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for: these departments and fiscal years (all where none are named), lateness told for the day
    `as_of` (today where it is None), and whether everything is judged again though nothing changed."""

    departments: Sequence[str] = ()
    years: Sequence[int] = ()
    as_of: date | None = None
    force: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether it names what it is about."""
        return bool(self.departments or self.years)

    @property
    def day(self) -> date:
        """The day for which lateness is told."""
        return self.as_of or datetime.now(UTC).astimezone().date()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `failure` says in words what stopped it, `unchanged_since` when the publication was made that
    still says everything, so that nothing was done."""

    succeeded: bool
    failure: str | None = None
    unchanged_since: datetime | None = None


def chosen_keys(registry: Registry, grid: Grid, request: RunRequest) -> tuple[DepartmentYearKey, ...]:
    """The department-years that are asked for. Raises RegistryError for one that is not there."""
    for department in request.departments:
        if department not in registry.by_id:
            raise RegistryError(f"department {department} is not in departments.csv")
        if department not in grid.departments:
            parent = registry.by_id[department].parent_id
            raise RegistryError(f"{department} publishes nothing itself; it is a unit of {parent}")
    for year in request.years:
        if year not in grid.years:
            raise RegistryError(
                f"fiscal year {year} is neither expected nor received; there are {grid.years[0]} to {grid.years[-1]}"
            )
    return tuple((d, y) for d in request.departments or grid.departments for y in request.years or grid.years)


def run_warehouse(settings: Settings, progress: Progress, request: RunRequest = RunRequest()) -> Outcome:
    """Read what changed among the department-years that are asked for, and build, judge and publish everything; do
    nothing where the publication in force follows from all inputs as they are.

    Raises HomeLocked where another run is writing, RecordsLost where the disk is full, RegistryError and CatalogueError
    for a wrong input.
    """
    registry = load_active_registry(settings).registry
    grid = build_grid(registry, settings.raw)
    keys = chosen_keys(registry, grid, request)
    if not (request.force or request.is_partial) and is_unchanged(settings, request.day, request.as_of is not None):
        from orchestration.home.dagster_instance import open_instance, record_unchanged

        _bring_up_copy(settings)
        with open_instance(settings) as instance:
            return Outcome(True, unchanged_since=record_unchanged(instance, settings))
    collect_seldom()
    # the helper that outlives an interrupted run would complain on the terminal of what it clears away
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
    from orchestration.home.dbt_process import DBT
    from orchestration.ingestion.worker_pool import prepare_workers
    from orchestration.validation.suite_run import ENGINE

    # the readers, dbt and Great Expectations are imported beside Dagster, not after it
    prepare_workers()
    DBT.begin()
    ENGINE.begin()
    from orchestration.cli.job_execution import execute

    failure = execute(settings, progress, registry, grid, keys if request.is_partial else None, request.as_of)
    return Outcome(failure is None, failure)


def _bring_up_copy(settings: Settings) -> None:
    """Copy the publication in force where the storage lacks it, because it was out of reach or is set only now."""
    if not is_copy_due(settings):
        return
    from orchestration.home.run_lock import hold_run_lock
    from orchestration.storage.generation_copy import bring_up

    with hold_run_lock(settings, patience=0):
        bring_up(settings)
