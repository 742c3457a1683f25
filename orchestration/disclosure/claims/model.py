"""The model of everything outside the sheets: claims, links, projects, indicators, terms, tasks, wording results.

Frozen data only. Cells of the sheets do not belong here (see orchestration.disclosure.model).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from orchestration.disclosure.model import CellKey, Place


class ClaimKind(StrEnum):
    """The kind of a stated figure. Amounts, budgets and changes are in 万元; shares, growth and rates in percent."""

    AMOUNT = "amount"
    BUDGET = "budget"
    CHANGE = "change"
    SHARE = "share"
    GROWTH = "growth"
    COMPLETION = "completion"
    RATE = "rate"
    COUNT = "count"
    SCORE = "score"
    BUDGET_SCORE = "budget_score"
    TOTAL_SCORE = "total_score"
    WHOLE = "whole"
    DIRECTION = "direction"
    UNRECOGNISED = "unrecognised"


class Base(StrEnum):
    """The base that a claim is measured against."""

    NONE = ""
    PREVIOUS_YEAR = "previous_year"
    INITIAL = "initial"
    ANNUAL = "annual"
    STATED = "stated"
    FORM = "form"


class Role(StrEnum):
    """The role in which a claim depends on another claim or on a cell of the sheets."""

    CELL = "cell"
    AMOUNT = "amount"
    CHANGE = "change"
    BUDGET = "budget"
    WHOLE = "whole"
    PART = "part"
    LISTED = "listed"
    PREVIOUS = "previous"
    STATED_PREVIOUS = "stated_previous"
    TWIN = "twin"


class Binding(StrEnum):
    """How the subject of a figure was found, from the surest to none."""

    CODE = "code"
    NAME = "name"
    WORDS = "words"
    FRAME = "frame"
    PROOF = "proof"
    DOUBT = "doubt"
    FORM = "form"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a figure: its key, its printed words, and the cells of the sheets that the figure restates.

    One cell, several that add up, or none for what no sheet holds. `others` are further readings of the same words:
    a figure contradicts the sheets only if no reading makes it true. Figures in DOUBT are taken for a cell only if they
    agree with it.
    """

    key: str
    words: str
    cells: tuple[CellKey, ...] = ()
    whole: bool = False
    binding: Binding = Binding.NONE
    others: "tuple[Subject, ...]" = ()

    @property
    def cell(self) -> CellKey | None:
        """The cell that the figure restates, if it restates exactly one."""
        return self.cells[0] if len(self.cells) == 1 else None


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that something was read from; `source` is `narrative` for the explanation, or `form`."""

    source: str
    file_name: str
    document_sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One stated figure. `claim_key` is unique within its department-year; `passage` is the number of its passage.

    `value` is exact: 万元, percent or a count; a decrease is negative; a direction is 1, 0 or −1; a WHOLE is the 100 %
    that printed shares add up to. `half_unit` is half a unit of the last printed decimal, in the unit of `value`; 0 for
    a count. `scale` is the factor from a quotient to `value` (100 for percent, the weight for a score). Claims that are
    not `resolved` (a reason, 基本持平, an unfinished 增加（减少）) take part in no identity.
    """

    claim_key: str
    origin: Origin
    section: str
    passage: int
    subject: Subject
    kind: ClaimKind
    value: Decimal
    decimals: int
    unit: str
    text: str
    base: Base
    base_words: str
    phrase: str
    place: Place
    half_unit: Decimal
    scale: Decimal = Decimal(1)
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """`claim_key` depends, in this role, on another claim, or on a cell of the fiscal year `year_offset` away."""

    claim_key: str
    role: Role
    target_key: str | None = None
    cell: CellKey | None = None
    year_offset: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """One project as a self-evaluation form states it; amounts in 万元, rates in percent, None where blank."""

    project_key: str
    name: str
    department: str | None
    unit_in_charge: str | None
    kind: str | None
    budget: Decimal | None
    executed: Decimal | None
    execution_rate: Decimal | None
    budget_score: Decimal | None
    budget_weight: Decimal | None
    total_score: Decimal | None
    origin: Origin
    place: Place


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of a form's indicators; target and actual as printed."""

    project_key: str
    project_name: str
    indicator_no: int
    level_one: str | None
    level_two: str | None
    level_three: str
    target: str | None
    actual: str | None
    weight: Decimal | None
    score: Decimal | None
    origin: Origin
    place: Place


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """An explained term (名词解释); `function_code` where it explains a function row that the sheets print."""

    term: str
    description: str
    function_code: str | None
    origin: Origin
    place: Place


@dataclass(frozen=True, slots=True)
class KeyTask:
    """A line of the table of key tasks (重点工作完成情况)."""

    task: str
    content: str | None
    completion: str | None
    origin: Origin
    place: Place


@dataclass(frozen=True, slots=True)
class WordingResult:
    """The result of a wording rule for one binding: the columns of an identity result, and the phrase quoted."""

    identity_id: str
    binding: str
    outcome: str
    terms: str
    phrase: str
    file_name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that one department-year states outside its sheets."""

    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    key_tasks: tuple[KeyTask, ...] = ()
    wording_results: tuple[WordingResult, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Whether it is known of any stated figure what it is about."""
        return any(
            claim.origin.source == "narrative" and claim.subject.binding not in (Binding.NONE, Binding.DOUBT)
            for claim in self.claims
        )
