"""A document as read to a `Reading`: cells under canonical keys, the status of every sheet, and the problems met."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from expectations.vocabulary import ProblemKind, Severity, SheetStatus
from orchestration.disclosure.layouts.loader import Layouts, Shape, SheetLayout, load_layouts
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import (
    Cell,
    Document,
    DoubtfulFigure,
    Filed,
    Line,
    PrintedNumber,
    Problem,
    Reading,
    Recognition,
    SheetReading,
    Table,
)
from orchestration.disclosure.parts.recognition import find_parts
from orchestration.disclosure.resolution.belonging import Belonging, settle_belonging
from orchestration.disclosure.resolution.cell_values import (
    cell_of,
    doubtful_figure,
    with_whole_numbers_doubted,
    without_conflicts,
)
from orchestration.disclosure.resolution.common_causes import with_common_causes
from orchestration.disclosure.resolution.document_units import DEFAULT_UNIT, settle_units
from orchestration.disclosure.resolution.economic_blocks import gather_economic_blocks
from orchestration.disclosure.resolution.function_rows import gather_function_rows
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.items_across import gather_items_across
from orchestration.disclosure.resolution.modelled import modelled
from orchestration.disclosure.resolution.names import same_body
from orchestration.disclosure.resolution.narrative import narrative_lines
from orchestration.disclosure.resolution.outcomes import Doubt, Figure, SheetWords
from orchestration.disclosure.resolution.plain_codes import with_plain_codes
from orchestration.disclosure.resolution.printed_formulas import printed_formulas
from orchestration.disclosure.resolution.recognise import Disagreement, recognise
from orchestration.disclosure.resolution.segment_doubts import (
    declares_empty,
    figures_among_words,
    figures_beside_table,
    figures_outside,
    figures_run_into_words,
    not_modelled,
    not_text,
    own_title,
    refuse_budget,
    rows_outside,
    states_figures,
    unknown_sheets,
)
from orchestration.disclosure.resolution.segments import Segment, TablePart, cell_place, cut_into_sheets, other_tables
from orchestration.disclosure.resolution.two_sided import gather_two_sided
from orchestration.disclosure.resolution.unplaced import is_pictured, is_torn, sheets_with_unplaced_figures
from orchestration.disclosure.text import UNREAD, compact

Gatherer = Callable[[Sequence[TablePart], SheetLayout, Layouts, Gathering], None]

GATHERERS: dict[Shape, Gatherer] = {
    Shape.FUNCTION_ROWS: gather_function_rows,
    Shape.TWO_SIDED: gather_two_sided,
    Shape.ECONOMIC_BLOCKS: gather_economic_blocks,
    Shape.ITEMS_ACROSS: gather_items_across,
}


def resolve(document: Document, layouts: Layouts | None = None, filed: Filed | None = None) -> Reading:
    """Give a document's figures their meaning. Never raises for odd content: what is not understood is a problem.

    Sheets that the document was `filed` for are its own, whatever the rest of it says.
    """
    layouts = layouts or load_layouts()
    cut = cut_into_sheets(document, layouts)
    recognition, disagreements = recognise(document, cut, layouts)
    narrative = narrative_lines(cut)
    others = tuple(map(_without_doubtful_texts, other_tables(cut)))
    other_parts = find_parts(document, recognition)
    if recognition.kind == "budget":
        refusal = (*document.problems, refuse_budget(document))
        return Reading(document, recognition, (), (), refusal, narrative, others, other_parts)
    segments = tuple(modelled(cut.segments, layouts))
    belonging = settle_belonging(segments, cut.narrative, recognition, filed, layouts)
    recognition = replace(recognition, sheets_name=belonging.sheets_name)
    problems = [
        *document.problems,
        *_contradictions(document, recognition, belonging, filed),
        *_untold(disagreements, belonging, filed, layouts),
    ]
    strangers: list[tuple[str, tuple[TablePart, ...]]] = [(own_title(part), (part,)) for part in cut.orphans]
    by_sheet: dict[str, list[Segment]] = defaultdict(list)
    refused: dict[str, list[tuple[Segment, Doubt]]] = defaultdict(list)
    for segment, doubt in belonging.refused:
        refused[segment.sheet_id or ""].append((segment, doubt))
    for segment in belonging.read:
        if segment.sheet_id is not None:
            by_sheet[segment.sheet_id].append(segment)
        elif segment.parts and segment.is_known:
            problems.append(not_modelled(document, segment))
        elif segment.parts:
            strangers.append((segment.title, segment.parts))
    gathered = [
        _gather(sheet_id, by_sheet[sheet_id], refused[sheet_id], layouts, recognition.fiscal_year)
        for sheet_id in dict.fromkeys((*by_sheet, *refused))
    ]
    problems = _without_repeated_pages(problems, gathered)
    units = settle_units(
        document, replace(cut, segments=belonging.read), {sheet.sheet_id: sheet.figures for sheet in gathered}
    )
    problems.extend(units.problems)
    cells: list[Cell] = []
    sheets: list[SheetReading] = []
    doubtful: list[DoubtfulFigure] = []
    for printed in gathered:
        unit = units.assumed.get(printed.sheet_id, DEFAULT_UNIT)
        sheet = _confirmed(printed, unit, layouts.sheets[printed.sheet_id])
        doubtful.extend(filter(None, map(doubtful_figure, sheet.figures)))
        sheet_cells, found = _cells(sheet, unit)
        doubts = with_common_causes(found, layouts.sheets[sheet.sheet_id].name)
        cells.extend(sheet_cells)
        problems.extend(_problem(document, sheet.sheet_id, doubt) for doubt in doubts)
        status = _status(sheet_cells, doubts, sheet.segments, layouts)
        if status is not None:
            shown = sheet.printed or _declared(sheet.segments, layouts) or sheet.segments
            sheets.append(_sheet_reading(sheet, status, shown, units.assumed.get(sheet.sheet_id)))
    is_complete = {sheet.sheet_id for sheet in sheets} == set(layouts.sheets)
    for title, parts in strangers:
        if "决算" in title or not is_complete:
            problems.extend(unknown_sheets(document, title, parts, layouts))
    return Reading(
        document,
        recognition,
        _marked_unplaced(sheets, gathered, problems),
        tuple(cells),
        tuple(problems),
        narrative,
        others,
        other_parts,
        tuple(doubtful),
    )


def _without_doubtful_texts(table: Table) -> Table:
    """A table beside the sheets without what was not recognised for certain: nobody is told to have claimed it."""
    if not any(cell.scan and cell.scan.doubt for cell in table.cells):
        return table
    return replace(
        table,
        cells=tuple(
            cell._replace(text=UNREAD * len(cell.text)) if cell.scan and cell.scan.doubt else cell
            for cell in table.cells
        ),
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """One sheet before its units are known; `printed` are those of its segments that show a table or stand for one. One
    of which nothing may be read has the segments that are refused."""

    sheet_id: str
    segments: Sequence[Segment]
    printed: Sequence[Segment]
    figures: tuple[Figure, ...]
    doubts: tuple[Doubt, ...]
    numbers: tuple[PrintedNumber, ...]


def _gather(
    sheet_id: str,
    own: Sequence[Segment],
    refused: Sequence[tuple[Segment, Doubt]],
    layouts: Layouts,
    fiscal_year: int | None,
) -> _Gathered:
    layout = layouts.sheets[sheet_id]
    printed = [segment for segment in own if segment.parts or segment.opaque or states_figures(segment)]
    gathering = Gathering(sheet_id, fiscal_year, layouts.single_heads(sheet_id))
    parts = with_plain_codes([replace(part, unit=segment.unit) for segment in printed for part in segment.parts])
    GATHERERS[layout.shape](parts, layout, layouts, gathering)
    partition = gathering.partition(parts, layouts)
    figures = with_whole_numbers_doubted(partition.figures)
    doubts = list(partition.doubts(SheetWords(layout.name, layout.known_heads)))
    doubts.extend(figures_outside(segment) for segment in printed if not segment.parts and states_figures(segment))
    if not figures:
        hidden = (segment for segment in printed if segment.opaque and not declares_empty(segment, layouts))
        doubts.extend(map(not_text, hidden))
    if not (figures or doubts):
        doubts.extend(doubt for segment in printed for doubt in figures_among_words(segment, layouts))
    doubts.extend(figures_run_into_words(parts, partition, layouts))
    doubts.extend(doubt for segment in own for doubt in rows_outside(segment, layouts))
    doubts.extend(doubt for segment in printed for doubt in figures_beside_table(segment))
    not_read = [segment for segment, _ in refused]
    doubts = [*(doubt for _, doubt in refused), *doubts]
    return _Gathered(sheet_id, own or not_read, printed or not_read, figures, tuple(doubts), gathering.numbers)


def _marked_unplaced(
    sheets: Sequence[SheetReading], gathered: Sequence[_Gathered], problems: Sequence[Problem]
) -> tuple[SheetReading, ...]:
    """The sheets, those marked of which a picture may show figures that were read under no key."""
    parts = {sheet.sheet_id: [part for segment in sheet.printed for part in segment.parts] for sheet in gathered}
    pictured = {sheet_id for sheet_id, shown in parts.items() if is_pictured(shown)}
    if not pictured:
        return tuple(sheets)
    torn = {sheet_id for sheet_id in pictured if is_torn(parts[sheet_id])}
    unplaced = sheets_with_unplaced_figures(pictured, torn, problems)
    return tuple(replace(sheet, has_unplaced_figures=sheet.sheet_id in unplaced) for sheet in sheets)


def _contradictions(
    document: Document, recognition: Recognition, belonging: Belonging, filed: Filed | None
) -> Iterator[Problem]:
    """What all sheets name where the document names another. Of a document that was filed the body is told by who knows
    the registry."""
    body, year = recognition.department_name, recognition.fiscal_year
    if belonging.sheets_name is not None and filed is None:
        told = message("sheets.all_of_other_body", name=body or "", other=belonging.sheets_name)
        yield Problem(ProblemKind.DEPARTMENT_DISAGREES, Severity.ERROR, document.file_name, told)
    if belonging.sheets_year is not None:
        told = message("sheets.all_of_other_year", year=year or "", other=belonging.sheets_year)
        yield Problem(ProblemKind.FISCAL_YEAR_DISAGREES, Severity.ERROR, document.file_name, told)


def _untold(
    disagreements: Sequence[Disagreement], belonging: Belonging, filed: Filed | None, layouts: Layouts
) -> Iterator[Problem]:
    """What else a document names, where it is neither told with its sheets nor known to be the same body."""
    for each in disagreements:
        known = filed.names if filed and isinstance(each.other, str) else ()
        is_same = any(same_body(str(each.other), name, layouts.vocabulary) for name in known)
        if not is_same and each.other not in belonging.told:
            yield each.problem


def _without_repeated_pages(problems: Sequence[Problem], sheets: Sequence[_Gathered]) -> list[Problem]:
    """The problems without the pictures that are told with the name of the sheet whose place they take."""
    pages = {
        doubt.place.page for sheet in sheets for doubt in sheet.doubts if doubt.kind is ProblemKind.SHEET_NOT_TEXT
    } - {None}
    return [
        problem
        for problem in problems
        if problem.kind is not ProblemKind.SHEET_NOT_TEXT or problem.place.page not in pages
    ]


def _declared(segments: Sequence[Segment], layouts: Layouts) -> Sequence[Segment]:
    return [segment for segment in segments if declares_empty(segment, layouts)]


def _confirmed(sheet: _Gathered, assumed_unit: str, layout: SheetLayout) -> _Gathered:
    """The sheet with the doubtful readings of a scan that its identities confirm, where all else of it was read."""
    doubtful = [figure for figure in sheet.figures if doubtful_figure(figure) is not None]
    if not doubtful or any(doubt.severity is not Severity.INFO for doubt in sheet.doubts):
        return sheet
    # most documents are no scans
    from orchestration.disclosure.resolution.identity_confirmation import confirm_by_identities, confirmed_figures

    certain, told = _cells(
        replace(sheet, figures=tuple(each for each in sheet.figures if each not in doubtful)), assumed_unit
    )
    if any(doubt.severity is not Severity.INFO for doubt in told):
        return sheet
    confirmed = confirm_by_identities(certain, doubtful, lambda figure: figure.unit or assumed_unit)
    if not confirmed:
        return sheet
    return replace(
        sheet,
        figures=tuple(confirmed.get(figure, figure) for figure in sheet.figures),
        doubts=(*sheet.doubts, confirmed_figures(layout.name, list(confirmed.values()))),
    )


def _cells(sheet: _Gathered, assumed_unit: str) -> tuple[list[Cell], list[Doubt]]:
    doubts = list(sheet.doubts)
    cells: list[Cell] = []
    for figure in sheet.figures:
        cell_or_doubt = cell_of(figure, figure.unit or assumed_unit)
        if isinstance(cell_or_doubt, Cell):
            cells.append(cell_or_doubt)
        elif cell_or_doubt is not None:
            doubts.append(cell_or_doubt)
    kept, conflicts = without_conflicts(cells)
    if len(sheet.printed) < 2:  # a total that stands first and last is no second printing of the sheet
        conflicts = [doubt for doubt in conflicts if doubt.kind is not ProblemKind.DUPLICATE_SHEET]
    return kept, doubts + conflicts


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
            ProblemKind.DESTROYED_CODE,
            ProblemKind.NOT_A_NUMBER,
            ProblemKind.DOUBTFUL_FIGURE,
            ProblemKind.SHEET_NOT_TEXT,
            ProblemKind.FOREIGN_SHEET,
            ProblemKind.UNKNOWN_UNIT,
        )
        for doubt in doubts
    ):
        return SheetStatus.UNREADABLE
    if any(declares_empty(segment, layouts) for segment in segments):
        return SheetStatus.EMPTY_DECLARED
    return SheetStatus.EMPTY if any(segment.parts for segment in segments) else None


def _sheet_reading(
    sheet: _Gathered, status: SheetStatus, segments: Sequence[Segment], assumed_unit: str | None
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
        sheet.sheet_id,
        status,
        first.title,
        first.unit or assumed_unit,
        first.place,
        notes,
        tuple(printed_formulas((*notes, *in_grid))),
        sheet.numbers,
    )


def _problem(document: Document, sheet_id: str, doubt: Doubt) -> Problem:
    return Problem(
        doubt.kind,
        doubt.severity,
        document.file_name,
        doubt.message,
        doubt.place,
        sheet_id,
        doubt.key,
        doubt.figures,
        doubt.may_be,
    )
