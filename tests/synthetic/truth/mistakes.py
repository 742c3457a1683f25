"""Injected mistakes that are larger than one cell: figures moved by rows, exchanged, left out, carried on or copied
from another year, each with what the sheets should have said.

What the audit must make of them, and whether it could tell them apart at all, is worked out in `mistake_trials`.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.codes import ancestors
from tests.synthetic.documents.model import Disclosure

Changes: TypeAlias = Mapping[CellKey, Decimal | None]
"""What the wrong cells print; None is a blank."""

Figures: TypeAlias = Mapping[CellKey, Decimal]

_FUNCTION_SHEETS = ("income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital")
_SUMMARIES = ("income_expenditure_summary", "appropriation_summary")
_ECONOMIC = "general_budget_basic_by_economic"
_SHORTEST_RUN, _LONGEST_RUN = 3, 9
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Mistake:
    """One mistake: the cells that print something else than they should, and what that is.

    `row` is the row that is missing as a whole, `sheet` the sheet that was copied from the year before.
    """

    kind: str
    changes: Changes
    row: tuple[str, str] | None = None
    sheet: str | None = None

    def printed(self, figures: Figures) -> dict[CellKey, Decimal]:
        """The figures with the mistake in them."""
        kept = {key: amount for key, amount in figures.items() if key not in self.changes}
        return kept | {key: amount for key, amount in self.changes.items() if amount is not None}


class MistakeDoesNotFit(ValueError):
    """The disclosure has no place for a mistake of this kind."""


def make_mistake(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake:
    """A mistake of this kind, not necessarily one that violates anything. Raises MistakeDoesNotFit."""
    for _ in range(60):
        mistake = KINDS[kind](rng, kind, now, before)
        if mistake is not None and _differs(now.figures, mistake):
            return mistake
    raise MistakeDoesNotFit(kind)


def _differs(figures: Figures, mistake: Mistake) -> bool:
    return any(
        abs((amount or Decimal(0)) - figures.get(key, Decimal(0))) > _CENT for key, amount in mistake.changes.items()
    )


def line_order(row_key: str) -> tuple[bool, int, str]:
    """Codes in their order, then totals; the lines of summaries as they print them."""
    rows = load_layouts().summary_rows
    return row_key.startswith("expenditure."), rows.index(row_key) if row_key in rows else -1, row_key


def _rows(figures: Figures, sheet_id: str, side: str = "") -> list[str]:
    rows = {key.row_key for key in figures if key.sheet_id == sheet_id and key.row_key.startswith(side)}
    return sorted(rows, key=line_order)


def _columns(figures: Figures, sheet_id: str) -> list[str]:
    return sorted({key.column_key for key in figures if key.sheet_id == sheet_id})


def _any_rows(rng: random.Random, figures: Figures) -> tuple[str, list[str], list[str]]:
    """A sheet, rows that stand below each other in it, and the columns that they fill."""
    sheet_id = rng.choice(sorted({key.sheet_id for key in figures} - {"three_public"}))
    side = rng.choice(("income.", "expenditure.")) if sheet_id in _SUMMARIES else ""
    rows = _rows(figures, sheet_id, side)
    columns = [c for c in _columns(figures, sheet_id) if any(CellKey(sheet_id, row, c) in figures for row in rows)]
    return sheet_id, rows, columns


def _shift(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    """The figures of consecutive rows stand `by` rows lower or higher than they should, in one column or in all."""
    sheet_id, rows, columns = _any_rows(rng, now.figures)
    if not columns:
        return None
    moved = columns if kind.startswith("rows") else [rng.choice(columns)]
    by = rng.choice((1, 1, 1, 2))
    length = rng.randint(_SHORTEST_RUN, _LONGEST_RUN)
    if len(rows) < length or length <= by + 1:
        return None
    start = len(rows) - length if "total" in kind else rng.randrange(len(rows) - length + 1)
    run = rows[start : start + length]
    if "up" in kind or ("down" not in kind and rng.random() < 0.5):
        run = run[::-1]
    vacated = rng.choice(("blank", "repeated"))
    changes: dict[CellKey, Decimal | None] = {}
    for column in moved:
        right = [now.figures.get(CellKey(sheet_id, row, column)) for row in run]
        first = right[-by:] if "wrapped" in kind else [None] * by if vacated == "blank" else right[:by]
        wrong = [*first, *right[:-by]]
        if len({amount for amount in right if amount}) < min(3, length - 1):
            return None
        changes |= {
            CellKey(sheet_id, row, column): amount
            for row, amount, true in zip(run, wrong, right, strict=True)
            if amount != true
        }
    return Mistake(kind, changes)


def _exchanged_cells(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    sheet_id, rows, columns = _any_rows(rng, now.figures)
    if len(rows) < 2 or not columns:
        return None
    if rng.random() < 0.6:
        column = rng.choice(columns)
        one, other = (CellKey(sheet_id, row, column) for row in rng.choice([*pairwise(rows), rng.sample(rows, 2)]))
    elif len(columns) > 1:
        row = rng.choice(rows)
        one, other = (CellKey(sheet_id, row, column) for column in rng.sample(columns, 2))
    else:
        return None
    return Mistake(kind, _exchanged(now.figures, {one: other}))


def _exchanged_rows(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    sheet_id, rows, columns = _any_rows(rng, now.figures)
    if len(rows) < 2:
        return None
    one, other = rng.choice([*pairwise(rows), rng.sample(rows, 2)])
    pairs = {CellKey(sheet_id, one, column): CellKey(sheet_id, other, column) for column in columns}
    return Mistake(kind, _exchanged(now.figures, pairs))


def _exchanged(figures: Figures, pairs: Mapping[CellKey, CellKey]) -> Changes:
    both = [*pairs.items(), *((other, one) for one, other in pairs.items())]
    return {one: figures.get(other) for one, other in both if figures.get(one) != figures.get(other)}


def _omitted_row(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    """A row without rows below it is not there; its code stands in another sheet."""
    sheet_id = rng.choice(_FUNCTION_SHEETS)
    rows = [row for row in _rows(now.figures, sheet_id) if row.isdigit()]
    elsewhere = {key.row_key for key in now.figures if key.sheet_id in _FUNCTION_SHEETS and key.sheet_id != sheet_id}
    leaves = [
        row for row in rows if row in elsewhere and not any(other.startswith(row) for other in rows if other != row)
    ]
    return _left_out(kind, now.figures, sheet_id, rng.choice(leaves)) if leaves else None


def _omitted_line(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    """A line of a summary that some other sheet has."""
    sheet_id = rng.choice(_SUMMARIES)
    lines = [
        row
        for row in _rows(now.figures, sheet_id)
        if row.partition(".")[2].isdigit() or row in ("income.general_public_budget", "income.institutional")
    ]
    return _left_out(kind, now.figures, sheet_id, rng.choice(lines)) if lines else None


def _left_out(kind: str, figures: Figures, sheet_id: str, row: str) -> Mistake:
    own = [key for key in figures if (key.sheet_id, key.row_key) == (sheet_id, row)]
    return Mistake(kind, dict.fromkeys(own), (sheet_id, row))


def _blank(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    """One figure of a row is blank that another sheet prints in the same row and column."""
    budgets = ("general_budget_expenditure", "expenditure")
    cells = [
        key
        for key, amount in now.figures.items()
        if key.sheet_id in budgets
        and amount
        and key.row_key.isdigit()
        and any(now.figures.get(key._replace(sheet_id=other)) == amount for other in budgets if other != key.sheet_id)
    ]
    return Mistake(kind, {rng.choice(cells): None}) if cells else None


def _carried_slip(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    """A digit of a figure was dropped, and some of the totals above it were added up with the wrong figure."""
    items = [
        key
        for key, amount in now.figures.items()
        if key.sheet_id in (*_FUNCTION_SHEETS[1:], _ECONOMIC)
        and key.row_key.isdigit()
        and key.column_key in ("basic", "project", "final")
        and not any(
            o.sheet_id == key.sheet_id and o.row_key != key.row_key and o.row_key.startswith(key.row_key)
            for o in now.figures
        )
        and abs(amount) >= 100
    ]
    if not items:
        return None
    cell = rng.choice(items)
    whole, _, places = f"{now.figures[cell]:f}".partition(".")
    at = rng.randrange(len(whole))
    error = Decimal(f"{whole[:at]}{whole[at + 1 :] or 0}.{places}") - now.figures[cell]
    above = [row for row in rows_above(cell) if cell._replace(row_key=row) in now.figures]
    rows = [cell.row_key, *above[: rng.randint(1, len(above))]] if above else [cell.row_key]
    columns = [cell.column_key]
    if cell.sheet_id != _ECONOMIC and (len(rows) == 1 or rng.random() < 0.5):
        columns.append("total")
    cells = [CellKey(cell.sheet_id, row, column) for row in rows for column in columns]
    if len(cells) < 2 or not all(key in now.figures for key in cells):
        return None
    return Mistake(kind, {key: now.figures[key] + error for key in cells})


def rows_above(cell: CellKey) -> list[str]:
    """The rows that may add a row up, the nearest first."""
    codes = list(ancestors(cell.row_key))[::-1]
    if cell.sheet_id != _ECONOMIC:
        return [*codes, "total"]
    return [*codes, "personnel_total" if cell.row_key[:3] in ("301", "303") else "operating_total"]


def _column_in_other_unit(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    sheet_id, rows, columns = _any_rows(rng, now.figures)
    if len(columns) < 2:
        return None
    column = rng.choice(columns)
    cells = [CellKey(sheet_id, row, column) for row in rows]
    grown = rng.random() < 0.7
    step = _CENT if now.unit(sheet_id) == "万元" else _CENT / 10_000
    changes = {
        cell: (now.figures[cell] * 10_000 if grown else (now.figures[cell] / 10_000).quantize(step))
        for cell in cells
        if now.figures.get(cell)
    }
    return Mistake(kind, changes) if len(changes) > 1 else None


def _sheet_of_last_year(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake | None:
    assert before is not None
    both = sorted({key.sheet_id for key in now.figures} & {key.sheet_id for key in before.figures} - {"three_public"})
    if not both:
        return None
    sheet_id = rng.choice(both)
    old = {key: amount for key, amount in before.figures.items() if key.sheet_id == sheet_id}
    new = {key: amount for key, amount in now.figures.items() if key.sheet_id == sheet_id}
    if len({amount for amount in old.values() if amount}) < 4:
        return None
    changes = {key: old.get(key) for key in (*new, *old) if new.get(key) != old.get(key)}
    return Mistake(kind, changes, sheet=sheet_id)


def _sign(rng: random.Random, kind: str, now: Disclosure, before: Disclosure | None) -> Mistake:
    cell, amount = rng.choice([(key, amount) for key, amount in now.figures.items() if amount])
    return Mistake(kind, {cell: -amount})


KINDS: Mapping[str, Callable[[random.Random, str, Disclosure, Disclosure | None], Mistake | None]] = MappingProxyType(
    {
        "column_down": _shift,
        "column_up": _shift,
        "column_wrapped": _shift,
        "column_with_total": _shift,
        "rows_down": _shift,
        "rows_up": _shift,
        "rows_wrapped": _shift,
        "cells_exchanged": _exchanged_cells,
        "rows_exchanged": _exchanged_rows,
        "row_omitted": _omitted_row,
        "line_omitted": _omitted_line,
        "blank_filled": _blank,
        "carried_slip": _carried_slip,
        "column_unit": _column_in_other_unit,
        "last_year": _sheet_of_last_year,
        "sign": _sign,
    }
)
"""By the name that the benchmark prints."""
