"""Read web pages, MHTML included: block elements become lines, data tables become tables.

A table that contains tables or has a single column is a layout table: its content is read as if outside any table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Block, Line, Place, Problem, Table, TableCell
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import decode_text, is_mhtml

_SUPPORT = frozenset({"head", "noscript", "script", "style", "template"})
_CONTROLS = frozenset({"iframe", "object", "select", "svg", "textarea"})
_NEVER_PRINTED = _SUPPORT | _CONTROLS
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STYLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PLAIN_SELECTOR = re.compile(r"(?:\w+)?([.#])([\w-]+)")
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ods|odt|ofd|rtf|csv|zip|rar)$", re.IGNORECASE)
_INDEX_LENGTH = 600
"""Up to this many characters of text, a page without tables is an index of its attachments."""

_CELLS = frozenset({"td", "th"})
_TABLE_PARTS = _CELLS | {"caption", "table", "tbody", "tfoot", "thead", "tr"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "figcaption"})
_SECTIONS = frozenset({"article", "aside", "body", "footer", "form", "header", "html", "main", "nav", "section"})
_LISTS = frozenset({"dd", "dl", "dt", "li", "ol", "ul"})
_PARAGRAPHS = frozenset({"address", "blockquote", "br", "center", "div", "fieldset", "figure", "hr", "p", "pre"})
_BLOCKS = _TABLE_PARTS | _HEADINGS | _SECTIONS | _LISTS | _PARAGRAPHS
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" {2,}")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SPAN = re.compile(r"\s*(\d{1,9})")

_MAX_COLUMNS = 1000
"""Browsers cap a colspan here; no sheet comes near."""

_MAX_TAGS = 5_000_000
"""Ten million take half a minute and more than a gigabyte; nine sheets have some ten thousand."""

_MAX_ROW_SPAN = 65534
"""Browsers cap a rowspan here; one of 0 reaches the last row."""


def read_html(raw: RawFile) -> Content:
    """Return the blocks of a web page, or of every page inside an MHTML file; printed page numbers are unknown.

    Raises UnreadableFile for text in no sound encoding, absurd tables and markup nested beyond reason.
    """
    walk = _Walk()
    for page in _pages(raw.data):
        walk.read(page)
    return Content(blocks=tuple(walk.blocks), problems=tuple(_index_problems(raw, walk)))


def parse_markup(*pages: str) -> tuple[Block, ...]:
    """Return the blocks of pages or fragments in order; their tables are numbered from 1.

    Raises UnreadableFile as `read_html` does, save for encodings.
    """
    walk = _Walk()
    for page in pages:
        walk.read(page)
    return tuple(walk.blocks)


def _index_problems(raw: RawFile, walk: "_Walk") -> Iterator[Problem]:
    words = sum(len(block.text) for block in walk.blocks if isinstance(block, Line))
    if walk.attachments and words <= _INDEX_LENGTH and not any(isinstance(block, Table) for block in walk.blocks):
        names = ", ".join(walk.attachments[:3]) + (", …" if len(walk.attachments) > 3 else "")
        yield Problem(
            ProblemKind.NOT_FINAL_ACCOUNTS,
            Severity.WARNING,
            raw.file_name,
            f"the page holds no table, only links to {len(walk.attachments)} files ({names})",
            "put the linked files into the folder",
        )


def _pages(data: bytes) -> Iterator[str]:
    if not is_mhtml(data):
        yield _page_text(data, charset=None)
        return
    # saved web archives are rare
    import email

    for part in email.message_from_bytes(data).walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(payload, bytes):
            yield _page_text(payload, part.get_content_charset())


def _page_text(data: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(data[:4096])
    return decode_text(data, charset or (declared[1].decode("ascii", "replace") if declared else None))


def _parse(page: str) -> etree._Element | None:
    """Return the page's tree; None for a page without content.

    `huge_tree` lifts libxml2's limit on depth from 256 to 2048: pages full of unclosed font tags pass the lower one.
    """
    if page.count("<") > _MAX_TAGS:
        raise _too_large(f"its markup has more than {_MAX_TAGS} tags")
    _check_complete(page)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.replace("\x00", "").encode(), parser)
    except etree.XMLSyntaxError:
        return None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise UnreadableFile(
            ProblemKind.DAMAGED_FILE,
            "the page's markup is nested so deeply that its end cannot be read",
            "open the page in a browser and save it as PDF",
        )
    return root


def _check_complete(page: str) -> None:
    """Raise UnreadableFile for a page that ends inside a table without </html>: its download was cut off."""
    words = page.lower()
    if "<html" in words and "</html" not in words and words.rfind("<table") > words.rfind("</table"):
        raise UnreadableFile(
            ProblemKind.DAMAGED_FILE,
            "the page is cut off: it ends amid a table",
            "download the page again from the publisher",
        )


def _too_large(detail: str) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.TOO_LARGE,
        f"the page is too large: {detail}",
        "check where the file comes from; a disclosure is far smaller",
    )


def _hidden_marks(root: etree._Element) -> frozenset[tuple[str, str]]:
    """Return the classes (.) and ids (#) that a simple rule of the page's own style sheets hides."""
    rules = (rule for style in root.iter("style") for rule in _STYLE_RULE.findall(style.text or ""))
    selectors = (selector for names, body in rules if _HIDDEN_STYLE.search(body) for selector in names.split(","))
    found = (_PLAIN_SELECTOR.fullmatch(selector.strip()) for selector in selectors)
    return frozenset((match[1], match[2]) for match in found if match)


def _is_printed(element: etree._Element, hidden: frozenset[tuple[str, str]]) -> bool:
    if element.tag in _NEVER_PRINTED or element.get("hidden") is not None:
        return False
    if _HIDDEN_STYLE.search(element.get("style", "")):
        return False
    marks = {(".", name) for name in element.get("class", "").split()} | {("#", element.get("id", ""))}
    return not hidden or hidden.isdisjoint(marks)


def _is_layout_table(table: etree._Element) -> bool:
    if next(islice(table.iter("table"), 1, None), None) is not None:
        return True
    return not any(sum(child.tag in _CELLS for child in row) > 1 for row in table.iter("tr"))


def _span(cell: etree._Element, name: str) -> int:
    match = _SPAN.match(cell.get(name, ""))
    return int(match[1]) if match else 1


class _Walk:
    """Walks through pages iteratively: they nest more deeply than Python's stack."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.attachments: list[str] = []
        self._tables = 0
        self._words: list[str] = []
        self._grid: _Grid | None = None
        self._preformatted = 0

    def read(self, page: str) -> None:
        """Append the page's blocks to `blocks`."""
        root = _parse(page)
        if root is None:
            return
        hidden = _hidden_marks(root)
        self._enter(root)
        path = [(root, iter(root))]
        while path:
            element, children = path[-1]
            child = next(children, None)
            if child is None:
                path.pop()
                self._leave(element)
            elif _is_printed(child, hidden):
                path.append((child, iter(child)))
                self._enter(child)
            else:
                self._add_text(child.tail)

    def _enter(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
        if element.tag == "a" and _ATTACHMENT.search(element.get("href", "")):
            self.attachments.append(element.get("href", "").rsplit("/", 1)[-1])
        if element.tag == "pre":
            self._preformatted += 1
        if self._grid is None and element.tag == "table" and not _is_layout_table(element):
            self._grid = _Grid()
        elif self._grid is not None and element.tag == "tr":
            self._grid.next_row()
        elif self._grid is not None and element.tag in _CELLS:
            self._grid.open_cell(_span(element, "rowspan"), _span(element, "colspan"))
        self._add_text(element.text)

    def _leave(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
        if element.tag == "pre":
            self._preformatted -= 1
        if self._grid is not None and element.tag in _CELLS:
            self._grid.open = None
        elif self._grid is not None and element.tag == "table":
            self._end_table(self._grid)
        self._add_text(element.tail)

    def _add_text(self, text: str | None) -> None:
        if not text:
            return
        if not self._preformatted:
            self._words.append(_SPACE.sub(" ", text))
            return
        *ended, last = text.split("\n")
        for line in ended:
            self._words.append(line)
            self._end_line()
        self._words.append(last)

    def _end_line(self) -> None:
        text = _SPACES.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        if not text:
            return
        if self._grid is not None and self._grid.open is not None:
            self._grid.open.lines.append(text)
        else:
            self.blocks.append(Line(text, Place()))

    def _end_table(self, grid: "_Grid") -> None:
        self._grid = None
        cells = grid.cells()
        if cells:
            self._tables += 1
            self.blocks.append(Table(self._tables, cells, grid.column_count))


@dataclass(slots=True)
class _OpenCell:
    row_no: int
    column_no: int
    row_span: int
    column_span: int
    lines: list[str] = field(default_factory=list)


class _Grid:
    """A data table while it is read; places each cell in the next column that no row span covers."""

    def __init__(self) -> None:
        self.open: _OpenCell | None = None
        self._cells: list[_OpenCell] = []
        self._row_no = 0
        self._column_no = 1
        self._covered_to_row: list[int] = []

    @property
    def column_count(self) -> int:
        """Columns of the widest row, spans included."""
        return len(self._covered_to_row)

    def next_row(self) -> None:
        """Begin a row."""
        self.open = None
        self._row_no += 1
        self._column_no = 1

    def open_cell(self, row_span: int, column_span: int) -> None:
        """Begin a cell at the row's next free column. Raises UnreadableFile beyond `_MAX_COLUMNS`."""
        if self._row_no == 0:
            self.next_row()
        covered = self._covered_to_row
        while self._column_no <= len(covered) and covered[self._column_no - 1] >= self._row_no:
            self._column_no += 1
        start = self._column_no - 1
        if start >= _MAX_COLUMNS or len(self._cells) >= MAX_TABLE_CELLS:
            raise _too_large(f"a table has more than {_MAX_COLUMNS} columns or {MAX_TABLE_CELLS} cells")
        wide = min(max(column_span, 1), _MAX_COLUMNS - start)
        high = min(row_span or _MAX_ROW_SPAN, _MAX_ROW_SPAN)
        covered.extend([0] * (start + wide - len(covered)))
        covered[start : start + wide] = [self._row_no + high - 1] * wide
        self.open = _OpenCell(self._row_no, self._column_no, high, wide)
        self._cells.append(self.open)
        self._column_no += wide

    def cells(self) -> tuple[TableCell, ...]:
        """Return the cells with text; row spans end with the table."""
        return tuple(
            TableCell(
                "\n".join(cell.lines),
                cell.row_no,
                cell.column_no,
                min(cell.row_span, self._row_no - cell.row_no + 1),
                cell.column_span,
            )
            for cell in self._cells
            if cell.lines
        )
