"""The identity catalogue and the waivers: their YAML shapes, checked, and the table of terms they compile to.

An identity says that a total equals (or is at least) the sum of its signed parts. `for_each` binds it to every row,
column, parent row, functional class or budget; a term that names no row or column takes the bound one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FOLDER = Path(__file__).parent
BUDGETS = ("general_public_budget", "government_fund", "state_capital")
BOUND_CLASS = "{class}"
EACH_CLASS = "{each class}"
BOUND_BUDGET = "{budget}"


class CatalogueError(ValueError):
    """A catalogue or waiver file says something unknown: names the file, the line and what is wrong."""


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


class Relation(StrEnum):
    EQUALS = "equals"
    AT_LEAST = "at_least"


class Term(Strict):
    """Cells of one sheet. `if_blank` says what stands in for the term where the publisher left all of it blank."""

    sheet: str
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
        return self


class Identity(Strict):
    """One accounting identity; its id is the same in YAML, results, checks, cases and quarantine reasons."""

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str
    title_en: str
    basis: str
    severity: Literal["error", "warning", "info"]
    for_each: ForEach | None = None
    relation: Relation = Relation.EQUALS
    where_printed: bool = False
    total: Term
    parts: tuple[Term, ...] = Field(min_length=1)


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


class ColumnRule(StrEnum):
    """How a compiled term finds its columns."""

    KEY = "key"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """One row of the table of terms; `row_key` is a prefix where the rule is about classes.

    Terms of one `slot` are alternatives: the lowest `alternative` with a figure counts.
    """

    identity_id: str
    slot: int
    alternative: int
    side: Literal["total", "part"]
    sign: int
    sheet_id: str
    row_rule: RowRule
    row_key: str
    column_rule: ColumnRule
    column_key: str
    budget: str


def compile_identity(identity: Identity) -> Iterator[CompiledTerm]:
    """The terms of an identity. Raises CatalogueError where a term leaves something unbound."""
    budgets = BUDGETS if identity.for_each is ForEach.BUDGET else ("",)
    for budget in budgets:
        yield from _compile_slot(identity, identity.total, 0, "total", budget)
        for slot, part in enumerate(identity.parts, start=1):
            yield from _compile_slot(identity, part, slot, "part", budget)


def _compile_slot(
    identity: Identity, term: Term, slot: int, side: Literal["total", "part"], budget: str
) -> Iterator[CompiledTerm]:
    yield from _compile_term(identity, term, slot, 0, side, budget)
    for stand_in in term.if_blank:
        yield from _compile_term(identity, stand_in, slot, 1, side, budget)


def _compile_term(
    identity: Identity, term: Term, slot: int, alternative: int, side: Literal["total", "part"], budget: str
) -> Iterator[CompiledTerm]:
    for row_rule, row_key in _rows(identity, term, side):
        for column_rule, column_key in _columns(identity, term):
            yield CompiledTerm(
                identity.id,
                slot,
                alternative,
                side,
                term.sign,
                term.sheet,
                row_rule,
                row_key.replace(BOUND_BUDGET, budget),
                column_rule,
                column_key.replace(BOUND_BUDGET, budget),
                budget,
            )


def _rows(identity: Identity, term: Term, side: str) -> Iterator[tuple[RowRule, str]]:
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
    keys = term.columns or ((term.column,) if term.column is not None else ())
    yield from ((ColumnRule.KEY, key) for key in keys)
    if keys:
        return
    if identity.for_each not in (ForEach.COLUMN, ForEach.PARENT):
        raise CatalogueError(f"identity {identity.id}: a term of sheet {term.sheet} names no column")
    yield ColumnRule.BOUND, ""


def formula(identity: Identity) -> str:
    """The identity in keys, for people: `expenditure[*].total = expenditure[*].basic + …`."""
    signed = [("−" if part.sign < 0 else "+", _term_text(part)) for part in identity.parts]
    parts = " ".join(f"{sign} {text}" for sign, text in signed).removeprefix("+ ")
    relation = "≥" if identity.relation is Relation.AT_LEAST else "="
    return f"{_term_text(identity.total)} {relation} {parts}"


def _term_text(term: Term) -> str:
    rows = "children" if term.rows == "children" else "+".join(term.rows or ((term.row,) if term.row else ("*",)))
    columns = "+".join(term.columns or ((term.column,) if term.column else ("*",)))
    return f"{term.sheet}[{rows}].{columns}"


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


def load_waivers(path: Path = FOLDER / "waivers.yml") -> tuple[Waiver, ...]:
    """All waivers. Raises CatalogueError (file, line, reason) on anything unknown or waived twice."""
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
