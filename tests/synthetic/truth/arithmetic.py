"""The identities worked out in plain Python from their YAML: what the compiled SQL must agree with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from expectations.model import (
    BOUND_BUDGET,
    BOUND_CLASS,
    BUDGETS,
    EACH_CLASS,
    YEARS_BACK,
    ForEach,
    Identity,
    NamedCell,
    Relation,
    Term,
)
from orchestration.disclosure.model import CellKey

CODE_LENGTHS = {7: (5, 3), 5: (3,), 3: ()}
WITHOUT_TOTAL_ROW = "general_budget_basic_by_economic"

Placed: TypeAlias = tuple[int, CellKey]
"""A cell, and how many years before the identity's own year it stands."""

Figures: TypeAlias = Mapping[CellKey, Decimal]
History: TypeAlias = Mapping[int, Figures]
"""The figures of the years that were published, by the number of years back."""


@dataclass
class Equation:
    """The printed cells on both sides of an identity under one binding, each with its sign."""

    relation: Relation
    total: dict[Placed, int] = field(default_factory=dict)
    parts: dict[Placed, int] = field(default_factory=dict)

    @property
    def cells(self) -> set[Placed]:
        return self.total.keys() | self.parts.keys()

    def residual(self, history: History) -> Decimal:
        """Total − parts, in 万元."""
        total, parts = (
            sum((sign * history[back][key] for (back, key), sign in side.items()), Decimal(0))
            for side in (self.total, self.parts)
        )
        return total - parts

    def excess(self, history: History) -> Decimal:
        """What the allowance must cover, in 万元."""
        residual = self.residual(history)
        return max(-residual, Decimal(0)) if self.relation is Relation.AT_LEAST else abs(residual)


def applies(identity: Identity, history: History) -> bool:
    """Whether the years it looks at were published and its condition holds."""
    terms = (*([identity.total] if identity.total else ()), *identity.parts)
    printed = [history[0].get(_key(cell)) for cell in identity.only_where_equal]
    return all(YEARS_BACK[term.year] in history for term in terms) and None not in printed and len(set(printed)) <= 1


def _key(cell: NamedCell) -> CellKey:
    return CellKey(cell.sheet, cell.row, cell.column)


def equations(identity: Identity, history: History) -> dict[str, Equation]:
    """The equations of an identity over the printed figures, by binding."""
    found: defaultdict[str, Equation] = defaultdict(lambda: Equation(identity.relation))
    if identity.total is None:
        return {}
    for budget in BUDGETS if identity.for_each is ForEach.BUDGET else ("",):
        for binding, keys in _with_stand_ins(identity, identity.total, True, budget, history).items():
            found[binding].total |= keys
        for part in identity.parts:
            for binding, keys in _with_stand_ins(identity, part, False, budget, history).items():
                found[binding].parts |= keys
    return dict(found)


def _with_stand_ins(
    identity: Identity, term: Term, is_total: bool, budget: str, history: History
) -> dict[str, dict[Placed, int]]:
    found = _placed(identity, term, is_total, budget, history)
    stand_ins: dict[str, dict[Placed, int]] = {}
    for stand_in in term.if_blank:
        for binding, keys in _placed(identity, stand_in, is_total, budget, history).items():
            stand_ins.setdefault(binding, {}).update(keys)
    return stand_ins | found


def _placed(
    identity: Identity, term: Term, is_total: bool, budget: str, history: History
) -> dict[str, dict[Placed, int]]:
    back = YEARS_BACK[term.year]
    found = _by_binding(identity, term, is_total, budget, history.get(back, {}))
    return {binding: {(back, key): term.sign for key in keys} for binding, keys in found.items()}


def _by_binding(
    identity: Identity, term: Term, is_total: bool, budget: str, figures: Figures
) -> dict[str, set[CellKey]]:
    found: defaultdict[str, set[CellKey]] = defaultdict(set)
    parents = _parents({key.row_key for key in figures if key.sheet_id == term.sheet}, term.sheet)
    rows = tuple(row.replace(BOUND_BUDGET, budget) for row in _listed(term.row, term.rows))
    columns = tuple(column.replace(BOUND_BUDGET, budget) for column in _listed(term.column, term.columns))
    for key in figures:
        if key.sheet_id != term.sheet or (columns and key.column_key not in columns):
            continue
        for bound_row in _bound_rows(identity, key.row_key, rows, term.rows == "children", is_total, parents):
            bound = (bound_row, "" if columns else key.column_key, budget)
            found[".".join(word for word in bound if word)].add(key)
    return found


def _bound_rows(
    identity: Identity, row: str, rows: tuple[str, ...], children: bool, is_total: bool, parents: Mapping[str, str]
) -> Iterator[str]:
    """What the identity is bound to by this row, if the term means it; an empty text where nothing is bound."""
    if children:
        if row in parents:
            yield parents[row]
    elif rows:
        yield from (bound for wanted in rows if (bound := _matched(row, wanted)) is not None)
    elif identity.for_each is ForEach.ROW or (is_total and row in parents.values()):
        yield row


def _matched(row: str, wanted: str) -> str | None:
    for placeholder in (BOUND_CLASS, EACH_CLASS):
        if wanted.endswith(placeholder):
            code = row.removeprefix(prefix) if row.startswith(prefix := wanted.removesuffix(placeholder)) else ""
            is_class = len(code) == 3 and code.isdigit()
            return (code if placeholder == BOUND_CLASS else "") if is_class else None
    return "" if row == wanted else None


def _parents(rows: set[str], sheet_id: str) -> dict[str, str]:
    """The nearest printed code above each code, or 合计."""
    parents = {}
    for row in rows:
        if not row.isdigit():
            continue
        above = next((row[:length] for length in CODE_LENGTHS[len(row)] if row[:length] in rows), None)
        if above is not None:
            parents[row] = above
        elif sheet_id != WITHOUT_TOTAL_ROW:
            parents[row] = "total"
    return parents


def _listed(one: str | None, many: tuple[str, ...] | str) -> tuple[str, ...]:
    if one is not None:
        return (one,)
    return many if isinstance(many, tuple) else ()
