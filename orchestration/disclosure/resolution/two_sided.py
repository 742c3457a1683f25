"""The two summaries: income lines on the left, expenditure by functional class on the right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.disclosure.layouts.loader import Layouts, SheetLayout
from orchestration.disclosure.model import Axis, PrintedNumber
from orchestration.disclosure.resolution.columns import (
    Block,
    Column,
    HeadMeanings,
    HeadPath,
    Role,
    Row,
    blocks_of,
    head_paths,
    is_ordinal_row,
    line_number,
)
from orchestration.disclosure.resolution.figures import Gathering, adopt_columns, field_under, has_amount_columns
from orchestration.disclosure.resolution.function_rows import looks_like_amount
from orchestration.disclosure.resolution.segments import TablePart, is_furniture
from orchestration.disclosure.resolution.words import label_words, nearest, printed

SIDES = ("income", "expenditure")
GRAND_TOTALS = frozenset({"income.grand_total", "expenditure.grand_total"})
"""They end the sheet: what follows is another printing of it."""

_LABELS = frozenset({Role.LABEL})


@dataclass
class _Lines:
    """Which line a label means: the same words mean the opening balance's part once that line has been printed."""

    layouts: Layouts
    opened: set[str] = field(default_factory=set)

    def key(self, side: str, label: str) -> str | None:
        words = self.known(side)
        key = words.get(label) or words.get(_without_remark(label))
        if key in GRAND_TOTALS:
            self.opened.clear()
        elif key is not None:
            self.opened.add(key)
        return key

    def known(self, side: str) -> Mapping[str, str]:
        if side == "expenditure":
            return self.layouts.expenditure_lines
        if "income.opening_balance" in self.opened:
            return self.layouts.income_lines | self.layouts.opening_balance_parts
        return self.layouts.income_lines


def _without_remark(label: str) -> str:
    return label.split("(", 1)[0]


def gather_two_sided(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures of both sides; a third side (expenditure by nature) repeats other sheets."""
    meanings = {
        side: HeadMeanings.of(layout.sides[side], layout.ignored_heads, layouts.vocabulary.roles) for side in SIDES
    }
    heads = frozenset().union(*(words for side in SIDES for words in layout.sides[side].values()))
    columns: tuple[Column, ...] = ()
    lines = _Lines(layouts)
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, lines, heads)), len(part.rows))
        own = tuple(_columns(head_paths(part.rows[:split], part), meanings, layouts))
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        out.column_numbers(part.rows, columns)
        blocks = blocks_of(columns, _LABELS)
        rows = [row for row in part.rows[split:] if not is_furniture(row) and not is_ordinal_row(row)]
        pending: dict[str, str] = {}
        for row in rows:
            for side, block in zip(SIDES, blocks, strict=False):
                _gather_line(row, side, block, part, lines, pending, out)


def _columns(paths: Sequence[HeadPath], meanings: Mapping[str, HeadMeanings], layouts: Layouts) -> Iterator[Column]:
    side = -1
    previous_is_label = False
    for path in paths:
        is_label = bool(path.words) and (
            path.words[-1] in layouts.vocabulary.roles.label or path.words[-1] in ("收入", "支出")
        )
        if is_label:
            side += 0 if previous_is_label else 1
            yield Column(path.column_no, Role.LABEL, path.printed, None, path.centre)
        elif 0 <= side < len(SIDES):
            yield meanings[SIDES[side]].column(path)
        else:
            yield Column(path.column_no, Role.IGNORED, path.printed, None, path.centre)
        previous_is_label = is_label


def _is_data(row: Row, lines: _Lines, heads: frozenset[str]) -> bool:
    """A known line begins the data. The budgets are lines and heads: two heads in a row make it a header."""
    if is_furniture(row) or is_ordinal_row(row):
        return False
    labels = [label_words(cell.text) for cell in row]
    if sum(label in heads for label in labels) >= 2:
        return False
    return any(
        label in lines.known(side) for side in SIDES for label in labels if label not in ("合计", "收入", "支出")
    )


def _gather_line(
    row: Row,
    side: str,
    block: Block,
    part: TablePart,
    lines: _Lines,
    pending: dict[str, str],
    out: Gathering,
) -> None:
    cells = tuple(cell for cell in row if block.holds(cell))
    anchors = {column.column_no for column in block.anchors}
    label_cell = next((cell for cell in cells if not looks_like_amount(cell) and cell.column_no in anchors), None)
    amounts = [cell for cell in cells if cell is not label_cell and cell.column_no not in anchors]
    figures = []
    number: int | None = None
    for cell in amounts:
        column = field_under(block, cell, label_cell or cell, part.table.ragged and label_cell is not None)
        if column is not None and column.role is Role.AMOUNT:
            figures.append((column, cell))
        elif column is not None and column.role is Role.LINE_NUMBER:
            number = line_number(cell)
        elif column is not None and column.role is Role.UNKNOWN and looks_like_amount(cell):
            out.unknown_column(column, part, cell)
    if label_cell is None:
        for _, cell in figures:
            if looks_like_amount(cell):
                out.unknown_label("(blank)", None, part, cell)
        if number is not None and not figures:
            out.number(PrintedNumber(Axis.LINE, number))
        return
    text = printed(label_cell.text)
    key = lines.key(side, label_words(text))
    if key is None and side in pending:
        text = pending[side] + text
        key = lines.key(side, label_words(text))
    pending.pop(side, None)
    if key is not None:
        if number is not None:
            out.number(PrintedNumber(Axis.LINE, number, key))
        for column, cell in figures:
            out.figure(key, text, column, part, cell)
    elif any(looks_like_amount(cell) for _, cell in figures):
        if label_words(text) not in lines.layouts.lines.ignored_labels:
            out.unknown_label(text, nearest(label_words(text), lines.known(side)), part, label_cell)
    else:
        pending[side] = text
