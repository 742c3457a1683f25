"""A document as read to a `Reading`: cells under canonical keys, the status of every sheet, and the problems met."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from expectations.vocabulary import ProblemKind, Severity, SheetStatus
from orchestration.disclosure.amounts import NotAnAmount, in_wan, parse_amount
from orchestration.disclosure.layouts.loader import Layouts, Shape, SheetLayout, load_layouts
from orchestration.disclosure.model import (
    Cell,
    CellKey,
    Document,
    Line,
    Place,
    PrintedNumber,
    Problem,
    Reading,
    SheetReading,
)
from orchestration.disclosure.resolution.codes import starts_with_code
from orchestration.disclosure.resolution.columns import is_figure
from orchestration.disclosure.resolution.economic_blocks import gather_economic_blocks
from orchestration.disclosure.resolution.function_rows import gather_function_rows
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.items_across import gather_items_across
from orchestration.disclosure.resolution.narrative import narrative_lines
from orchestration.disclosure.resolution.outcomes import Doubt, Figure, SheetWords
from orchestration.disclosure.resolution.printed_formulas import printed_formulas
from orchestration.disclosure.resolution.recognise import recognise
from orchestration.disclosure.resolution.segments import Segment, TablePart, cell_place, cut_into_sheets, other_tables
from orchestration.disclosure.resolution.two_sided import gather_two_sided
from orchestration.disclosure.text import compact, label_words, nearest

_FIGURE_IN_LINE = re.compile(r"(?<![\d.])\d[\d,]*\.\d{1,2}(?![\d.])")
MIN_LINES_OF_FIGURES = 3
DEFAULT_UNIT = "万元"
MIN_SHEET_FIGURES = 6
MIN_TELLING_ROWS = 3

Gatherer = Callable[[Sequence[TablePart], SheetLayout, Layouts, Gathering], None]

GATHERERS: dict[Shape, Gatherer] = {
    Shape.FUNCTION_ROWS: gather_function_rows,
    Shape.TWO_SIDED: gather_two_sided,
    Shape.ECONOMIC_BLOCKS: gather_economic_blocks,
    Shape.ITEMS_ACROSS: gather_items_across,
}


def resolve(document: Document, layouts: Layouts | None = None) -> Reading:
    """Give a document's figures their meaning. Never raises for odd content: what is not understood is a problem."""
    layouts = layouts or load_layouts()
    cut = cut_into_sheets(document, layouts)
    recognition, disagreements = recognise(document, cut, layouts)
    narrative = narrative_lines(cut)
    others = other_tables(cut)
    problems = [*document.problems, *disagreements]
    if recognition.kind == "budget":
        problems.append(_refuse_budget(document))
        return Reading(document, recognition, (), (), tuple(problems), narrative, others)
    cells: list[Cell] = []
    sheets: list[SheetReading] = []
    strangers: list[tuple[str, tuple[TablePart, ...]]] = []
    common_unit = _common_unit(cut.segments)
    by_sheet: dict[str, list[Segment]] = defaultdict(list)
    for segment in cut.segments:
        if segment.sheet_id is not None:
            by_sheet[segment.sheet_id].append(segment)
        elif segment.parts and segment.is_known:
            problems.append(_not_modelled(document, segment))
        elif segment.parts:
            strangers.append((segment.title, segment.parts))
    for sheet_id, own in by_sheet.items():
        printed = [segment for segment in own if segment.parts or segment.opaque or _states_figures(segment)]
        sheet_cells, doubts, numbers = _read_sheet(sheet_id, printed, layouts, common_unit, recognition.fiscal_year)
        doubts.extend(doubt for segment in own for doubt in _rows_outside(segment, layouts))
        cells.extend(sheet_cells)
        problems.extend(_problem(document, sheet_id, doubt) for doubt in doubts)
        status = _status(sheet_cells, doubts, own, layouts)
        if status is not None:
            shown = printed or [segment for segment in own if _declares_empty(segment, layouts)] or own
            sheets.append(_sheet_reading(sheet_id, status, shown, common_unit, numbers))
    strangers.extend((_own_title(part), (part,)) for part in cut.orphans)
    is_complete = {sheet.sheet_id for sheet in sheets} == set(layouts.sheets)
    for title, parts in strangers:
        if "决算" in title or not is_complete:
            problems.extend(_unknown_sheets(document, title, parts, layouts))
    return Reading(document, recognition, tuple(sheets), tuple(cells), tuple(problems), narrative, others)


def _read_sheet(
    sheet_id: str, segments: Sequence[Segment], layouts: Layouts, common_unit: str | None, fiscal_year: int | None
) -> tuple[list[Cell], list[Doubt], tuple[PrintedNumber, ...]]:
    layout = layouts.sheets[sheet_id]
    gathering = Gathering(sheet_id, fiscal_year, layouts.single_heads(sheet_id))
    parts = [replace(part, unit=segment.unit or common_unit) for segment in segments for part in segment.parts]
    GATHERERS[layout.shape](parts, layout, layouts, gathering)
    partition = gathering.partition(parts, layouts)
    doubts = list(partition.doubts(SheetWords(layout.name, layout.known_heads)))
    doubts.extend(_figures_outside(segment) for segment in segments if not segment.parts and _states_figures(segment))
    if not any(segment.parts for segment in segments):
        hidden = (segment for segment in segments if segment.opaque and not _declares_empty(segment, layouts))
        doubts.extend(map(_not_text, hidden))
    if partition.figures:
        doubts.extend(_unit_not_stated(segment) for segment in segments if (segment.unit or common_unit) is None)
    cells: list[Cell] = []
    for figure in partition.figures:
        cell_or_doubt = _cell(figure, figure.unit or DEFAULT_UNIT)
        if isinstance(cell_or_doubt, Cell):
            cells.append(cell_or_doubt)
        elif cell_or_doubt is not None:
            doubts.append(cell_or_doubt)
    kept, conflicts = without_conflicts(cells)
    if len(segments) < 2:  # a total that stands first and last is no second printing of the sheet
        conflicts = [doubt for doubt in conflicts if doubt.kind is not ProblemKind.DUPLICATE_SHEET]
    return kept, doubts + conflicts, gathering.numbers


def _cell(figure: Figure, unit: str) -> Cell | Doubt | None:
    try:
        printed = parse_amount(figure.cell.text)
        if printed is None:
            return None
        amount = in_wan(printed, unit)
    except NotAnAmount:
        return Doubt(
            ProblemKind.NOT_A_NUMBER,
            Severity.WARNING,
            f"{figure.row_label} / {figure.column_label}: {figure.cell.text[:40]!r} is not a number",
            "correct the figure in the source, or report the notation if it is a number; the cell counts as not read",
            figure.place,
            figure.key,
        )
    decimals = printed.decimals if figure.cell.decimals is None else max(figure.cell.decimals, printed.decimals)
    return Cell(
        figure.key,
        figure.row_label,
        figure.column_label,
        amount,
        decimals,
        unit,
        figure.cell.text.strip(),
        figure.place,
    )


def without_conflicts(cells: Sequence[Cell]) -> tuple[list[Cell], list[Doubt]]:
    """One cell per key. A figure printed again is counted once; where printings differ, neither is taken for good."""
    if len({cell.key for cell in cells}) == len(cells):
        return list(cells), []
    by_key: dict[CellKey, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_key[cell.key].append(cell)
    kept: list[Cell] = []
    doubts: list[Doubt] = []
    repeated = [printings for printings in by_key.values() if len(printings) > 1]
    for printings in by_key.values():
        if len(printings) == 1:
            kept.append(printings[0])
        elif len({cell.amount for cell in printings}) == 1:
            kept.append(max(printings, key=lambda cell: cell.decimals))
        else:
            doubts.append(_conflict(printings))
    if repeated:
        first = repeated[0][-1]
        doubts.append(
            Doubt(
                ProblemKind.DUPLICATE_SHEET,
                Severity.WARNING,
                f"{len(repeated)} figures of sheet {first.key.sheet_id} are printed more than once",
                "publish the sheet once; where the printings differ the figure counts as not read",
                first.place,
            )
        )
    return kept, doubts


def _conflict(printings: Sequence[Cell]) -> Doubt:
    told = " and ".join(f"{cell.amount_text} ({describe_place(cell.place)})" for cell in printings[:4])
    last = printings[-1]
    return Doubt(
        ProblemKind.CONFLICTING_FIGURES,
        Severity.WARNING,
        f"{last.row_label} / {last.column_label} is printed as {told}",
        "decide which figure is right and publish the sheet once; until then the cell counts as not read",
        last.place,
        last.key,
    )


def describe_place(place: Place) -> str:
    """Words for a place: page, worksheet, table, row and column as far as they are known."""
    words = [
        f"page {place.page}" if place.page is not None else "",
        f"sheet {place.sheet_name!r}" if place.sheet_name else "",
        f"table {place.table_no}" if place.table_no is not None and not place.sheet_name else "",
        f"row {place.row_no}" if place.row_no is not None else "",
        f"column {place.column_no}" if place.column_no is not None else "",
    ]
    return ", ".join(word for word in words if word) or "the document"


def _states_figures(segment: Segment) -> bool:
    """Whether lines under a title look like the rows of a table that the reader of the format did not find."""
    return sum(len(_FIGURE_IN_LINE.findall(line.text)) >= 2 for line in segment.lines) >= MIN_LINES_OF_FIGURES


def _figures_outside(segment: Segment) -> Doubt:
    return Doubt(
        ProblemKind.UNKNOWN_COLUMN,
        Severity.WARNING,
        f"the figures of sheet {segment.title} stand in no table",
        "supply the sheet as a table (XLSX, DOCX or a PDF with rules); its figures were not read",
        segment.place,
    )


def _not_text(segment: Segment) -> Doubt:
    kinds = Counter(block.kind for block in segment.opaque)
    told = " and ".join(
        f"{count} {kind}s" if count > 1 else f"a{'n' * (kind.value[0] in 'aeiou')} {kind}"
        for kind, count in kinds.items()
    )
    names = ", ".join(block.name for block in segment.opaque if block.name)
    place = segment.opaque[0].place
    where = f"page {place.page} shows" if place.page is not None else "under its title stands"
    return Doubt(
        ProblemKind.SHEET_NOT_TEXT,
        Severity.WARNING,
        f"{where} {told}{f' ({names})' if names else ''} where the table of sheet {segment.title} should be",
        "supply the sheet as a table (XLSX, DOCX or a PDF made from one); its figures were not read",
        place,
    )


def _rows_outside(segment: Segment, layouts: Layouts) -> Iterator[Doubt]:
    """A foot or total row that stands alone in a line of text: a page break without rules leaves it so."""
    for line in segment.lines:
        figure = _FIGURE_IN_LINE.search(line.text)
        words = label_words(line.text[: figure.start()]) if figure else ""
        if words in layouts.economic_foot or words in layouts.vocabulary.total_labels:
            yield Doubt(
                ProblemKind.UNKNOWN_COLUMN,
                Severity.WARNING,
                f"the row {line.text[:40]!r} of sheet {segment.title} stands outside its table",
                "supply the sheet as a table (XLSX, DOCX or a PDF with rules); this row was not read",
                line.place,
            )


def _common_unit(segments: Iterable[Segment]) -> str | None:
    units = Counter(segment.unit for segment in segments if segment.unit is not None)
    return units.most_common(1)[0][0] if len(units) == 1 else None


def _status(
    cells: Sequence[Cell], doubts: Sequence[Doubt], segments: Sequence[Segment], layouts: Layouts
) -> SheetStatus | None:
    """None for a title that only stands in a table of contents."""
    if cells:
        return SheetStatus.FOUND
    if any(
        doubt.kind
        in (
            ProblemKind.UNKNOWN_COLUMN,
            ProblemKind.UNKNOWN_LABEL,
            ProblemKind.NOT_A_NUMBER,
            ProblemKind.SHEET_NOT_TEXT,
        )
        for doubt in doubts
    ):
        return SheetStatus.UNREADABLE
    if any(_declares_empty(segment, layouts) for segment in segments):
        return SheetStatus.EMPTY_DECLARED
    return SheetStatus.EMPTY if any(segment.parts for segment in segments) else None


def _declares_empty(segment: Segment, layouts: Layouts) -> bool:
    vocabulary = layouts.vocabulary
    grid = [cell.text for part in segment.parts for row in part.rows for cell in row]
    sentences = re.split(r"[。;]", "。".join(compact(text) for text in [*(line.text for line in segment.lines), *grid]))
    return any(
        any(pattern.search(sentence) for pattern in vocabulary.declares_empty)
        and not any(pattern.search(sentence) for pattern in vocabulary.empty_instructions)
        for sentence in sentences
    )


def _sheet_reading(
    sheet_id: str,
    status: SheetStatus,
    segments: Sequence[Segment],
    common_unit: str | None,
    numbers: tuple[PrintedNumber, ...],
) -> SheetReading:
    first = segments[0]
    notes: tuple[Line, ...] = tuple(line for segment in segments for line in segment.lines)
    in_grid = (
        Line(cell.text, cell_place(part.table, cell))
        for segment in segments
        for part in segment.parts
        for row in part.rows
        for cell in row
        if "=" in compact(cell.text)
    )
    return SheetReading(
        sheet_id,
        status,
        first.title,
        first.unit or common_unit,
        first.place,
        notes,
        tuple(printed_formulas((*notes, *in_grid))),
        numbers,
    )


def _problem(document: Document, sheet_id: str, doubt: Doubt) -> Problem:
    return Problem(
        doubt.kind,
        doubt.severity,
        document.file_name,
        doubt.reason,
        doubt.remedy,
        doubt.place,
        sheet_id,
        doubt.key,
        doubt.figures,
        doubt.may_be,
    )


def _unit_not_stated(segment: Segment) -> Doubt:
    return Doubt(
        ProblemKind.UNIT_NOT_STATED,
        Severity.WARNING,
        f"sheet {segment.title} states no unit; its figures are read as 万元",
        "print 单位：万元 or 单位：元 above the sheet",
        segment.place,
    )


def _not_modelled(document: Document, segment: Segment) -> Problem:
    return Problem(
        ProblemKind.NOT_MODELLED_SHEET,
        Severity.INFO,
        document.file_name,
        f"sheet {segment.title} is known but not modelled",
        "nothing to do: its figures are not part of the nine sheets",
        segment.place,
    )


def _refuse_budget(document: Document) -> Problem:
    return Problem(
        ProblemKind.NOT_FINAL_ACCOUNTS,
        Severity.ERROR,
        document.file_name,
        "this is a budget (部门预算), not final accounts (部门决算)",
        "file the final accounts of the year here; budgets are not read",
    )


def _own_title(part: TablePart) -> str:
    texts = (compact(cell.text) for row in part.rows[:2] for cell in row if len(row) <= 2)
    return next((text for text in texts if text.endswith("表")), "")


def _unknown_sheets(document: Document, title: str, parts: Sequence[TablePart], layouts: Layouts) -> list[Problem]:
    """A table that calls itself 决算, or has rows of codes or known labels, may be a sheet with a new title or none."""
    rows = [row for part in parts for row in part.rows]
    figures = sum(is_figure(cell) for row in rows for cell in row)
    coded = sum(starts_with_code(row[0]) for row in rows)
    labelled = sum(label_words(cell.text) in layouts.telling_words for row in rows for cell in row)
    if figures < MIN_SHEET_FIGURES or not ("决算" in title or max(coded, labelled) >= MIN_TELLING_ROWS):
        return []
    like = nearest(title, layouts.titles) if title else None
    return [
        Problem(
            ProblemKind.UNKNOWN_SHEET,
            Severity.WARNING,
            document.file_name,
            f"a table {f'titled {title[:60]!r}' if title else 'without title'} with {figures} figures is no known sheet"
            + (f"; the nearest known title is {like}" if like else ""),
            "add the title to layouts/sheets.yml if it is one of the nine sheets; its figures were not read",
            cell_place(parts[0].table, rows[0][0]),
        )
    ]
