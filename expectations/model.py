"""The identity catalogue and the waivers: their YAML shapes, checked, and the table of terms they compile to.

An identity says that a total equals (or is at least) the sum of its signed parts, is their quotient by a base, or has
their direction. `for_each` binds it to every row, column, parent row, functional class, budget or claim of the
explanation; a term that names no row or column takes the bound one. A term may look into the year before; an identity
may be meant only for disclosures of which some figures are equal. A `wording` rule is an identity whose terms are
words: the reading judges it, the catalogue gives it its id, title and severity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

FOLDER = Path(__file__).parent
BUDGETS = ("general_public_budget", "government_fund", "state_capital")
BOUND_CLASS = "{class}"
EACH_CLASS = "{each class}"
BOUND_BUDGET = "{budget}"


class CatalogueError(ValueError):
    """A catalogue or waiver file says something unknown: names the file, the line and what is wrong."""


Side: TypeAlias = Literal["total", "part", "base", "condition"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Checked = TypeVar("Checked", bound=Strict)


class ForEach(StrEnum):
    """What an identity is bound to."""

    ROW = "row"
    COLUMN = "column"
    PARENT = "parent"
    FUNCTIONAL_CLASS = "functional class"
    BUDGET = "budget"
    CLAIM = "claim"


class Relation(StrEnum):
    EQUALS = "equals"
    AT_LEAST = "at_least"
    RATIO = "ratio"
    DIRECTION = "direction"
    WORDING = "wording"


NARRATIVE = "narrative"
"""The pseudo-sheet whose cells are the claims of the explanation and of the self-evaluation forms."""


class TermYear(StrEnum):
    """Which fiscal year's sheet a term stands in, seen from the identity's own."""

    SAME = "same"
    PREVIOUS = "previous"


YEARS_BACK = {TermYear.SAME: 0, TermYear.PREVIOUS: 1}


class Term(Strict):
    """Cells of one sheet. `if_blank` says what stands in for the term where the publisher left all of it blank.

    Where the identity is bound to claims, `claims` are the kinds of the claim itself (a kind, or kind.base) and `link`
    is the role in which another figure belongs to it.
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
    def _one_way_each(self) -> "Term":
        if self.row is not None and self.rows:
            raise ValueError("a term has `row` or `rows`, not both")
        if self.column is not None and self.columns:
            raise ValueError("a term has `column` or `columns`, not both")
        if (self.claims or self.link) and (self.row or self.rows or self.column or self.columns):
            raise ValueError("a term names cells, or claims, or a link")
        return self


class NamedCell(Strict):
    """One cell of one sheet, by its keys."""

    sheet: str
    row: str
    column: str


class Identity(Strict):
    """One accounting identity; its id is the same in YAML, results, checks, cases and quarantine reasons.

    `only_where_equal` names figures that must all be printed and equal for the identity to apply at all.
    """

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str
    title_en: str
    basis: str
    severity: Literal["error", "warning", "info"]
    for_each: ForEach | None = None
    relation: Relation = Relation.EQUALS
    where_printed: bool = False
    only_where_equal: tuple[NamedCell, ...] = ()
    total: Term | None = None
    parts: tuple[Term, ...] = ()
    base: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _terms_of_its_relation(self) -> "Identity":
        words_only = self.relation is Relation.WORDING
        if words_only != (self.total is None) or words_only != (not self.parts):
            raise ValueError("an identity has a total and parts; a wording rule has neither")
        if (self.relation is Relation.RATIO) != bool(self.base):
            raise ValueError("a ratio, and nothing else, has a base")
        return self

    @property
    def is_about_claims(self) -> bool:
        """Whether it judges what is said rather than what the sheets print."""
        return self.total is None or self.total.sheet == NARRATIVE

    @field_validator("only_where_equal")
    @classmethod
    def _at_least_two(cls, cells: tuple[NamedCell, ...]) -> tuple[NamedCell, ...]:
        if len(cells) == 1:
            raise ValueError("one figure alone is equal to nothing: name two or more")
        return cells


class Waiver(Strict):
    """Releases one violation while its residual is exactly the one written here."""

    department_id: str
    fiscal_year: int
    identity: str
    binding: str = ""
    residual: Decimal
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)
    date: date

    @model_validator(mode="before")
    @classmethod
    def _exact_residual(cls, values: dict[str, object]) -> dict[str, object]:
        if isinstance(values.get("residual"), float):
            raise ValueError("write the residual as a quoted decimal, so that it stays exact")
        return values


class RowRule(StrEnum):
    """How a compiled term finds its rows."""

    KEY = "key"
    BOUND = "bound"
    PARENT = "parent"
    CHILDREN = "children"
    BOUND_CLASS = "bound_class"
    EACH_CLASS = "each_class"
    CLAIM = "claim"
    LINK = "link"


class ColumnRule(StrEnum):
    """How a compiled term finds its columns."""

    KEY = "key"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """One row of the table of terms; `row_key` is a prefix where the rule is about classes.

    Terms of one `slot` are alternatives: the lowest `alternative` with a figure counts. The cell stands `years_back`
    years before the result. A `condition` is no addend: it says where the identity applies. A term of rule `claim`
    holds the kind in `column_key`, one of rule `link` the role in `row_key`.
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
    """The terms of an identity. Raises CatalogueError where a term leaves something unbound."""
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
    for stand_in in term.if_blank:
        yield from _compile_term(identity, stand_in, slot, 1, side, budget)


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


def formula(identity: Identity) -> str:
    """The identity in keys, for people: `expenditure[*].total = expenditure[*].basic + …`."""
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
    """All identities of the catalogue. Raises CatalogueError (file, line, reason) on anything unknown or repeated."""
    identities: list[Identity] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for line, entry in entries(path):
            identity = checked(Identity, entry, path, line)
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
    """All waivers of a file; none where there is no file.

    Raises CatalogueError (file, line, reason) on anything unknown or waived twice.
    """
    waivers: dict[tuple[str, int, str, str], Waiver] = {}
    for line, entry in entries(path) if path.exists() else ():
        waiver = checked(Waiver, entry, path, line)
        key = (waiver.department_id, waiver.fiscal_year, waiver.identity, waiver.binding)
        if key in waivers:
            raise CatalogueError(f"{path.name}, line {line}: this violation is waived twice")
        waivers[key] = waiver
    return tuple(waivers.values())


def entries(path: Path) -> Iterator[tuple[int, object]]:
    """The entries of a YAML list, each with the line it begins on."""
    try:
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{path.name}: not readable as YAML: {error}") from error
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        raise CatalogueError(f"{path.name}, line 1: expected a list")
    for child, entry in zip(node.value, content, strict=True):
        yield child.start_mark.line + 1, entry


def checked(model: type[Checked], entry: object, path: Path, line: int) -> Checked:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
        raise CatalogueError(f"{path.name}, line {line}: {reasons}") from error
