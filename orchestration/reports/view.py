"""What a report shows of one department-year: plain facts, grouped for a reader, whichever way they were found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from expectations.verdict import plain
from orchestration.disclosure.layouts.loader import load_layouts

SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}
HOLDING = ("exact", "within_rounding")


@dataclass(frozen=True, slots=True)
class SuspectCell:
    """The one cell whose one new value would satisfy every identity it takes part in; amounts in 万元."""

    sheet_id: str
    row_key: str
    column_key: str
    label: str
    printed: Decimal
    expected: Decimal

    @property
    def words(self) -> str:
        return f"{self.label} {plain(self.printed)} → {plain(self.expected)}"


@dataclass(frozen=True, slots=True)
class ResultView:
    """One identity result as a report tells it; `phrase` is what was said, where a claim is judged."""

    identity_id: str
    title: str
    title_en: str
    binding: str
    severity: str
    outcome: str
    terms: str
    missing: str
    residual: Decimal | None
    allowance: Decimal | None
    positions: tuple[str, ...]
    suspect: SuspectCell | None
    waiver: str | None = None
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: the violations that one wrong cell explains, or a single unexplained one."""

    severity: str
    suspect: SuspectCell | None
    results: tuple[ResultView, ...]


@dataclass(frozen=True, slots=True)
class RoundingHint:
    """All within-rounding results of one identity in one line."""

    identity_id: str
    title: str
    count: int
    largest: Decimal
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """One of the nine sheets: what became of it and how many figures were read."""

    sheet_id: str
    name: str
    status: str
    figures: int
    file_name: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A reading problem: where, what, and what to do."""

    severity: str
    where: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything on one page."""

    department: str
    department_id: str
    fiscal_year: int | None
    verdict: str
    reasons: tuple[str, ...]
    sheets: tuple[SheetView, ...]
    findings: tuple[Finding, ...]
    open_questions: tuple[ResultView, ...]
    rounding: tuple[RoundingHint, ...]
    holding: tuple[tuple[str, str, int], ...]
    problems: tuple[ProblemView, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def findings_of(results: Iterable[ResultView]) -> tuple[Finding, ...]:
    """Violations grouped by the cell that explains them, the gravest first."""
    by_suspect: dict[object, list[ResultView]] = defaultdict(list)
    for result in results:
        if result.outcome == "violated":
            alone = (result.identity_id, result.binding)
            by_suspect[result.suspect or alone].append(result)
    findings = [
        Finding(min((r.severity for r in group), key=SEVERITY_ORDER.__getitem__), group[0].suspect, _ordered(group))
        for group in by_suspect.values()
    ]
    return tuple(sorted(findings, key=lambda f: (SEVERITY_ORDER[f.severity], f.results[0].identity_id)))


def _ordered(group: Sequence[ResultView]) -> tuple[ResultView, ...]:
    """The identities of the suspect's own sheet first: the others follow from them."""
    suspect = group[0].suspect
    own = suspect.sheet_id if suspect else ""
    return tuple(sorted(group, key=lambda r: (not r.identity_id.startswith(own), r.identity_id, r.binding)))


def rounding_hints(results: Iterable[ResultView]) -> tuple[RoundingHint, ...]:
    """One hint per identity, however many rows differ by 0.01."""
    by_identity: dict[str, list[ResultView]] = defaultdict(list)
    for result in results:
        if result.outcome == "within_rounding":
            by_identity[result.identity_id].append(result)
    return tuple(
        RoundingHint(
            identity_id,
            group[0].title,
            len(group),
            max(abs(result.residual or Decimal(0)) for result in group),
            tuple(result.terms for result in group[:3]),
        )
        for identity_id, group in sorted(by_identity.items())
    )


def holding_identities(results: Iterable[ResultView]) -> tuple[tuple[str, str, int], ...]:
    """Identity, title and how often it holds (exactly or within rounding)."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for result in results:
        if result.outcome in HOLDING:
            counts[result.identity_id, result.title] += 1
    return tuple((identity_id, title, count) for (identity_id, title), count in sorted(counts.items()))


def sheet_name(sheet_id: str) -> str:
    return load_layouts().sheets[sheet_id].name


def assemble(
    department: str,
    department_id: str,
    fiscal_year: int | None,
    verdict: str,
    reasons: Sequence[str],
    sheets: Sequence[SheetView],
    results: Sequence[ResultView],
    problems: Sequence[ProblemView],
) -> ReportView:
    """Group the facts of one department-year for a reader."""
    counts: dict[str, int] = defaultdict(int)
    for result in results:
        counts[result.outcome] += 1
    return ReportView(
        department,
        department_id,
        fiscal_year,
        verdict,
        tuple(reasons),
        tuple(sheets),
        findings_of(results),
        tuple(result for result in results if result.outcome in ("not_stated", "not_read")),
        rounding_hints(results),
        holding_identities(results),
        tuple(problems),
        dict(counts),
    )


def suspect_of(values: Mapping[str, Any] | None) -> SuspectCell | None:
    """The suspect of a check's result row."""
    if values is None:
        return None
    return SuspectCell(
        values["sheet_id"],
        values["row_key"],
        values["column_key"],
        values["row_label"],
        values["printed"],
        values["expected"],
    )
