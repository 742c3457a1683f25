"""Where a home stands: what is in force, how the last run ended, and what has changed in raw/ since."""

from dataclasses import dataclass
from datetime import UTC, datetime

from orchestration.home.heartbeat import RunEnd, has_heartbeat, read_last_run
from orchestration.home.settings import Settings
from orchestration.ingestion.ingest import find_probably_changed
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import build_grid
from orchestration.registry.model import RegistryError

END_WORDS = {
    RunEnd.SUCCEEDED: "succeeded 成功",
    RunEnd.FAILED: "failed 失败",
    RunEnd.CANCELLED: "was cancelled 已取消",
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
    """Look at a home without changing anything in it."""
    current = settings.published / "current"
    generation = current.resolve() if current.exists() else None
    return HomeStatus(
        generation.name if generation else None,
        datetime.fromtimestamp(generation.stat().st_mtime, UTC).astimezone() if generation else None,
        _last_run(settings),
        _waiting(settings),
    )


def _last_run(settings: Settings) -> str:
    run = read_last_run(settings)
    if run is None:
        return "there was none 尚无运行"
    unended = RUNNING if has_heartbeat(settings, run.run_id) else KILLED
    words = END_WORDS[run.end] if run.end else unended
    return f"{run.run_id[:8]} of {run.began_at.astimezone():%Y-%m-%d %H:%M} {words}"


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
