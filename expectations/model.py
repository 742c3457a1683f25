"""The identity catalogue and the waivers: their YAML models, their loading, and the table of terms they compile to.

An identity states that a total equals (or is at least) the sum of its signed parts, equals their quotient by a base, or
has the sign of their sum. `for_each` binds it to every row, column, parent row, functional class, budget or claim of
the explanation; a term without row or column takes the bound one. A term may refer to the previous year; an identity
may apply only where certain figures are equal. A `wording` rule is an identity without terms: the reading evaluates it,
the catalogue gives it id, title and severity. Evaluation, verdicts and the rules beside the identities do not belong
here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from expectations.untrusted_yaml import read_untrusted_yaml
from expectations.vocabulary import Severity
from expectations.yaml_file import NoYamlError

FOLDER = Path(__file__).parent
BUDGETS = ("general_public_budget", "government_fund", "state_capital")
BOUND_CLASS = "{class}"
EACH_CLASS = "{each class}"
BOUND_BUDGET = "{budget}"


class CatalogueError(ValueError):
    """A catalogue or waiver file is malformed; the message names file, line and reason."""


Side: TypeAlias = Literal["total", "part", "base", "condition"]


class StrictModel(BaseModel):
    """Base of models read from YAML: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


ModelT = TypeVar("ModelT", bound=StrictModel)


class ForEach(StrEnum):
    """What an identity is evaluated for, once each."""

    ROW = "row"
    COLUMN = "column"
    PARENT = "parent"
    FUNCTIONAL_CLASS = "functional class"
    BUDGET = "budget"
    CLAIM = "claim"


class Relation(StrEnum):
    """How the total of an identity relates to its parts; a wording rule has neither.

    RESTATES is EQUALS for one figure that is copied rather than added up: printed with the same precision, both must be
    the same to the last digit. Off by one unit of it, the result is violated at severity info.
    """

    EQUALS = "equals"
    RESTATES = "restates"
    AT_LEAST = "at_least"
    RATIO = "ratio"
    DIRECTION = "direction"
    WORDING = "wording"


NARRATIVE = "narrative"
"""The pseudo-sheet whose cells are the claims of the explanation and of the self-evaluation forms."""


class TermYear(StrEnum):
    """The fiscal year of a term's sheet, relative to the fiscal year of the identity."""

    SAME = "same"
    PREVIOUS = "previous"


YEARS_BACK = {TermYear.SAME: 0, TermYear.PREVIOUS: 1}


class Term(StrictModel):
    """Cells of one sheet, summed. `if_blank` holds the fallback terms for when the publisher left all cells blank.

    Where the identity is bound to claims, `claims` are the kinds of the claim itself (a kind, or kind.base) and `link`
    is the role in which another figure is linked to it.
    """

    sheet: str = NARRATIVE
    year: TermYear = TermYear.SAME
    claims: tuple[str, ...] = ()
    link: str | None = None
    row: str | None = None
    rows: tuple[str, ...] | Literal["children"] = ()
    column: str | None = None
    columns: tuple[str, ...] = ()
    sign: Literal[1, -1] = 1
    if_blank: tuple["Term", ...] = ()

    @model_validator(mode="after")
    def _check_single_address(self) -> "Term":
        if self.row is not None and self.rows:
            raise ValueError("a term has `row` or `rows`, not both")
        if self.column is not None and self.columns:
            raise ValueError("a term has `column` or `columns`, not both")
        if (self.claims or self.link) and (self.row or self.rows or self.column or self.columns):
            raise ValueError("a term names cells, or claims, or a link")
        if any(fallback.if_blank for fallback in self.if_blank):
            raise ValueError("a fallback term has no fallback of its own")
        return self


class NamedCell(StrictModel):
    """One cell of one sheet, by its keys."""

    sheet: str
    row: str
    column: str


class Identity(StrictModel):
    """One accounting identity; its id is the same in YAML, results, checks, cases and quarantine reasons.

    `basis` cites its source (printed note, regulation), `check` says what to look at first where it does not hold.
    `only_where_equal` names figures that must all be printed and equal for the identity to apply.
    """

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str
    title_en: str
    basis: str
    check: str = Field(min_length=1)
    check_en: str = Field(min_length=1)
    severity: Severity
    for_each: ForEach | None = None
    relation: Relation = Relation.EQUALS
    where_printed: bool = False
    only_where_equal: tuple[NamedCell, ...] = ()
    total: Term | None = None
    parts: tuple[Term, ...] = ()
    base: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _check_terms(self) -> "Identity":
        words_only = self.relation is Relation.WORDING
        if words_only != (self.total is None) or words_only != (not self.parts):
            raise ValueError("an identity has a total and parts; a wording rule has neither")
        if (self.relation is Relation.RATIO) != bool(self.base):
            raise ValueError("a ratio, and nothing else, has a base")
        if self.total is not None and self.total in self.parts:
            raise ValueError("the total stands among its own parts")
        return self

    @property
    def is_about_claims(self) -> bool:
        """Whether it evaluates claims of the explanation rather than cells of the sheets."""
        return self.total is None or self.total.sheet == NARRATIVE

    @field_validator("only_where_equal")
    @classmethod
    def _check_two_or_more(cls, cells: tuple[NamedCell, ...]) -> tuple[NamedCell, ...]:
        if len(cells) == 1:
            raise ValueError("one figure alone is equal to nothing: name two or more")
        return cells


class Waiver(StrictModel):
    """Releases one violation as long as its residual equals `residual` exactly (万元)."""

    department_id: str
    fiscal_year: int = Field(ge=2000, le=2100)
    identity: str
    binding: str = ""
    residual: Decimal = Field(max_digits=20, decimal_places=6)
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)
    date: date

    @model_validator(mode="before")
    @classmethod
    def _refuse_float_residual(cls, values: object) -> object:
        if isinstance(values, dict) and isinstance(values.get("residual"), float):
            raise ValueError("write the residual as a quoted decimal, so that it stays exact")
        return values


class RowRule(StrEnum):
    """How a compiled term selects its rows."""

    KEY = "key"
    BOUND = "bound"
    PARENT = "parent"
    CHILDREN = "children"
    BOUND_CLASS = "bound_class"
    EACH_CLASS = "each_class"
    CLAIM = "claim"
    LINK = "link"


class ColumnRule(StrEnum):
    """How a compiled term selects its columns."""

    KEY = "key"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """One row of the table of terms; `row_key` is a prefix where the rule selects classes.

    Terms of one `slot` are alternatives: the lowest `alternative` with a figure counts. The cell is `years_back` fiscal
    years older than the result. A term of side `condition` is no addend: it restricts where the identity applies.
    A term of rule `claim` holds the kind in `column_key`, one of rule `link` the role in `row_key`.
    """

    identity_id: str
    slot: int
    alternative: int
    side: Side
    sign: int
    years_back: int
    sheet_id: str
    row_rule: RowRule
    row_key: str
    column_rule: ColumnRule
    column_key: str
    budget: str


def compile_identity(identity: Identity) -> Iterator[CompiledTerm]:
    """Yield the compiled terms of an identity. Raises CatalogueError where a term leaves a row or column unbound."""
    if identity.total is None:
        return
    budgets = BUDGETS if identity.for_each is ForEach.BUDGET else ("",)
    for budget in budgets:
        yield from _compile_slot(identity, identity.total, 0, "total", budget)
        for slot, part in enumerate(identity.parts, start=1):
            yield from _compile_slot(identity, part, slot, "part", budget)
        for slot, term in enumerate(identity.base, start=len(identity.parts) + 1):
            yield from _compile_slot(identity, term, slot, "base", budget)
    for slot, cell in enumerate(identity.only_where_equal, start=len(identity.parts) + len(identity.base) + 1):
        yield from _compile_term(identity, Term(**cell.model_dump()), slot, 0, "condition", "")


def _compile_slot(identity: Identity, term: Term, slot: int, side: Side, budget: str) -> Iterator[CompiledTerm]:
    yield from _compile_term(identity, term, slot, 0, side, budget)
    for fallback in term.if_blank:
        yield from _compile_term(identity, fallback, slot, 1, side, budget)


def _compile_term(
    identity: Identity, term: Term, slot: int, alternative: int, side: Side, budget: str
) -> Iterator[CompiledTerm]:
    for row_rule, row_key in _rows(identity, term, side):
        for column_rule, column_key in _columns(identity, term):
            yield CompiledTerm(
                identity.id,
                slot,
                alternative,
                side,
                term.sign,
                YEARS_BACK[term.year],
                term.sheet,
                row_rule,
                row_key.replace(BOUND_BUDGET, budget),
                column_rule,
                column_key.replace(BOUND_BUDGET, budget),
                budget,
            )


def _rows(identity: Identity, term: Term, side: str) -> Iterator[tuple[RowRule, str]]:
    if term.claims:
        yield RowRule.CLAIM, ""
        return
    if term.link is not None:
        yield RowRule.LINK, term.link
        return
    if term.rows == "children":
        yield RowRule.CHILDREN, ""
        return
    keys = term.rows or ((term.row,) if term.row is not None else ())
    for key in keys:
        if key.endswith(EACH_CLASS):
            yield RowRule.EACH_CLASS, key.removesuffix(EACH_CLASS)
        elif key.endswith(BOUND_CLASS):
            yield RowRule.BOUND_CLASS, key.removesuffix(BOUND_CLASS)
        else:
            yield RowRule.KEY, key
    if keys:
        return
    if identity.for_each is ForEach.PARENT and side == "total":
        yield RowRule.PARENT, ""
    elif identity.for_each is ForEach.ROW:
        yield RowRule.BOUND, ""
    else:
        raise CatalogueError(f"identity {identity.id}: a term of sheet {term.sheet} names no row")


def _columns(identity: Identity, term: Term) -> Iterator[tuple[ColumnRule, str]]:
    keys = term.claims or term.columns or ((term.column,) if term.column is not None else ())
    if term.link is not None:
        keys = ("",)
    yield from ((ColumnRule.KEY, key) for key in keys)
    if keys:
        return
    if identity.for_each not in (ForEach.COLUMN, ForEach.PARENT):
        raise CatalogueError(f"identity {identity.id}: a term of sheet {term.sheet} names no column")
    yield ColumnRule.BOUND, ""


_SIGNS = {Relation.AT_LEAST: "≥", Relation.DIRECTION: "=sign"}


def render_formula(identity: Identity) -> str:
    """Return the identity as text with keys: `expenditure[*].total = expenditure[*].basic + …`."""
    if identity.total is None:
        return identity.title_en
    parts = _sum_text(identity.parts)
    if identity.base:
        parts = f"({parts}) / ({_sum_text(identity.base)})"
    condition = " = ".join(f"{cell.sheet}[{cell.row}].{cell.column}" for cell in identity.only_where_equal)
    applies = f" where {condition}" if condition else ""
    return f"{_term_text(identity.total)} {_SIGNS.get(identity.relation, '=')} {parts}{applies}"


def _sum_text(terms: tuple[Term, ...]) -> str:
    signed = [("−" if term.sign < 0 else "+", _term_text(term)) for term in terms]
    return " ".join(f"{sign} {text}" for sign, text in signed).removeprefix("+ ")


def _term_text(term: Term) -> str:
    if term.claims or term.link:
        return f"{term.sheet}.{'|'.join(term.claims) or term.link}"
    rows = "children" if term.rows == "children" else "+".join(term.rows or ((term.row,) if term.row else ("*",)))
    columns = "+".join(term.columns or ((term.column,) if term.column else ("*",)))
    year = f" of year −{YEARS_BACK[term.year]}" if YEARS_BACK[term.year] else ""
    return f"{term.sheet}[{rows}].{columns}{year}"


def load_identities(folder: Path = FOLDER / "identities") -> tuple[Identity, ...]:
    """Return all identities, by file. Raises CatalogueError (file, line, reason) on anything unknown or repeated."""
    identities: list[Identity] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for line, entry in read_entries(path):
            identity = validate_entry(Identity, entry, path, line)
            for _ in compile_identity(identity):
                pass
            if identity.id in seen:
                raise CatalogueError(
                    f"{path.name}, line {line}: identity {identity.id} stands in {seen[identity.id]} too"
                )
            seen[identity.id] = path.name
            identities.append(identity)
    return tuple(identities)


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """Return all waivers of a file, none where it is absent.

    Raises CatalogueError (file, line, reason) on anything unknown or waived twice.
    """
    waivers: dict[tuple[str, int, str, str], Waiver] = {}
    for line, entry in read_entries(path) if path.exists() else ():
        waiver = validate_entry(Waiver, entry, path, line)
        key = (waiver.department_id, waiver.fiscal_year, waiver.identity, waiver.binding)
        if key in waivers:
            raise CatalogueError(f"{path.name}, line {line}: this violation is waived twice")
        waivers[key] = waiver
    return tuple(waivers.values())


def read_entries(path: Path) -> Iterator[tuple[int, object]]:
    """Yield the entries of a YAML list with the line each begins on. Raises CatalogueError where it is no list."""
    try:
        file = read_untrusted_yaml(path)
    except NoYamlError as error:
        raise CatalogueError(str(error)) from error
    lines = file.entry_lines
    if lines is None:
        raise CatalogueError(f"{path.name}, line 1: expected a list")
    yield from zip(lines, file.content or (), strict=True)


def validate_entry(model: type[ModelT], entry: object, path: Path, line: int) -> ModelT:
    """Return the entry as `model`. Raises CatalogueError with file, line and reasons where it does not fit."""
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
        raise CatalogueError(f"{path.name}, line {line}: {reasons}") from error
