"""When the main job runs: by hand, daily, and when something in raw/ changes. Always the same job."""

import hashlib

import dagster as dg

from orchestration.partitions import fiscal_years, publishers, range_tags
from orchestration.registry import Registry
from orchestration.settings import Settings

JOB_NAME = "warehouse"
DAILY = "0 6 * * *"


def whole_grid_tags(registry: Registry, settings: Settings) -> dict[str, str]:
    """Tags of a run over every department-year."""
    years = fiscal_years(registry, settings.raw)
    departments = publishers(registry, settings.raw)
    return range_tags((departments[0].department_id, years[0]), (departments[-1].department_id, years[-1]))


def build_schedule(registry: Registry, settings: Settings) -> dg.ScheduleDefinition:
    @dg.schedule(
        job_name=JOB_NAME,
        name="daily",
        cron_schedule=DAILY,
        execution_timezone="Asia/Shanghai",
        description="每日 06:00 / Every day at six",
    )
    def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(tags=whole_grid_tags(registry, settings))

    return daily


def raw_fingerprint(settings: Settings) -> str:
    """Changes when a file of raw/ comes, goes or changes (by path, size and modification time)."""
    digest = hashlib.sha256()
    for path in sorted(settings.raw.rglob("*")):
        if path.is_file():
            stat = path.stat()
            digest.update(
                f"{path.relative_to(settings.raw)}|{stat.st_size}|{stat.st_mtime_ns}\n".encode(errors="surrogateescape")
            )
    return digest.hexdigest()


def build_raw_sensor(registry: Registry, settings: Settings) -> dg.SensorDefinition:
    @dg.sensor(
        job_name=JOB_NAME,
        name="raw_files",
        minimum_interval_seconds=60,
        description="raw/ 有变动即运行 / Runs when raw/ changed",
    )
    def raw_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        fingerprint = raw_fingerprint(settings)
        if fingerprint == context.cursor:
            return dg.SkipReason("nothing in raw/ changed")
        context.update_cursor(fingerprint)
        return dg.RunRequest(run_key=fingerprint, tags=whole_grid_tags(registry, settings))

    return raw_files
