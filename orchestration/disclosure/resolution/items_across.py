"""The three public expenses: items and budget/final in two levels of heads, or one of them down the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from orchestration.disclosure.layouts.loader import Layouts, SheetLayout, Words, by_word
from orchestration.disclosure.model import CellKey, TableCell
from orchestration.disclosure.resolution.adoption import adopt_columns
from orchestration.disclosure.resolution.columns import (
    ANCHORS,
    OPEN,
    Column,
    HeadPath,
    Role,
    Row,
    blocks_of,
    has_amount_columns,
    head_paths,
    holds_figures,
    is_figure,
    is_ordinal_row,
)
from orchestration.disclosure.resolution.contents import with_contents
from orchestration.disclosure.resolution.function_rows import looks_like_amount
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.head_meanings import HeadMeanings, without_rivals, without_year
from orchestration.disclosure.resolution.outcomes import PassedOver
from orchestration.disclosure.resolution.segments import TablePart, is_furniture, is_remark
from orchestration.disclosure.text import (
    head_words,
    label_words,
    nearest,
    printed,
    without_of_which,
    without_remark,
)


@dataclass(frozen=True, slots=True)
class _Heads:
    """Printed heads of the items and of budget/final, what they mean as columns, and rows that are counts."""

    items: dict[str, str]
    kinds: dict[str, str]
    item_columns: HeadMeanings
    kind_columns: HeadMeanings
    layout: SheetLayout

    @classmethod
    def of(cls, layout: SheetLayout, layouts: Layouts, fiscal_year: int | None, parts: Sequence[TablePart]) -> "_Heads":
        columns = _columns_of(layout, parts)
        return cls(
            by_word(layout.heads),
            by_word(columns),
            HeadMeanings.of(layout.heads, layout.ignored_heads, layouts.vocabulary, fiscal_year),
            HeadMeanings.of(columns, layout.ignored_heads, layouts.vocabulary, fiscal_year),
            layout,
        )

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every item with each of budget and final."""
        items, kinds = dict.fromkeys(self.items.values()), dict.fromkeys(self.kinds.values())
        return tuple((item, kind) for item in items for kind in kinds)

    def item(self, cell: TableCell) -> str | None:
        return next((self.items[words] for words in _variants(cell) if words in self.items), None)

    def apart(self, word: str) -> tuple[str, ...]:
        """The words of a head, an item and its kind in one (公务接待费决算数) taken apart."""
        endings = (kind for kind in self.kinds if word.endswith(kind) and word.removesuffix(kind) in self.items)
        kind = next(endings, None)
        return (word,) if kind is None else (word.removesuffix(kind), kind)

    def kind(self, cell: TableCell) -> str | None:
        """budget or final; None also for another year's."""
        return self.kind_columns.column(_dated(cell, self.kind_columns.fiscal_year)).key

    def is_other_kind(self, cell: TableCell) -> bool:
        """Last year's figures, changes and shares."""
        return self.kind_columns.column(_dated(cell, self.kind_columns.fiscal_year)).role is Role.IGNORED

    def is_count(self, cell: TableCell) -> bool:
        """Trips, vehicles and guests are counted; other lines of the form belong to other sheets."""
        words = list(_variants(cell))
        return any(word in self.layout.ignored_heads for word in words) or any(
            pattern.search(words[0]) for pattern in self.layout.ignored_rows
        )


def _columns_of(layout: SheetLayout, parts: Sequence[TablePart]) -> dict[str, Words]:
    """The heads of budget and final in this sheet; some count only where no other of their key is printed."""
    heads = {head_words(cell.text) for part in parts for row in part.rows for cell in row}
    alone = {key: words for key, words in layout.columns_alone.items() if not heads & layout.columns[key]}
    return {key: words | alone.get(key, frozenset()) for key, words in layout.columns.items()}


def _variants(cell: TableCell) -> tuple[str, ...]:
    words = label_words(cell.text)
    return words, without_of_which(words), without_remark(words), without_remark(without_of_which(words))


def _dated(cell: TableCell, fiscal_year: int | None) -> HeadPath:
    return without_year(HeadPath(cell.column_no, (label_words(cell.text),), cell.text, None), fiscal_year)


class Turn(StrEnum):
    """What runs down the rows; the other runs across."""

    NOTHING = "nothing"
    ITEMS = "items"
    KINDS = "kinds"


def gather_items_across(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures whichever way the sheet is turned."""
    heads = _Heads.of(layout, layouts, out.fiscal_year, parts)
    turn = _turn(parts, heads)
    columns: tuple[Column, ...] = ()
    settled: tuple[Column, ...] = ()
    head: tuple[Row, ...] = ()
    for before, part in zip((None, *parts), parts, strict=False):
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, heads, turn)), len(part.rows))
        # A page may end within the head.
        is_cut = before is not None and part.table.goes_on and len(head) == len(before.rows)
        head = (*(head if is_cut else ()), *part.rows[:split])
        paths = head_paths(head, part)
        if turn is Turn.NOTHING:
            own = without_rivals([_item_column(path, heads) for path in paths], paths, [0] * len(paths))
        else:
            own = (heads.kind_columns if turn is Turn.ITEMS else heads.item_columns).columns(paths)
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        rows = [
            row
            for row in part.rows[split:]
            if not (is_furniture(row) or is_ordinal_row(row) or is_remark(row, layouts))
        ]
        is_packed = turn is Turn.NOTHING and any(_lost_blanks(row, part, heads) for row in (*part.rows[:split], *rows))
        if (is_packed or not has_amount_columns(columns)) and any(map(holds_figures, part.rows[split:])):
            keys = tuple(CellKey(out.sheet_id, item, kind) for item, kind in heads.fields)
            out.unknown_heads(part, {row[0].row_no: keys for row in part.rows})
            continue
        settled = with_contents(columns, rows, settled)
        if turn is Turn.NOTHING:
            out.column_numbers(part.rows, settled)
        for row in rows:
            if turn is Turn.ITEMS:
                _gather_item_rows(row, part, settled, heads, out)
            elif turn is Turn.KINDS:
                _gather_kind_row(row, part, settled, heads, out)
            else:
                _gather_across(row, part, settled, heads, out)


def _turn(parts: Sequence[TablePart], heads: _Heads) -> Turn:
    """Rows that begin with an item's name, or with 预算数 and hold figures, give the turn away."""
    rows = [row for part in parts for row in part.rows]
    items = {heads.item(row[0]) for row in rows} - {None, "total"}
    stating = {heads.item(row[0]) for row in rows if _has_amounts(row[1:])} - {None}
    if max(len(items), len(stating)) >= 2:
        return Turn.ITEMS
    kinds = [row for row in rows if heads.kind(row[0]) is not None and _has_amounts(row[1:])]
    return Turn.KINDS if kinds else Turn.NOTHING


def _lost_blanks(row: Row, part: TablePart, heads: _Heads) -> bool:
    """Whether a row of heads or figures of a text conversion is narrower than its table and shows no blank."""
    is_narrow = part.table.ragged and row[0].row_no not in part.table.blank_rows and len(row) < part.table.column_count
    return is_narrow and (holds_figures(row) or sum(heads.item(cell) is not None for cell in row) > 1)


def _has_amounts(cells: Row) -> bool:
    return any(looks_like_amount(cell) for cell in cells)


def _is_data(row: Row, heads: _Heads, turn: Turn) -> bool:
    if is_furniture(row) or is_ordinal_row(row):
        return False
    if holds_figures(row):
        return True
    if turn is Turn.ITEMS:
        return heads.item(row[0]) is not None and not any(heads.kind(cell) for cell in row)
    if turn is Turn.KINDS:
        return heads.kind(row[0]) is not None
    return _has_amounts(row) and not any(heads.item(cell) for cell in row)


def _item_column(path: HeadPath, heads: _Heads) -> Column:
    dated = without_year(path, heads.kind_columns.fiscal_year)
    dated = replace(dated, words=tuple(part for word in dated.words for part in heads.apart(word)))
    kinds = [heads.kinds[word] for word in dated.words if word in heads.kinds]
    rest = HeadPath(path.column_no, tuple(word for word in dated.words if word not in heads.kinds), "", None)
    column = heads.item_columns.column(rest)
    if column.role is Role.AMOUNT and not kinds:
        return Column(path.column_no, Role.UNKNOWN, path.printed, None, path.centre)
    key = f"{column.key}.{kinds[-1]}" if column.role is Role.AMOUNT else None
    return Column(path.column_no, column.role, path.printed, key, path.centre)


def _gather_across(row: Row, part: TablePart, columns: tuple[Column, ...], heads: _Heads, out: Gathering) -> None:
    by_number = {column.column_no: column for column in columns}
    found = {column.key for column in columns}
    may_be = tuple(CellKey(out.sheet_id, item, kind) for item, kind in heads.fields if f"{item}.{kind}" not in found)
    for cell in row:
        column = by_number.get(cell.column_no) or _no_column(cell)
        if column.role is Role.AMOUNT and column.key is not None:
            item, kind = column.key.split(".")
            key = CellKey(out.sheet_id, item, kind)
            out.figure_at(key, _printed_item(column, heads) or item, column.head, part, cell)
        else:
            _leave(cell, column, part, may_be, out)


def _no_column(cell: TableCell) -> Column:
    return Column(cell.column_no, Role.UNKNOWN, "")


def _leave(cell: TableCell, column: Column, part: TablePart, may_be: tuple[CellKey, ...], out: Gathering) -> None:
    """A cell that is no figure of the sheet: told where it holds an amount under an unknown head."""
    if column.role in OPEN and looks_like_amount(cell):
        out.unknown_column(column, part, cell, may_be)
    elif column.role in ANCHORS and is_figure(cell):
        out.misplaced(column, part, cell, may_be)
    else:
        out.pass_over_column(column, part, cell)


def _printed_item(column: Column, heads: _Heads) -> str:
    """The heads over a figure without 预算数 or 决算数: what would be its row's label if the items stood in rows."""
    return "/".join(part for part in column.head.split("/") if head_words(part) not in heads.kinds)


def _gather_kind_row(row: Row, part: TablePart, columns: tuple[Column, ...], heads: _Heads, out: Gathering) -> None:
    kind = heads.kind(row[0])
    if kind is None and heads.is_other_kind(row[0]):
        out.pass_over(part, row, PassedOver.OTHER_LINE)
        return
    if kind is None and _has_amounts(row[1:]):
        label = label_words(row[0].text)
        figures = filter(looks_like_amount, row[1:])
        out.unknown_label(row[0].text, nearest(label, heads.kinds), part, row, figures)
        return
    by_number = {column.column_no: column for column in columns}
    missing = dict.fromkeys(heads.items.values()).keys() - {column.key for column in columns}
    may_be = tuple(CellKey(out.sheet_id, item, kind) for item in sorted(missing)) if kind is not None else ()
    for cell in row[1:]:
        column = by_number.get(cell.column_no) or _no_column(cell)
        if kind is not None and column.role is Role.AMOUNT and column.key is not None:
            key = CellKey(out.sheet_id, column.key, kind)
            out.figure_at(key, column.head, row[0].text, part, cell)
        else:
            _leave(cell, column, part, may_be, out)


def _gather_item_rows(row: Row, part: TablePart, columns: tuple[Column, ...], heads: _Heads, out: Gathering) -> None:
    for block in blocks_of(columns, ANCHORS):
        cells = tuple(cell for cell in row if block.holds(cell))
        label_cell = next((cell for cell in cells if not looks_like_amount(cell)), None)
        if label_cell is None:
            continue
        item = heads.item(label_cell)
        if item is None and heads.is_count(label_cell):
            out.pass_over(part, cells, PassedOver.OTHER_LINE)
            continue
        by_number = {column.column_no: column for column in block.fields}
        missing = dict.fromkeys(heads.kinds.values()).keys() - {column.key for column in block.fields}
        may_be = tuple(CellKey(out.sheet_id, item, kind) for kind in sorted(missing)) if item is not None else ()
        unread: list[TableCell] = []
        for cell in cells:
            column = by_number.get(cell.column_no)
            if column is None or cell is label_cell:
                continue
            if column.role is not Role.AMOUNT:
                _leave(cell, column, part, may_be, out)
            elif item is not None:
                out.figure(item, printed(label_cell.text), column, part, cell)
            elif looks_like_amount(cell):
                unread.append(cell)
        if unread:
            like = nearest(label_words(label_cell.text), heads.items)
            out.unknown_label(label_cell.text, like, part, cells, unread)
