"""Tables of what was measured, every miss and false alarm with its words, and the targets."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.claims.handed import Region
from benchmarks.claims.matching import Judged, Match, cells_of, count_matches
from benchmarks.claims.random_texts import Tally
from orchestration.disclosure.model import CellKey
from tests.synthetic.explanations.contradictions import KINDS, kind_of

FOUND, BOUND, RIGHT = 0.97, 0.95, 0.995
"""The least shares of planted errors found, of figures about the accounts bound, and of the bound bound rightly."""

MOST_LINES = 40
"""So many kinds of misreadings are shown of a manner."""

_CODE = re.compile(r"\d+")


def show_handed(regions: Sequence[Region]) -> bool:
    """Show what became of each region; whether the targets are met."""
    print("\ntexts written by hand")
    rows: list[Sequence[object]] = [("region", *_heads(), "alarms", "others", "planted", "found", "findings")]
    for region in regions:
        marks = (len(region.alarms), len(region.unexplained), len(region.planted), len(region.found), region.findings)
        rows.append((region.name, *_counts(region.judged), *marks))
    judged = [each for region in regions for each in region.judged]
    planted, found = sum(len(r.planted) for r in regions), sum(len(r.found) for r in regions)
    alarms = sum(len(region.alarms) + len(region.unexplained) for region in regions)
    findings = sum(region.findings for region in regions)
    rows.append(("all", *_counts(judged), alarms, "", planted, found, findings))
    _print_table(rows)
    for region in regions:
        _print_judged(region.name, region.judged)
        for violation in region.alarms:
            print(f"  {region.name} false alarm: {violation.identity} {violation.terms} | {violation.phrase}")
        for row in region.missed:
            print(f"  {region.name} not found: {row.kind} {row.stated} for {row.true_value} | {row.fragment}")
        for violation in region.unexplained:
            print(f"  {region.name} false beside errors: {violation.identity} {violation.terms} | {violation.phrase}")
    return _meets_targets(judged, alarms, found, planted)


def show_random(title: str, tallies: Mapping[str, Tally], details: bool) -> bool:
    """Show what became of random texts by manner; whether the targets are met."""
    print(f"\n{title}")
    rows: list[Sequence[object]] = [("manner", "texts", *_heads(), "alarms", "planted", "found", "one finding")]
    for manner, tally in tallies.items():
        judged = [each for _, each in tally.judged]
        marks = (len(tally.alarms), tally.planted.total(), tally.found.total(), tally.one_finding.total())
        rows.append((manner, tally.texts, *_counts(judged), *marks))
    judged = [each for tally in tallies.values() for _, each in tally.judged]
    alarms = sum(len(tally.alarms) for tally in tallies.values())
    planted = sum((tally.planted for tally in tallies.values()), Counter[str]())
    found = sum((tally.found for tally in tallies.values()), Counter[str]())
    one_finding = sum(tally.one_finding.total() for tally in tallies.values())
    texts = sum(tally.texts for tally in tallies.values())
    rows.append(("all", texts, *_counts(judged), alarms, planted.total(), found.total(), one_finding))
    _print_table(rows)
    print("  planted and found: " + ", ".join(f"{kind} {found[kind]} of {planted[kind]}" for kind in KINDS))
    if details:
        _print_details(tallies)
    return _meets_targets(judged, alarms, found.total(), planted.total())


def _print_details(tallies: Mapping[str, Tally]) -> None:
    """Print what was not read rightly by what it has in common, an example of each, the most frequent first."""
    for manner, tally in tallies.items():
        print(f"  {manner}")
        examples = _by_likeness(
            (_likeness(each), _line(name, each)) for name, each in tally.judged if not each.is_right
        )
        alarms = _by_likeness(
            (
                f"{alarm.identity} {_shape(alarm.binding)}",
                f"  {name} false alarm: {alarm.identity} {alarm.terms} | {alarm.phrase}",
            )
            for name, alarm in tally.alarms
        )
        for count, line in (*alarms, *examples):
            print(f"  {count:>5}{line}")
        for name, stated in tally.missed:
            kind = f"{kind_of(stated)} {stated.text}{stated.unit}"
            against = f" against {stated.against}" if stated.against else ""
            print(f"       {name} not found: {kind}{against} of {_words(stated.cells)}")


def _by_likeness(lines: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for likeness, line in lines:
        counts[likeness] += 1
        examples.setdefault(likeness, line)
    return [(count, examples[likeness]) for likeness, count in counts.most_common(MOST_LINES)]


def _likeness(each: Judged) -> str:
    claim = each.claim
    read = "" if claim is None else f"{claim.kind.value} {_shape(_words(cells_of(claim)))}"
    return f"{each.match} {each.known.kind} {_shape(_words(each.known.cells))} {read}"


def _shape(words: str) -> str:
    """Words with classes, sections and items alike."""
    return _CODE.sub(lambda match: "0" * len(match[0]), words)


def _print_judged(name: str, judged: Iterable[Judged]) -> None:
    for each in judged:
        if not each.is_right:
            print(_line(name, each))


def _line(name: str, each: Judged) -> str:
    known, claim = each.known, each.claim
    read = (
        "" if claim is None else f" → {_words(cells_of(claim)) or claim.subject.key} {claim.kind.value} {claim.value}"
    )
    previous = ".previous" if known.is_previous else ""
    words = known.words or str(known.value)
    phrase = f" | {claim.phrase}" if claim is not None else ""
    return f"  {name} {each.match}: {words} {known.kind}{previous} {_words(known.cells)}{read}{phrase}"


def _words(cells: Iterable[CellKey]) -> str:
    return "+".join("/".join(cell) for cell in cells)


def _heads() -> tuple[str, ...]:
    return ("figures", *Match, "accounts", "bound", "of it right")


def _counts(judged: Sequence[Judged]) -> tuple[object, ...]:
    counts = count_matches(judged)
    about, bound, right = _of_accounts(judged)
    return (len(judged), *counts.values(), about, _rate(bound, about), _rate(right, bound))


def _of_accounts(judged: Sequence[Judged]) -> tuple[int, int, int]:
    """Figures about the accounts, those of them that are bound, and those that are bound to the right cells."""
    about = [each for each in judged if each.known.cells]
    bound = [each for each in about if each.match not in (Match.UNREAD, Match.UNBOUND)]
    return len(about), len(bound), sum(each.match is not Match.WRONG for each in bound)


def _meets_targets(judged: Sequence[Judged], alarms: int, found: int, planted: int) -> bool:
    about, bound, right = _of_accounts(judged)
    met = {
        f"false alarms {alarms}": alarms == 0,
        f"planted errors found {_rate(found, planted)}": found >= FOUND * planted,
        f"figures bound {_rate(bound, about)}": bound >= BOUND * about,
        f"of these right {_rate(right, bound)}": right >= RIGHT * bound,
    }
    print("  targets: " + "; ".join(f"{words} {'met' if is_met else 'MISSED'}" for words, is_met in met.items()))
    return all(met.values())


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def _print_table(rows: Sequence[Sequence[object]]) -> None:
    widths = [max(len(str(row[column])) for row in rows) + 2 for column in range(len(rows[0]))]
    for row in rows:
        cells = zip(row, widths, strict=True)
        print(
            "".join(
                f"{cell!s:<{width}}" if not number else f"{cell!s:>{width}}"
                for number, (cell, width) in enumerate(cells)
            )
        )
