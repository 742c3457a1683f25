"""`juesuan`: the command line. Exit codes: 0 done, 1 found wrong, 2 could not be done."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click
import duckdb
import polars as pl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from orchestration.registry_cli import registry
from orchestration.settings import Settings, SettingsError

DONE, WRONG, FAILED = 0, 1, 2

VERDICT_WORDS = {
    "published": ("已发布", "green"),
    "published_with_warnings": ("已发布（有提示）", "yellow"),
    "published_with_waiver": ("已发布（有豁免）", "yellow"),
    "quarantined": ("已隔离", "red"),
    "not_received": ("未收到", "magenta"),
    "unreadable": ("无法读取", "red"),
}

PIPE_WIDTH = 140
console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = Console(stderr=True, highlight=False)


def stop(message: str) -> NoReturn:
    """Say what is wrong and end with the code of an engine error."""
    errors.print(message, style="red", markup=False)
    sys.exit(FAILED)


class Drawn:
    """Progress as a bar on a terminal, and as one line per stage elsewhere."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task = progress.add_task("starting 启动", total=None)

    def stage(self, name: str, total: int | None = None) -> None:
        if not self.progress.console.is_terminal:
            self.progress.console.print(f"· {name}")
        self.progress.update(self.task, description=name, total=total, completed=0, visible=True)

    def advance(self, what: str) -> None:
        self.progress.advance(self.task)


def places(raw: Path | None, home: Path | None) -> Settings:
    """The settings of the environment, these folders in place of its own. Ends the program where they are wrong."""
    try:
        default = Settings.from_environment()
    except SettingsError as error:
        stop(str(error))
    return replace(default, raw=(raw or default.raw).resolve(), home=(home or default.home).resolve())


class FiscalYears(click.ParamType[tuple[int, ...]]):
    """A fiscal year, or a range of them such as 2019-2023."""

    name = "YEARS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(value))
        if match is None:
            self.fail(f"{value!r} is neither a year nor a range such as 2019-2023", param, ctx)
        first, last = int(match[1]), int(match[2] or match[1])
        return tuple(range(first, last + 1))


home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="Where everything is written (default: warehouse/)."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="juesuan")
def main() -> None:
    """决算 Juesuan: departments' final accounts, read, proved and published."""


main.add_command(registry)


@main.command()
@click.option("--raw", type=click.Path(path_type=Path), help="What was published (default: raw/).")
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
    from expectations.model import CatalogueError
    from orchestration.registry import RegistryError
    from orchestration.runs import run_warehouse
    from orchestration.sole_writer import Busy

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
    except (RegistryError, CatalogueError, Busy) as error:
        stop(str(error))
        return
    if not outcome.succeeded:
        stop(f"the run stopped and changed nothing that was published: {outcome.failure}")
    rows = verdict_rows(settings)
    show_verdicts(rows)
    show_problems(settings)
    console.print(f"published 发布于 {settings.published_database}", markup=False, soft_wrap=True)
    wrong = registry_refused(settings) or any(row["verdict"] in ("quarantined", "unreadable") for row in rows)
    sys.exit(WRONG if strict and wrong else DONE)


@main.command()
@click.option("--raw", type=click.Path(path_type=Path), help="What was published (default: raw/).")
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


@main.command()
@click.argument("query")
@home_option
@click.option("--format", "output", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def sql(query: str, home: Path | None, output: str) -> None:
    """Ask the published marts in SQL."""
    try:
        with published(places(None, home)) as connection:
            cursor = connection.execute(query)
            columns = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
    except duckdb.Error as error:
        stop(str(error))
        return
    show_rows(columns, rows, output)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "output", type=click.Choice(["csv", "json", "parquet"]), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of to standard output.")
def cells(file: Path, output: str, out: Path | None) -> None:
    """The figures of one document under canonical keys; problems go to standard error."""
    from orchestration.disclosure.department_year import combine
    from orchestration.disclosure.reading import read_file
    from orchestration.landing import frames

    filed = combine([read_file(file)])
    recognition = filed.readings[0].recognition
    table = frames("", recognition.fiscal_year or 0, filed)["cells"].drop("department_id", "fiscal_year")
    first = ["sheet_id", "row_key", "column_key", "amount", "page"]
    table = table.select(*first, *(column for column in table.columns if column not in first))
    for problem in filed.problems:
        errors.print(f"{problem.severity} {problem.file_name}: {problem.reason} → {problem.remedy}", markup=False)
    content = encoded(table, output)
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)
    sys.exit(DONE if filed.cells else FAILED)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--format", "output", type=click.Choice(["table", "json", "html"]), default="table", show_default=True)
def check(file: Path, home: Path | None, output: str) -> None:
    """Check one document before it is published. Exit 0 consistent, 1 violated, 2 unreadable."""
    from expectations.model import CatalogueError
    from orchestration.checking import check_file
    from orchestration.evaluation import CompilationError
    from orchestration.reports.render import render_page
    from orchestration.reports.terminal import show

    try:
        checked = check_file(file, places(None, home))
    except (CompilationError, CatalogueError) as error:
        stop(str(error))
        return
    if output == "json":
        click.echo(json.dumps(checked.as_json(), ensure_ascii=False, indent=2))
    elif output == "html":
        click.echo(render_page(checked.report()))
    else:
        show(checked.report(), console)
    sys.exit(FAILED if not checked.readable else WRONG if checked.violated else DONE)


@main.command()
@click.option("--department", help="Only violations of this department.")
@click.option("--year", type=int, help="Only violations of this fiscal year.")
@click.option("--identity", help="Only violations of this identity.")
@click.option("--binding", help="Only the violation bound to this row, column, class or budget.")
@home_option
def waive(
    department: str | None, year: int | None, identity: str | None, binding: str | None, home: Path | None
) -> None:
    """Propose the YAML of waivers for open violations; reason, author and date are yours to write.

    Exit 0 proposed, 1 no open violation is meant.
    """
    from expectations.waiving import proposal
    from orchestration.waivables import open_violations

    with published(places(None, home)) as connection:
        violations = open_violations(connection, department, year, identity, binding)
    if not violations:
        errors.print("no open violation is meant: everything is waived already, or nothing matches", style="yellow")
        sys.exit(WRONG)
    click.echo("\n".join(proposal(violation) for violation in violations), nl=False)
    errors.print("fill in reason, author and date, and add the entries to expectations/waivers.yml", markup=False)


@main.command()
@click.option("--raw", type=click.Path(path_type=Path), help="What was published (default: raw/).")
@home_option
@click.option("--port", type=int, default=3000, show_default=True)
def ui(raw: Path | None, home: Path | None, port: int) -> None:
    """The Dagster UI with its schedule and sensor, until interrupted."""
    from orchestration.instance import prepare_instance

    settings = places(raw, home)
    prepare_instance(settings)
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "orchestration.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    with settings.as_environment():
        environment = os.environ | {"DAGSTER_HOME": str(settings.dagster_home)}
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)


@main.command()
@home_option
def prepare(home: Path | None) -> None:
    """Make the Dagster instance of a home (its configuration is kept where there is one)."""
    from orchestration.instance import prepare_instance

    settings = places(None, home)
    prepare_instance(settings)
    console.print(f"ready 就绪 {settings.dagster_home / 'dagster.yaml'}", markup=False, soft_wrap=True)


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def backup(target: Path, home: Path | None) -> None:
    """Save the publication in force and Dagster's records to a tar.gz file. Runs wait meanwhile."""
    from orchestration.backup import BackupRefused, back_up
    from orchestration.sole_writer import Busy

    try:
        size = back_up(places(None, home), target)
    except (BackupRefused, Busy, OSError) as error:
        stop(str(error))
        return
    console.print(f"saved 已备份 {target} ({size / 1024 / 1024:.1f} MB)", markup=False, soft_wrap=True)


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
def restore(source: Path, home: Path | None) -> None:
    """Put a backup into an empty home."""
    from orchestration.backup import BackupRefused
    from orchestration.backup import restore as put_back

    try:
        put_back(places(None, home), source)
    except BackupRefused as error:
        stop(str(error))
        return
    console.print("restored 已恢复; the next run reads raw/ again", markup=False)


def published(settings: Settings) -> duckdb.DuckDBPyConnection:
    if not settings.published_database.is_file():
        stop(f"nothing is published in {settings.published}; run `juesuan run` first")
    return duckdb.connect(str(settings.published_database), read_only=True)


def verdict_rows(settings: Settings) -> list[dict[str, Any]]:
    """One dict per department-year: department_id, fiscal_year, verdict, reasons."""
    with published(settings) as connection:
        rows = connection.execute(
            "select department_id, fiscal_year, verdict, reasons from dq_department_year order by all"
        ).fetchall()
    return [
        {"department_id": department, "fiscal_year": year, "verdict": verdict, "reasons": list(reasons or [])}
        for department, year, verdict, reasons in rows
    ]


def show_standing(settings: Settings) -> None:
    from orchestration.standing import standing

    found = standing(settings)
    when = f"{found.generation} of {found.published_at:%Y-%m-%d %H:%M}" if found.published_at else "none 尚未发布"
    table = Table(show_header=False, box=None)
    table.add_row("publication in force 现行发布", when)
    table.add_row("last run 最近运行", Text(found.last_run))
    table.add_row("raw/", Text(found.waiting))
    console.print(table)


def show_verdicts(rows: Iterable[dict[str, Any]]) -> None:
    table = Table(show_lines=True)
    for name in ("department 部门", "year 年度", "verdict 裁定"):
        table.add_column(name, no_wrap=True)
    table.add_column("reasons 原因", overflow="fold", min_width=36)
    for row in rows:
        words, style = VERDICT_WORDS[row["verdict"]]
        verdict = Text(f"{row['verdict']}\n{words}", style=style)
        table.add_row(row["department_id"], str(row["fiscal_year"]), verdict, Text("\n".join(row["reasons"])))
    console.print(table)


_HOMELESS = """
select reason, remedy from dq_problem where fiscal_year = 0
union all
select
    concat_ws(' ', 'stale waiver for', department_id, fiscal_year, identity_id, nullif(binding, '')) || ': ' || state,
    'correct or remove it in expectations/waivers.yml'
from dq_waiver anti join dq_department_year using (department_id, fiscal_year)
order by all
"""


def show_problems(settings: Settings) -> None:
    """Problems and stale waivers that belong to no department-year (the others are among the reasons)."""
    with published(settings) as connection:
        rows = connection.execute(_HOMELESS).fetchall()
    for reason, remedy in rows:
        console.print(f"! {reason} → {remedy}", style="yellow", markup=False)


def registry_refused(settings: Settings) -> bool:
    """Whether the last publication was made with an earlier registry than that of raw/."""
    with published(settings) as connection:
        return bool(connection.execute("select 1 from dq_problem where kind = 'registry_refused'").fetchall())


def show_rows(columns: list[str], rows: list[tuple[Any, ...]], output: str) -> None:
    if output == "json":
        records = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif output == "csv":
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([columns, *rows])
        click.echo(buffer.getvalue(), nl=False)
    else:
        table = Table(*columns)
        for row in rows:
            table.add_row(*(Text("" if value is None else str(value)) for value in row))
        console.print(table)


def plain(value: object) -> object:
    """A value as JSON keeps it; amounts as text, so that they stay exact."""
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)


def encoded(table: pl.DataFrame, output: str) -> bytes:
    """The table in the chosen format; in CSV and JSON an amount has the decimals that it needs, at least two."""
    buffer = io.BytesIO()
    if output == "parquet":
        table.write_parquet(buffer)
        return buffer.getvalue()
    from expectations.amounts import plain as wan

    readable = table.with_columns(pl.Series("amount", [wan(amount) for amount in table["amount"]], dtype=pl.String))
    if output == "json":
        return (json.dumps(readable.to_dicts(), ensure_ascii=False, indent=2) + "\n").encode()
    return readable.write_csv().encode()


if __name__ == "__main__":
    main()
