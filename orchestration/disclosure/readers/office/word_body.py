"""One walk through the text of a Word document: its lines and tables in reading order, as the last reviewer sees them.

What is not printed is not read: deleted and moved-away text, struck-out, hidden and invisible text, instructions of
fields, raised marks of notes. The numbers of automatic lists stay out: they are not part of the text stream.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.model import Block, Line, Place, Table, TableCell
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, too_many_cells
from orchestration.disclosure.readers.office.symbol_fonts import in_font, symbol
from orchestration.disclosure.readers.office.word_elements import (
    child,
    children,
    name_of,
    named,
    printed_children,
    switch,
    value,
)
from orchestration.disclosure.readers.office.word_fields import Fields, names_page_number
from orchestration.disclosure.readers.office.word_looks import (
    Look,
    Looks,
    Paint,
    Unpainted,
    ground_on,
    run_properties,
    shading,
)
from orchestration.disclosure.readers.office.word_objects import Objects
from orchestration.disclosure.readers.office.word_sections import RunningLines
from orchestration.disclosure.readers.office.word_tables import lays_out, printed_rows, printed_slots
from orchestration.disclosure.readers.office.word_text import ParagraphText
from orchestration.disclosure.readers.sight import WHITE

_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NONE_RUNNING = RunningLines()


@dataclass(frozen=True, slots=True)
class _Around:
    """What the place of a paragraph gives to its runs: its style and what is painted behind them."""

    style: str | None
    ground: Paint
    look: Look


class Body:
    """A walk that remembers the page reached, the number of the last table and the fields that are open."""

    def __init__(
        self,
        root: etree._Element,
        looks: Looks,
        objects: Objects,
        first_page: int | None = None,
        running: RunningLines = _NONE_RUNNING,
    ) -> None:
        self._looks = looks
        self._objects = objects
        self._page = first_page
        self._running = running
        self._fields = Fields(root)
        self._tables = 0
        # A picture behind the text may be as dark as it likes: then white letters outside of tables can be seen.
        self._free_ground: Paint = Unpainted.UNKNOWN if _has_backdrop(root) else WHITE

    def document(self, root: etree._Element) -> Iterator[Block]:
        """The blocks of a whole document, those of its first section under what runs over it."""
        for line in self._running.first:
            yield Line(line, Place(page=self._page))
        yield from self.blocks(root)

    def blocks(self, parent: etree._Element, ground: Paint | None = None) -> Iterator[Block]:
        """The lines and tables below an element, in reading order; `ground` is painted behind it (else paper is)."""
        unended: ParagraphText | None = None
        for name, element in printed_children(parent):
            if name == "p":
                text = unended or ParagraphText()
                boxes: list[Block] = []
                goes_on = self._read_paragraph(element, ground, text, boxes)
                unended = text if goes_on else None
                if unended is None:
                    yield from _line(text)
                yield from boxes
                yield from self._running_lines(element)
                continue
            if unended is not None:
                yield from _line(unended)
                unended = None
            if name == "tbl":
                yield from self._table(element, ground)
            elif name == "tc":
                yield from self.blocks(element, self._cell_ground(element, ground))
            else:
                yield from self.blocks(element, ground)
            yield from self._running_lines(element)
        if unended is not None:
            yield from _line(unended)

    def _running_lines(self, element: etree._Element) -> Sequence[Line]:
        return [Line(line, Place(page=self._page)) for line in self._running.after.get(element, ())]

    # Paragraphs -------------------------------------------------------------------------------------------------------

    def _read_paragraph(
        self, paragraph: etree._Element, ground: Paint | None, text: ParagraphText, boxes: list[Block]
    ) -> bool:
        """Read the runs into `text` and what is anchored in them into `boxes`; whether the next paragraph goes on in
        the same line, because the mark that ends this one is hidden or deleted."""
        style: str | None = None
        own: Paint | None = None
        mark: etree._Element | None = None
        for said in children(child(paragraph, "pPr")):
            match name_of(said):
                case "pStyle":
                    style = value(said)
                case "shd":
                    own = shading(said)
                case "rPr":
                    mark = said
        below = self._free_ground if ground is None else ground
        behind = self._looks.paragraph_ground(style, own, below)
        around = _Around(style, behind, self._looks.look(style, behind))
        self._collect(paragraph, around, around.look, text, boxes)
        return mark is not None and _is_gone(mark)

    def _collect(
        self, parent: etree._Element, around: _Around, look: Look, text: ParagraphText, boxes: list[Block]
    ) -> None:
        """The text of a paragraph piece by piece; what is anchored in it follows it."""
        for name, element in printed_children(parent):
            match name:
                case "r":
                    self._collect_run(element, around, text, boxes)
                case "t":
                    self._add(text, element.text or "", look)
                case "fldChar":
                    chosen = self._fields.take_mark(element)
                    if chosen and look.seen:
                        text.add(chosen, look, self._page)
                case "instrText":
                    self._fields.take_instruction(element.text or "")
                case "fldSimple" if names_page_number(value(element, "instr") or ""):
                    continue
                case "sym":
                    code = value(element, "char") or ""
                    self._add(text, _symbol(value(element, "font") or "", code), look._replace(symbol_font=None))
                case "lastRenderedPageBreak" if self._page is not None:
                    self._page += 1
                case "txbxContent":
                    boxes += self.blocks(element, Unpainted.UNKNOWN)
                case "drawing" | "pict" | "object":
                    if self._fields.is_printed and look.seen:
                        boxes += (self._placed(block) for block in self._objects.blocks(element))
                    self._collect(element, around, look, text, boxes)
                case _ if name in _CHARACTERS:
                    self._add(text, _CHARACTERS[name], look)
                case _:
                    self._collect(element, around, look, text, boxes)

    def _collect_run(self, run: etree._Element, around: _Around, text: ParagraphText, boxes: list[Block]) -> None:
        properties: etree._Element | None = None
        note: etree._Element | None = None
        for said in run:
            match name_of(said):
                case "rPr" if properties is None:
                    properties = said
                case "footnoteReference" | "endnoteReference" if note is None:
                    note = said
        look = self._looks.look(around.style, around.ground, run_properties(properties))
        if note is not None and value(note, "customMarkFollows") not in (None, "0", "false", "off"):
            # The text of the run is the mark of the note.
            look = look._replace(raised=True)
        self._collect(run, around, look, text, boxes)

    def _add(self, text: ParagraphText, piece: str, look: Look) -> None:
        if not piece or not look.seen or not self._fields.is_printed:
            return
        if look.symbol_font is not None:
            piece = in_font(look.symbol_font, piece)
        text.add(piece, look, self._page)

    def _placed(self, block: Block) -> Block:
        if isinstance(block, Table):
            self._tables += 1
            return replace(block, table_no=self._tables, page=self._page, sheet_name=None)
        return replace(block, place=block.place._replace(page=self._page))

    # Tables -----------------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element, below: Paint | None) -> Iterator[Block]:
        """The table itself, then the tables and pictures inside its cells."""
        ground = self._table_ground(table, below)
        if lays_out(table):
            for row in printed_rows(table):
                yield from self.blocks(row, ground)
            return
        self._tables += 1
        table_no = self._tables
        slots = printed_slots(table)
        cells: list[TableCell] = []
        others: list[Block] = []
        page: int | None = None
        for slot in slots:
            lines: list[Line] = []
            for block in self.blocks(slot.element, ground_on(ground, (slot.ground,))):
                if isinstance(block, Line):
                    lines.append(block)
                else:
                    others.append(block)
            if lines:
                page = page or lines[0].place.page
                text = "\n".join(line.text for line in lines)
                cells.append(TableCell(text, slot.row_no, slot.column_no, slot.row_span, slot.column_span))
        if len(cells) > MAX_TABLE_CELLS:
            raise too_many_cells(fragment("files.numbered_table", number=table_no))
        columns = max((slot.column_no + slot.column_span - 1 for slot in slots), default=0)
        if cells:
            yield Table(table_no, tuple(cells), columns, page)
        yield from others

    def _cell_ground(self, cell: etree._Element, below: Paint | None) -> Paint | None:
        own = child(child(cell, "tcPr"), "shd")
        return below if own is None else ground_on(WHITE if below is None else below, (shading(own),))

    def _table_ground(self, table: etree._Element, below: Paint | None) -> Paint:
        properties = child(table, "tblPr")
        own = child(properties, "shd")
        ground = ground_on(WHITE if below is None else below, (None if own is None else shading(own),))
        if self._looks.paints_cells(value(child(properties, "tblStyle"))):
            return Unpainted.UNKNOWN
        return ground


def _line(text: ParagraphText) -> Sequence[Line]:
    printed = text.text()
    return (Line(printed, Place(page=text.page)),) if printed else ()


def _is_gone(mark: etree._Element) -> bool:
    """Whether the mark of a paragraph is deleted or hidden."""
    return any(child(mark, name) is not None for name in ("del", "moveFrom")) or switch(mark, "vanish") is True


def _symbol(font: str, code: str) -> str:
    try:
        return symbol(font, int(code, 16)) if len(code) <= 6 else ""
    except ValueError:
        return ""


def _has_backdrop(root: etree._Element) -> bool:
    """Whether something is drawn behind the text, or the page is coloured."""
    background = next(named(root, "background"), None)
    if background is not None and (value(background, "color") or "auto").upper() not in ("AUTO", "FFFFFF"):
        return True
    return any(anchor.get("behindDoc") in ("1", "true") for anchor in root.iter("{*}anchor"))
