"""`juesuan doctor`: whether a home is well, and what a person has to do where it is not."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from orchestration.cli.console import DONE, FAILED, WRONG, console, home_option, places, raw_option, stop
from orchestration.home.settings import Settings

if TYPE_CHECKING:
    from orchestration.cli.conditions import Condition

STYLES = {"fine": "green", "note": "yellow", "wrong": "red", "unknown": "red"}
WORDS = {"fine": "fine 正常", "note": "note 提示", "wrong": "wrong 异常", "unknown": "unknown 无法查看"}

max_age_option = click.option(
    "--max-age-hours",
    type=click.FloatRange(min=0, min_open=True),
    help="How old the last good run may be (default: 36 where a daemon runs, else any age).",
)


@click.command()
@raw_option
@home_option
@max_age_option
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def doctor(raw: Path | None, home: Path | None, max_age_hours: float | None, output: str) -> None:
    """Whether the home is well: disk, last good run, publication, daemon, run lock, registry, versions.

    Exit code 0 where nothing needs a person, 1 where something does, 2 where it could not be looked at.
    """
    settings = places(raw, home)
    if not settings.home.is_dir():
        stop(f"there is no home at {settings.home} 没有运行目录; juesuan run makes one")
    conditions = examine(settings, max_age(max_age_hours))
    if output == "json":
        click.echo(json.dumps([asdict(condition) for condition in conditions], ensure_ascii=False, indent=2))
    else:
        show(conditions)
    sys.exit(exit_code(conditions))


def max_age(hours: float | None) -> timedelta | None:
    """The age that the option names; None where it is left to what runs there."""
    return timedelta(hours=hours) if hours is not None else None


def examine(settings: Settings, limit: timedelta | None = None, now: datetime | None = None) -> "tuple[Condition, ...]":
    """Look at everything, changing nothing. What cannot be looked at is `unknown`; the rest is told all the same."""
    return (*examine_service(settings, limit, now), *_other_conditions(settings, now or datetime.now(UTC)))


def examine_service(
    settings: Settings, limit: timedelta | None = None, now: datetime | None = None
) -> "tuple[Condition, ...]":
    """What monitoring asks for every minute: publication, last good run, daemon and free space."""
    from orchestration.cli import conditions
    from orchestration.home.disk_use import measure_disk_use

    now = now or datetime.now(UTC)
    current = settings.published / "current"
    generation = current.resolve() if current.exists() else None
    published_at = datetime.fromtimestamp(generation.stat().st_mtime, UTC) if generation is not None else None
    use = measure_disk_use(settings)
    return (
        conditions.publication(generation.name if generation is not None else None, published_at, now),
        *_runs_and_daemon(settings, limit, now),
        conditions.free_space(use),
        conditions.disk_use(use),
    )


def exit_code(conditions: "Iterable[Condition]") -> int:
    """2 where something could not be looked at, 1 where something needs a person."""
    levels = {condition.level for condition in conditions}
    if "unknown" in levels:
        return FAILED
    return WRONG if "wrong" in levels else DONE


def show(conditions: "Sequence[Condition]") -> None:
    """Print a table, and under it what to do."""
    table = Table(show_lines=True)
    table.add_column("", no_wrap=True)
    table.add_column("what 项目", no_wrap=True)
    table.add_column("finding 情况", overflow="fold")
    for condition in conditions:
        table.add_row(Text(WORDS[condition.level], STYLES[condition.level]), condition.title, Text(condition.message))
    console.print(table)
    for condition in conditions:
        if condition.remedy is not None:
            console.print(f"→ {condition.title}: {condition.remedy}", style=STYLES[condition.level], markup=False)


def _runs_and_daemon(settings: Settings, limit: timedelta | None, now: datetime) -> "Iterator[Condition]":
    from orchestration.cli import conditions
    from orchestration.home.instance_state import read_instance_state

    try:
        state = read_instance_state(settings)
    except Exception as fault:
        yield conditions.unreadable_records(fault)
        return
    yield conditions.last_run(state, now, limit)
    yield conditions.daemon(state, now)


def _other_conditions(settings: Settings, now: datetime) -> "Iterator[Condition]":
    from orchestration.cli import conditions
    from orchestration.home.lock_holder import find_lock_holder
    from orchestration.home.retention import read_last_pruning
    from orchestration.storage.last_copy import is_copy_due, read_last_copy

    if settings.storage is not None:
        yield conditions.storage(read_last_copy(settings), is_copy_due(settings))
    yield conditions.run_lock(find_lock_holder(settings), now)
    yield conditions.retention(read_last_pruning(settings), settings.keep_days)
    yield from _inputs(settings)
    yield conditions.versions()


def _inputs(settings: Settings) -> "Iterator[Condition]":
    from orchestration.cli import conditions
    from orchestration.ingestion.ingest import find_probably_changed
    from orchestration.registry.active import load_active_registry
    from orchestration.registry.grid import build_grid
    from orchestration.registry.model import RegistryRefused

    try:
        active = load_active_registry(settings)
    except RegistryRefused as error:
        yield conditions.registry(error.told)
        return
    yield conditions.registry(active.refused)
    changed = find_probably_changed(settings, active.registry, build_grid(active.registry, settings.raw))
    yield conditions.waiting(len(changed))
