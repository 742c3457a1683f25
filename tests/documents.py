"""Documents written by hand: tables as lines of text, cell by cell."""

import re
from decimal import Decimal

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Block, Document, Line, Place, Problem, Reading, Table, TableCell
from orchestration.disclosure.resolution.resolve import resolve

LEFT, UP = "<", "^"


def line(text: str, page: int = 1) -> Line:
    return Line(text, Place(page=page))


def table(*rows: str, page: int = 1, table_no: int = 1, ragged: bool = False) -> Table:
    """A table whose rows are `cell|cell|…`: a blank is no cell, < belongs to the cell on its left, ^ to that above."""
    grid = [[text.strip() for text in row.split("|")] for row in rows]
    cells = tuple(
        TableCell(text, row_no, column_no, _span_down(grid, row_no, column_no), _span_right(grid, row_no, column_no))
        for row_no, row in enumerate(grid, start=1)
        for column_no, text in enumerate(row, start=1)
        if text not in ("", LEFT, UP)
    )
    return Table(table_no, cells, max(len(row) for row in grid), page=page, ragged=ragged)


def _span_right(grid: list[list[str]], row_no: int, column_no: int) -> int:
    span = 1
    for text in grid[row_no - 1][column_no:]:
        if text != LEFT:
            break
        span += 1
    return span


def _span_down(grid: list[list[str]], row_no: int, column_no: int) -> int:
    span = 1
    for row in grid[row_no:]:
        if len(row) < column_no or row[column_no - 1] != UP:
            break
        span += 1
    return span


def read(*blocks: Block) -> Reading:
    return resolve(Document("printed.pdf", "0" * 64, 0, "pdf", "by hand", blocks))


def amounts(reading: Reading, sheet_id: str) -> dict[tuple[str, str], Decimal]:
    """The figures of a sheet in 万元, by row key and column key."""
    return {
        (cell.key.row_key, cell.key.column_key): cell.amount for cell in reading.cells if cell.key.sheet_id == sheet_id
    }


def labels(reading: Reading) -> dict[str, str]:
    return {cell.key.row_key: cell.row_label for cell in reading.cells}


def problems(reading: Reading, kind: ProblemKind) -> list[Problem]:
    return [problem for problem in reading.problems if problem.kind is kind]


def warnings(reading: Reading) -> list[ProblemKind]:
    """The kinds of all problems, in their order."""
    return [problem.kind for problem in reading.problems]


def figures(**rows: str) -> dict[tuple[str, str], Decimal]:
    """`r201="total 1.00 basic 2.00"` as a mapping from (row key, column key)."""
    found: dict[tuple[str, str], Decimal] = {}
    for row, text in rows.items():
        words = text.split()
        for column, amount in zip(words[::2], words[1::2], strict=True):
            found[re.sub(r"^r(?=\d)", "", row), column] = Decimal(amount)
    return found
