"""Read web pages, MHTML included: block elements become lines, data tables become tables.

How a page is walked belongs to `walk`, what style makes of it to `styles`; here stand files, pages and refusals.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.model import Block, Line, Problem, Table
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import decode_text, is_mhtml
from orchestration.disclosure.readers.web.grid import too_large
from orchestration.disclosure.readers.web.page_pictures import pictures_of
from orchestration.disclosure.readers.web.server_pages import not_the_document, refuse_server_page
from orchestration.disclosure.readers.web.walk import Walk

_SHORT = 600
"""Up to this many characters of text, a page without tables only points to its attachments."""

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_FIGURE = re.compile(r"[-−(△▲]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\)?")
_MIN_FIGURES = 2
_MIN_HIDDEN_FIGURES = 6
_MOST_NAMES = 3

_MAX_TAGS = 5_000_000
"""Ten million take half a minute and more than a gigabyte; nine sheets have some ten thousand."""


_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_MOST_MULTIPARTS = 50
"""Programs that save pages nest two; the parser of messages goes down into each."""

_PART = re.compile(rb"^--(?!>)|^content-type:", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS = 10_000
"""A saved page has a part for each of its pictures; two lines tell of each part."""

_MOST_TABLES = 10_000
_TABLE_START = re.compile(r"<table[\s>]", re.IGNORECASE)

_LONG_TAG = re.compile(r"<[a-z][^<>]{20000,}", re.IGNORECASE)
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 1_000
"""Of one tag. Each is compared with all others: a million take hours."""


@dataclass(slots=True)
class _Pages:
    """The pages of a file as texts, and the style sheets and pictures that lie beside them."""

    texts: list[str] = field(default_factory=list)
    style_sheets: list[str] = field(default_factory=list)
    pictures: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


def read_html(raw: RawFile) -> Content:
    """Return the blocks of a web page, or of every page inside an MHTML file; printed page numbers are unknown.

    Raises UnreadableFile for text in no sound encoding, absurd tables, markup nested beyond reason, pages that only
    point elsewhere, and what a server says in place of the page.
    """
    pages = _pages(raw.data)
    walk = Walk(pages.pictures)
    roots = [root for page in pages.texts if (root := _parse(page)) is not None]
    for root in roots:
        walk.read(root, pages.style_sheets)
    problems = [] if _holds_figures(walk.blocks) else list(_told_in_place_of_sheets(raw, roots, walk))
    if walk.hidden_figures >= _MIN_HIDDEN_FIGURES:
        problems.append(_hidden(raw, walk.hidden_figures))
    return Content(blocks=tuple(walk.blocks), problems=tuple(problems))


def parse_markup(*pages: str) -> tuple[Block, ...]:
    """Return the blocks of pages or fragments in order; their tables are numbered from 1.

    Raises UnreadableFile as `read_html` does, save for encodings and for pages that hold nothing.
    """
    walk = Walk()
    for page in pages:
        root = _parse(page)
        if root is not None:
            walk.read(root)
    return tuple(walk.blocks)


def _holds_figures(blocks: Sequence[Block]) -> bool:
    figures = (
        cell
        for block in blocks
        if isinstance(block, Table)
        for cell in block.cells
        if _FIGURE.fullmatch("".join(cell.text.split()))
    )
    return sum(1 for _ in zip(range(_MIN_FIGURES), figures, strict=False)) == _MIN_FIGURES


def _told_in_place_of_sheets(raw: RawFile, roots: Sequence[etree._Element], walk: Walk) -> Iterator[Problem]:
    """Yield what there is to say about a page without a table of figures. Raises UnreadableFile where it is no document
    at all: nobody left its sheets out."""
    words = " ".join(_texts(walk.blocks))
    title = " ".join("".join(map(str, found.itertext())) for root in roots for found in root.iter("title")).strip()
    is_short = len(words) <= _SHORT
    if is_short:
        fields = (field for root in roots for field in root.iter("input"))
        asks_for_password = any(str(each.get("type", "")).lower() == "password" for each in fields)
        refuse_server_page(raw.file_name, title, words, asks_for_password)
    named = walk.pointers.documents or walk.pointers.pages
    if named:
        names = ", ".join(named[:_MOST_NAMES]) + (", …" if len(named) > _MOST_NAMES else "")
        told = message("web.points_elsewhere", names=names)
        if is_short:
            raise UnreadableFile(ProblemKind.ELSEWHERE, told)
        yield Problem(ProblemKind.ELSEWHERE, Severity.WARNING, raw.file_name, told)
    elif not words and any(next(root.iter("script"), None) is not None for root in roots):
        raise UnreadableFile(ProblemKind.ELSEWHERE, message("web.needs_browser"))
    elif not words and not walk.blocks:
        raise not_the_document(raw.file_name, fragment("web.empty_page"))


def _hidden(raw: RawFile, figures: int) -> Problem:
    return Problem(
        ProblemKind.HIDDEN_SHEET,
        Severity.INFO,
        raw.file_name,
        message("web.hidden_cells", figures=figures),
        figures=figures,
    )


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        elif isinstance(block, Table):
            yield from (cell.text for cell in block.cells)


def _pages(data: bytes) -> _Pages:
    if not is_mhtml(data):
        return _Pages([_page_text(data, charset=None)])
    if _occurs_more(_MULTIPART.finditer(data), _MOST_MULTIPARTS):
        raise too_large(fragment("web.too_many_parts", limit=_MOST_MULTIPARTS))
    if _occurs_more(_PART.finditer(data), 2 * _MOST_PARTS):
        raise too_large(fragment("web.too_many_files", limit=_MOST_PARTS))
    # saved web archives are rare
    import email

    whole = email.message_from_bytes(data)
    pages = _Pages(pictures=pictures_of(whole))
    for part in whole.walk():
        kind = part.get_content_type()
        payload = part.get_payload(decode=True) if kind in ("text/html", "text/css", "application/xhtml+xml") else None
        if isinstance(payload, bytes):
            texts = pages.style_sheets if kind == "text/css" else pages.texts
            texts.append(_page_text(payload, part.get_content_charset()))
    return pages


def _page_text(data: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(data[:4096])
    return decode_text(data, charset or (declared[1].decode("ascii", "replace") if declared else None))


def _parse(page: str) -> etree._Element | None:
    """Return the page's tree; None for a page without content.

    `huge_tree` lifts libxml2's limit on depth from 256 to 2048: pages full of unclosed font tags pass the lower one.
    """
    if page.count("<") > _MAX_TAGS:
        raise too_large(fragment("web.too_many_tags", limit=_MAX_TAGS))
    if _occurs_more(_TABLE_START.finditer(page), _MOST_TABLES):
        raise too_large(fragment("web.too_many_tables", limit=_MOST_TABLES))
    for tag in _LONG_TAG.finditer(page):
        if len(_VALUE.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise too_large(fragment("web.too_many_attributes", limit=_MOST_ATTRIBUTES))
    _check_complete(page)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.replace("\x00", "").encode(), parser)
    except etree.XMLSyntaxError:
        return None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, message("web.too_deep"))
    return root


def _occurs_more(found: Iterator[object], times: int) -> bool:
    return next(islice(found, times, None), None) is not None


def _check_complete(page: str) -> None:
    """Raise UnreadableFile for a page that ends inside a table without </html>: its download was cut off."""
    words = page.lower()
    if "<html" in words and "</html" not in words and words.rfind("<table") > words.rfind("</table"):
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, message("web.cut_off"))
