"""The identities worked out in plain Python from their YAML: what the compiled SQL must agree with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.model import BOUND_BUDGET, BOUND_CLASS, BUDGETS, EACH_CLASS, ForEach, Identity, Term
from orchestration.disclosure.model import CellKey

CODE_LENGTHS = {7: (5, 3), 5: (3,), 3: ()}
WITHOUT_TOTAL_ROW = "general_budget_basic_by_economic"


@dataclass
class Equation:
    """The printed cells on both sides of an identity under one binding."""

    total: set[CellKey] = field(default_factory=set)
    parts: set[CellKey] = field(default_factory=set)

    @property
    def cells(self) -> set[CellKey]:
        return self.total | self.parts


def equations(identity: Identity, figures: Mapping[CellKey, Decimal]) -> dict[str, Equation]:
    """The equations of an identity over the printed figures, by binding."""
    found: defaultdict[str, Equation] = defaultdict(Equation)
    if identity.total is None:
        return {}
    for budget in BUDGETS if identity.for_each is ForEach.BUDGET else ("",):
        for binding, keys in _with_stand_ins(identity, identity.total, True, budget, figures).items():
            found[binding].total |= keys
        for part in identity.parts:
            for binding, keys in _with_stand_ins(identity, part, False, budget, figures).items():
                found[binding].parts |= keys
    return dict(found)


def _with_stand_ins(
    identity: Identity, term: Term, is_total: bool, budget: str, figures: Mapping[CellKey, Decimal]
) -> dict[str, set[CellKey]]:
    found = _by_binding(identity, term, is_total, budget, figures)
    stand_ins: dict[str, set[CellKey]] = {}
    for stand_in in term.if_blank:
        for binding, keys in _by_binding(identity, stand_in, is_total, budget, figures).items():
            stand_ins.setdefault(binding, set()).update(keys)
    return stand_ins | found


def _by_binding(
    identity: Identity, term: Term, is_total: bool, budget: str, figures: Mapping[CellKey, Decimal]
) -> dict[str, set[CellKey]]:
    found: defaultdict[str, set[CellKey]] = defaultdict(set)
    parents = _parents({key.row_key for key in figures if key.sheet_id == term.sheet}, term.sheet)
    rows = tuple(row.replace(BOUND_BUDGET, budget) for row in _listed(term.row, term.rows))
    columns = _listed(term.column, term.columns)
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
