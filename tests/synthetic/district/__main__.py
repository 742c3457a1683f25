"""Write an invented district's disclosures over several years, and the truth about them.

    python -m tests.synthetic.district --departments 60 --years 2019-2024 --defects 30 --seed 1 --out district

DIR/raw is what `juesuan run --raw DIR/raw` reads: a registry with units, mergers and renames, due dates, a manifest and
the files: some of them late, superseded, scanned, damaged, misfiled or missing. DIR/truth says what must come of it:
cells.csv (万元, as printed), defects.csv (planted errors beyond all rounding), consequences.csv (what these violate
in the year after), projects.csv (what the forms say), verdicts.csv and coverage.csv. The same options give the same
bytes.
"""

import re
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from tests.synthetic.district.write import District, write_district
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.formats.registry import FORMATS

DEFAULT_FORMATS = "pdf,docx,xlsx,pdf,html,xls,docx,text"


class YearRange(click.ParamType[tuple[int, ...]]):
    """2019-2024, or 2024 alone."""

    name = "A-B"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(value))
        if match is None or int(match[1]) > int(match[2] or match[1]):
            self.fail(f"{value} is no range of years such as 2019-2024", param, context)
        return tuple(range(int(match[1]), int(match[2] or match[1]) + 1))


class Names(click.ParamType[tuple[str, ...]]):
    """Names out of a list, with commas between them; one that stands twice is chosen twice as often."""

    name = "A,B"

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        chosen = tuple(str(value).split(","))
        unknown = [name for name in chosen if name not in self.known]
        if unknown:
            self.fail(f"unknown: {', '.join(unknown)}; there are {', '.join(self.known)}", param, context)
        return chosen


@click.command(help=__doc__)
@click.option("--departments", type=click.IntRange(min=2), default=60, show_default=True)
@click.option("--years", type=YearRange(), default="2019-2024", show_default=True)
@click.option("--formats", type=Names(tuple(FORMATS)), default=DEFAULT_FORMATS, show_default=True)
@click.option("--layouts", type=Names(templates.names()), default=",".join(templates.names()), show_default=True)
@click.option("--defects", type=click.IntRange(min=0), default=30, show_default=True, help="How many planted errors.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default="district", show_default=True)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes (default: one per core).")
def main(
    departments: int,
    years: tuple[int, ...],
    formats: tuple[str, ...],
    layouts: tuple[str, ...],
    defects: int,
    seed: int,
    out: Path,
    jobs: int | None,
) -> None:
    district = District(departments, years, formats, layouts, defects, seed)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("departments", total=departments)
        try:
            write_district(district, out, lambda _: progress.advance(task), jobs)
        except (ValueError, FileExistsError) as error:
            raise click.UsageError(str(error)) from error
    click.echo(f"{departments} departments, {years[0]} to {years[-1]}: {out / 'raw'} and {out / 'truth'}")


if __name__ == "__main__":
    main()
