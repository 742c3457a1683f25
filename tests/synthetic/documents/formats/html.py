"""Web pages: spans as rowspan and colspan, prose as paragraphs."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import cycle

from tests.synthetic.documents.formats.flat import strip_texts
from tests.synthetic.documents.grid import Grid, GridCell, Role, Sheet
from tests.synthetic.documents.publication import Publication, Section


class Encoding(StrEnum):
    UTF8 = "utf-8"
    GBK = "gbk"


_STRUCK = ("<del>12</del>", "<s>12</s>", '<span style="text-decoration: line-through">12</span>')
_RAISED = (
    "<sup>①</sup>",
    "<sup>[1]</sup>",
    "<sup><small>2</small></sup>",
    '<span style="vertical-align: super">*</span>',
)
_HIDDEN = (
    '<span style="display:none">9</span>',
    '<span style="visibility: hidden">9</span>',
    '<span style="font-size:0">9</span>',
    '<span style="color:#fff">9</span>',
    '<span class="unseen">9</span>',
    "<span hidden>9</span>",
    "<!-- 9 -->",
)
_STYLE_SHEET = "<style>td .unseen { display: none }</style>"


@dataclass(frozen=True, slots=True)
class Style:
    """Where it `is_annotated`, each text in a grid stands between a struck-out and a hidden one and bears a note's
    mark, in one manner after the other."""

    encoding: Encoding = Encoding.UTF8
    is_annotated: bool = False


def random_style(rng: random.Random) -> Style:
    return Style(encoding=rng.choice(list(Encoding)))


def write(publication: Publication, style: Style) -> bytes:
    return "\n".join(_lines(publication, style)).encode(style.encoding.value, errors="xmlcharrefreplace") + b"\n"


def _lines(publication: Publication, style: Style) -> Iterator[str]:
    title = escape(publication.cover)
    rules = _STYLE_SHEET if style.is_annotated else ""
    surroundings = _surroundings(style)
    yield "<!DOCTYPE html>"
    yield '<html lang="zh-CN">'
    yield f'<head><meta charset="{style.encoding.value}"><title>{title}</title>{rules}</head>'
    yield "<body>"
    yield f"<h1>{title}</h1>"
    yield from ("<p>目录</p>", "<ul>", *(f"<li>{escape(line)}</li>" for line in publication.contents), "</ul>")
    for section in publication.before:
        yield from _section_lines(section)
    yield f"<h2>{escape(publication.opening)}</h2>"
    for sheet in publication.sheets:
        yield from _sheet_lines(sheet, surroundings)
    for section in publication.after:
        yield from _section_lines(section)
    yield from ("</body>", "</html>")


def _surroundings(style: Style) -> Iterator[tuple[str, str]]:
    """What stands before and behind one text after the other."""
    if style.is_annotated:
        for struck, raised, hidden in zip(cycle(_STRUCK), cycle(_RAISED), cycle(_HIDDEN), strict=False):
            yield struck, raised + hidden
    yield from cycle([("", "")])


def _section_lines(section: Section) -> Iterator[str]:
    yield f"<h2>{escape(section.heading)}</h2>"
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
    if section.grid is not None:
        yield from _table_lines(section.grid, cycle([("", "")]))


def _sheet_lines(sheet: Sheet, surroundings: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f'<p align="center">{escape(sheet.title)}</p>'
    for strip in sheet.strips:
        yield from (f"<p>{escape(text)}</p>" for text in strip_texts(strip))
    yield from _table_lines(sheet.grid, surroundings)
    yield from (f"<p>{escape(note)}</p>" for note in sheet.notes)


def _table_lines(grid: Grid, surroundings: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield '<table border="1">'
    for row in grid.rows:
        yield f"<tr>{''.join(_cell(cell, surroundings) for cell in row)}</tr>"
    yield "</table>"


def _cell(cell: GridCell, surroundings: Iterator[tuple[str, str]]) -> str:
    rowspan = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    colspan = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    align = ' align="right"' if cell.content.role is Role.AMOUNT else ""
    before, behind = next(surroundings) if cell.content.text else ("", "")
    return f"<td{rowspan}{colspan}{align}>{before}{escape(cell.content.text) or '&nbsp;'}{behind}</td>"
