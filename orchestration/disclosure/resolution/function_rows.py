"""Sheets with one row per functional code: income, expenditure and the three budgets."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.disclosure.amounts import NotAnAmount, is_amount, parse_amount
from orchestration.disclosure.layouts.loader import Layouts, SheetLayout
from orchestration.disclosure.model import CellKey, TableCell
from orchestration.disclosure.resolution.adoption import adopt_columns
from orchestration.disclosure.resolution.codes import (
    Anchors,
    Classification,
    is_code,
    is_code_part,
    is_destroyed_code,
    read_anchors,
    split_code,
    starts_with_code,
    words_of,
)
from orchestration.disclosure.resolution.columns import (
    ANCHORS,
    OPEN,
    Column,
    Role,
    Row,
    has_amount_columns,
    head_paths,
    holds_figures,
    is_figure,
    is_ordinal_row,
)
from orchestration.disclosure.resolution.contents import with_contents
from orchestration.disclosure.resolution.counted_columns import counted_columns, doubtful_column
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.head_meanings import HeadMeanings
from orchestration.disclosure.resolution.outcomes import PassedOver
from orchestration.disclosure.resolution.possible_cells import PossibleCells, possible_cells
from orchestration.disclosure.resolution.row_heads import RowHeads
from orchestration.disclosure.resolution.row_records import Figures, Record, settle_columns
from orchestration.disclosure.resolution.segments import (
    TablePart,
    is_furniture,
)
from orchestration.disclosure.resolution.titles import is_note
from orchestration.disclosure.text import head_words, label_words, nearest, printed

_LONGEST_NAME = 1_000
"""Characters; names of items have a tenth of it."""


def looks_like_amount(cell: TableCell) -> bool:
    """Whether a text is printed like an amount, whatever its column."""
    return is_amount(cell.text)


def stands_for_figure(cell: TableCell) -> bool:
    """A number, or a dash that says there is none."""
    try:
        parse_amount(cell.text)
    except NotAnAmount:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Run:
    """A part with heads of its own, the parts without any that continue it, and the rows of all of them."""

    parts: list[TablePart]
    records: list[Record]


def gather_function_rows(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> None:
    """Gather the figures of all parts; a part without header continues the columns of the part before."""
    runs = list(_runs(parts, layout, layouts, out))
    for run in runs:
        if _is_foreign(run, layout):
            for part in run.parts:
                out.foreign_table(part)
    settled = list(_settle([record for run in runs if not _is_foreign(run, layout) for record in run.records]))
    for record in settle_columns(settled, layout.sums, out):
        for column, cell in record.figures:
            out.figure(record.key, record.label, column, record.part, cell)


def _is_foreign(run: _Run, layout: SheetLayout) -> bool:
    """Whether it holds codes that the classification gives to another budget alone."""
    codes = (record.key for record in run.records if is_code(record.key))
    return layout.codes is not None and not all(map(layout.codes.match, codes))


def _runs(parts: Sequence[TablePart], layout: SheetLayout, layouts: Layouts, out: Gathering) -> Iterator[_Run]:
    vocabulary = layouts.vocabulary
    meanings = HeadMeanings.of(layout.heads, layout.ignored_heads, vocabulary, out.fiscal_year, vocabulary.figure_heads)
    columns: tuple[Column, ...] = ()
    before: tuple[Column, ...] = ()
    run = _Run([], [])
    code: str | None = None
    for part in parts:
        split = next((i for i, row in enumerate(part.rows) if _is_data(row, layouts)), len(part.rows))
        late = () if part.table.ragged else _late_heads(part.rows[split:], out.known_heads)
        out.pass_over(part, late, PassedOver.HEADER)
        own = meanings.columns(head_paths((*part.rows[:split], late), part))
        if has_amount_columns(columns) and not _continues(part, split, own, columns):
            out.foreign_table(part)
            continue
        if has_amount_columns(own):
            yield run
            run = _Run([], [])
        columns = own if has_amount_columns(own) else adopt_columns(columns, part)
        if not has_amount_columns(columns) and any(map(holds_figures, part.rows[split:])):
            out.unknown_heads(part, _possible(part, layout, layouts, out))
            continue
        run.parts.append(part)
        if part.table.ragged:
            settled = counted_columns(columns, part.rows)
            if (doubtful := doubtful_column(settled, part.rows[split:])) is not None:
                out.doubtful_columns(part, doubtful, _possible(part, layout, layouts, out))
                continue
        else:
            settled = with_contents(columns, part.rows[split:], before, Classification.FUNCTION)
        before = settled
        out.heads_in_total(part, late, settled)
        out.column_numbers(part.rows, settled)
        heads = RowHeads.of(settled, layout.heads)
        for row in part.rows[split:]:
            if is_furniture(row) or is_ordinal_row(row):
                continue
            row = tuple(cell for cell in row if cell not in late)
            record = _read_row(row, part, heads, code, layouts, out)
            if record is not None:
                code = record.key if is_code(record.key) else code
                run.records.append(record)
            elif _has_figures(row, heads, part):
                code = None
            elif run.records:
                run.records[-1] = _grow(run.records[-1], row, layouts)
    yield run


def _possible(part: TablePart, layout: SheetLayout, layouts: Layouts, out: Gathering) -> PossibleCells:
    totals = dict.fromkeys(layouts.vocabulary.total_labels, "total")
    return possible_cells(part.rows, out.sheet_id, layout.heads, totals, Classification.FUNCTION)


def _late_heads(rows: Sequence[Row], known_heads: Collection[str]) -> Row:
    """The heads of a group that stand in the first row of figures, behind its first figure (合计 | 105.00 | 小计 |
    基本支出 | 项目支出), where that row has no figures of its own."""
    row = rows[0] if rows else ()
    first = next(
        (at for at, cell in enumerate(row) if looks_like_amount(cell) and not starts_with_code(cell)), len(row)
    )
    return tuple(cell for cell in row[first:] if head_words(cell.text) in known_heads)


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


def _anchor_cells(row: Row, heads: RowHeads, ragged: bool) -> Row:
    """The cells that say what a row is: by the roles of their columns, in a ragged table up to the last word."""
    if not ragged:
        return tuple(
            cell for cell in row if cell.column_no in heads.anchors and not _is_misplaced(cell, heads.by_number)
        )
    words = [i for i, cell in enumerate(row) if not stands_for_figure(cell)]
    return row[: words[-1] + 1] if words else row[:1]


def _is_misplaced(cell: TableCell, by_number: Mapping[int, Column]) -> bool:
    """Whether a figure stands in a column of codes or names, or a dash in one that has neither."""
    role = by_number[cell.column_no].role
    if role is Role.BLANK or not is_figure(cell):
        return role is Role.BLANK and stands_for_figure(cell)
    if role is Role.CODE:
        return split_code(words_of(cell))[0] is None
    return not starts_with_code(cell)


def _role_over(cell: TableCell, heads: RowHeads) -> Role | None:
    column = heads.by_number.get(cell.column_no)
    return column.role if column is not None else None


def _rest(row: Row, cells: Row) -> Row:
    at_anchors = {cell.column_no for cell in cells}
    return tuple(cell for cell in row if cell.column_no not in at_anchors)


def _has_figures(row: Row, heads: RowHeads, part: TablePart) -> bool:
    return any(map(looks_like_amount, _rest(row, _anchor_cells(row, heads, part.table.ragged))))


def _read_row(
    row: Row, part: TablePart, heads: RowHeads, previous: str | None, layouts: Layouts, out: Gathering
) -> Record | None:
    cells = _anchor_cells(row, heads, part.table.ragged)
    anchors = read_anchors(cells, heads.code_columns, previous, Classification.FUNCTION)
    key = _row_key(anchors, layouts)
    rest = _rest(row, cells)
    if anchors is None or key is None:
        codes = [cell for cell in rest if _role_over(cell, heads) is Role.CODE]
        figures = [cell for cell in rest if looks_like_amount(cell) and cell not in codes]
        destroyed = next(filter(is_destroyed_code, row), None)
        if figures and destroyed is not None:
            out.destroyed_code(part, row, destroyed, [cell for cell in figures if cell is not destroyed])
        elif figures and not is_note(row[0].text, layouts):
            label = " ".join(cell.text for cell in row if cell in cells or cell in codes) or "(blank)"
            like = nearest(label_words(label), layouts.vocabulary.total_labels)
            is_total = anchors is None or not anchors.digits
            out.unknown_label(label, like, part, row, figures, heads.total_keys(out.sheet_id) if is_total else {})
        return None
    out.pass_over(part, cells, PassedOver.ROW_NAME)
    label = anchors.words[-1] if key == "total" else "".join(anchors.words)
    readings = tuple(_readings(rest, anchors, part, heads, key, out))
    return Record(key, label, part, readings, heads.fields, heads.begins_unknown)


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


def _settle(records: Sequence[Record]) -> Iterator[Record]:
    """Of a row's readings, the one that fills the columns that the other rows of the sheet fill; else the first."""
    certain = {column.key for record in records if len(record.readings) == 1 for column, _ in record.figures}
    for record in records:
        if len(record.readings) == 1:
            yield record
            continue
        fitting = tuple(figures for figures in record.readings if {column.key for column, _ in figures} == certain)
        if fitting or not record.must_fit:
            yield replace(record, readings=(fitting or record.readings)[:1])


def _readings(
    cells: Row, anchors: Anchors, part: TablePart, heads: RowHeads, row_key: str, out: Gathering
) -> Iterator[Figures]:
    may_be = heads.may_be(out.sheet_id, row_key)
    is_uncertain = part.table.ragged and anchors.code is None
    aligned = not part.table.ragged or _is_aligned(cells, anchors, heads)
    if aligned:
        found = [(heads.by_number.get(cell.column_no) or _no_column(cell), cell) for cell in cells]
        yield tuple(_figures_under_heads(found, part, may_be, out))
    elif not is_uncertain and _may_begin_with_blank(cells, anchors, heads):
        for cell in filter(looks_like_amount, cells):
            out.unknown_column(heads.fields[0], part, cell, heads.may_be(out.sheet_id, row_key, anywhere=True))
        yield ()
        return
    if not aligned or is_uncertain:
        yield tuple(_figures_under_heads(_counted(cells, anchors.last, heads), part, may_be, out))


def _no_column(cell: TableCell) -> Column:
    return Column(cell.column_no, Role.UNKNOWN, "")


def _figures_under_heads(
    found: Iterable[tuple[Column, TableCell]], part: TablePart, may_be: tuple[CellKey, ...], out: Gathering
) -> Iterator[tuple[Column, TableCell]]:
    for column, cell in found:
        if column.role is Role.AMOUNT:
            yield column, cell
        elif column.role in OPEN and looks_like_amount(cell):
            out.unknown_column(column, part, cell, may_be)
        elif column.role in ANCHORS and looks_like_amount(cell):
            out.misplaced(column, part, cell, may_be)
        else:
            out.pass_over_column(column, part, cell)


def _is_aligned(cells: Row, anchors: Anchors, heads: RowHeads) -> bool:
    """Whether a row of a text conversion still stands under its heads: the name right before the first field and every
    figure in a field. 合计 may stand further left, and figures beyond the last head do not tell that it was moved."""
    last = anchors.last.column_no
    if anchors.code is None:
        return last < heads.first_field and all(heads.first_field <= cell.column_no for cell in cells)
    figures = filter(looks_like_amount, cells)
    return last == heads.first_field - 1 and all(cell.column_no <= heads.last_field for cell in figures)


def _may_begin_with_blank(cells: Row, anchors: Anchors, heads: RowHeads) -> bool:
    """Whether nobody can tell a blank under the first head, which is unknown, from the shift of the row."""
    return heads.begins_unknown and bool(cells) and cells[0].column_no > anchors.last.column_no + 1


def _counted(cells: Row, anchor: TableCell, heads: RowHeads) -> Iterator[tuple[Column, TableCell]]:
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
        if position >= len(fields):
            yield Column(fields[-1].column_no + position - len(fields) + 1, Role.UNKNOWN, ""), cell
        elif position >= 0:
            yield fields[position], cell


def _grow(record: Record, row: Row, layouts: Layouts) -> Record:
    """A visual row without code and figures continues the name above it, unless it is a note."""
    if record.key == "total" or len(row) > 1 or len(record.label) > _LONGEST_NAME:
        return record
    text = "".join(printed(cell.text) for cell in row)
    return record if is_note(text, layouts) else replace(record, label=record.label + text)
