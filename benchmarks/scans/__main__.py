"""Read scans whose figures are known; exits 1 where a certain figure is wrong or an aim is missed.

    python -m benchmarks.scans [--data DIR] [--documents N] [--pages N] [--first N] [--only WORDS] [--bare N]

Documents are drawn by the writer of tests/synthetic; `--data` holds real PDF files besides. Every document is scanned
in each way of degrade.py. `--bare` pages are recognised by the engine alone too, for the ratio of seconds.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.aims import table_of
from benchmarks.scans.bare import measure_bare
from benchmarks.scans.degrade import DEGRADATIONS, Degradation
from benchmarks.scans.measure import Tally, measure, pages_with_amounts
from orchestration.home.settings import Settings
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.generate import random_disclosure, random_name

RIGHT_AIM, CERTAIN_AIM, RATIO_AIM = 0.999, 0.98, 1.6
"""Of the certain amounts the right ones; of all the certain ones at 200 dpi; of the seconds those of the engine."""

_FINE_DPI, _FINE_QUALITY = 200, 60
"""Of scans on paper whose figures nothing covers; seals in grey, photographs and faint print stand for themselves."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--documents", type=int, default=2, help="documents that are drawn")
    parser.add_argument("--pages", type=int, default=4, help="pages of each document that are scanned")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", default="", help="only scans whose name has these words")
    parser.add_argument("--details", action="store_true", help="each figure that is wrong or lost")
    parser.add_argument("--bare", type=int, default=6, help="pages that the engine recognises alone")
    options = parser.parse_args()
    settings = Settings.from_environment()
    tallies = {how: Tally() for how in DEGRADATIONS if options.only in how.name}
    for seed, data in enumerate(_documents(options), start=options.first):
        pages = pages_with_amounts(data, options.pages)
        for how, tally in tallies.items():
            if pages:
                measure(data, pages, how, seed, settings, tally)
    return _show(tallies, options)


def _documents(options: argparse.Namespace) -> Iterator[bytes]:
    for seed in range(options.first, options.first + options.documents):
        rng = random.Random(seed)
        disclosure = replace(random_disclosure(rng), department_name=random_name(rng), fiscal_year=2023)
        template = templates.load(rng.choice(templates.names()))
        style = replace(pdf.random_style(rng), font=pdf.Lettering.STANDARD)
        yield pdf.write(compose(disclosure, template), style)
    if options.data.is_dir():
        for path in sorted(options.data.glob("putuo_*.pdf")):
            yield path.read_bytes()


def _show(tallies: dict[Degradation, Tally], options: argparse.Namespace) -> int:
    console = Console(width=120)
    heads = ("scan", "amounts", "certain", "of these wrong", "lost untold", "false violations", "s a page")
    table = table_of("What is read of scans", *heads)
    for how, tally in tallies.items():
        share = tally.certain / max(tally.amounts, 1)
        table.add_row(
            how.name,
            f"{tally.amounts:,}",
            f"{share:.2%}",
            str(len(tally.wrong)),
            str(len(tally.untold)),
            str(tally.false_violations),
            f"{tally.seconds / max(tally.pages, 1):.2f}",
        )
    console.print(table)
    if options.details:
        for how, tally in tallies.items():
            for what, found in (("wrong", tally.wrong), ("lost", tally.untold), ("not certain", tally.doubts)):
                for each in found:
                    console.print(f"{how.name}: {what}: {each}", soft_wrap=True, highlight=False)
    return 0 if _meets_aims(tallies, options.bare, console) else 1


def _is_fine(how: Degradation) -> bool:
    is_on_paper = not (how.moire or how.perspective or how.faint or (how.stamps and how.is_grey))
    return how.dpi >= _FINE_DPI and how.quality >= _FINE_QUALITY and is_on_paper


def _meets_aims(tallies: dict[Degradation, Tally], bare_pages: int, console: Console) -> bool:
    fine = [tally for how, tally in tallies.items() if _is_fine(how)]
    right, certain = sum(tally.right for tally in tallies.values()), sum(tally.certain for tally in tallies.values())
    wrong = sum(len(tally.wrong) for tally in tallies.values())
    fine_share = sum(tally.certain for tally in fine) / max(sum(tally.amounts for tally in fine), 1)
    violations = sum(tally.false_violations for tally in tallies.values())
    console.print(f"right among certain: {right:,} of {certain:,}; wrong: {wrong}")
    console.print(f"certain at {_FINE_DPI} dpi and quality {_FINE_QUALITY} or better: {fine_share:.2%}")
    console.print(
        f"false violations: {violations}; figures lost untold: {sum(len(t.untold) for t in tallies.values())}"
    )
    met = wrong == 0 and violations == 0 and right >= RIGHT_AIM * certain and fine_share >= CERTAIN_AIM
    if bare_pages:
        ours, bare = measure_bare(bare_pages)
        console.print(f"pages a minute: {60 / ours:.1f}, the engine alone: {60 / bare:.1f}; ratio {ours / bare:.2f}")
        met &= ours <= RATIO_AIM * bare
    return met


if __name__ == "__main__":
    sys.exit(main())
