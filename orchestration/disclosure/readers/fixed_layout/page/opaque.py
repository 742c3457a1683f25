"""Find the pictures and outlines of letters that stand on a page without any text over them."""

from collections.abc import Iterator, Sequence

import numpy as np

from orchestration.disclosure.model import OpaqueKind
from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats, Rect
from orchestration.disclosure.readers.fixed_layout.page.words import Word

_LEAST_SHARE = 0.1
"""The least share of the page that the picture of a table takes; logos and seals are smaller."""

_TOUCHING = 3.0
"""The greatest distance in points between the strips into which programs cut a picture."""

_LEAST_OUTLINES = 100
"""The least number of curved shapes of a table whose letters are outlines; drawings have fewer."""

_LETTER_GAP = 40.0
"""The greatest distance in points between outlines of one table."""

_MOST_WORDS = 2
"""A picture with more words over it is the ground of a text."""

_MOST_SHAPES = 2_000
"""More than this many pictures or outlines are joined at once, to whatever they form."""


def find_opaque(
    drawing: Drawing, words: Sequence[Word], size: tuple[float, float]
) -> Iterator[tuple[Rect, OpaqueKind]]:
    """Yield what takes a good part of the page and holds no text, with its place."""
    for kind, rects, distance in (
        (OpaqueKind.PICTURE, drawing.pictures.rects, _TOUCHING),
        (OpaqueKind.DRAWING, _outlines(drawing), _LETTER_GAP),
    ):
        for rect in _clusters(_inside(rects, size), distance) if len(rects) else ():
            if _share(rect, size) >= _LEAST_SHARE and _count_words(words, rect) <= _MOST_WORDS:
                yield rect, kind


def _outlines(drawing: Drawing) -> Floats:
    rects = drawing.outlines.rects
    return rects if len(rects) >= _LEAST_OUTLINES else rects[:0]


def _inside(rects: Floats, size: tuple[float, float]) -> Floats:
    """Return the parts of rectangles that lie on the page."""
    width, height = size
    clipped = np.clip(np.nan_to_num(rects), 0, (width, height, width, height))
    seen: Floats = clipped[(clipped[:, 0] < clipped[:, 2]) & (clipped[:, 1] < clipped[:, 3])]
    return seen


def _clusters(rects: Floats, distance: float) -> list[Rect]:
    """Return the bounds of rectangles that lie no further apart than `distance`."""
    if len(rects) > _MOST_SHAPES:
        return [_bounds(rects)]
    clusters: list[Rect] = []
    for rect in map(tuple, rects.tolist()):
        near = [each for each in clusters if _are_near(each, rect, distance)]
        clusters = [each for each in clusters if each not in near]
        clusters.append(_bounds(np.array([*near, rect])))
    return clusters


def _bounds(rects: Floats) -> Rect:
    x0, top, x1, bottom = rects.T
    return float(x0.min()), float(top.min()), float(x1.max()), float(bottom.max())


def _are_near(one: Rect, other: Rect, distance: float) -> bool:
    return (
        one[0] - distance <= other[2]
        and other[0] - distance <= one[2]
        and one[1] - distance <= other[3]
        and other[1] - distance <= one[3]
    )


def _share(rect: Rect, size: tuple[float, float]) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1]) / max(size[0] * size[1], 1.0)


def _count_words(words: Sequence[Word], rect: Rect) -> int:
    return sum(rect[0] <= (word.x0 + word.x1) / 2 <= rect[2] and rect[1] <= word.middle <= rect[3] for word in words)
