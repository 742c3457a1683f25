"""Where a home stands: what is in force, how the last run ended, and what has changed in raw/ since."""

from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.run_lock import has_heartbeat
from orchestration.home.settings import Settings
from orchestration.ingestion.ingest import find_probably_changed
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import build_grid
from orchestration.registry.model import RegistryError

RUN_WORDS = {
    dg.DagsterRunStatus.SUCCESS: "succeeded 成功",
    dg.DagsterRunStatus.FAILURE: "failed 失败",
    dg.DagsterRunStatus.CANCELED: "was cancelled 已取消",
    dg.DagsterRunStatus.CANCELING: "is being cancelled 正在取消",
    dg.DagsterRunStatus.QUEUED: "is waiting 排队中",
    dg.DagsterRunStatus.NOT_STARTED: "is waiting 排队中",
    dg.DagsterRunStatus.STARTING: "is starting 正在启动",
}
RUNNING = "is under way 正在运行"
KILLED = "was killed 被中断; the next run recovers by itself"


@dataclass(frozen=True, slots=True)
class HomeStatus:
    """The generation in force (None before the first), when it was published, and the rest in words."""

    generation: str | None
    published_at: datetime | None
    last_run: str
    waiting: str


def read_home_status(settings: Settings) -> HomeStatus:
    """Look at a home without changing anything in it but making its instance where there is none."""
    current = settings.published / "current"
    generation = current.resolve() if current.exists() else None
    return HomeStatus(
        generation.name if generation else None,
        datetime.fromtimestamp(generation.stat().st_mtime, UTC).astimezone() if generation else None,
        _last_run(settings),
        _waiting(settings),
    )


def _last_run(settings: Settings) -> str:
    prepare_instance(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        records = instance.get_run_records(limit=1)
        if not records:
            return "there was none 尚无运行"
        run, started = records[0].dagster_run, records[0].create_timestamp.astimezone()
        if run.status is dg.DagsterRunStatus.STARTED:
            words = RUNNING if has_heartbeat(settings, run.run_id) else KILLED
        else:
            words = RUN_WORDS[run.status]
        return f"{run.run_id[:8]} of {started:%Y-%m-%d %H:%M} {words}"


def _waiting(settings: Settings) -> str:
    try:
        active = load_active_registry(settings)
    except RegistryError as error:
        return f"the registry has an error 登记表有误: {error}"
    registry = active.registry
    changed = find_probably_changed(settings, registry, build_grid(registry, settings.raw))
    if not changed:
        return "nothing changed since it was read 无变动"
    some = ", ".join(f"{submission.department.department_id} {submission.year}" for submission in changed[:5])
    return f"{len(changed)} department-years changed and not read yet 有变动待读取: {some}" + (
        " …" if len(changed) > 5 else ""
    )
