"""The values of OFD's XML: numbers, boxes, matrices, flags. Names are local: three namespaces are in use.

Source: GB/T 33190-2016, 7.3 (basic types).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from orchestration.disclosure.messages.message import Fragment, fragment
from orchestration.disclosure.readers.content import Damage

POINTS = 72 / 25.4
"""In a millimetre."""

Element = etree._Element

_NUMBER = re.compile(r"[-+]?(?:\d{1,18}(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?")
_MOST_TOLD = 40
_LEAST = 1e-6
"""A coefficient that is smaller is none."""


class Matrix(NamedTuple):
    """A transformation: x' = a x + c y + e, y' = b x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def on_point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point transformed."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def on_vector(self, x: float, y: float) -> tuple[float, float]:
        """Return a distance transformed."""
        return self.a * x + self.c * y, self.b * x + self.d * y

    def then(self, after: "Matrix") -> "Matrix":
        """Return this transformation followed by another."""
        a, b = after.on_vector(self.a, self.b)
        c, d = after.on_vector(self.c, self.d)
        return Matrix(a, b, c, d, *after.on_point(self.e, self.f))


IDENTITY = Matrix(1, 0, 0, 1, 0, 0)


class Area(NamedTuple):
    """A rectangle in millimetres: its top left corner, y downwards, and its size."""

    x: float
    y: float
    width: float
    height: float


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children with one of these names, or all, in order."""
    for child in () if element is None else element:
        if isinstance(child.tag, str) and (not names or name_of(child) in names):
            yield child


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child with a name."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str) -> str:
    """Return the text of the first child with a name; empty where there is none."""
    found = child(element, name)
    return "" if found is None else (found.text or "").strip()


def number(text: str) -> float:
    """Return a number. Raises Damage for what is none."""
    if not _NUMBER.fullmatch(text):
        raise Damage(fragment("pages.no_number", text=_told(text)))
    return float(text)


def numbers(text: str) -> list[float]:
    """Return the numbers of an array, which blanks separate. Raises Damage for what is none."""
    return [number(part) for part in text.split()]


def attribute_number(element: Element, name: str, otherwise: float) -> float:
    """Return the number of an attribute. Raises Damage for what is none."""
    text = element.get(name, "").strip()
    return number(text) if text else otherwise


def matrix_of(element: Element) -> Matrix | None:
    """Return the transformation that an object states. Raises Damage for other than six numbers."""
    text = element.get("CTM", "")
    if not text.strip():
        return None
    found = numbers(text)
    if len(found) != len(IDENTITY):
        raise Damage(fragment("pages.no_matrix", text=_told(text)))
    return Matrix(*found)


def area_of(text: str) -> Area | None:
    """Return the area that a text states; None for an empty one. Raises Damage for other than four numbers."""
    found = numbers(text)
    if found and len(found) != len(Area._fields):
        raise Damage(fragment("pages.no_box", text=_told(text)))
    return Area(*found) if found else None


def is_so(element: Element, name: str, otherwise: bool) -> bool:
    """Return whether an attribute is true."""
    text = element.get(name, "").strip().lower()
    return text in ("true", "1") if text else otherwise


def deltas(text: str, count: int) -> list[float]:
    """Return the distances between so many letters and those before them; empty where none are stated.

    `g 3 1.5` stands for 1.5 three times (11.3); the last distance goes on where there are too few. Raises Damage.
    """
    found: list[float] = []
    parts = iter(text.split())
    for part in parts:
        if len(found) >= count:
            break
        if part == "g":
            times, value = next(parts, ""), next(parts, "")
            found.extend([number(value)] * min(max(int(number(times)), 0), count))
        else:
            found.append(number(part))
    if found:
        found.extend([found[-1]] * (count - len(found)))
    return found[:count]


def keeps_rectangles(matrix: Matrix) -> bool:
    """Return whether rectangles stay rectangles: they are at most turned by quarters."""
    return any(all(abs(each) < _LEAST for each in pair) for pair in ((matrix.b, matrix.c), (matrix.a, matrix.d)))


def _told(text: str) -> Fragment:
    shown = " ".join(text.split())[:_MOST_TOLD]
    return Fragment(shown, shown)
