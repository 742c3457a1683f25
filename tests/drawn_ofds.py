"""Small OFD pages for the tests of the reader: a ruled sheet, and what may stand over or under it."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from orchestration.disclosure.readers.content import Content
from orchestration.disclosure.readers.ofd import read_ofd
from tests.drawn_pdfs import raw_file
from tests.synthetic.documents.formats.archive import zipped
from tests.synthetic.documents.formats.ofd import document, path_object, text_object
from tests.synthetic.documents.formats.ofd_layout import Cell, Text

A4 = (210.0, 297.0)
SIZE = 3.175

ROWS = (("项目", "决算数"), ("教育支出", "1,234.50"), ("合计", "1,234.50"))
_LEFTS, _TOP, _WIDTH, _HEIGHT = (20.0, 60.0), 40.0, 40.0, 8.0


def layer(*objects: str, attributes: str = "") -> str:
    return f"<ofd:Layer ID='2' {attributes}>{''.join(objects)}</ofd:Layer>"


def word(text: str, x: float, y: float, attributes: str = "", colour: str = "") -> str:
    """A text by the point at which it begins on its baseline."""
    return text_object(Text(text, x, y, SIZE), attributes, colour)


def box(x: float, y: float, width: float, height: float, attributes: str = "", colours: str = "") -> str:
    return path_object(Cell(x, y, width, height), attributes, colours)


def fill(x: float, y: float, width: float, height: float, colour: str = "255 255 255", alpha: int = 255) -> str:
    """A filled rectangle without a border."""
    return box(x, y, width, height, "Stroke='false' Fill='true'", f"<ofd:FillColor Value='{colour}' Alpha='{alpha}'/>")


def sheet_boxes() -> list[str]:
    return [box(left, _TOP + at * _HEIGHT, _WIDTH, _HEIGHT) for at in range(len(ROWS)) for left in _LEFTS]


def sheet_words(rows: Sequence[Sequence[str]] = ROWS) -> list[str]:
    return [
        word(text, left + 2, _TOP + at * _HEIGHT + 5.5)
        for at, row in enumerate(rows)
        for left, text in zip(_LEFTS, row, strict=True)
    ]


def sheet() -> list[str]:
    """A ruled table of two columns."""
    return [*sheet_boxes(), *sheet_words()]


def read(*layers: str, resources: str = "") -> Content:
    """The content of one page."""
    return read_data(document([A4], ["".join(layers)], resources=resources))


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The file with other parts, or more."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return zipped({name: package.read(name) for name in package.namelist()} | dict(parts))


def read_data(data: bytes) -> Content:
    return read_ofd(raw_file(data))
