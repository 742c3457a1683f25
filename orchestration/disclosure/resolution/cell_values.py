"""Figures as cells: their amounts in 万元, what is no number, and what is printed more than once.

Which figure stands under which key is settled before.
"""

from collections import defaultdict
from collections.abc import Sequence

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.amounts import NotAnAmount, in_wan, is_amount, parse_amount
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.messages.message import Fragment, fragment, joined, message, quoted
from orchestration.disclosure.model import Cell, CellKey, DoubtfulFigure, Place, ScanDoubt, ScanReading
from orchestration.disclosure.resolution.outcomes import Doubt, Figure
from orchestration.disclosure.scan_doubts import words_of

_LEAST_FIGURES = 3
"""Figures of a sheet that show how it prints them."""


def cell_of(figure: Figure, unit: str) -> Cell | Doubt | None:
    """The cell of a figure, None where it is blank, a problem where it is no number or was not recognised for certain;
    `unit` is the sheet's.

    A unit behind the figure itself comes first.
    """
    if figure.cell.scan is not None and figure.cell.scan.doubt is not None:
        return _doubtful(figure, figure.cell.scan, figure.cell.scan.doubt)
    try:
        printed = parse_amount(figure.cell.text)
        if printed is None:
            return None
        amount = in_wan(printed, unit)
    except NotAnAmount:
        return Doubt(
            ProblemKind.NOT_A_NUMBER,
            Severity.WARNING,
            message(
                "sheets.not_a_number",
                row=figure.row_label,
                column=figure.column_label,
                figure=figure.cell.text[:40],
                due=_due(figure.cell.text),
            ),
            figure.place,
            figure.key,
            printed=figure.cell.text,
        )
    decimals = printed.decimals if figure.cell.decimals is None else max(figure.cell.decimals, printed.decimals)
    return Cell(
        figure.key,
        figure.row_label,
        figure.column_label,
        amount,
        decimals,
        printed.unit or unit,
        figure.cell.text.strip(),
        figure.place,
        figure.cell.scan,
    )


def with_whole_numbers_doubted(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures of a sheet; where most of those that were recognised on pictures have decimals, the others may have
    lost their point, or be the ink of a seal."""
    recognised = [figure for figure in figures if figure.cell.scan is not None and is_amount(figure.cell.text)]
    whole = [figure for figure in recognised if figure.cell.text.strip().isdigit()]
    if 2 * len(whole) > len(recognised) >= _LEAST_FIGURES:
        return tuple(figures)
    doubted = {id(figure) for figure in whole}
    return tuple(_with_decimals_missing(figure) if id(figure) in doubted else figure for figure in figures)


def _with_decimals_missing(figure: Figure) -> Figure:
    scan = figure.cell.scan
    if scan is None or scan.doubt is not None or scan.confirmed_by:
        return figure
    return figure._replace(cell=figure.cell._replace(scan=scan._replace(doubt=ScanDoubt.DECIMALS_MISSING)))


def doubtful_figure(figure: Figure) -> DoubtfulFigure | None:
    """The figure as one that a person has to look at; None where it is text, or recognised for certain."""
    scan = figure.cell.scan
    if scan is None or scan.doubt is None:
        return None
    text = figure.cell.text.strip()
    return DoubtfulFigure(figure.key, figure.row_label, figure.column_label, text, scan, scan.doubt, figure.place)


def _doubtful(figure: Figure, scan: ScanReading, doubt: ScanDoubt) -> Doubt:
    readings = dict.fromkeys((figure.cell.text.strip(), scan.other.strip()))
    return Doubt(
        ProblemKind.DOUBTFUL_FIGURE,
        Severity.WARNING,
        message(
            "sheets.doubtful_figure",
            row=figure.row_label,
            column=figure.column_label,
            readings=joined((quoted(text[:40]) for text in readings if text), "或", " or "),
            doubt=words_of(doubt),
        ),
        figure.place,
        figure.key,
        printed=figure.cell.text,
    )


def _due(text: str) -> Fragment:
    """What was due in a cell: where two figures stand in it, nobody can tell which of them."""
    figures = [part for part in text.split() if is_amount(part)]
    return fragment("sheets.one_figure") if len(figures) > 1 else fragment("sheets.a_number")


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
                message(
                    "sheets.printed_again", figures=len(repeated), sheet=load_layouts().sheets[first.key.sheet_id].name
                ),
                first.place,
            )
        )
    return kept, doubts


def _conflict(printings: Sequence[Cell]) -> Doubt:
    told = [
        fragment("sheets.printing", figure=cell.amount_text, place=place_in_words(cell.place)) for cell in printings[:4]
    ]
    last = printings[-1]
    return Doubt(
        ProblemKind.CONFLICTING_FIGURES,
        Severity.WARNING,
        message(
            "sheets.conflicting_printings",
            row=last.row_label,
            column=last.column_label,
            printings=joined(told, separator_en=" and "),
        ),
        last.place,
        last.key,
    )


def place_in_words(place: Place) -> Fragment:
    """Words for a place: page, worksheet, table, row and column as far as they are known."""
    words = [
        fragment("sheets.place_page", number=place.page) if place.page is not None else None,
        fragment("sheets.place_worksheet", name=place.sheet_name) if place.sheet_name else None,
        fragment("sheets.place_picture", number=place.picture_no) if place.picture_no is not None else None,
        fragment("sheets.place_table", number=place.table_no)
        if place.table_no is not None and not place.sheet_name and place.picture_no is None
        else None,
        fragment("sheets.place_row", number=place.row_no) if place.row_no is not None else None,
        fragment("sheets.place_column", number=place.column_no) if place.column_no is not None else None,
    ]
    return joined(filter(None, words), "，") if any(words) else fragment("sheets.place_unknown")


def describe_place(place: Place) -> str:
    """The English words for a place, which the marts and their readers take apart."""
    return place_in_words(place).text_en
