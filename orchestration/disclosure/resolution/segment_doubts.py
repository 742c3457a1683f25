"""What a printed sheet, or a table without one, tells beside its cells: figures in no table, pictures in the place of
one, a declaration that there is nothing to report, titles that nobody knows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.messages.message import NOTHING, fragment, joined, message, quoted
from orchestration.disclosure.model import Document, OpaqueKind, Problem
from orchestration.disclosure.resolution.codes import starts_with_code
from orchestration.disclosure.resolution.columns import is_figure
from orchestration.disclosure.resolution.outcomes import Doubt, Partition, PassedOver
from orchestration.disclosure.resolution.segments import Segment, TablePart, cell_place, is_furniture, is_remark
from orchestration.disclosure.resolution.unplaced import is_pictured
from orchestration.disclosure.text import compact, label_words, nearest

_FIGURE_IN_LINE = re.compile(r"(?<![\d.])\d[\d,]*\.\d{1,2}(?![\d.])")
_OF_A_SENTENCE = re.compile(r"[。;；,，:：=＝+＋(（注]")
_LONGEST_LABEL = 30
"""Letters of the code and the name of a row."""
_OPAQUE = {
    OpaqueKind.PICTURE: "sheets.picture",
    OpaqueKind.EMBEDDED_OBJECT: "sheets.embedded_object",
    OpaqueKind.DRAWING: "sheets.drawing",
}
MIN_LINES_OF_FIGURES = 3
MIN_SHEET_FIGURES = 6
MIN_TELLING_ROWS = 3


def states_figures(segment: Segment) -> bool:
    """Whether lines under a title look like the rows of a table that the reader of the format did not find."""
    return sum(len(_FIGURE_IN_LINE.findall(line.text)) >= 2 for line in segment.lines) >= MIN_LINES_OF_FIGURES


def figures_outside(segment: Segment) -> Doubt:
    """Figures under a title that stand in no table."""
    return Doubt(
        ProblemKind.UNKNOWN_COLUMN,
        Severity.WARNING,
        message("sheets.figures_outside", title=segment.title),
        segment.place,
    )


def figures_among_words(segment: Segment, layouts: Layouts) -> Iterator[Doubt]:
    """Cells of a sheet without any figure that hold one among other signs: no row and no head of it was understood."""
    found = [
        (part, cell)
        for part in segment.parts
        for row in part.rows
        if not (is_furniture(row) or is_remark(row, layouts))
        for cell in row
        if _FIGURE_IN_LINE.search(cell.text) and not is_figure(cell) and not starts_with_code(cell)
    ]
    if found:
        part, cell = found[0]
        yield Doubt(
            ProblemKind.NOT_A_NUMBER,
            Severity.WARNING,
            message(
                "sheets.figures_among_words", title=segment.title, count=len(found), example=quoted(cell.text[:40])
            ),
            cell_place(part.table, cell),
            figures=len(found),
        )


def figures_run_into_words(parts: Sequence[TablePart], partition: Partition, layouts: Layouts) -> Iterator[Doubt]:
    """Cells that were recognised on a picture and passed over as words, with a figure among them: what parted the two
    was not seen."""
    found = [
        (part, cell)
        for part in parts
        for row in part.rows
        if not (is_furniture(row) or is_remark(row, layouts))
        for cell in row
        if cell.scan is not None and _FIGURE_IN_LINE.search(cell.text) and not is_figure(cell)
        if isinstance(partition.outcomes[part.table.table_no, cell], PassedOver)
    ]
    if found:
        part, cell = found[0]
        told = message("sheets.figures_run_into_words", count=len(found), example=quoted(cell.text[:40]))
        place = cell_place(part.table, cell)
        figures = sum(len(_FIGURE_IN_LINE.findall(cell.text)) for _, cell in found)
        yield Doubt(ProblemKind.NOT_A_NUMBER, Severity.WARNING, told, place, figures=figures)


def figures_beside_table(segment: Segment) -> Iterator[Doubt]:
    """Lines of a picture that are figures, or a row with figures, on a page with the table of the sheet, some rule of
    which was not seen."""
    pages = {part.table.page for part in segment.parts} if is_pictured(segment.parts) else set()
    for line in segment.lines:
        figures = len(_FIGURE_IN_LINE.findall(line.text))
        if figures and line.place.page in pages and _is_like_a_row(line.text):
            yield Doubt(
                ProblemKind.UNKNOWN_COLUMN,
                Severity.WARNING,
                message(
                    "sheets.figures_beside_table", title=segment.title, count=figures, example=quoted(line.text[:40])
                ),
                line.place,
                figures=figures,
            )


def _is_like_a_row(line: str) -> bool:
    words = compact(_FIGURE_IN_LINE.sub("", line))
    return len(words) <= _LONGEST_LABEL and _OF_A_SENTENCE.search(words) is None


def not_text(segment: Segment) -> Doubt:
    """A picture or an object under a title in the place of its table."""
    kinds = Counter(block.kind for block in segment.opaque)
    told = joined((fragment(_OPAQUE[kind], count=count) for kind, count in kinds.items()), "和", " and ")
    names = ", ".join(block.name for block in segment.opaque if block.name)
    place = segment.opaque[0].place
    where = fragment("sheets.on_page", page=place.page) if place.page is not None else fragment("sheets.under_title")
    return Doubt(
        ProblemKind.SHEET_NOT_TEXT,
        Severity.WARNING,
        message(
            "sheets.not_text",
            where=where,
            what=told,
            names=fragment("sheets.names", names=names) if names else NOTHING,
            title=segment.title,
        ),
        place,
    )


def rows_outside(segment: Segment, layouts: Layouts) -> Iterator[Doubt]:
    """A foot or total row that stands alone in a line of text: a page break without rules leaves it so."""
    for line in segment.lines:
        figure = _FIGURE_IN_LINE.search(line.text)
        words = label_words(line.text[: figure.start()]) if figure else ""
        if words in layouts.economic_foot or words in layouts.vocabulary.total_labels:
            yield Doubt(
                ProblemKind.UNKNOWN_COLUMN,
                Severity.WARNING,
                message("sheets.row_outside", row=line.text[:40], title=segment.title),
                line.place,
            )


def declares_empty(segment: Segment, layouts: Layouts) -> bool:
    """Whether a sentence under the title or in its table says that there is nothing to report."""
    vocabulary = layouts.vocabulary
    grid = [cell.text for part in segment.parts for row in part.rows for cell in row]
    sentences = re.split(r"[。;]", "。".join(compact(text) for text in [*(line.text for line in segment.lines), *grid]))
    return any(
        any(pattern.search(sentence) for pattern in vocabulary.declares_empty)
        and not any(pattern.search(sentence) for pattern in vocabulary.empty_instructions)
        for sentence in sentences
    )


def not_modelled(document: Document, segment: Segment) -> Problem:
    """A sheet that regions add to the nine."""
    return Problem(
        ProblemKind.NOT_MODELLED_SHEET,
        Severity.INFO,
        document.file_name,
        message("sheets.not_modelled", title=segment.title),
        segment.place,
    )


def refuse_budget(document: Document) -> Problem:
    """The one message about a budget."""
    return Problem(
        ProblemKind.NOT_FINAL_ACCOUNTS,
        Severity.ERROR,
        document.file_name,
        message("sheets.budget"),
    )


def own_title(part: TablePart) -> str:
    """The words in the first rows of a table that look like its title; empty where there are none."""
    texts = (compact(cell.text) for row in part.rows[:2] for cell in row if len(row) <= 2)
    return next((text for text in texts if text.endswith("表")), "")


def unknown_sheets(document: Document, title: str, parts: Sequence[TablePart], layouts: Layouts) -> list[Problem]:
    """A table that calls itself 决算, or has rows of codes or known labels, may be a sheet with a new title or none."""
    rows = [row for part in parts for row in part.rows]
    figures = sum(is_figure(cell) for row in rows for cell in row)
    coded = sum(starts_with_code(row[0]) for row in rows)
    labelled = sum(label_words(cell.text) in layouts.telling_words for row in rows for cell in row)
    # a scan may show a sheet in pieces, and each loses its figures
    least = 1 if any(cell.scan is not None for row in rows for cell in row) else MIN_SHEET_FIGURES
    if figures < least or not ("决算" in title or max(coded, labelled) >= MIN_TELLING_ROWS):
        return []
    like = nearest(title, layouts.titles) if title else None
    return [
        Problem(
            ProblemKind.UNKNOWN_SHEET,
            Severity.WARNING,
            document.file_name,
            message(
                "sheets.unknown_sheet",
                titled=fragment("sheets.titled", title=title[:60]) if title else fragment("sheets.untitled"),
                figures=figures,
                nearest=fragment("sheets.nearest_title", words=like) if like else NOTHING,
            ),
            cell_place(parts[0].table, rows[0][0]),
            figures=figures,
        )
    ]
