"""`juesuan run` and `juesuan status`: the main job, and what is published."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli.console import DONE, WRONG, console, errors, home_option, places, published, raw_option, stop
from orchestration.home.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from orchestration.reports.repository import Connection


class Drawn:
    """Progress as a bar on a terminal, and as one line per stage elsewhere."""

    def __init__(self, progress: "Progress") -> None:
        self.progress = progress
        self.task = progress.add_task("starting 启动", total=None)

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage; `total` counts its steps where they are known."""
        if not self.progress.console.is_terminal:
            self.progress.console.print(f"· {name}")
        self.progress.update(self.task, description=name, total=total, completed=0, visible=True)

    def advance(self, what: str) -> None:
        """Count one step of the stage."""
        self.progress.advance(self.task)


class FiscalYears(click.ParamType[tuple[int, ...]]):
    """A fiscal year, or a range of them such as 2019-2023."""

    name = "YEARS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """One fiscal year or a range of them."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(value))
        if match is None:
            self.fail(f"{value!r} is neither a year nor a range such as 2019-2023", param, ctx)
        first, last = int(match[1]), int(match[2] or match[1])
        return tuple(range(first, last + 1))


@click.command()
@raw_option
@home_option
@click.option("--department", "departments", multiple=True, help="Read only this department; may be given repeatedly.")
@click.option(
    "--year", "years", type=FiscalYears(), default=(), help="Read only this fiscal year, or these: 2019-2023."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day for which lateness is told (default: today).")
@click.option("--strict", is_flag=True, help="Exit 1 where one is quarantined or unreadable, or the registry refused.")
def run(
    raw: Path | None,
    home: Path | None,
    departments: tuple[str, ...],
    years: tuple[int, ...],
    as_of: datetime | None,
    strict: bool,
) -> None:
    """Run the main job and show the verdicts. Only what changed is read again."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from expectations.model import CatalogueError
    from expectations.vocabulary import Verdict
    from orchestration.cli.run_job import run_warehouse
    from orchestration.home.run_lock import HomeLocked
    from orchestration.registry.model import RegistryError

    settings = places(raw, home)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=errors, transient=True) as progress:
            day = as_of.date() if as_of else None
            outcome = run_warehouse(settings, Drawn(progress), departments, years, day)
    except (RegistryError, CatalogueError, HomeLocked) as error:
        stop(str(error))
    if not outcome.succeeded:
        stop(f"the run stopped and changed nothing that was published: {outcome.failure}")
    rows = verdict_rows(settings)
    show_verdicts(rows)
    show_unmatched(settings)
    console.print(f"published 发布于 {settings.published_database}", markup=False, soft_wrap=True)
    wrong = is_registry_refused(settings) or any(Verdict(row["verdict"]).is_withheld for row in rows)
    sys.exit(WRONG if strict and wrong else DONE)


@click.command()
@raw_option
@home_option
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def status(raw: Path | None, home: Path | None, output: str) -> None:
    """The verdict of every expected or received department-year, as published; and how the last run ended."""
    settings = places(raw, home)
    if output == "json":
        click.echo(json.dumps(verdict_rows(settings), ensure_ascii=False, indent=2))
        return
    show_standing(settings)
    show_verdicts(verdict_rows(settings))


def verdict_rows(settings: Settings) -> list[dict[str, Any]]:
    """One dict per department-year: department_id, fiscal_year, verdict, reasons."""
    from orchestration.reports import repository

    with published(settings) as connection:
        rows = repository.verdicts(connection)
    return [{name: row[name] for name in ("department_id", "fiscal_year", "verdict", "reasons")} for row in rows]


def show_standing(settings: Settings) -> None:
    """Print what is published, how the last run ended and what waits in raw/."""
    from rich.table import Table
    from rich.text import Text

    from orchestration.cli.home_status import read_home_status

    found = read_home_status(settings)
    when = f"{found.generation} of {found.published_at:%Y-%m-%d %H:%M}" if found.published_at else "none 尚未发布"
    table = Table(show_header=False, box=None)
    table.add_row("publication in force 现行发布", when)
    table.add_row("last run 最近运行", Text(found.last_run))
    table.add_row("raw/", Text(found.waiting))
    console.print(table)


def show_verdicts(rows: Iterable[dict[str, Any]]) -> None:
    """Print one row per department-year with its verdict and reasons."""
    from rich.table import Table
    from rich.text import Text

    from expectations.vocabulary import Verdict
    from orchestration.reports.tones import STYLES

    table = Table(show_lines=True)
    for name in ("department 部门", "year 年度", "verdict 裁定"):
        table.add_column(name, no_wrap=True)
    table.add_column("reasons 原因", overflow="fold", min_width=36)
    for row in rows:
        verdict = Verdict(row["verdict"])
        shown = Text(f"{verdict}\n{verdict.title_zh}", style=STYLES[verdict.tone])
        table.add_row(row["department_id"], str(row["fiscal_year"]), shown, Text("\n".join(row["reasons"])))
    console.print(table)


def show_unmatched(settings: Settings) -> None:
    """Problems and stale waivers that belong to no department-year (the others are among the reasons)."""
    with published(settings) as connection:
        unmatched = sorted((*_unmatched_problems(connection), *_unmatched_waivers(connection)))
    for reason, remedy in unmatched:
        console.print(f"! {reason} → {remedy}", style="yellow", markup=False)


def _unmatched_problems(connection: "Connection") -> Iterator[tuple[str, str]]:
    from orchestration.reports import repository

    for row in repository.unmatched_problems(connection):
        yield row["reason"], row["remedy"]


def _unmatched_waivers(connection: "Connection") -> Iterator[tuple[str, str]]:
    from orchestration.reports import repository

    for row in repository.waivers(connection):
        if not row["is_matched"]:
            named = (row["department_id"], str(row["fiscal_year"]), row["identity_id"], row["binding"])
            reason = f"stale waiver for {' '.join(filter(None, named))}: {row['state']}"
            yield reason, "correct or remove it in raw/waivers.yml"


def is_registry_refused(settings: Settings) -> bool:
    """Whether the last publication was made with an earlier registry than that of raw/."""
    from orchestration.reports import repository

    with published(settings) as connection:
        return repository.is_registry_refused(connection)
