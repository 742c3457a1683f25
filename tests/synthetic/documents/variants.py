"""What real disclosures do to a template or a publication: heads under heads, no unit on the sheets, marks of notes.

Figures stay what they are; what one format alone can show (struck-out text, page headers) belongs to its style.
"""

import random
from dataclasses import replace
from typing import TypeAlias

from tests.synthetic.documents.grid import Content, Grid, Role, Sheet
from tests.synthetic.documents.publication import Publication
from tests.synthetic.documents.template import FunctionRows, Row, Rows, SheetTemplate, StripTemplate, Template

NOTE_MARKS = ("①", "*", "[1]", "²", "（注2）", "【3】", "※", "注1")
"""As they are typed behind a text where letters cannot be raised."""

_SUB_HEAD = "决算数"
_COLUMN_NUMBERS = "栏次"
_UNIT = "{unit}"
_MARKED_ROLES = frozenset({Role.HEAD, Role.LABEL, Role.CODE, Role.AMOUNT})

Parts: TypeAlias = tuple[Publication, Publication]


def with_sub_heads(template: Template) -> Template:
    """The template with 决算数 under every head of a column of amounts, in the sheets with a row per function code."""
    return template.model_copy(update={"sheets": tuple(map(_with_sub_heads, template.sheets))})


def _with_sub_heads(spec: SheetTemplate) -> SheetTemplate:
    if not isinstance(spec, FunctionRows):
        return spec
    labels = len(spec.total.label)
    numbered = sum(_COLUMN_NUMBERS in row for row in spec.head)
    above, numbers = spec.head[: len(spec.head) - numbered], spec.head[len(spec.head) - numbered :]
    return spec.model_copy(update={"head": (*_under_heads(above, labels), *numbers)})


def _under_heads(head: Rows, labels: int) -> Rows:
    """In the last row, where heads from above end beside 类, 款 and 项; in one of its own where others stand there."""
    width = len(head[0])
    under: Row = (_SUB_HEAD,) * (width - labels)
    if set(head[-1][labels:]) == {"^"}:
        return (*head[:-1], (*head[-1][:labels], *under))
    return (*head, ("^",) * labels + under)


def without_units(template: Template) -> Template:
    """The template without what says 单位：万元 above its sheets."""
    sheets = tuple(
        spec.model_copy(update={"strips": _without_units(spec.strips)}) if spec.strips else spec
        for spec in template.sheets
    )
    return template.model_copy(update={"strips": _without_units(template.strips), "sheets": sheets})


def _without_units(strips: tuple[StripTemplate, ...]) -> tuple[StripTemplate, ...]:
    left = (StripTemplate(left=_unless_unit(strip.left), right=_unless_unit(strip.right)) for strip in strips)
    return tuple(strip for strip in left if strip.left or strip.right)


def _unless_unit(text: str) -> str:
    return "" if _UNIT in text else text


def with_note_marks(publication: Publication, rng: random.Random) -> Publication:
    """The publication with the mark of a note behind each title, head, label, code and figure."""
    return replace(publication, sheets=tuple(_with_note_marks(sheet, rng) for sheet in publication.sheets))


def _with_note_marks(sheet: Sheet, rng: random.Random) -> Sheet:
    cells = tuple(replace(cell, content=_with_note_mark(cell.content, rng)) for cell in sheet.grid.cells)
    grid = Grid(cells, sheet.grid.row_count, sheet.grid.column_count, sheet.grid.head_rows)
    return replace(sheet, title=sheet.title + rng.choice(NOTE_MARKS), grid=grid)


def _with_note_mark(content: Content, rng: random.Random) -> Content:
    is_number_of_column = content.role is Role.HEAD and content.text.isdigit()
    is_blank = not content.text or (content.role is Role.AMOUNT and content.value is None)
    if content.role not in _MARKED_ROLES or is_number_of_column or is_blank:
        return content
    return replace(content, text=content.text + rng.choice(NOTE_MARKS))


def in_two_parts(publication: Publication) -> Parts:
    """The publication as two documents, each under its own cover: the prose before and after stays where it was."""
    half = len(publication.sheets) // 2
    return (
        replace(publication, sheets=publication.sheets[:half], after=()),
        replace(publication, sheets=publication.sheets[half:], before=()),
    )
