"""`juesuan export`: published tables as files that spreadsheets open."""

from pathlib import Path

import click

from orchestration.cli.console import another_version_told, console, errors, home_option, places, published, stop

WORKBOOK = "juesuan.xlsx"
_WIDE = "mart_"
"""How the names of the tables for people begin."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--table", "names", multiple=True, help="Only this table, as in --table fct_three_public; may be repeated."
)
@click.option("--format", "output", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@home_option
def export(folder: Path, names: tuple[str, ...], output: str, home: Path | None) -> None:
    """Write published tables to a folder: the wide ones (mart_…), or those named, as one workbook or a CSV file each.

    The files are safe to open: no text of a disclosure is run as a formula. In CSV such a text has an apostrophe before
    it; Parquet keeps every text as it is.
    """
    from rich.progress import Progress

    from orchestration.reports.described import described_tables
    from orchestration.reports.workbook.tables import TooManyRows, write_table_csv, write_tables_workbook

    with another_version_told(), published(places(None, home)) as connection:
        known = {table.name: table for table in described_tables(connection)}
        if unknown := [name for name in names if name not in known]:
            stop(f"no table {', '.join(unknown)} is published; there are {', '.join(known)}")
        wanted = [known[name] for name in names or known if names or name.startswith(_WIDE)]
        with Progress(console=errors, transient=True) as progress:
            task = progress.add_task("tables 表", total=len(wanted))
            if output == "csv":
                for table in wanted:
                    write_table_csv(connection, table, folder / f"{table.name}.csv")
                    progress.advance(task)
            else:
                try:
                    write_tables_workbook(connection, wanted, folder / WORKBOOK, lambda _: progress.advance(task))
                except TooManyRows as error:
                    stop(str(error))
    files = [folder / f"{table.name}.csv" for table in wanted] if output == "csv" else [folder / WORKBOOK]
    for file in files:
        _hand_over(file)


def _hand_over(file: Path) -> None:
    """Say where a file is, readable for whoever shares the folder: it holds nothing that is not published."""
    file.chmod(0o644)
    console.print(str(file), markup=False, soft_wrap=True)
