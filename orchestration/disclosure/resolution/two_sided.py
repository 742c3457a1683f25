"""The two summaries: income lines on the left, expenditure by functional class on the right."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.disclosure.layouts.loader import Layouts, SheetLayout, Words
from orchestration.disclosure.model import Axis, CellKey, PrintedNumber, TableCell
from orchestration.disclosure.resolution.adoption import adopt_columns
from orchestration.disclosure.resolution.codes import split_code, starts_with_code
from orchestration.disclosure.resolution.columns import (
    ANCHORS,
    OPEN,
    Block,
    Column,
    HeadPath,
    Role,
    Row,
    blocks_of,
    field_under,
    has_amount_columns,
    head_paths,
    holds_figures,
    is_figure,
    is_ordinal_row,
    line_number,
)
from orchestration.disclosure.resolution.contents import with_contents
from orchestration.disclosure.resolution.function_rows import looks_like_amount
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.head_meanings import HeadMeanings
from orchestration.disclosure.resolution.outcomes import PassedOver
from orchestration.disclosure.resolution.segments import TablePart, is_furniture
from orchestration.disclosure.text import label_words, nearest, printed, without_of_which, without_remark

SIDES = ("income", "expenditure")
GRAND_TOTALS = frozenset({"income.grand_total", "expenditure.grand_total"})
"""They end the sheet: what follows is another printing of it."""

_LONGEST_LABEL = 200
"""Characters; what is longer is no label that goes on in the next row."""

MIN_NAMED_LINES = 3
"""Lines of the sheet that make a column under another head one of labels."""

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

    def possible(self, row: Row, layout: SheetLayout, sheet_id: str) -> tuple[CellKey, ...]:
        """What the figures of a row may be where no head over them is known: its lines, with every column."""
        labels = [label_words(cell.text) for cell in row if not looks_like_amount(cell)]
        named = [(side, key) for side in SIDES for label in labels if (key := self.key(side, label)) is not None]
        return tuple(CellKey(sheet_id, key, column) for side, key in named for column in layout.sides[side])

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
        side: HeadMeanings.of(
            layout.sides[side],
            layout.ignored_heads,
            layouts.vocabulary,
            out.fiscal_year,
            layouts.vocabulary.figure_heads if len(layout.sides[side]) > 1 else frozenset(),
        )
        for side in SIDES
    }
    heads = frozenset().union(*(words for side in SIDES for words in layout.sides[side].values()))
    columns: tuple[Column, ...] = ()
    before: tuple[Column, ...] = ()
    lines = _Lines(layouts)
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, lines, heads)), len(part.rows))
        rows = [row for row in part.rows[split:] if not is_furniture(row) and not is_ordinal_row(row)]
        own = _columns(head_paths(part.rows[:split], part), meanings, lines, rows)
        is_whole = has_amount_columns(own) and not _lacks_a_side(own, columns)
        columns = own if is_whole else adopt_columns(columns, part)
        if not has_amount_columns(columns) and any(map(holds_figures, rows)):
            out.unknown_heads(part, {row[0].row_no: lines.possible(row, layout, out.sheet_id) for row in rows})
            continue
        before = settled = with_contents(columns, rows, before)
        out.column_numbers(part.rows, settled)
        blocks = blocks_of(settled, _LABELS)
        sides = [
            _Side(side, block, _missing(layout.sides[side], block), lines, part, out)
            for side, block in zip(SIDES, blocks, strict=False)
        ]
        for row in rows:
            for side in sides:
                side.gather(row)
            for block in blocks[len(SIDES) :]:
                out.pass_over(part, filter(block.holds, row), PassedOver.OTHER_LINE)


def _lacks_a_side(own: Sequence[Column], before: Sequence[Column]) -> bool:
    """Return whether a page repeats the heads of one side alone, because few lines of the other are left to tell it."""
    return _count_labels(own) < len(SIDES) <= _count_labels(before)


def _count_labels(columns: Sequence[Column]) -> int:
    return sum(column.role is Role.LABEL for column in columns)


def _missing(heads: Mapping[str, Words], block: Block) -> tuple[str, ...]:
    """The keys of a side that no head over it means: what an unknown head may mean."""
    known = {column.key for column in block.fields}
    return tuple(key for key in heads if key not in known)


def _columns(
    paths: Sequence[HeadPath], meanings: Mapping[str, HeadMeanings], lines: _Lines, rows: Sequence[Row]
) -> tuple[Column, ...]:
    labels = _label_columns(paths, lines, rows)
    sides: list[list[HeadPath]] = []
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


def _label_columns(paths: Sequence[HeadPath], lines: _Lines, rows: Sequence[Row]) -> frozenset[int]:
    """The columns under 项目; where there are none, those under 收入 and 支出 alone. Where that leaves a side without
    labels, also a column that names lines of the sheet under another head or none."""
    labels = lines.layouts.vocabulary.roles.label
    last = {path.column_no: path.words[-1] for path in paths if path.words}
    under_items = frozenset(no for no, word in last.items() if word in labels or without_remark(word) in labels)
    by_head = under_items or frozenset(no for no, word in last.items() if word in ("收入", "支出"))
    return by_head if len(by_head) >= len(SIDES) else by_head | _naming_columns(rows, lines)


def _naming_columns(rows: Sequence[Row], lines: _Lines) -> frozenset[int]:
    named = Counter(
        cell.column_no
        for row in rows
        for cell in row
        if any(variant in lines.known(side) for side in SIDES for variant in _variants(label_words(cell.text)))
    )
    return frozenset(column_no for column_no, times in named.items() if times >= MIN_NAMED_LINES)


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


@dataclass
class _Side:
    """One side of a part, gathered row by row. `missing` are the keys that an unknown head may mean; `pending` is a
    label that may go on in the next row."""

    name: str
    block: Block
    missing: tuple[str, ...]
    lines: _Lines
    part: TablePart
    out: Gathering
    pending: str | None = None

    def gather(self, row: Row) -> None:
        """Gather the figures of this side of a row."""
        cells = tuple(cell for cell in row if self.block.holds(cell))
        anchors = {column.column_no for column in self.block.anchors}
        label_cell = next((cell for cell in cells if not looks_like_amount(cell) and cell.column_no in anchors), None)
        label, key = self._line(label_cell)
        number, figures = self._fields(cells, label_cell, anchors, key)
        amounts = [cell for _, cell in figures if looks_like_amount(cell)]
        if label_cell is None:
            if amounts:
                self.out.unknown_label("(blank)", None, self.part, cells, amounts)
            elif number is not None and not figures:
                self.out.number(PrintedNumber(Axis.LINE, number))
        elif key is not None:
            if number is not None:
                self.out.number(PrintedNumber(Axis.LINE, number, key))
            for column, cell in figures:
                self.out.figure(key, label, column, self.part, cell)
        elif not amounts:
            self.pending = label if len(label) <= _LONGEST_LABEL else None
        elif self.lines.repeats_others(self.name, label_words(label)):
            self.out.pass_over(self.part, cells, PassedOver.OTHER_LINE)
        else:
            like = nearest(label_words(label), self.lines.known(self.name))
            self.out.unknown_label(label, like, self.part, cells, amounts)

    def _line(self, label_cell: TableCell | None) -> tuple[str, str | None]:
        """The label of a row and the line that it means; a label may begin in the row before."""
        if label_cell is None:
            return "", None
        begun, self.pending = self.pending, None
        label = printed(label_cell.text)
        key = self.lines.key(self.name, label_words(label))
        if key is None and begun is not None:
            label = begun + label
            key = self.lines.key(self.name, label_words(label))
        return label, key

    def _fields(
        self, cells: Row, label_cell: TableCell | None, anchors: Collection[int], row_key: str | None
    ) -> tuple[int | None, list[tuple[Column, TableCell]]]:
        """The line number and the figures of a row under their heads; what stands under unknown ones is told."""
        may_be = tuple(CellKey(self.out.sheet_id, row_key, key) for key in self.missing) if row_key else ()
        number: int | None = None
        figures: list[tuple[Column, TableCell]] = []
        for cell in cells:
            if cell is label_cell or cell.column_no in anchors:
                continue
            is_counted = self.part.table.ragged and label_cell is not None
            column = field_under(self.block, cell, label_cell or cell, is_counted)
            if column is None:
                continue
            if column.role is Role.AMOUNT:
                figures.append((column, cell))
                continue
            if column.role is Role.LINE_NUMBER:
                number = line_number(cell)
            if column.role in OPEN and looks_like_amount(cell):
                self.out.unknown_column(column, self.part, cell, may_be)
            elif column.role in ANCHORS and is_figure(cell) and not starts_with_code(cell):
                self.out.misplaced(column, self.part, cell, may_be)
            else:
                self.out.pass_over_column(column, self.part, cell)
        return number, figures
