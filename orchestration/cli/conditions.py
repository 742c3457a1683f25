"""The conditions under which a home does its work: each examined, said in a sentence, and with a remedy where a person
has to act. Looking is done by `home`; printing and serving are not done here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import Any

from orchestration.cli.upload import REMEDY, copied
from orchestration.disclosure.messages.message import Fragment
from orchestration.home.disk_use import DiskUse
from orchestration.home.instance_state import InstanceState
from orchestration.home.lock_holder import LockHolder
from orchestration.home.retention import Pruning
from orchestration.storage.last_copy import LastCopy

MAX_AGE = timedelta(hours=36)
"""How old the last good run of a home may be that a daemon runs daily."""

HEARTBEAT_TOLERANCE = timedelta(minutes=30)
"""As Dagster's own UI has it: some parts of the daemon report no more often than their work allows."""

LONG_RUN = timedelta(hours=6)
MEGABYTE = 1024 * 1024
PACKAGES = ("juesuan", "dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "polars")


class Level(StrEnum):
    """Whether a person has to act; `unknown` where nobody could look."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that was looked at; `measured` holds what machines read of it."""

    name: str
    title: str
    level: Level
    message: str
    remedy: str | None = None
    measured: dict[str, Any] = field(default_factory=dict)


def publication(generation: str | None, published_at: datetime | None, now: datetime) -> Condition:
    """Whether anything is published, and since when."""
    title = "publication 现行发布"
    if generation is None or published_at is None:
        return Condition("publication", title, Level.WRONG, "nothing is published 尚未发布", "juesuan run")
    age = now - published_at
    measured = {"generation": generation, "at": published_at.isoformat(), "age_seconds": round(age.total_seconds())}
    message = f"generation {generation}, published {_ago(age)}"
    return Condition("publication", title, Level.FINE, message, measured=measured)


def last_run(state: InstanceState | None, now: datetime, max_age: timedelta | None) -> Condition:
    """How long ago a run went well. Where a daemon runs the home it must not be long; else only `max_age` judges."""
    name, title = "last_good_run", "last good run 最近成功运行"
    if state is None or state.last_good_run_at is None:
        return Condition(name, title, Level.WRONG, "no run went well yet 尚无成功的运行", "juesuan run")
    age = now - state.last_good_run_at
    measured = {"at": state.last_good_run_at.isoformat(), "age_seconds": round(age.total_seconds())}
    limit = max_age or (MAX_AGE if state.heartbeat_at is not None else None)
    if state.last_run_failed:
        message = f"the last run failed 最近一次运行失败; the last good one ended {_ago(age)}"
        remedy = "read why in run.log of the home, or in the UI under Runs 查看 run.log 或界面中的 Runs"
        return Condition(name, title, Level.WRONG, message, remedy, measured)
    if limit is not None and age > limit:
        message = f"it ended {_ago(age)}, more than {limit / timedelta(hours=1):g} h"
        remedy = "switch on the schedule `daily` in the UI, or juesuan run 在界面中启用定时 daily"
        return Condition(name, title, Level.WRONG, message, remedy, measured)
    return Condition(name, title, Level.FINE, f"it ended {_ago(age)}", measured=measured)


def daemon(state: InstanceState | None, now: datetime) -> Condition:
    """Whether the daemon lives. A home that never had one needs none."""
    name, title = "daemon", "daemon heartbeat 守护进程"
    if state is None or state.heartbeat_at is None:
        message = "none ever ran here: nothing starts by itself 从未运行，不会自动运行作业"
        return Condition(name, title, Level.NOTE, message, "juesuan ui, or the service juesuan-daemon")
    age = now - state.heartbeat_at
    measured = {"at": state.heartbeat_at.isoformat(), "age_seconds": round(age.total_seconds())}
    if age > HEARTBEAT_TOLERANCE:
        message = f"silent: the last sign was {_ago(age)} 已无响应"
        return Condition(
            name, title, Level.WRONG, message, "start juesuan-daemon again 重新启动 juesuan-daemon", measured
        )
    if state.daemon_errors:
        message = f"alive, with an error 有错误: {state.daemon_errors[0].splitlines()[0]}"
        return Condition(name, title, Level.NOTE, message, "see the page Deployment → Daemons of the UI", measured)
    return Condition(name, title, Level.FINE, f"the last sign was {_ago(age)}", measured=measured)


def unreadable_records(fault: Exception) -> Condition:
    """Dagster's records could not be opened: nothing is known of runs and of the daemon."""
    # only the kind of the fault: the message of a database server may hold the password of its address
    message = f"they could not be read 无法读取: {type(fault).__name__}"
    remedy = "see that the database server runs, or the files under dagster in the home 检查数据库或 dagster 目录"
    return Condition("records", "records of runs 运行记录", Level.UNKNOWN, message, remedy)


def run_lock(holder: LockHolder | None, now: datetime) -> Condition:
    """Whether a run is writing, and whether it has been for too long."""
    name, title = "run_lock", "run lock 运行锁"
    if holder is None:
        return Condition(name, title, Level.FINE, "free 空闲", measured={"held": False})
    since = holder.since
    measured = {
        "held": True,
        "pid": holder.pid,
        "host": holder.host,
        "since": since.isoformat() if since is not None else None,
    }
    who = f"process {holder.pid} on {holder.host or 'this machine'}" if holder.pid is not None else "another process"
    message = f"held by {who} 占用中" + (f", since {since:%Y-%m-%d %H:%M}" if since is not None else "")
    if since is not None and now - since > LONG_RUN:
        return Condition(name, title, Level.WRONG, message, "a run takes minutes: see what it waits for", measured)
    return Condition(name, title, Level.FINE, message, measured=measured)


def free_space(use: DiskUse) -> Condition:
    """Whether the next run has room."""
    measured = {"free_bytes": use.free, "needed_bytes": use.needed}
    message = f"{_size(use.free)} free 可用; the next run needs up to {_size(use.needed)}"
    if use.free < use.needed:
        remedy = "make room, or lower JUESUAN_KEEP_DAYS 清理磁盘，或调低 JUESUAN_KEEP_DAYS"
        return Condition("free_space", "free space 磁盘空间", Level.WRONG, message, remedy, measured)
    return Condition("free_space", "free space 磁盘空间", Level.FINE, message, measured=measured)


def disk_use(use: DiskUse) -> Condition:
    """What the home takes, part by part."""
    parts = ", ".join(f"{name} {_size(size)}" for name, size in use.parts.items())
    measured = {"total_bytes": use.total} | {
        f"{name.replace(' ', '_')}_bytes": size for name, size in use.parts.items()
    }
    message = f"{_size(use.total)}: {parts}"
    return Condition("disk_use", "disk use 占用", Level.FINE, message, measured=measured)


def retention(pruning: Pruning | None, keep_days: int) -> Condition:
    """Whether old records are removed."""
    name, title = "retention", "old records 旧记录"
    kept = f"records are kept for {keep_days} days 保留 {keep_days} 天"
    if pruning is None:
        return Condition(name, title, Level.FINE, f"{kept}; none were looked through yet", measured={"at": None})
    measured = {"at": pruning.at, "runs": pruning.runs, "freed_bytes": pruning.freed_bytes}
    if pruning.fault is not None:
        message = f"they could not be removed on {pruning.at[:10]} 清理失败: {pruning.fault}"
        return Condition(
            name, title, Level.NOTE, message, "it is tried again a day later; see that the disk has room", measured
        )
    return Condition(
        name, title, Level.FINE, f"{kept}; last on {pruning.at[:10]}: {pruning.runs} runs", measured=measured
    )


def storage(copy: LastCopy | None, is_due: bool) -> Condition:
    """Whether the publication in force lies in the storage that is set."""
    name, title = "storage", "storage 存储"
    measured = {"generation": copy.generation if copy else None, "at": copy.at if copy else None}
    if copy is not None and not is_due:
        return Condition(name, title, Level.FINE, copied(copy), measured=measured)
    message = copy.fault if copy and copy.fault else "the publication in force is not there yet 现行发布尚未上传"
    return Condition(name, title, Level.WRONG, message, REMEDY, measured)


def registry(refused: Fragment | None) -> Condition:
    """Whether the registry of raw/ is in force."""
    name, title = "registry", "registry 登记表"
    if refused is None:
        return Condition(name, title, Level.FINE, "in force 有效", measured={"refused": False})
    remedy = "correct the line; until then the last right registry holds 改正该行，此前沿用上一份"
    return Condition(
        name, title, Level.WRONG, f"refused 被拒: {refused.text_en} {refused.text}", remedy, {"refused": True}
    )


def waiting(changed: int) -> Condition:
    """What changed in raw/ and was not read yet."""
    name, title, measured = "waiting", "raw/ 待读取", {"department_years": changed}
    if changed == 0:
        return Condition(name, title, Level.FINE, "nothing changed since it was read 无变动", measured=measured)
    message = f"{changed} department-years changed and not read yet 有变动待读取"
    return Condition(name, title, Level.NOTE, message, "juesuan run", measured)


def versions() -> Condition:
    """What the program is made of."""
    found = {"python": python_version()} | dict(_installed())
    message = ", ".join(f"{name} {number}" for name, number in found.items())
    return Condition("versions", "versions 版本", Level.FINE, message, measured=found)


def _installed() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "unknown"


def _size(size: int) -> str:
    return f"{size / MEGABYTE / 1024:.1f} GB" if size >= 1024 * MEGABYTE else f"{size / MEGABYTE:.1f} MB"


def _ago(age: timedelta) -> str:
    minutes = max(0, round(age.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min ago {minutes} 分钟前"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago {minutes // 60} 小时前"
    return f"{minutes // 1440} days ago {minutes // 1440} 天前"
