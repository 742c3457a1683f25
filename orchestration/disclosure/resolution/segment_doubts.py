"""What a printed sheet, or a table without one, tells beside its cells: figures in no table, pictures in the place of
one, a declaration that there is nothing to report, titles that nobody knows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Document, Problem
from orchestration.disclosure.resolution.codes import starts_with_code
from orchestration.disclosure.resolution.columns import is_figure
from orchestration.disclosure.resolution.outcomes import Doubt
from orchestration.disclosure.resolution.segments import Segment, TablePart, cell_place, is_furniture, is_remark
from orchestration.disclosure.text import compact, label_words, nearest

_FIGURE_IN_LINE = re.compile(r"(?<![\d.])\d[\d,]*\.\d{1,2}(?![\d.])")
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
        f"the figures of sheet {segment.title} stand in no table",
        "supply the sheet as a table (XLSX, DOCX or a PDF with rules); its figures were not read",
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
        cells = "1 cell holds a figure" if len(found) == 1 else f"{len(found)} cells hold figures"
        yield Doubt(
            ProblemKind.NOT_A_NUMBER,
            Severity.WARNING,
            f"in sheet {segment.title} {cells} among other signs, first {cell.text[:40]!r}: not read",
            "remove what stands beside the figures, or report the notation if they are numbers",
            cell_place(part.table, cell),
            figures=len(found),
        )


def not_text(segment: Segment) -> Doubt:
    """A picture or an object under a title in the place of its table."""
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


def rows_outside(segment: Segment, layouts: Layouts) -> Iterator[Doubt]:
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
        f"sheet {segment.title} is known but not modelled",
        "nothing to do: its figures are not part of the nine sheets",
        segment.place,
    )


def refuse_budget(document: Document) -> Problem:
    """The one message about a budget."""
    return Problem(
        ProblemKind.NOT_FINAL_ACCOUNTS,
        Severity.ERROR,
        document.file_name,
        "this is a budget (部门预算), not final accounts (部门决算)",
        "file the final accounts of the year here; budgets are not read",
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
            "check its title; where it is one of the nine, tell the keeper of the system: its figures were not read",
            cell_place(parts[0].table, rows[0][0]),
        )
    ]
