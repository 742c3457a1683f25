"""The rows of a sheet of function codes as read so far, and the columns of figures whose blanks a conversion lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.disclosure.amounts import MAX_DECIMALS, NotAnAmount, PrintedAmount, parse_amount
from orchestration.disclosure.model import CellKey, TableCell
from orchestration.disclosure.resolution.columns import Column, Role
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.placings import OpenRow, Placing, Sums, choose_placings, possible_placings
from orchestration.disclosure.resolution.segments import TablePart

Figures = tuple[tuple[Column, TableCell], ...]

_NOTHING = PrintedAmount(Decimal(0), MAX_DECIMALS)
"""What a printed dash counts in a sum."""


@dataclass(frozen=True, slots=True)
class Record:
    """One printed row: its key, its label (a wrapped label grows with the next visual row), its figures.

    A row of a text conversion may be read in more than one way, of which none is taken that does not fit where
    `must_fit`. `fields` are the columns of figures that its part has.
    """

    key: str
    label: str
    part: TablePart
    readings: tuple[Figures, ...]
    fields: tuple[Column, ...] = ()
    must_fit: bool = False

    @property
    def figures(self) -> Figures:
        """The figures under their columns, as the row is read for now."""
        return self.readings[0]


def settle_columns(records: Sequence[Record], sums: Sums, out: Gathering) -> Iterator[Record]:
    """The rows; those of a text conversion with their figures in the only columns that keep the sums of the sheet.

    A row that shows a blank has lost none, and what does not add up in it was printed so; another one that could stand
    in several columns is told. Where no columns make the sums hold, a row was printed so if others of its table show
    their blanks; else it is told.
    """
    is_ragged = any(record.part.table.ragged for record in records)
    rows = [_open_row(record) for record in records] if sums and is_ragged else []
    if not any(row is not None and len(row.placings) > 1 for row in rows):
        yield from records
        return
    keeping = {record.part.table.table_no for record in records if _shows_blank(record)}
    chosen = iter(choose_placings([row for row in rows if row is not None], sums))
    for record, row in zip(records, rows, strict=True):
        placings = next(chosen) if row is not None else ()
        if len(placings) == 1:
            yield _placed(record, placings[0])
        elif row is None or (not placings and record.part.table.table_no in keeping):
            yield record
        else:
            keys = tuple(CellKey(out.sheet_id, record.key, column.key) for column in record.fields if column.key)
            out.uncertain_columns(record.label, record.part, [cell for _, cell in record.figures], keys)


def _open_row(record: Record) -> OpenRow | None:
    """The row with its possible placings; None where a figure is no number or a column none of amounts."""
    keys = tuple(column.key for column, _ in record.figures if column.key is not None)
    columns = tuple(column.key for column in record.fields if column.key is not None)
    try:
        amounts = tuple(parse_amount(cell.text) or _NOTHING for _, cell in record.figures)
    except NotAnAmount:
        return None
    if len(keys) != len(amounts) or any(column.role is not Role.AMOUNT for column in record.fields):
        return None
    may_be_shifted = record.part.table.ragged and not _shows_blank(record)
    is_open = may_be_shifted and 0 < len(keys) < len(columns) and _is_packed(record)
    return OpenRow(record.key, amounts, possible_placings(columns, keys) if is_open else (keys,))


def _shows_blank(record: Record) -> bool:
    return any(cell.row_no in record.part.table.blank_rows for _, cell in record.figures)


def _is_packed(record: Record) -> bool:
    """Whether the figures of a row fill the first columns without a blank between them."""
    keys = [column.key for column, _ in record.figures]
    return keys == [column.key for column in record.fields[: len(keys)]]


def _placed(record: Record, placing: Placing) -> Record:
    by_key = {column.key: column for column in record.fields}
    cells = (cell for _, cell in record.figures)
    return replace(record, readings=(tuple((by_key[key], cell) for key, cell in zip(placing, cells, strict=True)),))
