"""The identities inside one sheet, written out for the cells that it prints: each an equation between signed figures.

Judging what was read is for the models (see dbt_project/models/evaluation); here the equations serve to tell which of
two readings of a scan is the printed one. Identities between sheets, between years, and those that hold only under a
condition or as an inequality are left out: they say less about a single figure.
"""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from expectations.model import ColumnRule, CompiledTerm, Relation, RowRule, compile_identity, load_identities
from orchestration.disclosure.model import CellKey

TOTAL_ROW = "total"
_CODE_LENGTHS = (3, 5, 7)
_CLASS_LENGTH = 3

_WITHOUT_TOTAL = "general_budget_basic_by_economic"
"""The sheet whose classes stand under no total row."""


class Equation(NamedTuple):
    """One identity under one binding: the signed figures of `coefficients` add up to nothing."""

    identity_id: str
    binding: str
    coefficients: Mapping[CellKey, int]


def equations_of(sheet_id: str, printed: Collection[CellKey]) -> tuple[Equation, ...]:
    """Return the equations of a sheet between the cells in which it prints figures, for which it prints both sides."""
    tree = _Tree(sheet_id, {key.row_key for key in printed})
    found: list[Equation] = []
    for terms in _identities_inside(sheet_id):
        bound: dict[str, list[tuple[CompiledTerm, CellKey]]] = defaultdict(list)
        for term in terms:
            for key in printed:
                if _selects(term, key, tree):
                    bound[_binding(term, key, tree)].append((term, key))
        equations = (_equation(binding, addends) for binding, addends in bound.items())
        found.extend(equation for equation in equations if equation is not None)
    return tuple(found)


@functools.cache
def _identities_inside(sheet_id: str) -> tuple[tuple[CompiledTerm, ...], ...]:
    compiled = (
        tuple(compile_identity(identity))
        for identity in load_identities()
        if identity.relation is Relation.EQUALS and not identity.only_where_equal
    )
    return tuple(
        terms
        for terms in compiled
        if terms and all(term.sheet_id == sheet_id and not term.years_back for term in terms)
    )


class _Tree:
    """Which printed row stands above which: the nearest printed ancestor by code, and the total above the classes."""

    def __init__(self, sheet_id: str, rows: Collection[str]) -> None:
        self._rows = rows
        self._has_total = sheet_id != _WITHOUT_TOTAL and TOTAL_ROW in rows
        self._parents = frozenset(filter(None, map(self.parent, rows)))

    def parent(self, row: str) -> str | None:
        """Return the row above a row; None where none is printed."""
        if not (row.isascii() and row.isdigit() and len(row) in _CODE_LENGTHS):
            return None
        above = (row[:length] for length in reversed(_CODE_LENGTHS) if length < len(row))
        nearest = next((code for code in above if code in self._rows), None)
        return nearest or (TOTAL_ROW if self._has_total else None)

    def has_children(self, row: str) -> bool:
        """Return whether a row has others below it."""
        return row in self._parents


def _selects(term: CompiledTerm, key: CellKey, tree: _Tree) -> bool:
    if term.column_rule is ColumnRule.KEY and key.column_key != term.column_key:
        return False
    match term.row_rule:
        case RowRule.KEY:
            return key.row_key == term.row_key
        case RowRule.BOUND:
            return True
        case RowRule.PARENT:
            return tree.has_children(key.row_key)
        case RowRule.CHILDREN:
            return tree.parent(key.row_key) is not None
        case RowRule.BOUND_CLASS | RowRule.EACH_CLASS:
            code = key.row_key.removeprefix(term.row_key)
            return key.row_key.startswith(term.row_key) and len(code) == _CLASS_LENGTH and code.isdigit()
        case _:
            return False


def _binding(term: CompiledTerm, key: CellKey, tree: _Tree) -> str:
    row: str | None = None
    match term.row_rule:
        case RowRule.BOUND | RowRule.PARENT:
            row = key.row_key
        case RowRule.CHILDREN:
            row = tree.parent(key.row_key)
        case RowRule.BOUND_CLASS:
            row = key.row_key.removeprefix(term.row_key)
    column = key.column_key if term.column_rule is ColumnRule.BOUND else None
    return ".".join(filter(None, (row, column, term.budget)))


def _equation(binding: str, addends: Sequence[tuple[CompiledTerm, CellKey]]) -> Equation | None:
    """Return the equation of these addends; None where it lacks a side, and then says nothing of the other."""
    counted = list(_first_alternatives(addends))
    if {term.side for term, _ in counted} != {"total", "part"}:
        return None
    coefficients: dict[CellKey, int] = defaultdict(int)
    for term, key in counted:
        coefficients[key] += term.sign if term.side == "total" else -term.sign
    return Equation(counted[0][0].identity_id, binding, dict(coefficients))


def _first_alternatives(addends: Sequence[tuple[CompiledTerm, CellKey]]) -> Iterator[tuple[CompiledTerm, CellKey]]:
    """Yield the addends without the fallbacks of those that are printed."""
    first: dict[int, int] = {}
    for term, _ in addends:
        first[term.slot] = min(first.get(term.slot, term.alternative), term.alternative)
    return ((term, key) for term, key in addends if term.alternative == first[term.slot])
