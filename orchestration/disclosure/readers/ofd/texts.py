"""The letters of a text object: where each stands, and how wide it is.

A file states where letters stand and leaves their widths to the font, which need not be in it. The distance to the next
letter tells the width of most; else that of fonts for Chinese is assumed: a Chinese letter is as wide as the font is
large, others about half of it. Source: GB/T 33190-2016, 11 (text).
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.page.drawing import bounding_rect
from orchestration.disclosure.readers.ofd.drawn import Letter
from orchestration.disclosure.readers.ofd.elements import Element, Matrix, attribute_number, children, deltas

_ASCENT, _DESCENT = 0.88, 0.12
"""The reach of letters above and below their baseline, in font sizes, as fonts for Chinese have it."""

_HALF = 0.53
"""The width of a digit or Latin letter in font sizes: between that of fonts for Chinese and that of Arial."""

_LEAST_STEP, _MOST_STEP = 0.2, 0.95
"""Distances to the next letter, in font sizes, that are the width of a digit or Latin letter; wider ones are gaps."""

_LEAST_WIDE_STEP = 0.5
_NO_LETTERS = str.maketrans("", "", "\t\n\r")
_QUARTER_TURNS = {90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}
"""Degrees in which a text may be read, and its direction in the coordinates of the object."""


class _Font(NamedTuple):
    """How a text object is set: the size of its font, the scaling of its width, and the turn of its letters."""

    size: float
    scale: float
    turn: float

    def width(self, letter: str, step: float | None) -> float:
        """Return the width of a letter from which the next stands so far away; None where nothing is stated."""
        is_wide = unicodedata.east_asian_width(letter) in "WF"
        share = abs(step) / (self.size * self.scale) if step else 0.0
        if is_wide:
            share = share if _LEAST_WIDE_STEP <= share < 1 else 1.0
        elif not _LEAST_STEP <= share <= _MOST_STEP:
            share = _HALF
        return share * self.size * self.scale


def read_letters(text: Element, to_page: Matrix) -> tuple[Letter, ...]:
    """Return the letters of a text object; `to_page` converts its coordinates. Raises Damage."""
    size, scale = attribute_number(text, "Size", 0.0), attribute_number(text, "HScale", 1.0)
    if size <= 0 or scale <= 0:
        return ()
    font = _Font(size, scale, math.radians(attribute_number(text, "CharDirection", 0.0)))
    reading = _QUARTER_TURNS.get(int(attribute_number(text, "ReadDirection", 0.0)), (1.0, 0.0))
    letters: list[Letter] = []
    x = y = 0.0
    for code in children(text, "TextCode"):
        x, y = attribute_number(code, "X", x), attribute_number(code, "Y", y)
        letters.extend(_place(code, (x, y), font, reading, to_page))
    return tuple(letters)


def _place(
    code: Element, start: tuple[float, float], font: _Font, reading: tuple[float, float], to_page: Matrix
) -> Iterator[Letter]:
    text = (code.text or "").translate(_NO_LETTERS)
    across, down = (deltas(code.get(name, ""), len(text) - 1) for name in ("DeltaX", "DeltaY"))
    is_spaced = bool(across or down)
    x, y = start
    for at, letter in enumerate(text):
        step = (_at(across, at), _at(down, at))
        along = math.hypot(*step) if is_spaced and at < len(text) - 1 else None
        width = font.width(letter, along)
        yield _letter(letter, (x, y), width, font, to_page)
        if not is_spaced:
            step = (reading[0] * width, reading[1] * width)
        x, y = x + step[0], y + step[1]


def _letter(letter: str, origin: tuple[float, float], width: float, font: _Font, to_page: Matrix) -> Letter:
    cos, sin = math.cos(font.turn), math.sin(font.turn)
    turned = Matrix(cos, sin, -sin, cos, *origin).then(to_page)
    top, bottom = -_ASCENT * font.size, _DESCENT * font.size
    corners = (turned.on_point(x, y) for x in (0.0, width) for y in (top, bottom))
    right, up = turned.on_vector(1.0, 0.0)
    return Letter(letter, to_page.on_point(*origin), -math.atan2(up, right), bounding_rect(corners))


def _at(steps: Sequence[float], at: int) -> float:
    return steps[at] if at < len(steps) else 0.0
