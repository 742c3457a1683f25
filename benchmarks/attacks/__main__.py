"""Read files made to exhaust their reader, as `juesuan check` does, and say what each took and what is told of it.

    python -m benchmarks.attacks
    python -m benchmarks.attacks --format pdf --name "nested forms" --seconds 40

Files are made as they are needed. What takes more of a processor or of memory than the target is marked, and the exit
code is 1.
"""

import sys

import click
from rich.console import Console
from rich.table import Table

from benchmarks.attacks import ALL
from benchmarks.attacks.measure import MOST_MEGABYTES, MOST_SECONDS, Measured, measure
from orchestration.home.settings import READ_SECONDS


@click.command(help=__doc__)
@click.option("--format", "formats", multiple=True, help="Only files of this format.")
@click.option("--name", "names", multiple=True, help="Only attacks of this name.")
@click.option("--seconds", default=READ_SECONDS, show_default=True, help="The limit on the clock.")
@click.option("--markdown", is_flag=True, help="Print the rows of docs/limits.md.")
def main(formats: tuple[str, ...], names: tuple[str, ...], seconds: float, markdown: bool) -> None:
    chosen = [
        attack for attack in ALL if (not formats or attack.format in formats) and (not names or attack.name in names)
    ]
    console = Console(width=200)
    results: list[Measured] = []
    for attack in chosen:
        result = measure(attack, seconds)
        results.append(result)
        line = _row(result) if markdown else _line(result)
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    over = [result for result in results if result.is_over]
    table = Table("attacks", "over the target", "most seconds", "most MB")
    table.add_row(
        str(len(results)),
        str(len(over)),
        f"{max((result.seconds for result in results), default=0):.1f} of {MOST_SECONDS:g}",
        f"{max((result.megabytes for result in results), default=0):.0f} of {MOST_MEGABYTES:g}",
    )
    console.print(table)
    sys.exit(1 if over else 0)


def _row(result: Measured) -> str:
    fields = (
        str(result.attack),
        _size(result.bytes),
        f"{result.seconds:.1f}",
        f"{result.megabytes:.0f}",
        result.told.replace("|", "\\|"),
    )
    return f"| {' | '.join(fields)} |"


def _line(result: Measured) -> str:
    fields = (
        f"{result.attack.format:5}",
        f"{result.attack.name:34}",
        f"{_size(result.bytes):>7}",
        f"{result.seconds:6.1f}",
        f"{result.megabytes:6.0f}",
        f"{result.told[:110]}{' (OVER)' if result.is_over else ''}",
    )
    return "  ".join(fields)


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


if __name__ == "__main__":
    main()
