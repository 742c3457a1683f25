"""How high a row of a worksheet must be for the texts in it: no program works it out anew for a file that it did
not write. The letters of the template and the widths of its columns decide; the texts belong to the forms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from lxml import etree

from orchestration.reports.forms.office_xml import main_part, parse, relations
from orchestration.reports.forms.package_file import PackageFile

DEFAULT_WIDTH, DEFAULT_SIZE = 8.43, 11.0
"""Characters and points of a column or letter of which the file says nothing."""

MOST_POINTS = 409.0
_MARGIN, _LEADING = 1.0, 1.4
"""Characters that stay free at both sides, and how much higher a line is than its letters."""

_COLUMN = re.compile(r"\$?([A-Z]+)\$?\d*")


@dataclass(frozen=True, slots=True)
class Room:
    """What a text has to itself: a width in characters of the default size, and the size of its letters in points."""

    width: float
    size: float

    def points(self, text: str) -> float:
        """The height of a text."""
        return _points(self.width, self.size, text)


# most texts stand in many forms: answers, and the names of files
@lru_cache(maxsize=4096)
def _points(width: float, size: float, text: str) -> float:
    fitting = max(1.0, (width - _MARGIN) * DEFAULT_SIZE / size)
    lines = sum(max(1, ceil(_characters(line) / fitting)) for line in text.split("\n"))
    return min(MOST_POINTS, lines * size * _LEADING + size * 0.4)


def _characters(line: str) -> float:
    narrow = len(line.encode("ascii", "ignore"))
    return 2.0 * (len(line) - narrow) + 1.1 * narrow


def sizes_of_styles(package: PackageFile) -> tuple[float, ...]:
    """The size of the letters of each cell style."""
    styles = next((part for part, kind in relations(package, main_part(package)) if kind.endswith("/styles")), None)
    if styles is None:
        return ()
    root = parse(package, styles)
    fonts = [float(_attribute(font.find("{*}sz"), "val", DEFAULT_SIZE)) for font in root.iterfind("{*}fonts/{*}font")]
    used = (int(style.get("fontId", "0")) for style in root.iterfind("{*}cellXfs/{*}xf"))
    return tuple(fonts[index] if index < len(fonts) else DEFAULT_SIZE for index in used)


def _attribute(element: etree._Element | None, name: str, default: float) -> str:
    return str(default) if element is None else element.get(name, str(default))


def width_of(worksheet: etree._Element, reference: str) -> float:
    """The width of a cell, with those that are merged with it."""
    merged = (each.get("ref", "").split(":") for each in worksheet.iterfind("{*}mergeCells/{*}mergeCell"))
    last = next((end[-1] for end in merged if end[0] == reference), reference)
    return sum(_width(worksheet, number) for number in range(column_number(reference), column_number(last) + 1))


def _width(worksheet: etree._Element, number: int) -> float:
    columns: Iterable[etree._Element] = worksheet.iterfind("{*}cols/{*}col")
    for column in columns:
        if int(column.get("min", "0")) <= number <= int(column.get("max", "0")):
            return float(column.get("width", DEFAULT_WIDTH))
    return DEFAULT_WIDTH


def column_number(reference: str) -> int:
    """The number of the column of a cell, or of a column by its letters, from 1."""
    found = _COLUMN.fullmatch(reference)
    number = 0
    for letter in found[1] if found else "A":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
