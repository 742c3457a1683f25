"""Errors as people make them, planted into figures of which it is known that they were right.

Every planted error is beyond all rounding: it violates a relation even where a spreadsheet drops trailing zeros, so
that a figure may be read as rounded to whole 万元.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.codes import ancestors
from tests.synthetic.truth.relations import Figures, violated

WORST_HALF_UNIT = Decimal("0.5")
"""万元."""

_HUNDREDTH = Decimal("0.01")
_ATTEMPTS = 400
_FUNCTION_SHEETS = ("income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital")
_ECONOMIC = "general_budget_basic_by_economic"

Changes: TypeAlias = Mapping[CellKey, Decimal | None]
"""What the wrong cells print; None is a blank."""


@dataclass(frozen=True)
class Defect:
    """One planted error: the cells it changed and the ids of the identities it violates."""

    kind: str
    changes: Changes
    violated: frozenset[str]

    def printed(self, figures: Figures) -> dict[CellKey, Decimal]:
        """The figures with the error in them."""
        changed = {**figures, **{key: amount for key, amount in self.changes.items() if amount is not None}}
        return {key: amount for key, amount in changed.items() if self.changes.get(key, amount) is not None}


class DefectDoesNotFit(ValueError):
    """The disclosure has no figure in which this kind of error would be beyond rounding."""


def plant(rng: random.Random, kind: str, figures: Figures) -> Defect:
    """An error of this kind in these printed figures (万元). Raises NoPlaceForIt."""
    for _ in range(_ATTEMPTS):
        changes = KINDS[kind](rng, figures)
        if changes is None or not all(_is_large(figures.get(key), amount) for key, amount in changes.items()):
            continue
        defect = Defect(kind, changes, frozenset())
        broken = violated(defect.printed(figures), WORST_HALF_UNIT)
        if broken:
            return Defect(kind, changes, broken)
    raise DefectDoesNotFit(kind)


def _is_large(true: Decimal | None, printed: Decimal | None) -> bool:
    """No three figures' rounding explains the change, so that it shows wherever one of two others is compared with it;
    a blank shows as a blank."""
    return true is None or printed is None or abs(printed - true) > 3 * WORST_HALF_UNIT


def _digit_transposition(rng: random.Random, figures: Figures) -> Changes | None:
    return _mistyped(rng, figures, lambda digits, place: digits[:place] + digits[place + 1] + digits[place], 2)


def _wrong_digit(rng: random.Random, figures: Figures) -> Changes | None:
    return _mistyped(rng, figures, lambda digits, place: digits[:place] + str(9 - int(digits[place])), 1)


def _dropped_digit(rng: random.Random, figures: Figures) -> Changes | None:
    return _mistyped(rng, figures, lambda digits, place: digits[:place], 1)


def _mistyped(rng: random.Random, figures: Figures, mistype: Callable[[str, int], str], length: int) -> Changes | None:
    """Another sequence of digits before the decimal point; `mistype` gives it up to the end of the mistyped ones."""
    key, amount = _figure(rng, figures)
    whole, point, fraction = f"{abs(amount):f}".partition(".")
    if len(whole) <= length:
        return None
    place = rng.randrange(len(whole) - length + 1)
    typed = mistype(whole, place) + whole[place + length :]
    wrong = Decimal(f"{typed or 0}{point}{fraction}").copy_sign(amount)
    return {key: wrong} if wrong != amount else None


def _decimal_slip(rng: random.Random, figures: Figures) -> Changes | None:
    key, amount = _figure(rng, figures)
    up = rng.random() < 0.5
    return {key: amount * 10 if up else (amount / 10).quantize(_HUNDREDTH)}


def _unit(rng: random.Random, figures: Figures) -> Changes | None:
    """元 in a sheet of 万元."""
    key, amount = _figure(rng, figures)
    return {key: amount * 10_000}


def _sign(rng: random.Random, figures: Figures) -> Changes | None:
    key, amount = _figure(rng, figures)
    return {key: -amount}


def _row_slip(rng: random.Random, figures: Figures) -> Changes | None:
    """Two neighbouring rows have each other's amount in one column."""
    key, _ = _item(rng, figures)
    if key is None:
        return None
    rows = [other for other in _column(figures, key) if len(other.row_key) == len(key.row_key)]
    place = rows.index(key)
    if place + 1 == len(rows):
        return None
    below = rows[place + 1]
    return {key: figures[below], below: figures[key]}


def _column_slip(rng: random.Random, figures: Figures) -> Changes | None:
    """An amount stands in the column beside its own, which was blank."""
    key, amount = _item(rng, figures)
    if key is None or key.column_key not in ("basic", "project"):
        return None
    beside = CellKey(key.sheet_id, key.row_key, "project" if key.column_key == "basic" else "basic")
    return {key: None, beside: amount} if not figures.get(beside) else None


def _omitted_row(rng: random.Random, figures: Figures) -> Changes | None:
    key, _ = _item(rng, figures)
    if key is None:
        return None
    return {other: None for other in figures if (other.sheet_id, other.row_key) == (key.sheet_id, key.row_key)}


def _total_not_updated(rng: random.Random, figures: Figures) -> Changes | None:
    """A total lacks one of its parts."""
    key, amount = _item(rng, figures)
    if key is None or not amount:
        return None
    total = CellKey(key.sheet_id, rng.choice((*ancestors(key.row_key), "total")), key.column_key)
    return {total: figures[total] - amount} if total in figures else None


def _blank_total(rng: random.Random, figures: Figures) -> Changes | None:
    """The total of a section or a class was forgotten, and the total above it has it."""
    key, _ = _item(rng, figures)
    if key is None:
        return None
    total = CellKey(key.sheet_id, rng.choice(ancestors(key.row_key)), key.column_key)
    return {total: None} if figures.get(total) else None


def _between_sheets(rng: random.Random, figures: Figures) -> Changes | None:
    """The sheet by economic classification adds up and disagrees with the sheet by function."""
    sections = [key for key in figures if key.sheet_id == _ECONOMIC and len(key.row_key) == 5 and key.row_key.isdigit()]
    if not sections:
        return None
    key = rng.choice(sections)
    foot = "personnel_total" if key.row_key[:3] in ("301", "303") else "operating_total"
    more = Decimal(rng.randint(500, 90_000)).scaleb(-2)
    rows = (key.row_key, key.row_key[:3], foot, "total")
    raised = (CellKey(_ECONOMIC, row, "final") for row in rows)
    return {cell: figures[cell] + more for cell in raised if cell in figures}


def _figure(rng: random.Random, figures: Figures) -> tuple[CellKey, Decimal]:
    """Any figure, sheet by sheet: a long sheet gets no more errors than a short one."""
    sheet_id = rng.choice(sorted({key.sheet_id for key, amount in figures.items() if amount}))
    return rng.choice([(key, amount) for key, amount in figures.items() if key.sheet_id == sheet_id and amount])


def _item(rng: random.Random, figures: Figures) -> tuple[CellKey | None, Decimal]:
    items = [(key, amount) for key, amount in figures.items() if _is_item(key) and amount]
    return rng.choice(items) if items else (None, Decimal(0))


def _is_item(key: CellKey) -> bool:
    return key.sheet_id in _FUNCTION_SHEETS and len(key.row_key) == 7 and key.row_key.isdigit()


def _column(figures: Figures, like: CellKey) -> list[CellKey]:
    """The figures of the same column in the order of the rows."""
    return sorted(_same_column(figures, like), key=lambda key: key.row_key)


def _same_column(figures: Figures, like: CellKey) -> Iterator[CellKey]:
    return (
        key
        for key in figures
        if (key.sheet_id, key.column_key) == (like.sheet_id, like.column_key) and key.row_key.isdigit()
    )


KINDS: Mapping[str, Callable[[random.Random, Figures], Changes | None]] = MappingProxyType(
    {
        "digit_transposition": _digit_transposition,
        "wrong_digit": _wrong_digit,
        "dropped_digit": _dropped_digit,
        "decimal_slip": _decimal_slip,
        "unit": _unit,
        "sign": _sign,
        "row_slip": _row_slip,
        "column_slip": _column_slip,
        "omitted_row": _omitted_row,
        "total_not_updated": _total_not_updated,
        "blank_total": _blank_total,
        "between_sheets": _between_sheets,
    }
)
