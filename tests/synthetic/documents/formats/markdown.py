"""Markdown with pipe tables: no spans, the first row is the head whether the sheet's head is longer or not."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.synthetic.documents.formats.flat import strip_texts, text_rows
from tests.synthetic.documents.grid import Grid, Sheet
from tests.synthetic.documents.publication import Publication, Section


@dataclass(frozen=True, slots=True)
class Style:
    """`padding` is what stands between a pipe and a text.

    Where it `is_annotated`, each text in a grid stands between a struck-out one and a comment and bears a note's mark.
    """

    padding: str = " "
    is_annotated: bool = False


def random_style(rng: random.Random) -> Style:
    return Style(padding=rng.choice(("", " ")))


def write(publication: Publication, style: Style) -> bytes:
    return "\n".join(_lines(publication, style)).encode() + b"\n"


def _lines(publication: Publication, style: Style) -> Iterator[str]:
    yield from (f"# {publication.cover}", "")
    yield from ("## 目录", "", *(f"- {line}" for line in publication.contents), "")
    for section in publication.before:
        yield from _section_lines(section, style)
    yield from (f"## {publication.opening}", "")
    for sheet in publication.sheets:
        yield from _sheet_lines(sheet, style)
    for section in publication.after:
        yield from _section_lines(section, style)


def _section_lines(section: Section, style: Style) -> Iterator[str]:
    yield from (f"## {section.heading}", "")
    for paragraph in section.paragraphs:
        yield from (paragraph, "")
    if section.grid is not None:
        yield from (*_table_lines(section.grid, style), "")


def _sheet_lines(sheet: Sheet, style: Style) -> Iterator[str]:
    yield from (f"### {sheet.title}", "")
    for strip in sheet.strips:
        for text in strip_texts(strip):
            yield from (text, "")
    yield from _table_lines(sheet.grid, style)
    yield ""
    for note in sheet.notes:
        yield from (note, "")


def _table_lines(grid: Grid, style: Style) -> Iterator[str]:
    head, *body = text_rows(grid)
    for row in (head, ["---"] * grid.column_count, *body):
        cells = (f"{style.padding}{_shown(text, style)}{style.padding}" for text in row)
        yield f"|{'|'.join(cells)}|"


def _shown(text: str, style: Style) -> str:
    escaped = text.replace("|", "\\|")
    is_rule = not text.strip("-")
    return f"~~12~~{escaped}[^1]<sup>①</sup><!-- 9 -->" if style.is_annotated and not is_rule else escaped
