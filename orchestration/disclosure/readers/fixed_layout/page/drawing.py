"""The drawing of a page: straight strokes (the rules of tables), filled shapes, pictures, outlines of letters.

How a file format tells what is drawn belongs to its reader. Turning strokes into tables does not belong here (see
tables/lattice.py), nor what hides or replaces text (see covered.py and opaque.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats, Frame, OwnRect
from orchestration.disclosure.readers.fixed_layout.page.objects import Item

RECTANGLE_SEGMENTS = 5
"""The most segments of a rectangle, which its bounds describe completely."""

_MAX_OBJECTS = 300_000
"""Texts, pictures and shapes of one page; the most crowded map has a tenth."""

_MAX_THICKNESS = 5.0
"""Points; thicker shapes are shading or diagonals. PDFium's bounds extend a stroke by twice its line width."""

_MAX_COORDINATE = 20_000.0
"""Points from the origin; the largest page that PDF allows measures 14,400 (ISO 32000-1, annex C)."""

_MAX_STROKES = 20_000
"""A page with more is a drawing, not a table."""

_GLYPH_SEGMENTS = 24
"""The usual number of segments in the outline of a letter; a Latin letter has fewer, a Chinese one more."""

_LEAST_GLYPH, _MOST_GLYPH = 1.0, 60.0
"""The least and greatest width and height in points of a letter that is drawn as a plain shape."""

_LEAST_SHAPE = 2.0
"""Points; a filled shape that is lower or narrower is a rule and covers no letter."""

Point: TypeAlias = tuple[float, float]


class Stroke(NamedTuple):
    """A horizontal or vertical line in reader coordinates; ends in ascending order."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Shapes:
    """Drawn objects and their places (n x 4, reader coordinates)."""

    items: Sequence[Item]
    rects: Floats


NO_SHAPES = Shapes((), np.zeros((0, 4)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on a page beside its text: strokes by direction, filled rectangles, pictures, and
    `outlines`: all other filled shapes.

    `picture_share` is the share of the page that pictures cover, `glyphs` estimates how many letters its outlines may
    be. `texts` are the objects that draw text, `items` all objects as they are drawn, one over the other.
    """

    horizontal: tuple[Stroke, ...]
    vertical: tuple[Stroke, ...]
    fills: Shapes
    pictures: Shapes
    outlines: Shapes
    picture_share: float
    glyphs: int
    texts: tuple[Item, ...]
    items: Sequence[Item]


class Step(NamedTuple):
    """One step of an outline: its end point, and whether it opens a part, is curved, or closes the part."""

    point: Point
    opens: bool
    curved: bool
    closes: bool


class Paint(NamedTuple):
    """Whether a path is filled, and whether it is stroked."""

    filled: bool
    stroked: bool


class _ShapeCollector:
    """Collects drawn objects and their places in the page's own coordinates."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.rects: list[OwnRect] = []

    def extend(self, items: Sequence[Item], rects: Iterable[OwnRect]) -> None:
        self.items.extend(items)
        self.rects.extend(rects)

    def shapes(self, frame: Frame) -> Shapes:
        if not self.items:
            return NO_SHAPES
        return Shapes(self.items, frame.level_rects(_own_rects(self.rects)))


class DrawingCollector:
    """Collects strokes, shapes, pictures and texts in the page's own coordinates, in the order in which they are drawn.

    While `is_ruled` is False, what is drawn has no rules: annotations over the page.
    """

    def __init__(self) -> None:
        self.rects: list[OwnRect] = []
        self.fills = _ShapeCollector()
        self.pictures = _ShapeCollector()
        self.outlines = _ShapeCollector()
        self.texts: list[Item] = []
        self.items: list[Item] = []
        self.is_ruled = True
        self._curves = 0
        self._segments = 0
        self._glyphs = 0

    def take_outline(
        self, item: Item, outline: Sequence[Step], segments: int, paint: Paint, bounds: Callable[[], OwnRect]
    ) -> None:
        """Take a path of so many segments; its steps may end with the first curve, for a path with a curve is no
        rule."""
        if any(step.curved for step in outline):
            self._curves += 1
            self._segments += segments
            self.outlines.extend([item], [bounds()])
            return
        parts = list(parts_of(outline))
        rects = list(map(bounding_rect, parts))
        if paint.filled and len(parts) == 1 and segments <= RECTANGLE_SEGMENTS + 1:
            self.fills.extend([item], rects)
        elif paint.filled:
            self._glyphs += _count_glyphs(_own_rects(rects))
            self.outlines.extend([item], [bounds()])
        if self.is_ruled and paint.stroked:
            self.rects.extend(bounding_rect(side) for part in parts for side in pairwise(part))
        elif self.is_ruled:
            self.rects.extend(rects)

    def drawing(self, frame: Frame) -> Drawing:
        """Return what was collected."""
        width, _ = frame.size
        horizontal, vertical = [], []
        for x0, top, x1, bottom in frame.level_rects(_select_strokes(self.rects)).tolist():
            if frame.part and (x1 <= 0 or x0 >= width):
                continue
            if x1 - x0 > bottom - top:
                middle = (top + bottom) / 2
                horizontal.append(Stroke(x0, middle, x1, middle))
            else:
                middle = (x0 + x1) / 2
                vertical.append(Stroke(middle, top, middle, bottom))
        whole_width, whole_height = frame.whole_size
        pictured = sum(_visible_area(rect, frame) for rect in self.pictures.rects)
        fills = _own_rects(self.fills.rects)
        return Drawing(
            tuple(horizontal),
            tuple(vertical),
            _select_fills(self.fills, fills, frame),
            self.pictures.shapes(frame),
            self.outlines.shapes(frame),
            pictured / max(whole_width * whole_height, 1.0),
            max(self._curves, self._segments // _GLYPH_SEGMENTS) + self._glyphs + _count_glyphs(fills),
            tuple(self.texts),
            self.items,
        )


def refuse_too_many_objects(count: int) -> None:
    """Raise UnreadableFile for a page with more than `_MAX_OBJECTS` drawn objects."""
    if count > _MAX_OBJECTS:
        told = message("pages.too_many_objects", objects=count, limit=_MAX_OBJECTS)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)


def parts_of(outline: Iterable[Step]) -> Iterator[list[Point]]:
    """Yield the points of each part of an outline; a closed part ends at its start."""
    part: list[Point] = []
    for step in outline:
        if step.opens and part:
            yield part
            part = []
        part.append(step.point)
        if step.closes:
            part.append(part[0])
    if part:
        yield part


def bounding_rect(points: Iterable[Point]) -> OwnRect:
    """Return the rectangle around one or more points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), max(ys), max(xs), min(ys)


def _own_rects(rects: Sequence[OwnRect]) -> Floats:
    return np.array(rects, dtype=np.float64).reshape(-1, 4)


def _select_strokes(rects: Sequence[OwnRect]) -> Floats:
    """Select the thin rectangles with plausible coordinates; damaged drawings contain huge numbers and NaN."""
    own = _own_rects(rects)
    x0, y1, x1, y0 = own.T
    is_near = (np.abs(own) < _MAX_COORDINATE).all(axis=1) & (x0 <= x1) & (y0 <= y1)
    is_stroke = is_near & (np.minimum(x1 - x0, y1 - y0) <= _MAX_THICKNESS)
    return own[is_stroke] if len(own) <= _MAX_STROKES else own[:0]


def _select_fills(fills: _ShapeCollector, own: Floats, frame: Frame) -> Shapes:
    """Select the filled rectangles that are no rules."""
    if not len(own):
        return NO_SHAPES
    x0, y1, x1, y0 = own.T
    is_wide = np.minimum(x1 - x0, y1 - y0) >= _LEAST_SHAPE
    return Shapes(list(compress(fills.items, is_wide.tolist())), frame.level_rects(own[is_wide]))


def _count_glyphs(own: Floats) -> int:
    """Return the number of filled shapes that may be letters by their size."""
    if not len(own):
        return 0
    x0, y1, x1, y0 = own.T
    sides = np.column_stack((x1 - x0, y1 - y0))
    return int(((sides >= _LEAST_GLYPH) & (sides <= _MOST_GLYPH)).all(axis=1).sum())


def _visible_area(rect: OwnRect, frame: Frame) -> float:
    x0, y1, x1, y0 = rect
    width = min(x1, frame.right) - max(x0, frame.left)
    height = min(y1, frame.top) - max(y0, frame.bottom)
    return width * height if width > 0 and height > 0 else 0.0
