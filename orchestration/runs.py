"""Running the main job in this process, on the instance that the UI shows."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import date

import dagster as dg

from orchestration.assets.registry import registry_config
from orchestration.automation import JOB_NAME
from orchestration.definitions import build_defs
from orchestration.partitions import fiscal_years, publishers, range_tags
from orchestration.progress import Progress
from orchestration.registry import RegistryError
from orchestration.registry_in_force import registry_in_force
from orchestration.settings import Settings

DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    default_limit: 1
  runs:
    max_concurrent_runs: 1
"""

LOG_CONFIG = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Busy(RuntimeError):
    """Another run is writing to the same home."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `failure` says in words what stopped it."""

    succeeded: bool
    failure: str | None = None


def prepare_instance(settings: Settings) -> None:
    """Make the instance's folder and its configuration (no telemetry, one writer)."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = settings.dagster_home / "dagster.yaml"
    if not config.is_file():
        config.write_text(DAGSTER_YAML, "utf-8")


@contextmanager
def exclusive(settings: Settings) -> Iterator[None]:
    """Hold the home for one run. The lock dies with the process. Raises Busy at once if it is held."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another run is writing to {settings.home}; wait until it ends") from error
        yield


def selected_range(settings: Settings, department: str | None, year: int | None) -> dict[str, str]:
    """The run tags for the chosen department-years. Raises RegistryError for a department or year that is not there."""
    registry = registry_in_force(settings).registry
    years = fiscal_years(registry, settings.raw)
    ids = [publisher.department_id for publisher in publishers(registry, settings.raw)]
    if department is not None and department not in registry.by_id:
        raise RegistryError(f"department {department} is not in {settings.registry.name}")
    if department is not None and department not in ids:
        raise RegistryError(
            f"{department} publishes nothing itself; it is a unit of {registry.by_id[department].parent_id}"
        )
    if year is not None and year not in years:
        raise RegistryError(f"fiscal year {year} is neither expected nor received; there are {years[0]} to {years[-1]}")
    return range_tags((department or ids[0], year or years[0]), (department or ids[-1], year or years[-1]))


def run_warehouse(
    settings: Settings, progress: Progress, department: str | None, year: int | None, as_of: date | None = None
) -> Outcome:
    """Run everything for the chosen department-years (all others keep what was landed of them).

    `as_of` is the day that lateness is told for, today unless it is given.
    """
    prepare_instance(settings)
    tags = selected_range(settings, department, year)
    with exclusive(settings), dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        config = LOG_CONFIG | registry_config(as_of)
        job = build_defs(settings, progress).resolve_job_def(JOB_NAME)
        with (settings.home / "run.log").open("w") as log, redirect_stdout(log):
            result = job.execute_in_process(instance=instance, tags=tags, run_config=config, raise_on_error=False)
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
