"""What a report shows of one department-year: plain facts, grouped for a reader, whichever way they were found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from expectations.model import Relation
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
from orchestration.disclosure.messages.message import Message
from orchestration.reports.doubtful import DoubtfulView
from orchestration.reports.places import Places
from orchestration.reports.reviews import FindingKey, Review
from orchestration.reports.suspects import SuspectCell, SuspectMistake
from orchestration.reports.terms import TermView, places_of

MOST_ALTERNATIVES = 5
_PAST = frozenset({FindingStatus.RESOLVED, FindingStatus.UNCONFIRMED})


class IdentityName(NamedTuple):
    """An identity as a reader knows it: its id, and its title in both languages."""

    identity_id: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """One identity result as a report tells it; `phrase` is what was said, where a claim is judged.

    `computed` is the sum of the parts or their quotient by the base, in the unit of the total; `last_digit` says how
    the last digit is wrong, where it alone is; `check` what to check first where no mistake is known.
    """

    identity_id: str
    title: str
    title_en: str
    binding: str
    severity: Severity
    outcome: Outcome
    fiscal_year: int | None
    terms: tuple[TermView, ...]
    missing: str
    computed: Decimal | None
    residual: Decimal | None
    allowance: Decimal | None
    candidates: tuple[SuspectCell, ...] = ()
    waiver: str | None = None
    phrase: str = ""
    finding_id: str | None = None
    relation: Relation = Relation.EQUALS
    last_digit: str = ""
    check: str = ""
    check_en: str = ""

    @property
    def name(self) -> IdentityName:
        """The identity that was evaluated."""
        return IdentityName(self.identity_id, self.title, self.title_en)

    @property
    def places(self) -> tuple[Places, ...]:
        """Where the figures of the result stand, by sheet and file."""
        return places_of(self.terms)


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: the violations that it explains, or a single unexplained one.

    The mistakes that the candidates belong to explain it equally well.
    """

    severity: Severity
    candidates: tuple[SuspectCell, ...]
    results: tuple[ResultView, ...]

    @property
    def mistakes(self) -> tuple[SuspectMistake, ...]:
        """The mistakes that explain it equally well."""
        groups: dict[object, list[SuspectCell]] = {}
        for cell in self.candidates:
            groups.setdefault(cell if cell.hypothesis is None else cell.hypothesis, []).append(cell)
        return tuple(SuspectMistake(tuple(cells)) for cells in groups.values())

    @property
    def alternatives(self) -> str:
        """What the mistakes say, in one line: the same words once, and of many the first few."""
        words = tuple(dict.fromkeys(mistake.words for mistake in self.mistakes))
        told = "；".join(words[:MOST_ALTERNATIVES])
        return f"{told}；等 {len(words)} 种可能" if len(words) > MOST_ALTERNATIVES else told

    @property
    def mistake(self) -> SuspectMistake | None:
        """What was done, where nothing else is as likely."""
        return self.mistakes[0] if len(self.mistakes) == 1 else None

    @property
    def suspect(self) -> SuspectCell | None:
        """The cell that is wrong, where it alone is and no other mistake is as likely."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def check(self) -> str:
        """What to check first: what its one mistake says, or else the identity of its first violation."""
        return self.mistake.check if self.mistake and self.mistake.check else self.results[0].check

    @property
    def check_en(self) -> str:
        """The same in English."""
        return self.mistake.check_en if self.mistake and self.mistake.check_en else self.results[0].check_en

    @property
    def violation_keys(self) -> tuple[tuple[str, str], ...]:
        """Identity and binding of each of its violations."""
        return tuple((result.identity_id, result.binding) for result in self.results)

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
    message_en: str
    where_en: str


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

    identity: IdentityName
    outcome: Outcome
    bindings: tuple[str, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class RoundingHint:
    """All within-rounding results of one identity in one line: how many, the largest difference (万元), and the first
    of them."""

    identity: IdentityName
    count: int
    largest: Decimal
    example: ResultView


@dataclass(frozen=True, slots=True)
class SheetView:
    """One of the nine sheets: what became of it and how many figures were read."""

    sheet_id: str
    name: str
    status: SheetStatus
    figures: int
    file_name: str


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """How many figures the explanation states, and of how many it is known what they are about."""

    stated: int
    bound: int


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A reading problem: what, in which places, and what to do."""

    kind: ProblemKind
    severity: Severity
    places: tuple[str, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file that was read; `source_url` is where the manifest says that it is from."""

    file_name: str
    format: str
    pages: int | None
    sha256: str
    source_url: str = ""

    @property
    def address(self) -> str:
        """Where the original can be opened; nothing for what is no address of the web."""
        return self.source_url if self.source_url.startswith(("https://", "http://")) else ""


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
    """A finding through the editions; dates are those on which the editions were published. `title` is that of its
    identity, if it has one."""

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
    title: str = ""


@dataclass(frozen=True, slots=True)
class EditionView:
    """Which edition of a department-year this is, and when it was first published."""

    number: int
    published: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one department-year, as it was found.

    `results` are those that are violated or could not be evaluated; of those that hold, exactly or within rounding, it
    is told how many each identity has.
    """

    department: str
    department_id: str
    fiscal_year: int | None
    state: Verdict | State
    reasons: tuple[str, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    sheets: tuple[SheetView, ...] = ()
    results: tuple[ResultView, ...] = ()
    exact: Mapping[IdentityName, int] = field(default_factory=dict)
    rounding: tuple[RoundingHint, ...] = ()
    rules: tuple[RuleFinding, ...] = ()
    problems: tuple[ProblemView, ...] = ()
    waivers: tuple[WaiverView, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    edition: EditionView | None = None
    days_late: int | None = None
    explanation: ExplanationView = ExplanationView(0, 0)
    reviews: Mapping[FindingKey, Review] = field(default_factory=dict)
    doubtful: tuple[DoubtfulView, ...] = ()
    confirmed_figures: int = 0

    @property
    def is_evaluated(self) -> bool:
        """Whether any identity was evaluated, or could not be."""
        return bool(self.results or self.exact or self.rounding)

    @property
    def is_read(self) -> bool:
        """Whether anything was read that could be held against something else, or a sheet has figures at least."""
        evaluated = any(result.outcome.is_evaluated for result in self.results)
        return evaluated or bool(self.exact or self.rounding) or any(sheet.figures for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything on one page: the facts, and what a reader is to see first in them."""

    facts: Facts
    findings: tuple[Finding, ...]
    rules: tuple[RuleFinding, ...]
    not_stated: tuple[OpenQuestion, ...]
    not_read: tuple[OpenQuestion, ...]
    holding: tuple[tuple[IdentityName, int], ...]
    history: tuple[HistoryEntry, ...]
    counts: Mapping[Outcome, int]
    standing: Mapping[tuple[str, str], HistoryEntry]

    @property
    def past(self) -> tuple[HistoryEntry, ...]:
        """The findings that are not among those of this edition: resolved, or not looked at again."""
        return tuple(entry for entry in self.history if entry.status in _PAST)

    def entry(self, check_id: str, binding: str) -> HistoryEntry | None:
        """The history of a finding that is open now."""
        return self.standing.get((check_id, binding))

    def key(self, check_id: str, binding: str) -> FindingKey:
        """What a finding of this department-year is recognised by."""
        return FindingKey(self.facts.department_id, self.facts.fiscal_year or 0, check_id, binding)

    def review(self, checks: Iterable[tuple[str, str]]) -> Review | None:
        """What was noted on the first of these checks on which anything was."""
        found = (self.facts.reviews.get(self.key(*check)) for check in checks)
        return next(filter(None, found), None)

    def errors(self) -> int:
        """Open findings of severity error that no waiver releases."""
        return sum(finding.severity is Severity.ERROR and not finding.waived for finding in self.findings) + sum(
            rule.severity is Severity.ERROR for rule in self.rules
        )

    def warnings(self) -> int:
        """How many findings and broken rules warn without being waived."""
        return sum(finding.severity is Severity.WARNING and not finding.waived for finding in self.findings) + sum(
            rule.severity is Severity.WARNING for rule in self.rules
        )
