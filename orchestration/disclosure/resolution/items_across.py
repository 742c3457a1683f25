"""The three public expenses: items and budget/final in two levels of heads, or items down the rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.disclosure.layouts.loader import Layouts, SheetLayout, by_word
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.resolution.columns import (
    Column,
    HeadMeanings,
    HeadPath,
    Role,
    Row,
    blocks_of,
    head_paths,
    is_ordinal_row,
    match_head,
)
from orchestration.disclosure.resolution.figures import Figure, Gathering, adopt_columns, has_amount_columns
from orchestration.disclosure.resolution.function_rows import looks_like_amount
from orchestration.disclosure.resolution.segments import TablePart, cell_place, is_furniture, is_remark
from orchestration.disclosure.resolution.words import label_words, nearest


@dataclass(frozen=True, slots=True)
class _Heads:
    """Printed heads of the items and of budget/final, and heads that are counts."""

    items: dict[str, str]
    columns: dict[str, str]
    ignored: frozenset[str]


def gather_items_across(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures whichever way the sheet is turned."""
    heads = _Heads(by_word(layout.heads), by_word(layout.columns), layout.ignored_heads)
    down = _is_vertical(parts, heads)
    columns: tuple[Column, ...] = ()
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, heads, down)), len(part.rows))
        paths = head_paths(part.rows[:split], part)
        if down:
            meanings = HeadMeanings.of(layout.columns, layout.ignored_heads, layouts.vocabulary.roles)
            own = tuple(meanings.column(path) for path in paths)
        else:
            own = tuple(_item_column(path, heads) for path in paths)
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        for row in part.rows[split:]:
            if is_furniture(row) or is_ordinal_row(row) or is_remark(row, layouts):
                continue
            if down:
                _gather_item_rows(row, part, columns, heads, out)
            else:
                _gather_across(row, part, columns, out)


def _is_vertical(parts: Sequence[TablePart], heads: _Heads) -> bool:
    """Items down the rows: at least two rows begin with an item's name."""
    first_words = [label_words(row[0].text) for part in parts for row in part.rows]
    return len({heads.items.get(word) for word in first_words if word in heads.items} - {"total"}) >= 2


def _is_data(row: Row, heads: _Heads, down: bool) -> bool:
    if is_furniture(row) or is_ordinal_row(row):
        return False
    if down:
        return label_words(row[0].text) in heads.items and not any(
            label_words(cell.text) in heads.columns for cell in row
        )
    return any(looks_like_amount(cell) for cell in row) and not any(
        label_words(cell.text) in heads.items for cell in row
    )


def _item_column(path: HeadPath, heads: _Heads) -> Column:
    kinds = [heads.columns[word] for word in path.words if word in heads.columns]
    rest = HeadPath(path.column_no, tuple(word for word in path.words if word not in heads.columns), "", None)
    if match_head(rest, dict.fromkeys(heads.ignored, "ignored")) is not None:
        return Column(path.column_no, Role.IGNORED, path.printed, None, path.centre)
    item = match_head(rest, heads.items)
    if not kinds or item is None:
        return Column(path.column_no, Role.UNKNOWN, path.printed, None, path.centre)
    return Column(path.column_no, Role.AMOUNT, path.printed, f"{item}.{kinds[-1]}", path.centre)


def _gather_across(row: Row, part: TablePart, columns: tuple[Column, ...], out: Gathering) -> None:
    by_number = {column.column_no: column for column in columns}
    for cell in row:
        column = by_number.get(cell.column_no, Column(cell.column_no, Role.UNKNOWN, ""))
        if column.role is Role.AMOUNT and column.key is not None:
            item, kind = column.key.split(".")
            key = CellKey(out.sheet_id, item, kind)
            out.figures.append(Figure(key, item, column.head, cell, cell_place(part.table, cell)))
        elif column.role is Role.UNKNOWN and looks_like_amount(cell):
            out.unknown_column(column, part, cell)


def _gather_item_rows(row: Row, part: TablePart, columns: tuple[Column, ...], heads: _Heads, out: Gathering) -> None:
    for block in blocks_of(columns, frozenset({Role.ANCHOR, Role.LABEL})):
        last = block.fields[-1].column_no if block.fields else block.first_anchor
        cells = [cell for cell in row if block.first_anchor <= cell.column_no <= last]
        label_cell = next((cell for cell in cells if not looks_like_amount(cell)), None)
        if label_cell is None:
            continue
        label = label_words(label_cell.text)
        item = heads.items.get(label)
        ignored = label in heads.ignored or label.split("(", 1)[0] in heads.ignored
        by_number = {column.column_no: column for column in block.fields if column.role is Role.AMOUNT}
        for cell in cells:
            column = by_number.get(cell.column_no)
            if column is None or ignored:
                continue
            if item is not None:
                out.figure(item, label, column, part, cell)
            elif looks_like_amount(cell):
                out.unknown_label(label_cell.text, nearest(label, heads.items), part, label_cell)
