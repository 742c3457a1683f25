"""Sheets with one row per functional code: income, expenditure and the three budgets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.disclosure.amounts import NotAnAmount, is_amount, parse_amount
from orchestration.disclosure.layouts.loader import Layouts, SheetLayout
from orchestration.disclosure.model import TableCell
from orchestration.disclosure.resolution.codes import (
    Anchors,
    Classification,
    is_code,
    is_code_part,
    read_anchors,
    starts_with_code,
)
from orchestration.disclosure.resolution.columns import (
    ABSENT,
    Column,
    HeadMeanings,
    Role,
    Row,
    head_paths,
    holds_figures,
    is_ordinal_row,
)
from orchestration.disclosure.resolution.figures import Gathering, adopt_columns, has_amount_columns
from orchestration.disclosure.resolution.segments import TablePart, is_furniture, is_note
from orchestration.disclosure.text import head_words, label_words, nearest, printed

Figures = tuple[tuple[Column, TableCell], ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """One printed row: its key, its label (a wrapped label grows with the next visual row), its figures.

    A row of a text conversion may be read in more than one way; `_settle` decides.
    """

    key: str
    label: str
    part: TablePart
    readings: tuple[Figures, ...]

    @property
    def figures(self) -> Figures:
        return self.readings[0]


def looks_like_amount(cell: TableCell) -> bool:
    return is_amount(cell.text)


def stands_for_figure(cell: TableCell) -> bool:
    """A number, or a dash that says there is none."""
    try:
        parse_amount(cell.text)
    except NotAnAmount:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Heads:
    """The columns over the rows of a part: what is asked of them at every row."""

    by_number: Mapping[int, Column]
    fields: tuple[Column, ...]
    first_amount: int
    last_amount: int
    code_columns: tuple[int, ...]
    skipped: frozenset[int]

    @classmethod
    def of(cls, columns: tuple[Column, ...]) -> "_Heads":
        amounts = [column.column_no for column in columns if column.role is Role.AMOUNT]
        first = min((number for number in amounts if number != ABSENT), default=1)
        return cls(
            {column.column_no: column for column in columns},
            tuple(column for column in columns if column.role in (Role.AMOUNT, Role.IGNORED)),
            first,
            max(amounts, default=first),
            tuple(column.column_no for column in columns if ABSENT < column.column_no < first),
            frozenset(column.column_no for column in columns if column.role in (Role.LINE_NUMBER, Role.IGNORED)),
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """A part with heads of its own, the parts without any that continue it, and the rows of all of them."""

    parts: list[TablePart]
    records: list[_Record]


def gather_function_rows(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures of all parts; a part without header continues the columns of the part before."""
    runs = list(_runs(parts, layout, layouts, out))
    for run in runs:
        if _is_foreign(run, layout):
            for part in run.parts:
                out.foreign_table(part)
    for record in _settle([record for run in runs if not _is_foreign(run, layout) for record in run.records]):
        for column, cell in record.figures:
            out.figure(record.key, record.label, column, record.part, cell)


def _is_foreign(run: _Run, layout: SheetLayout) -> bool:
    """Whether it holds codes that the classification gives to another budget alone."""
    codes = (record.key for record in run.records if is_code(record.key))
    return layout.codes is not None and not all(map(layout.codes.match, codes))


def _runs(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> Iterator[_Run]:
    meanings = HeadMeanings.of(layout.heads, layout.ignored_heads, layouts.vocabulary, out.fiscal_year)
    columns: tuple[Column, ...] = ()
    run = _Run([], [])
    code: str | None = None
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, layouts)), len(part.rows))
        own = meanings.columns(head_paths(part.rows[:split], part))
        if has_amount_columns(columns) and not _continues(part, split, own, columns):
            out.foreign_table(part)
            continue
        if has_amount_columns(own):
            yield run
            run = _Run([], [])
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        if not has_amount_columns(columns) and (stating := next(filter(holds_figures, part.rows[split:]), None)):
            out.unknown_heads(part, stating)
            continue
        run.parts.append(part)
        out.column_numbers(part.rows, columns)
        heads = _Heads.of(columns)
        for row in part.rows[split:]:
            if is_furniture(row) or is_ordinal_row(row):
                continue
            record = _read_row(row, part, heads, code, layouts, out)
            if record is not None:
                code = record.key if is_code(record.key) else code
                run.records.append(record)
            elif _has_figures(row, heads, part):
                code = None
            elif run.records:
                run.records[-1] = _grow(run.records[-1], row, layouts)
    yield run


def _continues(part: TablePart, split: int, own: tuple[Column, ...], before: tuple[Column, ...]) -> bool:
    """Whether a further table belongs to the sheet: with heads of its own these are the same (or all others, where a
    wide sheet is cut in two); without any, most of its rows with figures have codes, or there is but the total."""
    keys, keys_before = ({column.key for column in columns if column.key} for columns in (own, before))
    if keys:
        return keys == keys_before or not keys & keys_before
    if any(len(row) > 1 for row in part.rows[:split] if not is_furniture(row) and not is_ordinal_row(row)):
        return False
    stating = [row for row in part.rows[split:] if holds_figures(row)]
    coded = sum(is_code_part(row[0]) or any(map(starts_with_code, row[:2])) for row in stating)
    return len(stating) <= 1 or 2 * coded >= len(stating)


def _is_data(row: Row, layouts: Layouts) -> bool:
    if is_furniture(row) or is_ordinal_row(row):
        return False
    if any(starts_with_code(cell) for cell in row[:2]) or _starts_with_code_part(row):
        return True
    if any(_is_total(cell, layouts) for cell in row) and any(looks_like_amount(cell) for cell in row):
        return True
    return holds_figures(row)


def _starts_with_code_part(row: Row) -> bool:
    """A page may begin amid a section: 款 or 项 alone, a name, and figures."""
    has_name = len(row) > 1 and not stands_for_figure(row[1])
    return is_code_part(row[0]) and has_name and any(looks_like_amount(cell) for cell in row[2:])


def _is_total(cell: TableCell, layouts: Layouts) -> bool:
    return head_words(cell.text) in layouts.vocabulary.total_labels


def _anchor_cells(row: Row, heads: _Heads, ragged: bool) -> Row:
    if not ragged:
        return tuple(
            cell for cell in row if cell.column_no < heads.first_amount and cell.column_no not in heads.skipped
        )
    words = [i for i, cell in enumerate(row) if not stands_for_figure(cell)]
    return row[: words[-1] + 1] if words else row[:1]


def _has_figures(row: Row, heads: _Heads, part: TablePart) -> bool:
    if part.table.ragged:
        return any(looks_like_amount(cell) for cell in row[len(_anchor_cells(row, heads, ragged=True)) :])
    return any(looks_like_amount(cell) for cell in row if cell.column_no >= heads.first_amount)


def _read_row(
    row: Row, part: TablePart, heads: _Heads, previous: str | None, layouts: Layouts, out: Gathering
) -> _Record | None:
    cells = _anchor_cells(row, heads, part.table.ragged)
    anchors = read_anchors(cells, heads.code_columns, previous, Classification.FUNCTION)
    key = _row_key(anchors, layouts)
    at_anchors = {cell.column_no for cell in cells}
    rest = tuple(cell for cell in row if cell.column_no not in at_anchors)
    if anchors is None or key is None:
        if any(looks_like_amount(cell) for cell in rest) and not is_note(row[0].text, layouts):
            label = " ".join(cell.text for cell in cells) or "(blank)"
            out.unknown_label(label, nearest(label_words(label), layouts.vocabulary.total_labels), part, row[0])
        return None
    out.pass_over(part, cells)
    label = anchors.words[-1] if key == "total" else "".join(anchors.words)
    return _Record(key, label, part, tuple(_readings(rest, anchors, part, heads, out)))


def _row_key(anchors: Anchors | None, layouts: Layouts) -> str | None:
    if anchors is None:
        return None
    roles = layouts.vocabulary.roles
    if anchors.code is not None:
        return anchors.code
    known = roles.code | roles.name | roles.line_number
    words = [word for printed_words in anchors.words for word in _known_words(printed_words, known)]
    totals = [word for word in words if word in layouts.vocabulary.total_labels]
    others = [word for word in words if word not in layouts.vocabulary.total_labels]
    if totals and not anchors.digits and all(word in known for word in others):
        return "total"
    return None


def _known_words(text: str, known: frozenset[str]) -> list[str]:
    """The words of a cell; heads that a reader could not tell apart (类款) are told apart here."""
    words = head_words(text)
    return list(words) if words and all(letter in known for letter in words) else [words]


def _settle(records: Sequence[_Record]) -> Iterator[_Record]:
    """Of a row's readings, the one that fills the columns that the other rows of the sheet fill; else the first."""
    certain = {column.key for record in records if len(record.readings) == 1 for column, _ in record.figures}
    for record in records:
        if len(record.readings) == 1:
            yield record
            continue
        fitting = tuple(figures for figures in record.readings if {column.key for column, _ in figures} == certain)
        yield replace(record, readings=(fitting or record.readings)[:1])


def _readings(cells: Row, anchors: Anchors, part: TablePart, heads: _Heads, out: Gathering) -> Iterator[Figures]:
    aligned = not part.table.ragged or _is_aligned(cells, anchors, heads)
    if aligned:
        yield tuple(_under_heads(cells, part, heads, out))
    if not aligned or (part.table.ragged and anchors.code is None):
        counted = tuple(_counted(cells, anchors.last, heads))
        out.pass_over(part, (cell for cell, field in counted if field.role is Role.IGNORED))
        yield tuple((field, cell) for cell, field in counted if field.role is Role.AMOUNT)


def _under_heads(cells: Row, part: TablePart, heads: _Heads, out: Gathering) -> Iterator[tuple[Column, TableCell]]:
    for cell in cells:
        column = heads.by_number.get(cell.column_no) or Column(cell.column_no, Role.UNKNOWN, "")
        if column.role is Role.AMOUNT:
            yield column, cell
        elif column.role in (Role.UNKNOWN, Role.ANCHOR) and looks_like_amount(cell):
            out.unknown_column(column, part, cell)
        else:
            out.pass_over(part, (cell,))


def _is_aligned(cells: Row, anchors: Anchors, heads: _Heads) -> bool:
    """Whether a row of a text conversion still stands under its heads: the name right before the first field (合计 may
    stand further left), every figure in a field."""
    last = anchors.last.column_no
    at_home = last == heads.first_amount - 1 or (anchors.code is None and last < heads.first_amount)
    return at_home and all(heads.first_amount <= cell.column_no <= heads.last_amount for cell in cells)


def _counted(cells: Row, anchor: TableCell, heads: _Heads) -> Iterator[tuple[TableCell, Column]]:
    """Text conversions shift a row by a tab or two, so fields are counted from the label. Where the first field is the
    row's total, a row with figures has one: a gap before its first figure is the shift, not a blank."""
    fields = heads.fields
    if not fields or not cells:
        return
    shift = anchor.column_no + 1
    if fields[0].key == "total":
        shift = max(shift, cells[0].column_no)
    for cell in cells:
        position = cell.column_no - shift
        if 0 <= position < len(fields):
            yield cell, fields[position]


def _grow(record: _Record, row: Row, layouts: Layouts) -> _Record:
    """A visual row without code and figures continues the name above it, unless it is a note."""
    text = "".join(printed(cell.text) for cell in row)
    if is_note(text, layouts) or record.key == "total" or len(row) > 1:
        return record
    return replace(record, label=record.label + text)
