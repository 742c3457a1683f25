"""ODS: the lines in the page headers and footers of a worksheet."""

from collections.abc import Iterator

from lxml import etree

from orchestration.disclosure.readers.office.running_lines import spoken_lines

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_RUNNING = tuple(f"{_STYLE}{name}" for name in ("header", "header-left", "header-first", "footer", "footer-left"))
_FIELDS = frozenset(
    f"{_TEXT}{name}" for name in ("page-number", "page-count", "date", "time", "file-name", "title", "sheet-name")
)


def running_lines_of(styles: etree._Element | None, page: str | None, sheet_name: str) -> tuple[str, ...]:
    """The lines over a worksheet that is printed on this page style; none where the styles do not hold it."""
    if styles is None or page is None:
        return ()
    pages = (found for found in styles.iter(f"{_STYLE}master-page") if found.get(f"{_STYLE}name") == page)
    return tuple(spoken_lines(text for found in pages for text in _texts(found, sheet_name)))


def _texts(page: etree._Element, sheet_name: str) -> Iterator[str]:
    for running in page.iterchildren(*_RUNNING):
        if running.get(f"{_STYLE}display", "true") != "false":
            yield from (_text(paragraph, sheet_name) for paragraph in running.iter(f"{_TEXT}p"))


def _text(node: etree._Element, sheet_name: str) -> str:
    """The text of a paragraph; of its fields only the sheet's name says something."""
    pieces = [node.text or ""]
    for child in node:
        if child.tag not in _FIELDS:
            pieces.append(_text(child, sheet_name))
        elif child.tag == f"{_TEXT}sheet-name":
            pieces.append(sheet_name)
        pieces.append(child.tail or "")
    return "".join(pieces)
