"""Manners of writing an explanation: the files in `manners/`, and the short names of cells that they use.

A text names its figures in braces, each followed by the unit that it is told in: `{amount income}万元`. A field is a
name and its arguments, which are cells: a name of cells.yml, several joined by `+`, or `@` for the row of a repeated
text, with `.column` for another of its columns and `^digits` for the row above it. Fields:

amount, before, budget, completion, change, growth, over, over_growth, share, share_change
    figures of a cell; `share` and `share_change` take the whole as their second argument, the latter begins with 提高
    or 降低; `before` is the year before's
zero, zero_share  the amount or the share, or a zero where the sheet prints nothing
unbudgeted        0.00, where nothing was budgeted
name, short, unique, code, class, section, item
    names of the row: without 支出 at its end, only where no other row has the name; its class, section and item
where             nothing, where the cell prints something above zero
names, amounts, shares, sum, sum_share, count     of a group
year, previous, department, n, chinese, circled
reason            fits what was compared last
any name under `compare`                          the words for up, down or level, against last year or the budget

What stands in [[ ]] is left out where it needs a figure that is not there, in [[? ]] half the time in any case. Another
text that needs such a figure is left out as a whole.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from orchestration.disclosure.model import CellKey

_FOLDER = Path(__file__).parent


def _listed(text: object) -> object:
    return [text] if isinstance(text, str) else text


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One text, or several of which any may be taken."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comparison(_Strict):
    """Words against last year or the budget; words without a figure state a direction."""

    against: Literal["previous", "budget"]
    up: Texts
    down: Texts
    level: Texts


def _paragraph(text: object) -> object:
    return {"text": text} if isinstance(text, str) else text


class Group(_Strict):
    """Up to `most` rows told in one sentence: any of a selection, or those below one row of another (`within`)."""

    of: str
    within: str | None = None
    most: int = 3


class Paragraph(_Strict):
    """A text, and a text for each row of a selection: a paragraph each, or joined to one behind the text, or with
    `columns` (what stands in each, by their heads) a row each of the table that closes the section."""

    text: Texts = ("",)
    each: str | None = None
    by: Texts = ("",)
    numbers: str = ""
    join: str | None = None
    end: str = ""
    most: int | None = None
    columns: Mapping[str, str] = Field(default_factory=dict)
    then: tuple[Annotated["Paragraph", BeforeValidator(_paragraph)], ...] = ()
    group: Group | None = None
    chance: float = 1.0


class Section(_Strict):
    heading: str
    text: tuple[Annotated[Paragraph, BeforeValidator(_paragraph)], ...] = ()


class Manner(_Strict):
    """How one province words its explanations. `trim` prints whole percentages without decimals."""

    province: str
    decimals: Mapping[str, int] = Field(default_factory=dict)
    separator: bool = False
    trim: bool = False
    opening: str = "第三部分  {year}年度部门决算情况说明"
    compare: Mapping[str, Comparison]
    sections: tuple[Section, ...]


@cache
def manners() -> Mapping[str, Manner]:
    """All manners by name. Raises pydantic's ValidationError that says what is wrong in a file."""
    return {
        path.stem: Manner.model_validate(yaml.safe_load(path.read_text("utf-8")))
        for path in sorted((_FOLDER / "manners").glob("*.yml"))
    }


@cache
def named_cells() -> Mapping[str, CellKey]:
    content = yaml.safe_load((_FOLDER / "cells.yml").read_text("utf-8"))
    return {name: CellKey(*cell.split("/")) for name, cell in content.items()}


@cache
def reasons() -> Mapping[str, tuple[str, ...]]:
    """Reasons for up, down, level or either, of whose figures none is about the accounts."""
    content = yaml.safe_load((_FOLDER / "reasons.yml").read_text("utf-8"))
    return {side: tuple(texts) for side, texts in content.items()}
