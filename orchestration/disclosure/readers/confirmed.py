"""The blocks of a document with what people confirmed of its pictures in the place of what was recognised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Block, Box, Confirmation, Place, Problem, ScanReading, Table, TableCell

_WHOLE = 100
"""Percent: a person saw it."""


def with_confirmations(blocks: Iterable[Block], confirmations: Sequence[Confirmation]) -> tuple[Block, ...]:
    """The blocks, with the text that a person gave in each cell that one of these confirmations of this document is
    about. Where several are about one cell, the last holds."""
    if not confirmations:
        return tuple(blocks)
    return tuple(_confirmed_table(block, confirmations) if isinstance(block, Table) else block for block in blocks)


def without_place(blocks: Iterable[Block], confirmations: Sequence[Confirmation], file_name: str) -> Iterator[Problem]:
    """A problem for each of these confirmations of a document that is about none of its cells."""
    tables = [block for block in blocks if isinstance(block, Table)]
    for each in confirmations:
        if not any(_is_about(each, table, cell) for table in tables for cell in table.cells):
            yield Problem(
                ProblemKind.CONFIRMATION_PROBLEM,
                Severity.WARNING,
                file_name,
                message("lists.confirms_no_cell", line=each.line),
                Place(page=each.page),
            )


def _confirmed_table(table: Table, confirmations: Sequence[Confirmation]) -> Table:
    cells = tuple(_confirmed_cell(table, cell, confirmations) for cell in table.cells)
    return replace(table, cells=cells) if cells != table.cells else table


def _confirmed_cell(table: Table, cell: TableCell, confirmations: Sequence[Confirmation]) -> TableCell:
    for each in reversed(confirmations):
        if _is_about(each, table, cell):
            scan = ScanReading(_WHOLE, confirmed_by=each.who, confirmed_on=each.on)
            return cell._replace(text=each.value, scan=scan)
    return cell


def _is_about(confirmation: Confirmation, table: Table, cell: TableCell) -> bool:
    """Whether a cell of a picture is the one that was looked at. What is no picture needs no confirmation."""
    if cell.scan is None or cell.box is None or table.page != confirmation.page:
        return False
    is_same_table = table.page is not None or table.table_no == confirmation.table_no
    return is_same_table and _is_around(cell.box, confirmation.box)


def _is_around(box: Box, other: Box) -> bool:
    across, down = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
    return box.x0 <= across <= box.x1 and box.top <= down <= box.bottom
