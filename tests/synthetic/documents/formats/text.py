"""Plain text with tab-separated tables, as converters make it from a document: merged cells are lost."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.synthetic.documents.formats.flat import strip_texts, text_rows
from tests.synthetic.documents.grid import Grid, Sheet
from tests.synthetic.documents.publication import Publication, Section


class Spans(StrEnum):
    """What becomes of a cell that spans columns: tabs for all of them, one tab, or now this and now that."""

    KEPT = "kept"
    LOST = "lost"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Style:
    """`seed` decides, row by row, where `MIXED` keeps the tabs."""

    spans: Spans = Spans.KEPT
    seed: int = 0


def random_style(rng: random.Random) -> Style:
    return Style(spans=rng.choice(list(Spans)), seed=rng.randrange(2**32))


def write(publication: Publication, style: Style) -> bytes:
    return "\n".join(_lines(publication, style)).encode() + b"\n"


def _lines(publication: Publication, style: Style) -> Iterator[str]:
    rng = random.Random(style.seed)
    yield from (publication.cover, "", "目录", *publication.contents, "")
    for section in publication.before:
        yield from _section_lines(section)
    yield from (publication.opening, "")
    for sheet in publication.sheets:
        yield from _sheet_lines(sheet, style.spans, rng)
    for section in publication.after:
        yield from _section_lines(section)


def _section_lines(section: Section) -> Iterator[str]:
    yield from (section.heading, "")
    for paragraph in section.paragraphs:
        yield from (paragraph, "")
    if section.grid is not None:
        yield from ("\t".join(texts) for texts in text_rows(section.grid))
        yield ""


def _sheet_lines(sheet: Sheet, spans: Spans, rng: random.Random) -> Iterator[str]:
    yield from (sheet.title, "")
    for strip in sheet.strips:
        yield from strip_texts(strip)
    yield ""
    for row_no, texts in enumerate(text_rows(sheet.grid), start=1):
        lost = spans is Spans.LOST or (spans is Spans.MIXED and rng.random() < 0.5)
        is_body = row_no > sheet.grid.head_rows
        yield "\t".join(_without_spans(sheet.grid, row_no, texts) if lost and is_body else texts)
    yield ""
    for note in sheet.notes:
        yield from (note, "")


def _without_spans(grid: Grid, row_no: int, texts: list[str]) -> list[str]:
    return [text for column_no, text in enumerate(texts, start=1) if not _in_span(grid, row_no, column_no)]


def _in_span(grid: Grid, row_no: int, column_no: int) -> bool:
    """Whether a cell of the same row already stands for this place; below a cell, a blank remains."""
    cell = grid.owners[row_no, column_no]
    return cell.row_no == row_no and cell.column_no < column_no
