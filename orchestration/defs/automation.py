"""When the main job runs by itself: daily where anything changed, weekly, and when raw/ or the catalogue changed."""

import hashlib
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.defs.partitions import partition_keys, range_tags, sync_partitions
from orchestration.home.dagster_instance import record_unchanged
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import is_received
from orchestration.ingestion.ingest import find_changed, find_probably_changed
from orchestration.ingestion.run_inputs import is_unchanged
from orchestration.landing.parquet import partition_folder
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import DepartmentYearKey, Grid, build_grid
from orchestration.registry.model import DUE_DATES, Registry, RegistryError
from orchestration.storage.last_copy import is_copy_due

JOB_NAME = "warehouse"
DAILY = "0 6 * * *"
WEEKLY = "0 5 * * 0"
RAW_SENSOR = "raw_files"
SENSOR_SECONDS = 60

UNDER_WAY = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)
MAX_RETRIES = "dagster/max_retries"
RETRIES_AFTER_A_KILL = 2


def today() -> date:
    """The day of the machine's own clock."""
    return datetime.now(UTC).astimezone().date()


def run_tags(grid: Grid, keys: Collection[DepartmentYearKey], trigger: str) -> dict[str, str]:
    """The tags of a run over these department-years: its range, who asked for it, how many there are. Killed, it is
    started again by whoever started it, not by the daemon."""
    return range_tags(grid, keys) | {
        "juesuan/trigger": trigger,
        "juesuan/department_years": str(len(keys)),
        MAX_RETRIES: "0",
    }


def unrecorded(instance: dg.DagsterInstance, settings: Settings, grid: Grid) -> set[DepartmentYearKey]:
    """Department-years that were read and of which the instance has no record. One that was never received has none,
    and is not missed."""
    recorded = instance.get_materialized_partitions(dg.AssetKey("cells"))
    return {
        key
        for partition, key in partition_keys(grid).items()
        if partition not in recorded and is_received(partition_folder(settings.landing, *key))
    }


def due(instance: dg.DagsterInstance, settings: Settings, registry: Registry, grid: Grid) -> set[DepartmentYearKey]:
    """What a run over everything has to read: the rest was read before and did not change."""
    return unrecorded(instance, settings, grid) | {
        submission.key for submission in find_changed(settings, registry, grid)
    }


def build_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """The daily schedule over every department-year: a run where anything changed."""

    @dg.schedule(
        job_name=JOB_NAME,
        name="daily",
        cron_schedule=DAILY,
        execution_timezone="Asia/Shanghai",
        description="每日 06:00 有变动即重新核对 / Every day at six, everything is judged anew where anything changed",
    )
    def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            registry = load_active_registry(settings).registry
        except RegistryError as error:
            return dg.SkipReason(f"the registry has an error: {error}")
        if is_unchanged(settings, today(), is_day_asked_for=False) and not is_copy_due(settings):
            since = record_unchanged(context.instance, settings)
            return dg.SkipReason(f"nothing changed since the publication of {since:%Y-%m-%d %H:%M} 无变动")
        return _request_for_all(context.instance, settings, registry, "schedule")

    return daily


def build_weekly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """A run a week whether anything changed or not: against what no note of inputs can see."""

    @dg.schedule(
        job_name=JOB_NAME,
        name="weekly",
        cron_schedule=WEEKLY,
        execution_timezone="Asia/Shanghai",
        description="每周日 05:00 全部重新核对 / Every Sunday at five, everything is judged anew though nothing "
        "changed",
    )
    def weekly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            registry = load_active_registry(settings).registry
        except RegistryError as error:
            return dg.SkipReason(f"the registry has an error: {error}")
        return _request_for_all(context.instance, settings, registry, "weekly")

    return weekly


def _request_for_all(
    instance: dg.DagsterInstance, settings: Settings, registry: Registry, trigger: str
) -> dg.RunRequest:
    grid = build_grid(registry, settings.raw)
    sync_partitions(instance, grid)
    return request_run(run_tags(grid, due(instance, settings, registry, grid), trigger))


class RawSensorCursor(BaseModel):
    """What the sensor remembers between two looks.

    `catalogue` is the state of registry, due dates, manifest, identities, rules, waivers, notes on findings and
    templates of forms that a run was asked for; `last_look` and `asked` are states of everything that waits; `requests`
    counts the runs asked for.
    """

    model_config = ConfigDict(frozen=True)

    catalogue: str = ""
    last_look: str = ""
    asked: str = ""
    requests: int = 0

    @classmethod
    def from_cursor(cls, cursor: str | None) -> "RawSensorCursor":
        """Parse a cursor; an unreadable one counts as empty."""
        try:
            return cls.model_validate_json(cursor or "{}")
        except ValidationError:
            return cls()


def build_raw_sensor(settings: Settings) -> dg.SensorDefinition:
    """Asks for one run for everything that changed, once it has been quiet for one interval. A change during a run
    is seen afterwards, because what was landed does not match it."""

    @dg.sensor(
        job_name=JOB_NAME,
        name=RAW_SENSOR,
        minimum_interval_seconds=SENSOR_SECONDS,
        description="raw/ 有变动即运行 / Runs when files come, change or go, and when the catalogue changed",
    )
    def raw_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        cursor = RawSensorCursor.from_cursor(context.cursor)
        try:
            registry = load_active_registry(settings).registry
        except RegistryError as error:
            return dg.SkipReason(f"the registry has an error: {error}")
        grid = build_grid(registry, settings.raw)
        sync_partitions(context.instance, grid)
        waiting = {submission.key: submission.listing for submission in find_probably_changed(settings, registry, grid)}
        catalogue = catalogue_state(settings)
        if not waiting and catalogue == cursor.catalogue:
            context.update_cursor(cursor.model_copy(update={"last_look": "", "asked": ""}).model_dump_json())
            return dg.SkipReason("nothing changed")
        look = _digest(repr((sorted((key, sorted(files.items())) for key, files in waiting.items()), catalogue)))
        if look != cursor.last_look:
            context.update_cursor(cursor.model_copy(update={"last_look": look}).model_dump_json())
            return dg.SkipReason("something changed; waiting until nothing more comes for a minute")
        if look == cursor.asked:
            return dg.SkipReason("a run for this was asked for and did not settle it: look at the last run")
        if context.instance.get_runs_count(dg.RunsFilter(job_name=JOB_NAME, statuses=list(UNDER_WAY))):
            return dg.SkipReason("something changed; a run is under way, the next one will see to it")
        asked = RawSensorCursor(catalogue=catalogue, last_look=look, asked=look, requests=cursor.requests + 1)
        context.update_cursor(asked.model_dump_json())
        tags = run_tags(grid, set(waiting) | unrecorded(context.instance, settings, grid), "sensor")
        return request_run(tags, run_key=f"{asked.requests}-{look}")

    return raw_files


def catalogue_state(settings: Settings) -> str:
    """Changes with the registry, the due dates, the manifest, the identities, the rules, the waivers, the notes on
    findings and the templates of forms."""
    files = [
        settings.registry,
        settings.registry.with_name(DUE_DATES),
        settings.manifest,
        settings.waivers,
        settings.reviews,
        *sorted(settings.identities.glob("*.yml")),
        *sorted(settings.rules.glob("*.yml")),
        *sorted(settings.forms.glob("*")),
    ]
    return _digest("\n".join(f"{path.name} {_digest(_text(path))}" for path in files))


def request_run(tags: dict[str, str], run_key: str | None = None) -> dg.RunRequest:
    """A run of the main job that nobody watches: killed, the daemon starts it again. A key lets Dagster do so once."""
    return dg.RunRequest(run_key=run_key, tags=tags | {MAX_RETRIES: str(RETRIES_AFTER_A_KILL)})


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
