"""An explanation in a manner of writing from books, with every figure that it states."""

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.grid import Content, Grid, Role
from tests.synthetic.documents.ordinals import chinese_ordinal
from tests.synthetic.documents.publication import Section as Written
from tests.synthetic.explanations.books import OTHER, Books
from tests.synthetic.explanations.manner import (
    Comparison,
    Manner,
    Paragraph,
    Section,
    Texts,
    named_cells,
    reasons,
)
from tests.synthetic.explanations.rows import Rows
from tests.synthetic.explanations.stated import BUDGET, DECIMALS, FACTORS, PREVIOUS, Stated

HUNDRED = Decimal(100)
_UNIT = "|".join(FACTORS)
_FIELD = re.compile(r"\{([^{}]+)\}(" + _UNIT + ")?")
_OPTIONAL = re.compile(r"\[\[(\??)(.*?)\]\]")
_STRAY = re.compile(r"[；，、](?=[。；）])")
_FIGURES = ("amount", "before", "budget", "completion", "change", "growth", "over", "over_growth", "share")
_SIDES = {1: "up", 0: "level", -1: "down"}
_COUNTS = {2: "两", 3: "三", 4: "四", 5: "五"}


class NotStated(LookupError):
    """The books do not hold a figure that a text needs."""


@dataclass(frozen=True)
class _Bound:
    """What a text is repeated for: a row and its number, or a group of rows."""

    cell: CellKey | None = None
    number: int = 0
    group: tuple[CellKey, ...] = ()
    compared: tuple[CellKey, ...] = ()


@dataclass
class Writer:
    """One explanation in the making; `wrong` is the number of a figure and the value to tell in its place.

    The same seed gives the same words.
    """

    books: Books
    manner: Manner
    seed: int
    wrong: tuple[int, Decimal] | None = None
    stated: list[Stated] = field(default_factory=list)
    _rng: random.Random = field(init=False)
    _rows: Rows = field(init=False)
    _paragraph: int = 0
    _side: str = "either"

    def sections(self) -> tuple[Written, ...]:
        """The sections; `stated` then holds their figures in order."""
        self._rng, self._rows = random.Random(self.seed), Rows(self.books)
        opening = Written(self._filled(self.manner.opening, _Bound()), ())
        return (opening, *(self._section(section) for section in self.manner.sections))

    def _section(self, section: Section) -> Written:
        paragraphs = [told for text in section.text for told in self._paragraphs(text, _Bound())]
        tables = [grid for text in section.text if text.columns and (grid := self._table(text)) is not None]
        return Written(self._filled(section.heading, _Bound()), tuple(paragraphs), next(iter(tables), None))

    def _table(self, paragraph: Paragraph) -> Grid | None:
        """A table with a row for each selected one; rows of which a figure is not there are left out."""
        self._begin()
        rows = self._rows.select(paragraph.each or "items", None)[: paragraph.most]
        told = [cells for row in rows if (cells := self._try_all(paragraph.columns.values(), _Bound(row)))]
        head = [Content(self._filled(words, _Bound()), Role.HEAD) for words in paragraph.columns]
        body = [[Content(text, Role.LABEL) for text in cells] for cells in told]
        return Grid.of([head, *body], 1) if body else None

    def _try_all(self, texts: Iterable[str], bound: _Bound) -> list[str]:
        before = len(self.stated)
        told = [self._try(text, bound) for text in texts]
        if None in told:
            del self.stated[before:]
            return []
        return [text for text in told if text is not None]

    def _paragraphs(self, paragraph: Paragraph, bound: _Bound) -> list[str]:
        self._begin()
        if self._rng.random() >= paragraph.chance:
            return []
        if paragraph.group is not None:
            above, group = self._rows.group(paragraph.group, self._rng)
            bound = replace(bound, cell=above, group=group)
            if not group:
                return []
        if paragraph.columns:
            return [text for text in paragraph.text if text]
        rows = self._rows.select(paragraph.each, bound.cell)[: paragraph.most] if paragraph.each else []
        if paragraph.each and not rows:
            return []
        before = len(self.stated)
        begin = self._any(paragraph.text, bound)
        if begin is None:
            return []
        told: list[str] = []
        number = 1
        for row in rows:
            inner = replace(bound, cell=row, number=number)
            self._begin()
            entry = self._any(paragraph.by, inner)
            if entry is None:
                continue
            nested = [text for then in paragraph.then for text in self._paragraphs(then, inner)]
            told.append(self._filled(paragraph.numbers, inner) + entry)
            number += 1
            if paragraph.join is None:
                told += nested
            else:
                told[-1] += "".join(nested)
        if paragraph.each and not told:
            del self.stated[before:]
            return []
        if paragraph.join is None:
            return [_tidy(text) for text in (begin, *told) if text]
        return [_tidy(begin + paragraph.join.join(told) + paragraph.end)]

    def _begin(self) -> None:
        """Take chances of its own for each text, so that one told wrongly changes no other."""
        self._paragraph += 1
        self._side = "either"
        self._rng = random.Random(f"{self.seed}/{self._paragraph}")

    def _any(self, texts: Texts, bound: _Bound) -> str | None:
        """The first text, in random order, whose figures are all there."""
        for text in self._rng.sample(texts, k=len(texts)):
            told = self._try(text, bound)
            if told is not None:
                return told
        return None

    def _try(self, text: str, bound: _Bound) -> str | None:
        before = len(self.stated)
        try:
            return self._filled(text, bound)
        except NotStated:
            del self.stated[before:]
            return None

    def _filled(self, text: str, bound: _Bound) -> str:
        told, position = "", 0
        for match in _OPTIONAL.finditer(text):
            told += self._plain(text[position : match.start()], bound)
            if not match[1] or self._rng.random() < 0.5:
                told += self._try(match[2], bound) or ""
            position = match.end()
        return told + self._plain(text[position:], bound)

    def _plain(self, text: str, bound: _Bound) -> str:
        return _FIELD.sub(lambda match: self._field(match[1], match[2] or "", bound), text)

    def _field(self, words: str, unit: str, bound: _Bound) -> str:
        name, *arguments = words.split()
        if name in self.manner.compare:
            return self._compare(self.manner.compare[name], self._cells(arguments, bound), bound) + unit
        if name in ("names", "amounts", "shares", "sum", "sum_share", "count"):
            return self._told_of_group(name, arguments, unit, bound)
        plain = self._words().get(name)
        if plain is not None:
            return plain(bound) + unit
        cells = self._cells(arguments[:1], bound)
        if name in ("name", "short", "unique", "code", "class", "section", "item"):
            return self._named(name, cells[0]) + unit
        if name == "where":
            if self._printed(cells[0]) <= 0:
                raise NotStated(cells)
            return unit
        if name in ("zero", "zero_share", "unbudgeted"):
            return self._told_zero(name, cells, arguments[1:], unit, bound)
        return self._figure(name, cells, arguments[1:], unit, bound)

    def _words(self) -> Mapping[str, Callable[[_Bound], str]]:
        year = self.books.disclosure.fiscal_year
        return {
            "year": lambda _: str(year),
            "previous": lambda _: str(year - 1),
            "department": lambda _: self.books.disclosure.department_name,
            "reason": self._reason,
            "noise": lambda _: f"{Decimal(self._rng.randint(100, 90_000)) / 100:.2f}",
            "n": lambda bound: str(bound.number),
            "chinese": lambda bound: chinese_ordinal(bound.number),
            "circled": lambda bound: chr(ord("①") + bound.number - 1) if bound.number <= 20 else f"（{bound.number}）",
        }

    def _reason(self, bound: _Bound) -> str:
        fitting = reasons()[self._side] + (() if self._side == _SIDES[0] else reasons()["either"])
        return self._filled(self._rng.choice(fitting), bound)

    def _cells(self, arguments: Iterable[str], bound: _Bound) -> tuple[CellKey, ...]:
        """The cells that an argument names; those of the comparison or of the row where there is none."""
        words = next(iter(arguments), "")
        if not words:
            return bound.compared or (() if bound.cell is None else (bound.cell,))
        return tuple(self._cell(word, bound) for word in words.split("+"))

    def _cell(self, words: str, bound: _Bound) -> CellKey:
        if not words.startswith("@"):
            return named_cells()[words] if words in named_cells() else CellKey(*words.split("/"))
        cell = bound.cell
        if cell is None:
            raise ValueError(f"{words!r} stands outside of repeated texts")
        _, _, column = words.partition(".")
        _, _, length = words.partition("^")
        if length:
            return CellKey(cell.sheet_id, cell.row_key[: int(length)], cell.column_key)
        return cell._replace(column_key=column) if column else cell

    def _named(self, name: str, cell: CellKey) -> str:
        code = cell.row_key
        match name:
            case "code":
                return code
            case "class" | "section" | "item":
                return self.books.name(code[: {"class": 3, "section": 5, "item": 7}[name]])
            case "short":
                return self._rows.name(cell).removesuffix("支出")
            case "unique" if self.books.function_names[self._rows.name(cell)] > 1:
                raise NotStated(cell)
            case _:
                return self._rows.name(cell)

    def _told_zero(self, name: str, cells: tuple[CellKey, ...], more: list[str], unit: str, bound: _Bound) -> str:
        if name == "unbudgeted":
            if self.books.budgets.get(cells[0]) != 0:
                raise NotStated(cells)
        elif all(self._printed(cell) for cell in cells):
            return self._figure("share" if more else "amount", cells, more, unit, bound)
        return self._digits(Decimal(0), unit) + unit

    def _told_of_group(self, name: str, arguments: list[str], unit: str, bound: _Bound) -> str:
        match name:
            case "names":
                return "、".join(self._rows.name(cell) for cell in bound.group)
            case "count":
                return _COUNTS[len(bound.group)]
            case "amounts":
                return "、".join(self._figure("amount", (cell,), [], unit, bound) for cell in bound.group)
            case "shares":
                return "、".join(self._figure("share", (cell,), arguments, unit, bound) for cell in bound.group)
            case "sum":
                return self._figure("amount", bound.group, [], unit, bound)
            case _:
                return self._figure("share", bound.group, arguments, unit, bound)

    def _figure(self, name: str, cells: tuple[CellKey, ...], more: list[str], unit: str, bound: _Bound) -> str:
        whole = self._cells(more, bound) if more else ()
        kind, against = _KINDS.get(name, (name, ""))
        value = self._value(name, cells, whole)
        told = Stated(kind, cells, value, unit=unit, is_previous=name == "before", against=against, whole=whole)
        side = ("提高" if value >= 0 else "降低") if name == "share_change" else ""
        return side + self._tell(told) + unit

    def _value(self, name: str, cells: tuple[CellKey, ...], whole: tuple[CellKey, ...]) -> Decimal:
        """The exact value, in 万元 or percent."""
        match name:
            case "amount":
                return self._amount(cells)
            case "before":
                return self._before(cells)
            case "budget":
                return self._budget(cells)
            case "completion":
                return _percent(self._amount(cells), self._budget(cells))
            case "change":
                return self._amount(cells) - self._before(cells)
            case "growth":
                return _percent(self._amount(cells) - self._before(cells), self._before(cells))
            case "over":
                return self._amount(cells) - self._budget(cells)
            case "over_growth":
                return _percent(self._amount(cells) - self._budget(cells), self._budget(cells))
            case "share":
                return _percent(self._amount(cells), self._amount(whole))
            case "share_change":
                before = _percent(self._before(cells), self._before(whole))
                return _percent(self._amount(cells), self._amount(whole)) - before
            case _:
                raise ValueError(f"unknown field {name!r}")

    def _printed(self, cell: CellKey) -> Decimal:
        return self.books.disclosure.figures.get(cell, Decimal(0))

    def _amount(self, cells: tuple[CellKey, ...]) -> Decimal:
        return self._sum(self.books.exact, cells)

    def _before(self, cells: tuple[CellKey, ...]) -> Decimal:
        return self._sum(self.books.previous, cells)

    def _budget(self, cells: tuple[CellKey, ...]) -> Decimal:
        return self._sum(self.books.budgets, cells)

    @staticmethod
    def _sum(amounts: Mapping[CellKey, Decimal], cells: tuple[CellKey, ...]) -> Decimal:
        found = [amounts.get(cell) for cell in cells]
        known = [amount for amount in found if amount is not None and amount >= 0]
        if len(known) < len(found):
            raise NotStated(cells)
        return sum(known, Decimal(0))

    def _tell(self, stated: Stated) -> str:
        """State a figure, without its unit; a zero states nothing that could be wrong."""
        step = Decimal(1).scaleb(-self._places(stated.unit)) * FACTORS[stated.unit]
        value = (stated.value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        if value and self.wrong is not None and self.wrong[0] == len(self.stated):
            value = self.wrong[1]
        text = self._digits(abs(value), stated.unit)
        half_unit = step / 2 if "." in text or step >= 1 else FACTORS[stated.unit] / 2
        if value:
            told = replace(
                stated,
                cells=_of_sheets(stated.cells),
                value=value,
                text=text,
                half_unit=half_unit,
                paragraph=self._paragraph,
            )
            self.stated.append(told)
        return text

    def _places(self, unit: str) -> int:
        places = self.manner.decimals
        return places.get(unit, places.get("%", DECIMALS[unit]) if unit == "个百分点" else DECIMALS[unit])

    def _digits(self, value: Decimal, unit: str) -> str:
        if unit not in FACTORS:
            raise ValueError(f"a figure without a unit in a text of {self.manner.province}")
        number = (value / FACTORS[unit]).quantize(Decimal(1).scaleb(-self._places(unit)))
        if self.manner.trim and unit == "%" and number == number.to_integral_value():
            return format(number, ".0f")
        return format(number, ",f" if self.manner.separator and unit != "%" else "f")

    def _compare(self, comparison: Comparison, cells: tuple[CellKey, ...], bound: _Bound) -> str:
        amount = self._amount(cells)
        base = self._before(cells) if comparison.against == PREVIOUS else self._budget(cells)
        difference = (amount - base).quantize(Decimal("0.01"), ROUND_HALF_UP)
        sign = (difference > 0) - (difference < 0)
        words = {1: comparison.up, 0: comparison.level, -1: comparison.down}
        turns = tuple(side for side, texts in words.items() if _is_direction(texts, words.values()))
        if sign in turns:
            if self.wrong is not None and self.wrong[0] == len(self.stated):
                sign = int(self.wrong[1])
            direction = Stated("direction", _of_sheets(cells), Decimal(sign), against=comparison.against, turns=turns)
            self.stated.append(replace(direction, paragraph=self._paragraph))
        self._side = _SIDES[sign]
        told = self._rng.choice(words[sign])
        return self._filled(told, replace(bound, compared=cells))


_KINDS = {
    "before": ("amount", ""),
    "change": ("change", PREVIOUS),
    "growth": ("growth", PREVIOUS),
    "over": ("change", BUDGET),
    "over_growth": ("growth", BUDGET),
    "share_change": ("change", PREVIOUS),
}


def _of_sheets(cells: tuple[CellKey, ...]) -> tuple[CellKey, ...]:
    return () if any(cell.sheet_id == OTHER for cell in cells) else cells


def _is_direction(texts: Texts, sides: Iterable[Texts]) -> bool:
    """Whether words without a figure say on which side of its base an amount is."""
    has_figures = any(match[1].split()[0] in _FIGURES for text in texts for match in _FIELD.finditer(text))
    return not has_figures and sum(texts == side for side in sides) == 1


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    if whole <= 0:
        raise NotStated("a share of nothing")
    return HUNDRED * part / whole


def _tidy(text: str) -> str:
    return _STRAY.sub("", text)
