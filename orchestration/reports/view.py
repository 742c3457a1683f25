"""What a report shows of one department-year: plain facts, grouped for a reader, whichever way they were found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from expectations.amounts import plain
from expectations.vocabulary import (
    FindingStatus,
    Outcome,
    ProblemKind,
    Severity,
    SheetStatus,
    State,
    Verdict,
    WaiverState,
)
from orchestration.reports.places import Places, grouped, in_words, missing_in_words


@dataclass(frozen=True, slots=True)
class SuspectCell:
    """A cell whose one new value would satisfy every identity it takes part in; amounts in 万元."""

    sheet_id: str
    row_key: str
    column_key: str
    label: str
    printed: Decimal | None
    expected: Decimal
    likely_cause: str | None = None

    @property
    def words(self) -> str:
        printed = "（空白）" if self.printed is None else plain(self.printed)
        cause = f" （{self.likely_cause}）" if self.likely_cause else ""
        return f"{self.label} {printed} → {plain(self.expected)}{cause}"


@dataclass(frozen=True, slots=True)
class ResultView:
    """One identity result as a report tells it; `phrase` is what was said, where a claim is judged."""

    identity_id: str
    title: str
    title_en: str
    binding: str
    severity: Severity
    outcome: Outcome
    terms: str
    missing: str
    residual: Decimal | None
    allowance: Decimal | None
    positions: tuple[str, ...]
    candidates: tuple[SuspectCell, ...] = ()
    waiver: str | None = None
    phrase: str = ""
    finding_id: str | None = None

    @property
    def places(self) -> tuple[Places, ...]:
        return grouped(self.positions)

    @property
    def unit(self) -> str:
        """Of residual and allowance; a claim may be a percentage or a count, and its figures say which."""
        return "" if self.phrase else " 万元"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: the violations that one wrong cell explains, or a single unexplained one. The candidates explain it
    equally well."""

    severity: Severity
    candidates: tuple[SuspectCell, ...]
    results: tuple[ResultView, ...]

    @property
    def suspect(self) -> SuspectCell | None:
        """The cell that is wrong, where no other is as likely."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def waived(self) -> bool:
        """Whether all of its gravest violations are; a warning that goes with a waived error stands as told."""
        return all(result.waiver for result in self.results if result.severity == self.severity)


@dataclass(frozen=True, slots=True)
class RefusedPlace:
    """One place that breaks a rule: `binding` names it in the history, `where` to a reader."""

    binding: str
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """All places that break one rule."""

    rule_id: str
    title: str
    title_en: str
    severity: Severity
    places: tuple[RefusedPlace, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An identity that could not be evaluated, for one reason: the bindings, and what is missing."""

    identity_id: str
    title: str
    outcome: Outcome
    bindings: tuple[str, ...]
    missing: str


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
    status: SheetStatus
    figures: int
    file_name: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A reading problem: what, in which places, and what to do."""

    kind: ProblemKind
    severity: Severity
    places: tuple[str, ...]
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file that was read."""

    file_name: str
    format: str
    pages: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver and what it does; residuals in 万元."""

    identity_id: str
    binding: str
    state: WaiverState
    residual: Decimal
    found: Decimal | None
    reason: str
    author: str
    granted_on: date


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A finding through the editions; dates are those on which the editions were published."""

    check_id: str
    binding: str
    status: FindingStatus
    severity: Severity
    words: str
    first_edition: int
    first_seen: date
    last_seen: date
    resolved_edition: int | None
    resolved: date | None


@dataclass(frozen=True, slots=True)
class EditionView:
    """Which edition of a department-year this is, and when it was first published."""

    number: int
    published: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one department-year, as it was found.

    `results` are those that do not hold exactly; of the others it is told how many each identity (id, title) has.
    """

    department: str
    department_id: str
    fiscal_year: int | None
    state: Verdict | State
    reasons: tuple[str, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    sheets: tuple[SheetView, ...] = ()
    results: tuple[ResultView, ...] = ()
    exact: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rules: tuple[RuleFinding, ...] = ()
    problems: tuple[ProblemView, ...] = ()
    waivers: tuple[WaiverView, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    edition: EditionView | None = None
    days_late: int | None = None

    @property
    def is_evaluated(self) -> bool:
        """Whether any identity was evaluated, or could not be."""
        return bool(self.results or self.exact)


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything on one page: the facts, and what a reader is to see first in them."""

    facts: Facts
    findings: tuple[Finding, ...]
    rules: tuple[RuleFinding, ...]
    not_stated: tuple[OpenQuestion, ...]
    not_read: tuple[OpenQuestion, ...]
    rounding: tuple[RoundingHint, ...]
    holding: tuple[tuple[str, str, int], ...]
    history: tuple[HistoryEntry, ...]
    counts: Mapping[Outcome, int]
    standing: Mapping[tuple[str, str], HistoryEntry]

    def entry(self, check_id: str, binding: str) -> HistoryEntry | None:
        """The history of a finding that is open now."""
        return self.standing.get((check_id, binding))

    def errors(self) -> int:
        """Open findings of severity error that no waiver releases."""
        return sum(finding.severity is Severity.ERROR and not finding.waived for finding in self.findings) + sum(
            rule.severity is Severity.ERROR for rule in self.rules
        )

    def warnings(self) -> int:
        return sum(finding.severity is Severity.WARNING and not finding.waived for finding in self.findings) + sum(
            rule.severity is Severity.WARNING for rule in self.rules
        )


def assemble(facts: Facts) -> ReportView:
    """Group the facts of one department-year for a reader."""
    counts = Counter(result.outcome for result in facts.results) + Counter({Outcome.EXACT: sum(facts.exact.values())})
    return ReportView(
        facts,
        findings_of(facts.results),
        tuple(sorted(facts.rules, key=lambda rule: (rule.severity.rank, rule.rule_id))),
        open_questions(facts.results, Outcome.NOT_STATED),
        open_questions(facts.results, Outcome.NOT_READ),
        rounding_hints(facts.results),
        holding_identities(facts),
        tuple(sorted(facts.history, key=lambda entry: entry.status.rank)),
        counts,
        {
            (entry.check_id, entry.binding): entry
            for entry in facts.history
            if entry.status is not FindingStatus.RESOLVED
        },
    )


def findings_of(results: Iterable[ResultView]) -> tuple[Finding, ...]:
    """Violations grouped by the mistake behind them, the gravest first."""
    by_finding: dict[object, list[ResultView]] = defaultdict(list)
    for result in results:
        if result.outcome is Outcome.VIOLATED:
            alone = (result.identity_id, result.binding)
            by_finding[result.finding_id or alone].append(result)
    findings = [
        Finding(
            min((r.severity for r in group), key=lambda severity: severity.rank), group[0].candidates, _ordered(group)
        )
        for group in by_finding.values()
    ]
    return tuple(sorted(findings, key=lambda f: (f.severity.rank, f.waived, f.results[0].identity_id)))


def gravest(severities: Iterable[Severity]) -> Severity:
    return min(severities, key=lambda severity: severity.rank)


def _ordered(group: Sequence[ResultView]) -> tuple[ResultView, ...]:
    """The identities of the suspect's own sheet first: the others follow from them."""
    sheets = {candidate.sheet_id for candidate in group[0].candidates}
    own = sheets.pop() if len(sheets) == 1 else ""
    return tuple(sorted(group, key=lambda r: (not r.identity_id.startswith(own), r.identity_id, r.binding)))


def reading_problems(rows: Iterable[Mapping[str, Any]]) -> tuple[ProblemView, ...]:
    """Problems with the places of each, as one where kind, reason and remedy are the same."""
    places: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        places[row["kind"], row["severity"], row["reason"], row["remedy"]].append(row["where"])
    return tuple(
        ProblemView(ProblemKind(kind), Severity(severity), tuple(dict.fromkeys(where)), reason, remedy)
        for (kind, severity, reason, remedy), where in places.items()
    )


def misprints(formulas: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """The misprinted formulas under the sheets, as rows of problems."""
    for formula in formulas:
        if formula["judgement"] == "misprinted":
            yield {
                "kind": ProblemKind.MISPRINTED_FORMULA,
                "severity": Severity.INFO,
                "where": in_words(formula["place"]),
                "reason": formula["reason"],
                "remedy": "correct the formula under the sheet",
            }


def rule_findings(rows: Iterable[Mapping[str, Any]]) -> tuple[RuleFinding, ...]:
    """Refused places, each with its rule, as one finding per rule."""
    by_rule: dict[tuple[str, str, str, str], list[RefusedPlace]] = defaultdict(list)
    for row in rows:
        rule = (row["rule_id"], row["title"], row["title_en"], row["severity"])
        by_rule[rule].append(RefusedPlace(row["binding"], row["message"], row["where"]))
    return tuple(
        RuleFinding(rule_id, title, title_en, Severity(severity), tuple(places))
        for (rule_id, title, title_en, severity), places in by_rule.items()
    )


def open_questions(results: Iterable[ResultView], outcome: Outcome) -> tuple[OpenQuestion, ...]:
    """The results of one outcome by identity and by what they lack."""
    by_identity: dict[tuple[str, str], list[ResultView]] = defaultdict(list)
    for result in results:
        if result.outcome is outcome:
            by_identity[result.identity_id, result.title].append(result)
    return tuple(
        OpenQuestion(
            identity_id,
            title,
            outcome,
            tuple(result.binding for result in group if result.binding),
            missing_in_words(", ".join(dict.fromkeys(result.missing for result in group if result.missing))),
        )
        for (identity_id, title), group in sorted(by_identity.items())
    )


def rounding_hints(results: Iterable[ResultView]) -> tuple[RoundingHint, ...]:
    """One hint per identity, however many rows differ by 0.01."""
    by_identity: dict[str, list[ResultView]] = defaultdict(list)
    for result in results:
        if result.outcome is Outcome.WITHIN_ROUNDING:
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


def holding_identities(facts: Facts) -> tuple[tuple[str, str, int], ...]:
    """Identity, title and how often it holds (exactly or within rounding)."""
    rounded = Counter(
        (result.identity_id, result.title) for result in facts.results if result.outcome is Outcome.WITHIN_ROUNDING
    )
    counts = rounded + Counter(facts.exact)
    return tuple((identity_id, title, count) for (identity_id, title), count in sorted(counts.items()))


def candidates_of(rows: Iterable[Mapping[str, Any]]) -> tuple[SuspectCell, ...]:
    """The cells that explain a result equally well."""
    return tuple(
        SuspectCell(
            row["sheet_id"],
            row["row_key"],
            row["column_key"],
            row["row_label"] or row["row_key"],
            row["printed"],
            row["expected"],
            row["likely_cause_title"],
        )
        for row in rows
    )
