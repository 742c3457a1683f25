"""The facts of one department-year grouped for a reader: violations under their finding, what could not be evaluated by
what is missing, rounding differences by identity."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from expectations.vocabulary import FindingStatus, Outcome, Severity
from orchestration.reports.view import (
    Facts,
    Finding,
    IdentityName,
    OpenQuestion,
    ReportView,
    ResultView,
    RoundingHint,
)


def assemble(facts: Facts) -> ReportView:
    """Group the facts of one department-year for a reader."""
    held = {
        Outcome.EXACT: sum(facts.exact.values()),
        Outcome.WITHIN_ROUNDING: sum(hint.count for hint in facts.rounding),
    }
    counts = Counter(result.outcome for result in facts.results) + Counter(held)
    return ReportView(
        facts,
        findings_of(facts.results),
        tuple(sorted(facts.rules, key=lambda rule: (rule.severity.rank, rule.rule_id))),
        open_questions(facts.results, Outcome.NOT_STATED),
        open_questions(facts.results, Outcome.NOT_READ),
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
        Finding(_gravest(result.severity for result in group), group[0].candidates, _ordered(group))
        for group in by_finding.values()
    ]
    return tuple(sorted(findings, key=lambda f: (f.severity.rank, f.waived, f.results[0].identity_id)))


def _gravest(severities: Iterable[Severity]) -> Severity:
    return min(severities, key=lambda severity: severity.rank)


def _ordered(group: Sequence[ResultView]) -> tuple[ResultView, ...]:
    """The identities of the suspect's own sheet first: the others follow from them."""
    sheets = {candidate.sheet_id for candidate in group[0].candidates}
    own = sheets.pop() if len(sheets) == 1 else ""
    return tuple(sorted(group, key=lambda r: (not r.identity_id.startswith(own), r.identity_id, r.binding)))


def open_questions(results: Iterable[ResultView], outcome: Outcome) -> tuple[OpenQuestion, ...]:
    """The results of one outcome by identity and by what they lack."""
    by_identity: dict[IdentityName, list[ResultView]] = defaultdict(list)
    for result in results:
        if result.outcome is outcome:
            by_identity[result.name].append(result)
    return tuple(
        OpenQuestion(
            identity,
            outcome,
            tuple(result.binding for result in group if result.binding),
            ", ".join(dict.fromkeys(result.missing for result in group if result.missing)),
        )
        for identity, group in sorted(by_identity.items())
    )


def rounding_hints(results: Iterable[ResultView]) -> tuple[RoundingHint, ...]:
    """One hint per identity, however many of these results, all within rounding, differ by 0.01."""
    by_identity: dict[IdentityName, list[ResultView]] = defaultdict(list)
    for result in results:
        by_identity[result.name].append(result)
    return tuple(
        RoundingHint(
            identity,
            len(group),
            max(abs(result.residual or Decimal(0)) for result in group),
            group[0],
        )
        for identity, group in sorted(by_identity.items())
    )


def holding_identities(facts: Facts) -> tuple[tuple[IdentityName, int], ...]:
    """Each identity and how often it holds (exactly or within rounding)."""
    rounded = Counter({hint.identity: hint.count for hint in facts.rounding})
    return tuple(sorted((rounded + Counter(facts.exact)).items()))
