"""Walk through the elements of pages: what a person sees of them becomes lines, tables and opaque blocks.

A table that only lays out a page is read as if its content stood outside any table; a table of a single column in a
cell is text of that cell, any other table in a cell a table of its own behind the outer one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from lxml import etree

from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.model import Block, Line, OpaqueBlock, OpaqueKind, Place, Table, TableCell
from orchestration.disclosure.readers.sight import is_note_mark
from orchestration.disclosure.readers.web.appearance import Kind, Shift
from orchestration.disclosure.readers.web.controls import shown_value
from orchestration.disclosure.readers.web.grid import Grid, OpenCell
from orchestration.disclosure.readers.web.page_pictures import embedded_picture
from orchestration.disclosure.readers.web.pointers import Pointers, picture_name
from orchestration.disclosure.readers.web.styles import Scope, Styles

_NEVER_PRINTED = frozenset(
    {
        *("head", "noscript", "script", "style", "template", "title", "desc", "metadata", "defs", "datalist"),
        *("iframe", "object", "frame", "audio", "video", "canvas", "rt", "rtc", "rp"),
    }
)
_FLOWING = frozenset({Kind.INLINE, Kind.APART, Kind.BLOCK, Kind.BESIDE})
_POINTING = frozenset({"a", "area", "embed", "frame", "iframe", "meta", "object"})
_CONTROLS = frozenset({"input", "select", "textarea"})

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" {2,}")
_SPAN = re.compile(r"\s*(\d{1,9})")

_APART = "\ufdd0"
"""Stands between texts that are beside each other without being one; no character of any text."""

_BETWEEN_NUMBERS = re.compile(rf"(?<=[\d.%)])\s*{_APART}[\s{_APART}]*(?=[\d.(△▲-])")

_CELL_FIGURE = re.compile(r"[-−(△▲]?\d[\d,]*(?:\.\d+)?\)?")
_MIN_ROWS_OF_FIGURES = 2
_MOST_BLANK_WORDS = 64
"""Between a mark and what it stands behind."""
_MOST_TEXTS_OF_A_FIGURE = 12
_LONGEST_FIGURE = 1_000
"""Characters of a cell with the blanks that its source is laid out with."""


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table without those of tables in its cells."""
    waiting = list(reversed(table))
    while waiting:
        element = waiting.pop()
        if element.tag == "tr":
            yield element
        elif element.tag not in ("table", "td", "th"):
            waiting.extend(reversed(element))


def _is_layout_table(table: etree._Element) -> bool:
    """Return whether a table has a single column, or holds tables and hardly any figures of its own."""
    cells_of_rows = ([child for child in row if child.tag in ("td", "th")] for row in _own_rows(table))
    if next(islice(table.iter("table"), 1, None), None) is None:
        return not any(len(cells) > 1 for cells in cells_of_rows)
    with_figures = (cells for cells in cells_of_rows if len(cells) > 1 and any(map(_is_figure_cell, cells)))
    return len(list(islice(with_figures, _MIN_ROWS_OF_FIGURES))) < _MIN_ROWS_OF_FIGURES


def _is_figure_cell(cell: etree._Element) -> bool:
    texts = [str(text) for text in islice(cell.itertext(), _MOST_TEXTS_OF_A_FIGURE + 1)]
    if len(texts) > _MOST_TEXTS_OF_A_FIGURE or sum(map(len, texts)) > _LONGEST_FIGURE:
        return False
    return _CELL_FIGURE.fullmatch("".join("".join(texts).split())) is not None


@dataclass(frozen=True, slots=True)
class _OpenTable:
    """The element that a table ends with, and its grid; None for a table that only lays out the page. Rows that style
    makes imply a table around them, which is over with the next block beside them."""

    owner: etree._Element
    grid: Grid | None
    is_implied: bool = False
    around: OpenCell | None = None

    @property
    def cell(self) -> OpenCell | None:
        """The innermost cell that is open: of this table, else that around it."""
        return self.around if self.grid is None or self.grid.open is None else self.grid.open


def _count_figures(hidden: etree._Element) -> int:
    """Count the figures in the cells of an element that is not shown."""
    if hidden.tag in _NEVER_PRINTED or hidden.tag in _CONTROLS:
        return 0
    return sum(_is_figure_cell(cell) for cell in hidden.iter("td"))


def _around(tables: Iterable[etree._Element]) -> set[etree._Element]:
    """Return all elements that hold one of these."""
    around: set[etree._Element] = set()
    for table in tables:
        outer = table.getparent()
        while outer is not None and outer not in around:
            around.add(outer)
            outer = outer.getparent()
    return around


def _span(cell: etree._Element, name: str) -> int:
    stated = cell.get(name)
    match = _SPAN.match(str(stated)) if stated is not None else None
    return int(match[1]) if match else 1


@memoized
def _with_plain_spaces(text: str) -> str:
    """Return the text as browsers print it: what is between elements is mostly the same white space."""
    return _SPACE.sub(" ", text)


class Walk:
    """Walks through pages iteratively: they nest more deeply than Python's stack.

    `pictures` are those that came with the pages, by their addresses.
    """

    def __init__(self, pictures: Mapping[str, Callable[[], bytes]] | None = None) -> None:
        self.blocks: list[Block] = []
        self._pictures = pictures or {}
        self.pointers = Pointers()
        self.hidden_figures = 0
        self._table_no = 0
        self._words: list[str] = []
        self._marks: list[str] = []
        self._shifted: tuple[etree._Element, int] | None = None
        self._tables: list[_OpenTable] = []
        self._around_tables: tuple[etree._Element, set[etree._Element]] | None = None

    def read(self, root: etree._Element, beside: Sequence[str] = ()) -> None:
        """Append the page's blocks to `blocks`. `beside` are style sheets that came with the page."""
        styles = Styles(root, beside)
        self.pointers.take_scripts(root)
        scope = self._enter(root, styles.enter(root, Scope()), Scope())
        path: list[tuple[etree._Element, Iterator[etree._Element], Scope]] = [(root, iter(root), scope)]
        while path:
            element, children, scope = path[-1]
            child = next(children, None)
            if child is None:
                path.pop()
                self._leave(element, scope, path[-1][2] if path else Scope())
                continue
            tag, inner = child.tag, styles.enter(child, scope)
            if tag in _POINTING and inner.kind is not Kind.NONE and scope.is_seen:
                self._take_pointer(child)
            elif tag == "col" and self._tables and (grid := self._tables[-1].grid) is not None:
                grid.declare_columns(_span(child, "span"), is_hidden=not inner.appearance.is_visible)
            if inner.kind is Kind.NONE:
                self.hidden_figures += _count_figures(child)
            if inner.kind is Kind.NONE or tag in _NEVER_PRINTED:
                self._add_text(child.tail, scope)
                continue
            inner = self._enter(child, inner, scope)
            path.append((child, iter(()) if tag in _CONTROLS else iter(child), inner))

    # Elements --------------------------------------------------------------------------------------------------------

    def _enter(self, element: etree._Element, scope: Scope, outer: Scope) -> Scope:
        """Begin an element, and return its scope with the kind that it turns out to have."""
        kind = self._begin_box(element, scope, outer)
        if kind is not scope.kind:
            scope = replace(scope, kind=kind)
        if scope.shift is not Shift.NONE and self._shifted is None:
            self._shifted = element, len(self._words)
        if element.tag in _CONTROLS:
            self._add_text(shown_value(element), scope)
            return scope
        if element.tag == "img":
            self._take_picture(element, scope)
        self._add_text(element.text, scope)
        return scope

    def _begin_box(self, element: etree._Element, scope: Scope, outer: Scope) -> Kind:
        """Begin what an element makes of its content, and return what that turns out to be."""
        kind = scope.kind
        last = self._tables[-1] if self._tables else None
        if last is not None and last.is_implied and kind in _FLOWING and last.owner is element.getparent():
            self._end_table()
        if outer.kind is Kind.BESIDE and kind in _FLOWING:
            kind = Kind.APART
            outer.children_beside += 1
            if outer.columns and outer.children_beside % outer.columns == 1:
                self._end_line()
        if kind is Kind.APART:
            self._words.append(_APART)
            return kind
        if kind is Kind.INLINE:
            return kind
        self._end_line()
        if kind is Kind.TABLE:
            self._tables.append(_OpenTable(element, self._new_grid(element), around=self._open_cell()))
        elif kind is Kind.ROW:
            self._begin_row(element)
        elif kind is Kind.CELL and self._tables and (grid := self._tables[-1].grid) is not None:
            grid.open_cell(_span(element, "rowspan"), _span(element, "colspan"))
        return kind

    def _new_grid(self, element: etree._Element) -> Grid | None:
        if element.tag == "table":
            return None if _is_layout_table(element) else Grid()
        return None if self._holds_table(element) else Grid(is_certain=False)

    def _holds_table(self, element: etree._Element) -> bool:
        root = element.getroottree().getroot()
        if self._around_tables is None or self._around_tables[0] is not root:
            self._around_tables = root, _around(root.iter("table"))
        return element in self._around_tables[1]

    def _begin_row(self, element: etree._Element) -> None:
        if not self._tables and element.tag != "tr" and (parent := element.getparent()) is not None:
            # rows that style makes need no table around them
            self._tables.append(_OpenTable(parent, Grid(is_certain=False), is_implied=True, around=self._open_cell()))
        if self._tables and (grid := self._tables[-1].grid) is not None:
            grid.next_row()

    def _leave(self, element: etree._Element, scope: Scope, outer: Scope) -> None:
        kind = scope.kind
        if kind not in (Kind.INLINE, Kind.APART):
            self._end_line()
        elif self._shifted is not None and self._shifted[0] is element:
            self._end_shifted(self._shifted[1])
        if kind is Kind.APART:
            self._words.append(_APART)
        while self._tables and self._tables[-1].owner is element:
            self._end_table()
        if kind is Kind.CELL and self._tables and (grid := self._tables[-1].grid) is not None:
            grid.open = None
        self._add_text(element.tail, outer)

    def _take_pointer(self, element: etree._Element) -> None:
        name = self.pointers.take(element)
        if name is not None and element.tag in ("embed", "iframe", "object"):
            self._end_line()
            self._put(OpaqueBlock(OpaqueKind.EMBEDDED_OBJECT, Place(), name))

    def _take_picture(self, element: etree._Element, scope: Scope) -> None:
        name = picture_name(element) if scope.appearance.is_visible and not scope.appearance.is_gone else None
        if name is not None:
            self._end_line()
            self._put(OpaqueBlock(OpaqueKind.PICTURE, Place(), name, embedded_picture(element, self._pictures)))

    # Text ------------------------------------------------------------------------------------------------------------

    def _add_text(self, text: str | None, scope: Scope) -> None:
        if not text or not scope.is_seen:
            return
        if not scope.appearance.is_preformatted:
            self._words.append(_with_plain_spaces(text))
            return
        *ended, last = text.split("\n")
        for line in ended:
            self._words.append(line)
            self._end_line()
        self._words.append(last)

    def _end_shifted(self, start: int) -> None:
        """Take the mark of a note out of the line: raised (or lowered) small text that is no part of the words before.

        Behind a Latin letter it is an exponent or an index: m², H₂O."""
        self._shifted = None
        mark = "".join(self._words[start:]).replace(_APART, "")
        nearest = range(start - 1, max(start - _MOST_BLANK_WORDS, 0) - 1, -1)
        words = (self._words[at].rstrip(f" {_APART}") for at in nearest)
        before = next((word[-1] for word in words if word), "")
        if mark.strip() and is_note_mark(mark) and not (before.isascii() and before.isalpha()):
            del self._words[start:]
            self._marks.append(mark)

    def _end_line(self) -> None:
        if not self._words and not self._marks:
            return
        self._shifted = None if self._shifted is None else (self._shifted[0], 0)
        text = "".join(self._words).strip()
        if "  " in text:
            text = _SPACES.sub(" ", text)
        if _APART in text:
            is_cell = self._open_cell() is not None
            lines = _BETWEEN_NUMBERS.split(text) if is_cell else [text]
            *ended, text = [_SPACES.sub("  ", line.replace(_APART, "" if is_cell else "  ")).strip() for line in lines]
            for line in ended:
                self._put(line)
        if not text:
            text = "".join(self._marks).strip()  # what stands alone marks nothing
        self._words.clear()
        self._marks.clear()
        if text:
            self._put(text)

    # Tables ----------------------------------------------------------------------------------------------------------

    def _open_cell(self) -> OpenCell | None:
        return self._tables[-1].cell if self._tables else None

    def _put(self, item: str | Block) -> None:
        """Put a line or a block where it stands: into the innermost cell that is open, or onto the page."""
        cell = self._open_cell()
        if cell is not None:
            cell.items.append(item)
            return
        if isinstance(item, Table):
            self._table_no += 1
            item = replace(item, table_no=self._table_no)
        self.blocks.append(Line(item, Place()) if isinstance(item, str) else item)

    def _end_table(self) -> None:
        self._end_line()
        grid = self._tables.pop().grid
        if grid is None:
            return
        cells = grid.cells()
        if not grid.is_certain and not _is_data(cells):
            for item in grid.items():
                self._put(item)
            return
        if cells:
            self._put(Table(0, cells, grid.column_count))
        for block in grid.other_blocks():
            self._put(block)


def _is_data(cells: Sequence[TableCell]) -> bool:
    """Return whether boxes that style sets out as a table are one: rows of several cells, with figures among them."""
    beside = any(one.row_no == other.row_no for one, other in pairwise(cells))
    return beside and any(_CELL_FIGURE.fullmatch("".join(cell.text.split())) for cell in cells)
