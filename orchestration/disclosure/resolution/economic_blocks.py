"""Basic expenditure by economic classification: two or three (code, name, amount) groups side by side, or one list."""

from collections.abc import Iterator, Sequence

from orchestration.disclosure.layouts.loader import Layouts, SheetLayout, by_word
from orchestration.disclosure.model import CellKey, TableCell
from orchestration.disclosure.resolution.adoption import adopt_columns
from orchestration.disclosure.resolution.codes import Classification, is_code, read_anchors, starts_with_code
from orchestration.disclosure.resolution.columns import (
    ABSENT,
    ANCHORS,
    OPEN,
    Block,
    Column,
    Role,
    Row,
    blocks_of,
    has_amount_columns,
    head_paths,
    holds_figures,
    is_ordinal_row,
)
from orchestration.disclosure.resolution.contents import with_contents
from orchestration.disclosure.resolution.function_rows import looks_like_amount, stands_for_figure
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.head_meanings import HeadMeanings
from orchestration.disclosure.resolution.outcomes import PassedOver
from orchestration.disclosure.resolution.possible_cells import possible_cells
from orchestration.disclosure.resolution.segments import TablePart, is_furniture, is_remark
from orchestration.disclosure.text import head_words, label_words, nearest, printed


def gather_economic_blocks(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures of every block and of the foot (人员经费合计, 公用经费合计, 合计)."""
    heads = layout.heads | layout.foot_heads
    meanings = HeadMeanings.of(heads, layout.ignored_heads, layouts.vocabulary, out.fiscal_year)
    columns: tuple[Column, ...] = ()
    before: tuple[Column, ...] = ()
    codes: dict[int, str] = {}
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, layouts)), len(part.rows))
        own = meanings.columns(head_paths(part.rows[:split], part))
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        if not has_amount_columns(columns) and any(map(holds_figures, part.rows[split:])):
            labels = layouts.economic_foot
            possible = possible_cells(part.rows, out.sheet_id, ("final",), labels, Classification.ECONOMIC)
            out.unknown_heads(part, possible)
            continue
        rows = [row for row in part.rows[split:] if not _foot_labels(row, layouts)]
        before = settled = with_contents(columns, rows, before, Classification.ECONOMIC)
        blocks = blocks_of(settled, ANCHORS)
        for row in part.rows[split:]:
            if is_furniture(row) or is_ordinal_row(row) or is_remark(row, layouts):
                continue
            if _foot_labels(row, layouts):
                _gather_foot(row, part, settled, layout, layouts, out)
            else:
                _gather_row(row, part, blocks, codes, layouts, out)
                _report_outside(row, part, blocks, out)


def _is_data(row: Row, layouts: Layouts) -> bool:
    if is_furniture(row) or is_ordinal_row(row):
        return False
    if any(starts_with_code(cell) for cell in row):
        return True
    if _foot_labels(row, layouts) and any(looks_like_amount(cell) for cell in row):
        return True
    return holds_figures(row)


def _foot_labels(row: Row, layouts: Layouts) -> list[int]:
    return [i for i, cell in enumerate(row) if head_words(cell.text) in layouts.economic_foot]


def _gather_row(
    row: Row, part: TablePart, blocks: tuple[Block, ...], codes: dict[int, str], layouts: Layouts, out: Gathering
) -> None:
    for number, (block, cells) in enumerate(_cells_by_block(row, blocks, part.table.ragged)):
        final = [column for column in block.fields if column.key == "final"]
        fields = {column.column_no: column for column in final if column.column_no != ABSENT}
        amounts = [cell for cell in cells if cell.column_no in fields] if not part.table.ragged else []
        first = min(fields, default=None)
        unknown = {column.column_no: column for column in block.fields if column.role in OPEN}
        before = [
            cell
            for cell in cells
            if not _is_amount(cell) and (first is None or cell.column_no < first) and cell.column_no not in unknown
        ]
        if part.table.ragged:
            name = next((i for i, cell in enumerate(cells) if not stands_for_figure(cell)), 0)
            before, amounts = list(cells[: name + 1]), list(cells[name + 1 : name + 2])
        code_columns = tuple(column.column_no for column in block.anchors)
        anchors = read_anchors(before, code_columns, codes.get(number), Classification.ECONOMIC)
        code = anchors.code if anchors else None
        if anchors is not None and code is not None:
            codes[number] = code
            out.pass_over(part, before, PassedOver.ROW_NAME)
            may_be = (CellKey(out.sheet_id, code, "final"),) if not final else ()
            column = next(iter([*fields.values(), *unknown.values()]), None)
            for cell in amounts:
                known = fields.get(cell.column_no, column)
                if known is not None and known.key is not None:
                    out.figure(code, "".join(anchors.words), known, part, cell)
                elif known is not None and looks_like_amount(cell):
                    out.unknown_column(known, part, cell, may_be)
            _report_stray(cells, before, amounts, block, part, may_be, out)
        elif figures := [cell for cell in cells if looks_like_amount(cell) and (cell in amounts or "." in cell.text)]:
            codes.pop(number, None)
            label = " ".join(cell.text for cell in before) or "(blank)"
            out.unknown_label(label, nearest(label_words(label), layouts.economic_foot), part, cells, figures)


def _is_amount(cell: TableCell) -> bool:
    """An amount, not a code: it has decimals."""
    return "." in cell.text and looks_like_amount(cell)


def _report_outside(row: Row, part: TablePart, blocks: tuple[Block, ...], out: Gathering) -> None:
    for cell in row if not part.table.ragged else ():
        if looks_like_amount(cell) and not any(block.holds(cell) for block in blocks):
            out.unknown_column(Column(cell.column_no, Role.UNKNOWN, ""), part, cell)


def _report_stray(
    cells: Row,
    before: list[TableCell],
    amounts: list[TableCell],
    block: Block,
    part: TablePart,
    may_be: tuple[CellKey, ...],
    out: Gathering,
) -> None:
    """A figure beside a code that stands in no amount column is told, not lost."""
    if part.table.ragged:
        return
    known = {column.column_no: column for column in (*block.anchors, *block.fields)}
    for cell in cells:
        column = known.get(cell.column_no, Column(cell.column_no, Role.UNKNOWN, ""))
        repeats = column.key is not None and bool(amounts)
        if cell in before or cell in amounts:
            continue
        if column.role is Role.IGNORED or repeats or not looks_like_amount(cell):
            out.pass_over_column(column, part, cell)
        elif column.role in OPEN:
            out.unknown_column(column, part, cell, may_be)
        else:
            out.misplaced(column, part, cell, may_be)


def _cells_by_block(row: Row, blocks: tuple[Block, ...], ragged: bool) -> Iterator[tuple[Block, Row]]:
    if ragged:
        starts = [i for i, cell in enumerate(row) if is_code(label_words(cell.text))] or [0]
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(row)], strict=True)):
            if number < len(blocks):
                yield blocks[number], row[start:end]
        return
    for block in blocks:
        yield block, tuple(cell for cell in row if block.holds(cell))


def _gather_foot(
    row: Row, part: TablePart, columns: tuple[Column, ...], layout: SheetLayout, layouts: Layouts, out: Gathering
) -> None:
    """A foot label's figure is the first one to its right that is no budget's or other year's, whatever block it stands
    under. In one-list sheets the 合计 row also carries personnel and operating outlay in columns of their own."""
    labels = _foot_labels(row, layouts)
    foot_keys = by_word(layout.foot_heads).values()
    by_number = {column.column_no: column for column in columns}
    fallback = next((column for column in columns if column.key == "final"), None)
    for start, end in zip(labels, [*labels[1:], len(row)], strict=True):
        label = printed(row[start].text)
        key = layouts.economic_foot[head_words(label)]
        taken = False
        for cell in row[start + 1 : end]:
            column = by_number.get(cell.column_no)
            if column is not None and column.role is Role.IGNORED and not part.table.ragged:
                out.pass_over_column(column, part, cell)
            elif (
                column is not None and column.role is Role.UNKNOWN and not part.table.ragged and looks_like_amount(cell)
            ):
                out.unknown_column(column, part, cell, (CellKey(out.sheet_id, key, "final"),))
            elif column is not None and column.key in foot_keys and fallback is not None:
                out.figure(column.key or "", column.head, fallback, part, cell)
            elif not taken and fallback is not None:
                taken = True
                out.figure(key, label, column if column and column.key == "final" else fallback, part, cell)
