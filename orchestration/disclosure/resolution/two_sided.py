"""The two summaries: income lines on the left, expenditure by functional class on the right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.disclosure.layouts.loader import Layouts, SheetLayout
from orchestration.disclosure.model import Axis, PrintedNumber
from orchestration.disclosure.resolution.codes import split_code
from orchestration.disclosure.resolution.columns import (
    Block,
    Column,
    HeadMeanings,
    HeadPath,
    Role,
    Row,
    blocks_of,
    head_paths,
    holds_figures,
    is_ordinal_row,
    line_number,
)
from orchestration.disclosure.resolution.figures import Gathering, adopt_columns, field_under, has_amount_columns
from orchestration.disclosure.resolution.function_rows import looks_like_amount
from orchestration.disclosure.resolution.segments import TablePart, is_furniture
from orchestration.disclosure.text import label_words, nearest, printed, without_of_which, without_remark

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
        key = next((words[variant] for variant in _variants(label) if variant in words), None)
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

    def repeats_others(self, side: str, label: str) -> bool:
        """Whether the line is known and none of the sheet's own: a sub-line, or a balance's part on the right side."""
        ignored = self.layouts.lines.ignored_labels
        if side == "expenditure" and "expenditure.closing_balance" in self.opened:
            ignored = ignored | self.layouts.lines.closing_balance_parts
        return any(variant in ignored for variant in _variants(label))


def _variants(label: str) -> Iterator[str]:
    """The label as it stands, without a remark behind it, without 其中, and without a code before it."""
    yield label
    yield label.split("(", 1)[0]
    yield without_of_which(label)
    yield split_code(label)[1]


def gather_two_sided(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures of both sides; a third side (expenditure by nature) repeats other sheets."""
    meanings = {
        side: HeadMeanings.of(layout.sides[side], layout.ignored_heads, layouts.vocabulary, out.fiscal_year)
        for side in SIDES
    }
    heads = frozenset().union(*(words for side in SIDES for words in layout.sides[side].values()))
    columns: tuple[Column, ...] = ()
    lines = _Lines(layouts)
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, lines, heads)), len(part.rows))
        own = _columns(head_paths(part.rows[:split], part), meanings, layouts)
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        if not has_amount_columns(columns) and (stating := next(filter(holds_figures, part.rows[split:]), None)):
            out.unknown_heads(part, stating)
            continue
        out.column_numbers(part.rows, columns)
        blocks = blocks_of(columns, _LABELS)
        rows = [row for row in part.rows[split:] if not is_furniture(row) and not is_ordinal_row(row)]
        pending: dict[str, str] = {}
        for row in rows:
            for side, block in zip(SIDES, blocks, strict=False):
                _gather_line(row, side, block, part, lines, pending, out)
            for block in blocks[len(SIDES) :]:
                out.pass_over(part, filter(block.holds, row))


def _columns(paths: Sequence[HeadPath], meanings: Mapping[str, HeadMeanings], layouts: Layouts) -> tuple[Column, ...]:
    sides: list[list[HeadPath]] = []
    labels = _label_columns(paths, layouts)
    for path in paths:
        if path.column_no in labels and not (sides and sides[-1][-1].lowest == path.lowest):
            sides.append([])
        if sides:
            sides[-1].append(path)
    columns: list[Column] = []
    for number, side in enumerate(sides):
        for path, column in zip(side, meanings[SIDES[min(number, 1)]].columns(side), strict=True):
            if path.column_no in labels:
                columns.append(Column(path.column_no, Role.LABEL, path.printed, None, path.centre))
            elif number < len(SIDES):
                columns.append(column)
            else:
                columns.append(Column(path.column_no, Role.IGNORED, path.printed, None, path.centre))
    return tuple(columns)


def _label_columns(paths: Sequence[HeadPath], layouts: Layouts) -> frozenset[int]:
    """The columns under 项目; where there are none, those under 收入 and 支出 alone."""
    labels = layouts.vocabulary.roles.label
    last = {path.column_no: path.words[-1] for path in paths if path.words}
    under_items = frozenset(no for no, word in last.items() if word in labels or without_remark(word) in labels)
    return under_items or frozenset(no for no, word in last.items() if word in ("收入", "支出"))


def _is_data(row: Row, lines: _Lines, heads: frozenset[str]) -> bool:
    """A known line begins the data. The budgets are lines and heads: two heads in a row make it a header."""
    if is_furniture(row) or is_ordinal_row(row):
        return False
    labels = [label_words(cell.text) for cell in row]
    if holds_figures(row):
        return True
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
            out.pass_over(part, (cell,))
        elif column is not None and column.role is Role.UNKNOWN and looks_like_amount(cell):
            out.unknown_column(column, part, cell)
        elif column is not None:
            out.pass_over(part, (cell,))
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
        if lines.repeats_others(side, label_words(text)):
            out.pass_over(part, cells)
        else:
            out.unknown_label(text, nearest(label_words(text), lines.known(side)), part, label_cell)
    else:
        pending[side] = text
