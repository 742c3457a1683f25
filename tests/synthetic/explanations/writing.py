"""An explanation written in a style from a random disclosure, with every figure that it states."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.codes import standard_names
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.publication import Section

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
_FIELD = re.compile(r"\{([^{}]+)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Section(_Strict):
    heading: str
    text: tuple[str, ...]
    classes: bool = False
    items: bool = False


class Style(_Strict):
    """See styles.yml."""

    up: str
    down: str
    level: str
    above: str
    below: str
    equal: str
    item: str
    class_line: str = Field(alias="class")
    separator: bool = False
    sections: tuple[_Section, ...]


@cache
def styles() -> Mapping[str, Style]:
    content = yaml.safe_load((Path(__file__).parent / "styles.yml").read_text("utf-8"))
    return {name: Style.model_validate(style) for name, style in content.items()}


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the explanation states: its kind, the cell that it is about, its value (a decrease negative)."""

    kind: str
    cell: CellKey
    value: Decimal


class NotStated(LookupError):
    """The disclosure does not print a figure that a paragraph needs."""


@dataclass
class Writer:
    """One explanation in the making. `wrong`, where it is set, is the number of the figure to tell too high."""

    disclosure: Disclosure
    style: Style
    rng: random.Random
    wrong: int | None = None
    stated: list[Stated] = field(default_factory=list)
    budgets: dict[str, Decimal] = field(default_factory=dict)

    def sections(self) -> tuple[Section, ...]:
        """The sections; `stated` then holds their figures in order."""
        items = self._codes(7)
        for code in items:
            amount = self._amount(CellKey("general_budget_expenditure", code, "total"))
            self.budgets[code] = max((amount * self.rng.randint(80, 125) / HUNDRED).quantize(CENT), CENT)
        opening = Section(f"第三部分  {self.disclosure.fiscal_year}年度部门决算情况说明", ())
        return (opening, *(self._section(section) for section in self.style.sections))

    def _section(self, section: _Section) -> Section:
        paragraphs = [told for text in section.text if (told := self._try(text, {})) is not None]
        if section.classes:
            paragraphs += self._repeated(self._codes(3), self.style.class_line)
        if section.items:
            paragraphs += self._repeated(self._codes(7), self.style.item)
        return Section(section.heading, tuple(paragraphs))

    def _repeated(self, codes: list[str], text: str) -> Iterator[str]:
        for number, code in enumerate(codes, start=1):
            told = self._try(text, {"code": code})
            if told is not None:
                yield f"{number}.{told}"

    def _codes(self, length: int) -> list[str]:
        return sorted(
            key.row_key
            for key, amount in self.disclosure.figures.items()
            if key.sheet_id == "general_budget_expenditure"
            and key.column_key == "total"
            and key.row_key.isdigit()
            and len(key.row_key) == length
            and amount > 0
        )

    def _try(self, text: str, bound: Mapping[str, str]) -> str | None:
        before, state = len(self.stated), self.rng.getstate()
        try:
            return _FIELD.sub(lambda match: self._field(match[1], bound), text)
        except NotStated:
            del self.stated[before:]
            self.rng.setstate(state)
            return None

    def _amount(self, cell: CellKey) -> Decimal:
        amount = self.disclosure.figures.get(cell)
        if amount is None or amount < 0:
            raise NotStated(cell)
        return amount

    def _field(self, words: str, bound: Mapping[str, str]) -> str:
        name, *arguments = words.split()
        code = bound.get("code", "")
        cell = CellKey(*arguments[0].split("/")) if arguments else CellKey("general_budget_expenditure", code, "total")
        match name:
            case "year":
                return str(self.disclosure.fiscal_year)
            case "previous":
                return str(self.disclosure.fiscal_year - 1)
            case "class_name":
                return self._name(code[:3])
            case "section_name":
                return self._name(code[:5])
            case "item_name":
                return self._name(code)
            case "amount":
                kind = "budget" if cell.column_key == "budget" else "amount"
                return self._tell(kind, cell, self._amount(cell).quantize(CENT))
            case "share":
                whole = CellKey(*arguments[1].split("/")) if len(arguments) > 1 else None
                whole = whole or CellKey("general_budget_expenditure", "total", "total")
                return self._tell("share", cell, _percent(self._amount(cell), self._amount(whole)))
            case "compared":
                return self._compared(cell)
            case "budget":
                return self._tell("budget", cell, self.budgets[code])
            case "completion":
                if "{budget}" not in self.style.item:
                    raise NotStated(cell)
                return self._tell("completion", cell, _percent(self._amount(cell).quantize(CENT), self.budgets[code]))
            case "judged":
                return self._judged(cell, code)
            case "total_budget":
                return self._tell("budget", _TOTAL, sum(self.budgets.values(), Decimal(0)))
            case "total_completion":
                total = sum(self.budgets.values(), Decimal(0))
                return self._tell("completion", _TOTAL, _percent(self._amount(_TOTAL).quantize(CENT), total))
            case _:
                raise ValueError(f"unknown field {words!r}")

    def _name(self, code: str) -> str:
        return self.disclosure.code_names.get(code) or standard_names()[code]

    def _tell(self, kind: str, cell: CellKey, value: Decimal) -> str:
        if self.wrong == len(self.stated):
            value = (value * Decimal("1.01")).quantize(CENT) + 1
        self.stated.append(Stated(kind, cell, value))
        return format(abs(value), ",f" if self.style.separator and kind in ("amount", "budget", "change") else "f")

    def _compared(self, cell: CellKey) -> str:
        amount = self._amount(cell).quantize(CENT)
        change = (amount * self.rng.randint(-30, 30) / HUNDRED).quantize(CENT)
        before = amount - change
        if before <= 0:
            raise NotStated(cell)
        words = self.style.level if change == 0 else self.style.up if change > 0 else self.style.down
        sides = {"change": change, "growth": _percent(change, before)}

        def side(match: re.Match[str]) -> str:
            return self._tell(match[1], cell, sides[match[1]]) if match[1] in sides else self._field(match[1], {})

        return _FIELD.sub(side, words)

    def _judged(self, cell: CellKey, code: str) -> str:
        difference = self._amount(cell).quantize(CENT) - self.budgets[code]
        words = self.style.equal if difference == 0 else self.style.above if difference > 0 else self.style.below

        def side(match: re.Match[str]) -> str:
            return self._tell("change", cell, difference) if match[1] == "over" else self._field(match[1], {})

        return _FIELD.sub(side, words)


_TOTAL = CellKey("general_budget_expenditure", "total", "total")


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    if whole <= 0:
        raise NotStated("a share of nothing")
    return (HUNDRED * part / whole).quantize(CENT, ROUND_HALF_UP)
