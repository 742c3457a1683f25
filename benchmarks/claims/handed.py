"""Cases written by hand: per region a true text with a table of its figures, and the same with planted errors.

`R.html`, `R.claims.csv`, `R_errors.html` and `R_errors.expected.csv` are described in the README of their folder.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.claims.matching import DIRECTION, Judged, Known, judge, numbers, read_number, stated_claims
from benchmarks.claims.results import Violation, violations
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.department_year import combine
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.reading import read_file
from orchestration.home.settings import Settings

SHARED_WORDS = 8
"""So many characters a result quotes of the words that an error was planted in."""

_FACTORS = {"元": Decimal("0.0001"), "亿元": Decimal(10_000)}
_PREVIOUS = "previous_year"
_WITHOUT_VALUE = (DIRECTION, "base_year")


@dataclass(frozen=True, slots=True)
class Planted:
    """A row of an `expected.csv`."""

    kind: str
    fragment: str
    stated: str
    true_value: str


@dataclass
class Region:
    """What was made of the two texts of a region."""

    name: str
    judged: list[Judged]
    alarms: list[Violation]
    planted: list[Planted]
    found: list[Planted] = field(default_factory=list)
    unexplained: list[Violation] = field(default_factory=list)
    findings: int = 0

    @property
    def missed(self) -> list[Planted]:
        return [planted for planted in self.planted if planted not in self.found]


def measure_handed(folder: Path, settings: Settings) -> list[Region]:
    """Read and check all regions of a folder."""
    names = sorted(path.name.removesuffix(".claims.csv") for path in folder.glob("*.claims.csv"))
    files = [stem for name in names for stem in (name, f"{name}_errors")]
    submitted = {stem: combine([read_file(folder / f"{stem}.html")]) for stem in files}
    found = violations(submitted, settings)
    regions = []
    for name in names:
        judged = judge(_read_known(folder / f"{name}.claims.csv"), stated_claims(submitted[name].explanation))
        alarms = [violation for violation in found[name] if violation.is_alarm]
        region = Region(name, judged, alarms, _read_planted(folder / f"{name}_errors.expected.csv"))
        match_planted(region, found[f"{name}_errors"])
        regions.append(region)
    return regions


def _read_known(path: Path) -> list[Known]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_known(row) for row in csv.DictReader(file)]


def _known(row: dict[str, str]) -> Known:
    number = Decimal(row["value"].replace(",", ""))
    about = row["about"]
    cells = () if about.partition(":")[0] == "other" else tuple(_cell(words) for words in about.split("+"))
    return Known(
        row["kind"],
        cells,
        number * _FACTORS.get(row["unit"], Decimal(1)),
        abs(number),
        row["unit"],
        row["kind"] == "amount" and row["base"] == _PREVIOUS,
        row["fragment"],
    )


def _cell(words: str) -> CellKey:
    return CellKey(*re.split("[,/]", words))


def _read_planted(path: Path) -> list[Planted]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Planted(row["kind"], row["fragment"], row["stated"], row["true_value"]) for row in csv.DictReader(file)]


def match_planted(region: Region, reported: Sequence[Violation]) -> None:
    """A row is found by a result that quotes its words and names its value; the other alarms follow from a row where
    they quote its words or name its wrong value, and are unexplained where they do not. All of them together should be
    as many findings as there are rows."""
    region.findings = len({violation.finding for violation in reported if violation.is_alarm})
    for planted in region.planted:
        if any(_quotes(violation, planted) and _names_value(violation, planted) for violation in reported):
            region.found.append(planted)
    for violation in reported:
        if violation.is_alarm and not any(_follows(violation, planted) for planted in region.planted):
            region.unexplained.append(violation)


def _quotes(violation: Violation, planted: Planted) -> bool:
    one, other = normalise(violation.phrase), normalise(planted.fragment)
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return shared >= min(SHARED_WORDS, len(other))


def _names_value(violation: Violation, planted: Planted) -> bool:
    if planted.kind in _WITHOUT_VALUE:
        return True
    named = numbers(f"{violation.terms} {violation.phrase}")
    return any(value in named for text in (planted.stated, planted.true_value) for value in _values(text))


def _follows(violation: Violation, planted: Planted) -> bool:
    stated = set(_values(planted.stated))
    return _quotes(violation, planted) or bool(stated & numbers(f"{violation.terms} {violation.phrase}"))


def _values(text: str) -> tuple[Decimal, ...]:
    """A value as printed and in 万元."""
    number = read_number(text)
    if number is None:
        return ()
    unit = re.sub(r"[-\d.,\s]", "", text)
    return abs(number), abs(number) * _FACTORS.get(unit, Decimal(1))
