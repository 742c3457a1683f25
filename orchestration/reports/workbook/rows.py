"""Report views as rows of the list of findings: one a finding that stands, one a check that found something before.
How a row is written belongs to `columns` and `writing`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from expectations.vocabulary import FindingStatus, Severity
from orchestration.reports.judged import Difference, difference
from orchestration.reports.render import page_name
from orchestration.reports.reviews import FindingKey, Review
from orchestration.reports.sentences import sentence
from orchestration.reports.view import Finding, HistoryEntry, RefusedPlace, ReportView, RuleFinding


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as its row tells it; `results` counts the results it explains, `page` is the file of its report."""

    key: FindingKey
    department: str
    severity: Severity
    status: FindingStatus | None
    first_seen: date | None
    problem: str
    page: str
    check: str = ""
    difference: Difference | None = None
    results: int = 1
    place: str = ""
    review: Review | None = None


def finding_rows(views: Iterable[ReportView]) -> tuple[FindingRow, ...]:
    """The findings of all views: what still stands first, the gravest of it first, then by department and year."""
    return tuple(sorted((row for view in views for row in _rows(view)), key=_order))


def _order(row: FindingRow) -> tuple[bool, int, str, int]:
    return row.status is FindingStatus.RESOLVED, row.severity.rank, row.key.department_id, row.key.fiscal_year


def _rows(view: ReportView) -> Iterator[FindingRow]:
    found = {key for finding in view.findings for key in finding.violation_keys}
    found |= {(rule.rule_id, place.binding) for rule in view.rules for place in rule.places}
    yield from (_finding_row(view, finding) for finding in view.findings)
    yield from (_rule_row(view, rule, place) for rule in view.rules for place in rule.places)
    yield from (_history_row(view, entry) for check, entry in _latest(view).items() if check not in found)


def _latest(view: ReportView) -> dict[tuple[str, str], HistoryEntry]:
    """The last time that each check found something."""
    entries = sorted(view.facts.history, key=lambda entry: entry.first_edition)
    return {(entry.check_id, entry.binding): entry for entry in entries}


def _finding_row(view: ReportView, finding: Finding) -> FindingRow:
    first = finding.results[0]
    entry = view.entry(first.identity_id, first.binding)
    review = view.review(finding.violation_keys)
    return FindingRow(
        # what was noted on another check of the same mistake is given back under its own key
        key=review.key if review else view.key(first.identity_id, first.binding),
        department=view.facts.department,
        severity=finding.severity,
        status=entry.status if entry else None,
        first_seen=entry.first_seen if entry else None,
        problem="\n".join(filter(None, (_mistakes(finding), sentence(first) or first.title, _waiver(finding)))),
        page=page_name(view),
        check=finding.check,
        difference=difference(first),
        results=len(finding.results),
        place="\n".join(filter(None, (_source(place.sheet_name, place.source) for place in first.places))),
        review=review,
    )


def _mistakes(finding: Finding) -> str:
    """What was probably done; several mistakes that are equally likely leave the choice to the reader."""
    if finding.mistake:
        return f"最可能有误：{finding.mistake.words}"
    return f"其中一个有误：{finding.alternatives}" if finding.mistakes else ""


def _waiver(finding: Finding) -> str:
    return f"已豁免：{finding.results[0].waiver}" if finding.waived else ""


def _source(sheet: str, source: str) -> str:
    return f"{sheet}（{source}）" if sheet and source else sheet or source


def _rule_row(view: ReportView, rule: RuleFinding, place: RefusedPlace) -> FindingRow:
    entry = view.entry(rule.rule_id, place.binding)
    return FindingRow(
        key=view.key(rule.rule_id, place.binding),
        department=view.facts.department,
        severity=rule.severity,
        status=entry.status if entry else None,
        first_seen=entry.first_seen if entry else None,
        problem=f"{rule.title}\n{place.message}",
        page=page_name(view),
        place=place.where,
        review=view.review([(rule.rule_id, place.binding)]),
    )


def _history_row(view: ReportView, entry: HistoryEntry) -> FindingRow:
    """A finding that is no longer found, or could not be looked for again."""
    return FindingRow(
        key=view.key(entry.check_id, entry.binding),
        department=view.facts.department,
        severity=entry.severity,
        status=entry.status,
        first_seen=entry.first_seen,
        problem="\n".join(filter(None, (entry.title, entry.words))),
        page=page_name(view),
        review=view.review([(entry.check_id, entry.binding)]),
    )
