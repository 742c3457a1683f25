"""PDF documents: ruled tables that break over pages, names that wrap in narrow cells."""

import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config  # type: ignore[import-untyped]
from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A3, A4, landscape  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from tests.synthetic.documents.formats import box_font
from tests.synthetic.documents.formats.paging import Continuation, pages_of
from tests.synthetic.documents.formats.spreadsheet import under_titles
from tests.synthetic.documents.formats.widths import WIDEST, squeezed_widths
from tests.synthetic.documents.grid import Grid, GridCell, Role, Sheet
from tests.synthetic.documents.publication import Publication, Section

# office programs write compressed bytes as they are, not as letters
rl_config.useA85 = 0

_STANDARD_FONT = "STSong-Light"
_MARGIN = 40.0
_LARGEST_FONT = 8.0
_CELL_PADDING = 2.0
_WHOLE = ((0, 0), (-1, -1))
"""All cells, as table styles address them."""

_WATERMARK_SIZE = 14.0
_WATERMARK_GRAY = 0.85
_WATERMARK_GAPS = (40.0, 70.0)
"""The size of letters, their gray, and the gaps between one watermark and the next, across and up."""

_WIDE_FROM = 8
"""A grid of so many columns lies on its side."""

_ALIGNMENTS = {Role.TITLE: 1, Role.HEAD: 1, Role.LINE_NUMBER: 1, Role.MARGIN: 2, Role.AMOUNT: 2}


_ANNOTATED = '<strike>12</strike>{}<super size="60%" rise="35%">①</super><font color="white">9</font>'
_AS_WIDE = "12{}①9"
"""What is written around a text, and letters that take as much room."""


class Lettering(StrEnum):
    """A Chinese font that viewers bring along, not embedded; or embedded boxes, which only programs can read."""

    STANDARD = "standard"
    BOXES = "boxes"


class Ruling(StrEnum):
    """Which rules are drawn: all of them in several manners, those between rows only, or none."""

    FULL = "full"
    DASHED = "dashed"
    DOUBLE = "double"
    HORIZONTAL = "horizontal"
    NONE = "none"


RULED_THROUGHOUT = (Ruling.FULL, Ruling.DASHED, Ruling.DOUBLE)

_SOLID = (0.5, colors.black)
_RULES: Mapping[Ruling, tuple[tuple[Any, ...], ...]] = MappingProxyType(
    {
        Ruling.FULL: (("GRID", *_WHOLE, *_SOLID),),
        Ruling.DASHED: (("GRID", *_WHOLE, *_SOLID, 0, (2, 2)),),
        Ruling.DOUBLE: (("GRID", *_WHOLE, *_SOLID, 0, None, 0, 2, 1.0),),
        Ruling.HORIZONTAL: (("LINEBELOW", *_WHOLE, *_SOLID), ("LINEABOVE", (0, 0), (-1, 0), *_SOLID)),
        Ruling.NONE: (),
    }
)
"""In commands of table styles."""


class Title(StrEnum):
    """Whether title, department and unit stand above the table or in its first rows."""

    ABOVE = "above"
    IN_GRID = "in_grid"


class Imposition(StrEnum):
    """One page on a sheet of paper, or two upright ones side by side."""

    SINGLE = "single"
    TWO_UP = "two_up"


@dataclass(frozen=True, slots=True)
class Style:
    """`seed` decides after which rows a page breaks; names wrap beyond `name_width` half-width characters.

    A font may also be the path of a TrueType file with Chinese. A file with a `password` is encrypted. Where it
    `is_annotated`, each text in a grid stands between a struck-out and a white one and bears a note's mark. A
    `watermark` is tiled over all pages.
    """

    ruling: Ruling = Ruling.FULL
    title: Title = Title.ABOVE
    continuation: Continuation = Continuation.BODY
    seed: int = 0
    name_width: int = WIDEST
    font: Lettering | Path = Lettering.STANDARD
    password: str = ""
    is_annotated: bool = False
    watermark: str = ""
    imposition: Imposition = Imposition.SINGLE


def random_style(rng: random.Random) -> Style:
    return Style(
        ruling=rng.choice((*RULED_THROUGHOUT, Ruling.HORIZONTAL)),
        title=rng.choice(list(Title)),
        continuation=rng.choice(list(Continuation)),
        seed=rng.randrange(2**32),
        name_width=rng.randint(16, WIDEST),
        font=Lettering.BOXES,
    )


def write(publication: Publication, style: Style) -> bytes:
    font = _registered_font(style.font)
    stream = io.BytesIO()
    document = BaseDocTemplate(
        stream,
        invariant=1,
        title=publication.cover,
        author="",
        pageTemplates=_page_templates(style, font),
        encrypt=StandardEncryption(style.password, strength=128) if style.password else None,
    )
    story = _story(publication, style, _Prose.of(font))
    if style.imposition is Imposition.TWO_UP:
        story = (FrameBreak() if isinstance(part, PageBreak) else part for part in story)
    document.build(list(story))
    return stream.getvalue()


@cache
def _registered_font(choice: Lettering | Path) -> str:
    if isinstance(choice, Path):
        font = TTFont(choice.stem, str(choice))
    elif choice is Lettering.BOXES:
        font = TTFont(box_font.NAME, io.BytesIO(box_font.font_file()))
    else:
        font = UnicodeCIDFont(_STANDARD_FONT)
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def _page_templates(style: Style, font: str) -> list[Any]:
    def draw_watermark(canvas: Any, _: Any) -> None:
        if style.watermark:
            _tile(canvas, style.watermark, font)

    pages: dict[str, tuple[tuple[float, float], tuple[float, ...]]]
    if style.imposition is Imposition.TWO_UP:
        pages = {"portrait": (landscape(A3), (0.0, A4[0]))}
    else:
        pages = {"portrait": (A4, (0.0,)), "landscape": (landscape(A4), (0.0,))}
    return [
        PageTemplate(
            id=name,
            pagesize=size,
            frames=[_frame(left, size[0] / len(lefts), size[1]) for left in lefts],
            onPageEnd=draw_watermark,
        )
        for name, (size, lefts) in pages.items()
    ]


def _frame(left: float, width: float, height: float) -> Any:
    return Frame(left + _MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN, 0, 0, 0, 0)


def _tile(canvas: Any, words: str, font: str) -> None:
    """Pale words in rows that are shifted against each other, over whatever stands on the page."""
    width, height = canvas._pagesize
    across = canvas.stringWidth(words, font, _WATERMARK_SIZE) + _WATERMARK_GAPS[0]
    canvas.saveState()
    canvas.setFont(font, _WATERMARK_SIZE)
    canvas.setFillGray(_WATERMARK_GRAY)
    for row in range(int(height // _WATERMARK_GAPS[1])):
        for column in range(int(width // across)):
            canvas.drawString((column + row % 2 / 2) * across, (row + 0.5) * _WATERMARK_GAPS[1], words)
    canvas.restoreState()


def _room(size: tuple[float, float]) -> float:
    return size[0] - 2 * _MARGIN


@dataclass(frozen=True)
class _Prose:
    """The paragraph styles of one document."""

    font: str
    cover: Any
    heading: Any
    body: Any

    @classmethod
    def of(cls, font: str) -> "_Prose":
        def style(size: float, alignment: int) -> Any:
            return ParagraphStyle(
                f"{font}{size}", fontName=font, fontSize=size, leading=size * 1.5, alignment=alignment, wordWrap="CJK"
            )

        return cls(font=font, cover=style(20, 1), heading=style(14, 1), body=style(10, 0))


@dataclass(frozen=True)
class _Look:
    """How one table is set: column widths and font size in points."""

    font: str
    size: float
    widths: tuple[float, ...]

    @classmethod
    def fitting(cls, grid: Grid, room: float, name_width: int, font: str) -> "_Look":
        """As large as the room allows without breaking an amount."""
        characters = squeezed_widths(grid, int(room / _LARGEST_FONT * 2), name_width)
        size = min(_LARGEST_FONT, room / sum(characters) * 2)
        return cls(font, size, tuple(width * size / 2 for width in characters))

    def text(self, role: Role) -> Any:
        return ParagraphStyle(
            role.value,
            fontName=self.font,
            fontSize=self.size,
            leading=self.size * 1.25,
            alignment=_ALIGNMENTS.get(role, 0),
            wordWrap="CJK",
        )


def _story(publication: Publication, style: Style, prose: _Prose) -> Iterator[Any]:
    rng = random.Random(style.seed)
    yield Spacer(1, 200)
    yield _paragraph(publication.cover, prose.cover)
    yield PageBreak()
    yield _paragraph("目录", prose.heading)
    for page, line in enumerate(publication.contents, start=3):
        yield _paragraph(f"{line}{'…' * 12}{page}", prose.body)
    yield PageBreak()
    for section in publication.before:
        yield from _section(section, style, prose)
    yield NextPageTemplate(_orientation(publication.sheets[0].grid, style))
    yield PageBreak()
    yield _paragraph(publication.opening, prose.heading)
    following = [_orientation(sheet.grid, style) for sheet in publication.sheets[1:]]
    for sheet, next_template in zip(publication.sheets, [*following, "portrait"], strict=True):
        yield from _sheet(sheet, style, prose, rng)
        yield NextPageTemplate(next_template)
        yield PageBreak()
    for section in publication.after:
        yield from _section(section, style, prose)


def _section(section: Section, style: Style, prose: _Prose) -> Iterator[Any]:
    yield _paragraph(section.heading, prose.heading)
    for text in section.paragraphs:
        yield _paragraph(text, prose.body)
    if section.grid is not None:
        yield _table(section.grid, _Look.fitting(section.grid, _room(A4), style.name_width, prose.font), style)


def _orientation(grid: Grid, style: Style) -> str:
    is_wide = grid.column_count >= _WIDE_FROM and style.imposition is Imposition.SINGLE
    return "landscape" if is_wide else "portrait"


def _sheet(sheet: Sheet, style: Style, prose: _Prose, rng: random.Random) -> Iterator[Any]:
    grid = sheet.grid
    room = _room(landscape(A4) if _orientation(grid, style) == "landscape" else A4)
    look = _Look.fitting(_annotated(grid) if style.is_annotated else grid, room, style.name_width, prose.font)
    if style.title is Title.IN_GRID:
        grid = under_titles(sheet)
    else:
        yield _paragraph(sheet.title, prose.heading)
        for strip in sheet.strips:
            yield Table(
                [[_paragraph(strip.left, look.text(Role.NOTE)), _paragraph(strip.right, look.text(Role.MARGIN))]],
                colWidths=[sum(look.widths) / 2] * 2,
            )
    pages = list(pages_of(grid, style.continuation, rng))
    for page in pages:
        yield _table(page, look, style)
        if page is not pages[-1]:
            yield PageBreak()
    for note in sheet.notes:
        yield _paragraph(note, prose.body)


def _annotated(grid: Grid) -> Grid:
    """As wide as the grid is with what is written beside its texts."""
    cells = (
        replace(cell, content=replace(cell.content, text=_AS_WIDE.format(cell.content.text)))
        if cell.content.text
        else cell
        for cell in grid.cells
    )
    return Grid(tuple(cells), grid.row_count, grid.column_count, grid.head_rows)


def _table(grid: Grid, look: _Look, style: Style) -> Any:
    rows: list[list[Any]] = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        if cell.content.text:
            markup = _ANNOTATED if style.is_annotated and len(cell.content.text) > 1 else "{}"
            text = markup.format(escape(cell.content.text))
            rows[cell.row_no - 1][cell.column_no - 1] = Paragraph(text, look.text(cell.content.role))
    table = Table(rows, colWidths=look.widths)
    spans = [
        ("SPAN", _corner(cell.column_no, cell.row_no), _last_corner(cell))
        for cell in grid.cells
        if cell.row_span > 1 or cell.column_span > 1
    ]
    paddings = [(f"{side}PADDING", *_WHOLE, _CELL_PADDING) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    table.setStyle([*_RULES[style.ruling], ("VALIGN", *_WHOLE, "MIDDLE"), *paddings, *spans])
    return table


def _corner(column_no: int, row_no: int) -> tuple[int, int]:
    return column_no - 1, row_no - 1


def _last_corner(cell: GridCell) -> tuple[int, int]:
    return _corner(cell.column_no + cell.column_span - 1, cell.row_no + cell.row_span - 1)


def _paragraph(text: str, style: Any) -> Any:
    return Paragraph(escape(text), style)
