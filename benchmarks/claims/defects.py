"""Real documents and what stands wrong in their explanation and forms, against what is reported.

`defects.csv` has the columns document, kind, status, identity, lhs, rhs, diff, where, note, grade. A report matches a
row when two things agree of the quoted words, the figures and the codes. Rows that are consequences of another count as
found with their cause.
"""

import csv
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.disclosure.claims.passages import normalise
from orchestration.home.settings import Settings
from orchestration.validation.precheck import check_file

KINDS = ("narrative", "performance")
GRADES = ("numeric", "label", "editorial")
EDITORIAL = frozenset(
    {"narrative.template_residue", "narrative.punctuation", "narrative.broken_year", "narrative.three_public_counts"}
)
LAST_DIGIT = "last digit"
"""The grade of a restatement off by its last unit: told as info, and counted neither as true nor as false."""

MIN_QUOTE = 8
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CODE = re.compile(r"\d{7}")
_CONSEQUENCE = re.compile(r"\[consequence of ([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Defect:
    """A row of defects.csv."""

    number: int
    document: str
    status: str
    grade: str
    title: str
    left: str
    right: str
    note: str

    @property
    def quotes(self) -> tuple[str, ...]:
        return tuple(normalise(quote) for quote in re.findall("「([^」]+)」", self.note))

    @property
    def cause(self) -> str | None:
        found = _CONSEQUENCE.search(self.note)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Report:
    """A violated result about the explanation or a form."""

    document: str
    identity: str
    grade: str
    binding: str
    terms: str
    phrase: str


def reports(path: Path, settings: Settings) -> tuple[Report, ...]:
    """What a check of one document reports about its explanation and forms."""
    return tuple(_report(path, row) for row in check_file(path, settings).results if _counts(row))


def _counts(row: Mapping[str, Any]) -> bool:
    return row["outcome"] == "violated" and row["identity_id"].split(".")[0] in KINDS


def _report(path: Path, row: Mapping[str, Any]) -> Report:
    identity = row["identity_id"]
    if identity in EDITORIAL:
        grade = "editorial"
    elif row["severity"] == "info" and row["relation"] == "restates":
        grade = LAST_DIGIT
    else:
        grade = "label" if row["severity"] == "info" and row["relation"] == "wording" else "numeric"
    return Report(
        path.stem, identity, grade, row["binding"], normalise(row["terms"] or ""), normalise(row["phrase"] or "")
    )


def load_defects(path: Path) -> tuple[Defect, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Defect(
                number,
                row["document"],
                row["status"],
                row["grade"],
                row["identity"],
                row["lhs"],
                row["rhs"],
                row["note"],
            )
            for number, row in enumerate(csv.DictReader(file), start=2)
            if row["kind"] in KINDS
        )


def match_score(report: Report, defect: Defect) -> float:
    """Return how surely a report is about a row; 0 where fewer than two of quoted words, figures, codes agree."""
    told = report.terms + report.phrase + report.binding
    quoted = max((_common(quote, told) / len(quote) for quote in defect.quotes), default=0.0)
    repeats = any(_common(quote, told) >= min(MIN_QUOTE, len(quote)) for quote in defect.quotes)
    sides = [_states_side(side, told) for side in (defect.left, defect.right)]
    noted = _share_of_figures(defect.note, told)
    coded = any(code in report.binding for code in _CODE.findall(defect.title))
    if repeats + sum(sides) + (noted > 0) + coded < 2:
        return 0.0
    return quoted * repeats + sum(sides) + noted + 2 * coded


def _share_of_figures(note: str, told: str) -> float:
    """Return the share of the figures of a note that a report states."""
    figures = [figure for figure in _NUMBER.findall(note) if "." in figure]
    stated = {_plain_number(number) for number in _NUMBER.findall(told)}
    return sum(_stated(figure, stated) for figure in figures) / len(figures) if figures else 0.0


def _common(one: str, other: str) -> int:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _states_side(side: str, told: str) -> bool:
    numbers = _NUMBER.findall(side)
    stated = {_plain_number(number) for number in _NUMBER.findall(told)}
    if numbers:
        return all(_stated(number, stated) for number in numbers[:1])
    words = [normalise(word) for word in re.split(r"[、,; ]+", side) if len(word) > 1]
    return any(word in told for word in words)


def _plain_number(number: str) -> str:
    """A number without separators and the zeros that close its decimals."""
    digits = number.replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _stated(number: str, stated: set[str]) -> bool:
    """Whether a figure is told, or its first digits where it is told with fewer or more decimals."""
    own = _plain_number(number)
    return any(
        own == other or (min(len(own), len(other)) > 5 and (own.startswith(other) or other.startswith(own)))
        for other in stated
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Reports and rows of all documents, matched."""

    defects: tuple[Defect, ...]
    reports: tuple[Report, ...]
    matches: Mapping[int, Defect]

    def found(self, defect: Defect) -> bool:
        return defect in self.matches.values() or (defect.cause is not None and self._cause_found(defect))

    def _cause_found(self, defect: Defect) -> bool:
        """The cause is another row, or a figure of the sheets that the identities of the sheets report."""
        words = _NUMBER.findall(defect.cause or "")
        return any(
            other.document == defect.document
            and other is not defect
            and (
                all(word in other.left + other.right + other.note for word in words) if words else "item" in other.note
            )
            for other in self.matches.values()
        )


def compare(defects: Sequence[Defect], told: Sequence[Report]) -> Comparison:
    """Match reports to rows, surest pairs first and each row once; then the remaining reports to their best row."""
    pairs = sorted(
        (
            (match_score(report, defect), defect.status == "error", -defect.number, index)
            for index, report in enumerate(told)
            for defect in defects
            if defect.document == report.document
        ),
        reverse=True,
    )
    by_number = {defect.number: defect for defect in defects}
    matches: dict[int, Defect] = {}
    for once in (True, False):
        for likely, _, number, index in pairs:
            taken = by_number[-number] in matches.values()
            error = by_number[-number].status == "error"
            if likely > 0 and index not in matches and not (once and (taken or not error)):
                matches[index] = by_number[-number]
    return Comparison(tuple(defects), tuple(told), matches)


def show(comparison: Comparison) -> None:
    errors = [defect for defect in comparison.defects if defect.status == "error"]
    heads = ("grade", "defects", "found", "missed", "recall", "reported", "true", "precision")
    print("".join(f"{head:>11}" for head in heads))
    for grade in GRADES:
        rows = [defect for defect in errors if defect.grade == grade]
        found = sum(comparison.found(defect) for defect in rows)
        told = [index for index, report in enumerate(comparison.reports) if report.grade == grade]
        true = sum(index in comparison.matches and comparison.matches[index].status == "error" for index in told)
        cells = (
            grade,
            len(rows),
            found,
            len(rows) - found,
            _rate(found, len(rows)),
            len(told),
            true,
            _rate(true, len(told)),
        )
        print("".join(f"{cell:>11}" for cell in cells))
    print("\nmissed")
    for defect in errors:
        if not comparison.found(defect):
            sides = f"{defect.left} / {defect.right}"
            print(f"  line {defect.number} {defect.document} [{defect.grade}] {defect.title}: {sides}")
    print("false alarms")
    for index, report in enumerate(comparison.reports):
        match = comparison.matches.get(index)
        if report.grade != LAST_DIGIT and (match is None or match.status != "error"):
            why = f"is {match.status} (line {match.number})" if match else "matches no row"
            print(
                f"  {report.document} [{report.grade}] {report.identity}: {report.terms} | {report.phrase[:60]} — {why}"
            )
    print("found by")
    for index, match in sorted(comparison.matches.items(), key=lambda pair: pair[1].number):
        report = comparison.reports[index]
        print(f"  line {match.number} [{match.grade}] {match.title[:44]} ← {report.identity} [{report.grade}]")


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def document(folder: Path, name: str) -> Path:
    return next(path for path in folder.glob(f"{name}.*") if path.suffix in (".pdf", ".txt", ".docx", ".html", ".xlsx"))
