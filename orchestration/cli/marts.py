"""`juesuan sql`, `juesuan waive` and `juesuan report`: questions to the published marts."""

import csv
import io
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli.console import WRONG, another_version_told, console, errors, home_option, places, published, stop

if TYPE_CHECKING:
    import duckdb


@click.command()
@click.argument("query")
@home_option
@click.option("--format", "output", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), default=60, show_default=True, help="The limit."
)
def sql(query: str, home: Path | None, output: str, seconds: float) -> None:
    """Ask the published marts in SQL. A query reads and writes nothing else, and ends at the limit of time."""
    import duckdb

    try:
        with published(places(None, home)) as connection, interrupted_after(seconds, connection):
            cursor = connection.execute(query)
            columns = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
    except duckdb.InterruptException:
        stop(f"the query took longer than {seconds:g} seconds and was ended; --seconds gives it more")
    except duckdb.Error as error:
        stop(str(error))
    show_rows(columns, rows, output)


@click.command()
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
    from expectations.waivers import proposal
    from orchestration.reports.open_violations import open_violations

    with another_version_told(), published(places(None, home)) as connection:
        violations = open_violations(connection, department, year, identity, binding)
    if not violations:
        errors.print("no open violation is meant: everything is waived already, or nothing matches", style="yellow")
        sys.exit(WRONG)
    click.echo("\n".join(proposal(violation) for violation in violations), nl=False)
    errors.print("fill in reason, author and date, and add the entries to raw/waivers.yml", markup=False)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@home_option
def report(folder: Path, home: Path | None) -> None:
    """Write the report pages of what is published into a new FOLDER."""
    from orchestration.defs.drawing import drawing_studio
    from orchestration.home.progress import Silent
    from orchestration.reports.published import write_published_reports

    settings = places(None, home)
    studio = drawing_studio(settings)
    try:
        with another_version_told(), published(settings) as connection:
            write_published_reports(connection, folder, Silent(), settings.forms, studio)
    except FileExistsError:
        stop(f"{folder} is there already; name a folder that is not")


@contextmanager
def interrupted_after(seconds: float, connection: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    """End what the connection does once so many seconds have passed."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def show_rows(columns: list[str], rows: list[tuple[Any, ...]], output: str) -> None:
    """Print the rows of a query as a table, CSV or JSON; amounts keep every decimal."""
    if output == "json":
        records = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif output == "csv":
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([columns, *rows])
        click.echo(buffer.getvalue(), nl=False)
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns)
        for row in rows:
            table.add_row(*(Text("" if value is None else str(value)) for value in row))
        console.print(table)


def plain(value: object) -> object:
    """A value as JSON keeps it; amounts as text, so that they stay exact."""
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)
