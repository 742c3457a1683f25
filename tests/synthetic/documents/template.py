"""What a region's template looks like, as data: `templates/*.yaml`, checked on loading.

A row of a grid is a list of texts; three of them mean more than they say:

    <                 belongs to the cell on its left
    ^                 belongs to the cell above
    =row_key/column   the figure with that row key and column key, in the sheet at hand

Any text may use {department}, {year}, {unit}, {number} (the sheet's ordinal) and {subject} (what the sheet is about).
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FOLDER = Path(__file__).parent / "templates"

Row: TypeAlias = tuple[str, ...]
Rows: TypeAlias = tuple[Row, ...]
Line: TypeAlias = tuple[str, str] | tuple[()]
"""A row key and its label; an empty pair is a row that only pads."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class StripTemplate(_Data):
    left: str = ""
    right: str = ""


class _SheetTemplate(_Data):
    """What every sheet has. `subject` names its contents in the sentence that there are none."""

    id: str
    title: str
    subject: str
    strips: tuple[StripTemplate, ...] | None = None
    separator: Literal["", ","] | None = None
    head: Rows
    when_empty: Rows | None = None
    notes: tuple[str, ...] = ()


class OuterCodes(StrEnum):
    """Where a code stands in three columns: what an item's row shows for its class and section."""

    REPEATED = "repeated"
    BLANK = "blank"


class TotalPlace(StrEnum):
    FIRST = "first"
    LAST = "last"


class TotalRow(_Data):
    """The row 合计. `label` fills the columns before the amounts; it may hold heads: a row can be half header."""

    place: TotalPlace
    label: Row


class FunctionRows(_SheetTemplate):
    """One row per function code.

    `columns` name the cells of a row: code, class, section, item, name, code_name, `<`, or an amount's column key.
    `blank_rows` stand in the sheet where no code does.
    """

    shape: Literal["function_rows"]
    columns: Row
    outer_codes: OuterCodes = OuterCodes.REPEATED
    total: TotalRow
    blank_rows: int = 0


class EconomicBlock(_Data):
    columns: Row
    codes: Row


class EconomicBlocks(_SheetTemplate):
    """Lists of economic codes side by side; the codes given are printed even where they have no figure."""

    shape: Literal["economic_blocks"]
    blocks: tuple[EconomicBlock, ...]
    outer_codes: OuterCodes = OuterCodes.REPEATED
    foot: Rows


class Side(_Data):
    """One half: `columns` are label, line_no or an amount's column key; its `foot` faces that of the other half."""

    columns: Row
    lines: tuple[Line, ...] = ()
    foot: tuple[Line, ...]


class TwoSided(_SheetTemplate):
    """Income on the left, expenditure by functional class on the right (its lines come from the template's classes)."""

    shape: Literal["two_sided"]
    income: Side
    expenditure: Side


class Literally(_SheetTemplate):
    """A grid written out cell by cell."""

    shape: Literal["literal"]
    body: Rows


SheetTemplate: TypeAlias = Annotated[FunctionRows | EconomicBlocks | TwoSided | Literally, Field(discriminator="shape")]


class Template(_Data):
    """A region's nine sheets in their order, and what they share.

    `sheet_name` is what a workbook's tab says, from {title} and {number}. `class_label` prints a line of the
    expenditure half from {ordinal} and {name}. `negative` is the pattern around the digits of a negative amount;
    `nothing` is printed where there is none.
    """

    opening: str
    sheet_name: str
    strips: tuple[StripTemplate, ...]
    separator: Literal["", ","] = ","
    negative: str = "-{}"
    nothing: str = ""
    empty_sentence: str
    functional_classes: Row
    class_label: str = "{ordinal}、{name}"
    sheets: tuple[SheetTemplate, ...]


@cache
def load(name: str) -> Template:
    """The template of that name. Raises FileNotFoundError, or pydantic's ValidationError that says where."""
    return Template.model_validate(yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
