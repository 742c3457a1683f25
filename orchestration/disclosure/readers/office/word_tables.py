"""The grid of a table in a Word document: which cells are printed, where they stand and how far they span."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from orchestration.disclosure.readers.office.word_elements import (
    child,
    children,
    inside,
    name_of,
    number,
    switch,
    value,
)
from orchestration.disclosure.readers.office.word_looks import Paint, shading
from orchestration.disclosure.readers.sight import LEAST_SIZE

_MAX_COLUMNS = 1000
"""Word itself stops at 63; a wider span is damage or an attack."""

_TWIPS_PER_POINT = 20


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a row at its place in the grid, with what is painted behind it; `row_span` 1 before merges are
    resolved, `merge` as Word writes it."""

    element: etree._Element
    row_no: int
    column_no: int
    column_span: int
    row_span: int = 1
    ground: Paint | None = None
    merge: str | None = None


def printed_slots(table: etree._Element) -> list[Slot]:
    """The cells that are printed, with their spans; a continuation of nothing stands for itself, as in Word."""
    heads: list[Slot] = []
    row_spans: list[int] = []
    growing: dict[int, tuple[int, int]] = {}
    for slot in _slots(table):
        head, last_row = growing.get(slot.column_no, (-1, -1))
        if slot.merge == "continue" and last_row == slot.row_no - 1:
            row_spans[head] += 1
        else:
            head = len(heads)
            heads.append(slot)
            row_spans.append(1)
        if slot.merge is not None:
            growing[slot.column_no] = (head, slot.row_no)
    return [replace(slot, row_span=span) if span > 1 else slot for slot, span in zip(heads, row_spans, strict=True)]


def lays_out(table: etree._Element) -> bool:
    """A table of one column frames the text in it: what stands there is read as if it stood free."""
    return not any(len(list(inside(row, "tc"))) > 1 for row in inside(table, "tr"))


def printed_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows that are neither deleted nor hidden nor squeezed to nothing."""
    return (row for row in inside(table, "tr") if not _is_dropped(child(row, "trPr")))


def _is_dropped(properties: etree._Element | None) -> bool:
    for said in children(properties):
        name = name_of(said)
        if name == "del" or (name == "annotation" and value(said, "type") == "Word.Deletion"):
            return True
        if name == "trHeight" and value(said, "hRule") in ("exact", "h-rule"):
            height = number(said)
            if height is not None and height < LEAST_SIZE * _TWIPS_PER_POINT:
                return True
    return switch(properties, "hidden") is True


def _slots(table: etree._Element) -> Iterator[Slot]:
    for row_no, row in enumerate(printed_rows(table), start=1):
        column_no = 1 + _count(child(child(row, "trPr"), "gridBefore"), least=0)
        waiting: Slot | None = None
        for cell in inside(row, "tc"):
            slot, continues_row, is_deleted = _slot(cell, row_no, column_no)
            column_no += slot.column_span
            if continues_row and waiting is not None:
                waiting = replace(waiting, column_span=waiting.column_span + slot.column_span)
                continue
            if waiting is not None:
                yield waiting
            waiting = None if is_deleted else slot
        if waiting is not None:
            yield waiting


def _slot(cell: etree._Element, row_no: int, column_no: int) -> tuple[Slot, bool, bool]:
    """The slot of a cell, whether it goes on with the one before it, and whether it is deleted.

    A deleted cell keeps its place: where its neighbours move on acceptance is for Word alone to say.
    """
    span, merge, ground = 1, None, None
    continues_row = is_deleted = False
    for said in children(child(cell, "tcPr")):
        match name_of(said):
            case "gridSpan":
                span = _count(said, least=1)
            case "vMerge" | "vmerge":
                merge = value(said) or "continue"
            case "hMerge" | "hmerge":
                continues_row = value(said) != "restart"
            case "shd":
                ground = shading(said)
            case "cellDel":
                is_deleted = True
    return Slot(cell, row_no, column_no, span, ground=ground, merge=merge), continues_row, is_deleted


def _count(element: etree._Element | None, least: int) -> int:
    stated = number(element)
    return least if stated is None else max(least, min(stated, _MAX_COLUMNS))
