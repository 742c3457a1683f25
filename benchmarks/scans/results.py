"""What was measured of scans as a table, and whether it meets the aims."""

from collections.abc import Iterable, Mapping

from rich.console import Console

from benchmarks.aims import table_of
from benchmarks.scans.bare import Cost
from benchmarks.scans.degrade import Degradation
from benchmarks.scans.measure import Tally

RIGHT_AIM, CERTAIN_AIM, RATIO_AIM = 0.999, 0.98, 1.6
"""Of the certain amounts the right ones; of all those certain at 200 dpi; of seconds and memory those of the engine."""

_FINE_DPI, _FINE_QUALITY = 200, 60


def show(tallies: Mapping[Degradation, Tally], console: Console) -> None:
    """Print a row for each way of scanning."""
    heads = ("scan", "pages", "amounts", "certain", "wrong", "doubtful", "lost untold", "false violations", "s a page")
    table = table_of("What is read of scans", *heads)
    for how, tally in tallies.items():
        table.add_row(
            how.name,
            f"{tally.pages:,}",
            f"{tally.amounts:,}",
            f"{_share(tally.certain, tally.amounts):.2%}",
            str(len(tally.wrong)),
            f"{tally.doubtful:,}",
            str(len(tally.untold)),
            str(len(tally.false_violations)),
            f"{_share(tally.seconds, tally.pages):.2f}",
        )
    console.print(table)


def meets_aims(tallies: Mapping[Degradation, Tally], costs: tuple[Cost, Cost] | None, console: Console) -> bool:
    """Print each aim beside its measure, and return whether all are met."""
    every = _sum(tallies.values())
    is_met = not every.wrong and not every.untold and not every.false_violations
    console.print(
        f"amounts judged: {every.amounts:,} on {every.pages:,} pages; certain and right: {every.right:,} of "
        f"{every.certain:,} ({_share(every.right, every.certain):.3%}), wrong: {len(every.wrong)}"
    )
    console.print(f"false violations: {len(every.false_violations)}; figures lost untold: {len(every.untold)}")
    is_met &= every.right >= RIGHT_AIM * every.certain
    fine = _sum(tally for how, tally in tallies.items() if is_fine(how))
    on_paper = _sum(tally for how, tally in tallies.items() if is_fine(how) and how.is_plain_paper)
    console.print(
        f"certain at {_FINE_DPI} dpi and quality {_FINE_QUALITY} or better: {_share(fine.certain, fine.amounts):.2%}; "
        f"without grey seals, screens and faint print {_share(on_paper.certain, on_paper.amounts):.2%}"
    )
    is_met &= fine.certain >= CERTAIN_AIM * fine.amounts
    if costs is not None:
        ours, bare = costs
        console.print(
            f"pages a minute on one core: {60 / ours.seconds:.1f}, the engine alone: {60 / bare.seconds:.1f}; ratio "
            f"{ours.seconds / bare.seconds:.2f}; memory: {ours.megabytes:,.0f} MB, the engine alone: "
            f"{bare.megabytes:,.0f} MB; ratio {ours.megabytes / bare.megabytes:.2f}"
        )
        is_met &= ours.seconds <= RATIO_AIM * bare.seconds and ours.megabytes <= RATIO_AIM * bare.megabytes
    return is_met


def is_fine(how: Degradation) -> bool:
    """Return whether a scan is one of which nearly all must be certain."""
    return how.dpi >= _FINE_DPI and how.quality >= _FINE_QUALITY


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def _share(part: float, whole: float) -> float:
    return part / max(whole, 1)
