"""Read scans whose figures are known; exits 1 where a certain figure is wrong or another aim is missed.

    python -m benchmarks.scans [--pages N] [--figures N] [--only WORDS] [--development] [--jobs N] [--data DIR]

So many pages, drawn and real ones, are scanned in each way of degrade.py, each page in another way first, until so many
amounts were judged: a few minutes as it stands; what is published is measured with `--pages 60 --figures 20000`. Every
certain figure that is wrong, figure that is lost without a word and violation that is false is printed as it is found.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

from rich.console import Console

from benchmarks.scans.bare import Cost, measure_costs
from benchmarks.scans.degrade import DEGRADATIONS, Degradation
from benchmarks.scans.measure import Tally
from benchmarks.scans.results import meets_aims, show
from benchmarks.scans.sources import Excerpt, Purpose, excerpts

_PAGES, _FIGURES, _COST_PAGES = 4, 600, 3
"""What is measured where nothing else is asked for, in a few minutes."""

_Scan: TypeAlias = tuple[Excerpt, Degradation]

_AHEAD = 4
"""Scans that wait for each process: more of them would be read in vain when enough amounts are judged."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="where the real documents are")
    parser.add_argument("--pages", type=int, default=_PAGES, help="pages that are scanned in each way")
    parser.add_argument("--figures", type=int, default=_FIGURES, help="amounts to judge at most")
    parser.add_argument("--minutes", type=float, default=math.inf, help="how long to go on at most")
    parser.add_argument("--only", default="", help="only scans whose name has these words")
    parser.add_argument("--development", action="store_true", help="the pages for making rules, not those published")
    parser.add_argument("--details", action="store_true", help="each figure that is not certain")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read side by side")
    parser.add_argument("--cost-pages", type=int, default=_COST_PAGES, help="pages that the engine reads alone too")
    options = parser.parse_args()
    console = Console(width=132)
    purpose = Purpose.DEVELOPMENT if options.development else Purpose.REPORT
    taken, missing = excerpts(purpose, options.data, options.pages)
    for name in missing:
        console.print(f"not measured, as it is not there: {options.data / name}")
    tallies = {how: Tally() for how in DEGRADATIONS if options.only in how.name}
    scans = _in_turns(taken, list(tallies))
    began = time.monotonic()
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        for (excerpt, how), tally in _measured(pool, scans, options.jobs * _AHEAD):
            tallies[how].add(tally)
            _print_defects(f"{excerpt.name}, {how.name}", tally, options.details, console)
            judged = sum(each.amounts for each in tallies.values())
            if judged >= options.figures or time.monotonic() > began + 60 * options.minutes:
                pool.shutdown(cancel_futures=True)
                break
    show(tallies, console)
    costs: tuple[Cost, Cost] | None = measure_costs(options.cost_pages) if options.cost_pages else None
    return 0 if meets_aims(tallies, costs, console) else 1


def _in_turns(taken: Sequence[Excerpt], ways: Sequence[Degradation]) -> Iterator[_Scan]:
    """Yield all scans, so that any number of the first ones has all pages, and all ways about equally often."""
    for turn in range(len(ways)):
        for at, excerpt in enumerate(taken):
            yield excerpt, ways[(at + turn) % len(ways)]


def _measured(pool: ProcessPoolExecutor, scans: Iterator[_Scan], ahead: int) -> Iterator[tuple[_Scan, Tally]]:
    waiting = [((excerpt, how), pool.submit(excerpt.measure, how)) for excerpt, how in islice(scans, ahead)]
    while waiting:
        scan, future = waiting.pop(0)
        yield scan, future.result()
        waiting.extend(((excerpt, how), pool.submit(excerpt.measure, how)) for excerpt, how in islice(scans, 1))


def _print_defects(name: str, tally: Tally, with_doubts: bool, console: Console) -> None:
    kinds = [("wrong", tally.wrong), ("lost untold", tally.untold), ("false violation", tally.false_violations)]
    if with_doubts:
        kinds.append(("not certain", list(tally.doubts)))
    for kind, found in kinds:
        for each in found:
            told = f"{kind}: {name}: {each}"
            console.print(told, soft_wrap=True, highlight=False, markup=False)


if __name__ == "__main__":
    sys.exit(main())
