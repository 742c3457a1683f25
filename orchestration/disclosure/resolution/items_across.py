"""The three public expenses: items and budget/final in two levels of heads, or items down the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

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
from orchestration.disclosure.resolution.figures import Gathering, adopt_columns, has_amount_columns
from orchestration.disclosure.resolution.function_rows import looks_like_amount
from orchestration.disclosure.resolution.segments import TablePart, is_furniture, is_remark
from orchestration.disclosure.resolution.words import label_words, nearest, printed


@dataclass(frozen=True, slots=True)
class _Heads:
    """Printed heads of the items and of budget/final, and heads that are counts."""

    items: dict[str, str]
    columns: dict[str, str]
    ignored: frozenset[str]


class Turn(StrEnum):
    """What runs down the rows; the other runs across."""

    NOTHING = "nothing"
    ITEMS = "items"
    KINDS = "kinds"


def gather_items_across(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures whichever way the sheet is turned."""
    heads = _Heads(by_word(layout.heads), by_word(layout.columns), layout.ignored_heads)
    turn = _turn(parts, heads)
    meanings = {
        Turn.ITEMS: HeadMeanings.of(layout.columns, layout.ignored_heads, layouts.vocabulary.roles),
        Turn.KINDS: HeadMeanings.of(layout.heads, layout.ignored_heads, layouts.vocabulary.roles),
    }
    columns: tuple[Column, ...] = ()
    head: tuple[Row, ...] = ()
    for before, part in zip((None, *parts), parts, strict=False):
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, heads, turn)), len(part.rows))
        # A page may end within the head.
        is_cut = before is not None and part.table.goes_on and len(head) == len(before.rows)
        head = (*(head if is_cut else ()), *part.rows[:split])
        paths = head_paths(head, part)
        if turn is Turn.NOTHING:
            own = tuple(_item_column(path, heads) for path in paths)
        else:
            own = tuple(meanings[turn].column(path) for path in paths)
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        for row in part.rows[split:]:
            if is_furniture(row) or is_ordinal_row(row) or is_remark(row, layouts):
                continue
            if turn is Turn.ITEMS:
                _gather_item_rows(row, part, columns, heads, out)
            elif turn is Turn.KINDS:
                _gather_kind_row(row, part, columns, heads, out)
            else:
                _gather_across(row, part, columns, out)


def _turn(parts: Sequence[TablePart], heads: _Heads) -> Turn:
    """Rows that begin with an item's name, or with 预算数 and hold figures, give the turn away."""
    rows = [row for part in parts for row in part.rows]
    items = {heads.items.get(label_words(row[0].text)) for row in rows} - {None, "total"}
    if len(items) >= 2:
        return Turn.ITEMS
    kinds = [row for row in rows if label_words(row[0].text) in heads.columns and _has_amounts(row[1:])]
    return Turn.KINDS if kinds else Turn.NOTHING


def _has_amounts(cells: Row) -> bool:
    return any(looks_like_amount(cell) for cell in cells)


def _is_data(row: Row, heads: _Heads, turn: Turn) -> bool:
    if is_furniture(row) or is_ordinal_row(row):
        return False
    words = [label_words(cell.text) for cell in row]
    if turn is Turn.ITEMS:
        return words[0] in heads.items and not any(word in heads.columns for word in words)
    if turn is Turn.KINDS:
        return words[0] in heads.columns
    return _has_amounts(row) and not any(word in heads.items for word in words)


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
            out.figure_at(key, item, column.head, part, cell)
        elif column.role is Role.UNKNOWN and looks_like_amount(cell):
            out.unknown_column(column, part, cell)


def _gather_kind_row(row: Row, part: TablePart, columns: tuple[Column, ...], heads: _Heads, out: Gathering) -> None:
    kind = heads.columns.get(label_words(row[0].text))
    by_number = {column.column_no: column for column in columns if column.role is Role.AMOUNT}
    for cell in row[1:]:
        column = by_number.get(cell.column_no)
        if kind is not None and column is not None and column.key is not None:
            key = CellKey(out.sheet_id, column.key, kind)
            out.figure_at(key, column.head, row[0].text, part, cell)
        elif looks_like_amount(cell):
            out.unknown_column(column or Column(cell.column_no, Role.UNKNOWN, ""), part, cell)


def _gather_item_rows(row: Row, part: TablePart, columns: tuple[Column, ...], heads: _Heads, out: Gathering) -> None:
    for block in blocks_of(columns, frozenset({Role.ANCHOR, Role.LABEL})):
        cells = [cell for cell in row if block.holds(cell)]
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
                out.figure(item, printed(label_cell.text), column, part, cell)
            elif looks_like_amount(cell):
                out.unknown_label(label_cell.text, nearest(label, heads.items), part, label_cell)
