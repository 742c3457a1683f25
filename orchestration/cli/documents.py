"""`juesuan check` and `juesuan cells`: one document, or an archive of its parts, without a warehouse."""

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.console import DONE, FAILED, WRONG, console, errors, home_option, places, stop

if TYPE_CHECKING:
    import polars as pl


VERBOSE = click.option("--verbose", is_flag=True, help="Say also where words that are not known can be added.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "output", type=click.Choice(["csv", "json", "parquet"]), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of to standard output.")
@VERBOSE
def cells(file: Path, output: str, out: Path | None, verbose: bool) -> None:
    """The figures of one document under canonical keys; problems go to standard error."""
    from orchestration.disclosure.department_year import combine_sheets
    from orchestration.ingestion.single_file import read_within_limits

    filed = combine_sheets(read_within_limits(file, places(None, None).read_seconds))
    # what makes frames begins threads, and reading forks
    from orchestration.landing.frames import frame
    from orchestration.landing.rows import department_year_rows

    rows = department_year_rows("", filed.recognition.fiscal_year or 0, filed)["cells"]
    table = frame("cells", rows).drop("department_id", "fiscal_year")
    first = ["sheet_id", "row_key", "column_key", "amount", "page"]
    table = table.select(*first, *(column for column in table.columns if column not in first))
    from orchestration.cli.problem_lines import developer_hints, problem_lines

    for line in (*problem_lines(filed.problems), *(developer_hints(filed.problems) if verbose else ())):
        errors.print(line, markup=False)
    content = encoded(table, output)
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)
    sys.exit(DONE if filed.cells else FAILED)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--format", "output", type=click.Choice(["table", "json", "html"]), default="table", show_default=True)
@VERBOSE
def check(file: Path, home: Path | None, output: str, verbose: bool) -> None:
    """Check one document before it is published. Exit 0 consistent, 1 violated, 2 unreadable."""
    from expectations.model import CatalogueError
    from orchestration.ingestion.single_file import read_within_limits

    settings = places(None, home)
    readings = read_within_limits(file, settings.read_seconds)
    # what evaluates begins threads, and reading forks
    from orchestration.home.dbt_runner import DbtFailed
    from orchestration.validation.precheck import check_readings

    try:
        checked = check_readings(readings, settings)
    except (DbtFailed, CatalogueError) as error:
        stop(str(error))
    if output == "json":
        from orchestration.validation.check_json import check_json

        click.echo(json.dumps(check_json(checked), ensure_ascii=False, indent=2))
    elif output == "html":
        from orchestration.reports.render import render_page

        click.echo(render_page(checked.report()))
    else:
        from orchestration.reports.terminal import show

        show(checked.report(), console)
    if verbose:
        from orchestration.cli.problem_lines import developer_hints

        for line in developer_hints(problem for reading in readings for problem in reading.problems):
            errors.print(line, markup=False)
    sys.exit(FAILED if not checked.readable else WRONG if checked.violated else DONE)


def encoded(table: "pl.DataFrame", output: str) -> bytes:
    """The table in the chosen format; in CSV and JSON an amount has the decimals that it needs, at least two."""
    buffer = io.BytesIO()
    if output == "parquet":
        table.write_parquet(buffer)
        return buffer.getvalue()
    import polars as pl

    from expectations.amounts import plain as wan

    readable = table.with_columns(pl.Series("amount", [wan(amount) for amount in table["amount"]], dtype=pl.String))
    if output == "json":
        return (json.dumps(readable.to_dicts(), ensure_ascii=False, indent=2) + "\n").encode()
    return readable.write_csv().encode()
