"""A page as it was recognised on a picture, as the fixed layouts ask for it: letters and strokes with their places."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.model import ScanReading
from orchestration.disclosure.readers.fixed_layout.page.drawing import NO_SHAPES, Drawing, Stroke
from orchestration.disclosure.readers.fixed_layout.page.frame import Bend, Floats, Frame, OwnRect, Rect
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters, Sheet
from orchestration.disclosure.readers.fixed_layout.page.objects import Item

_WIDE = 0x2E80
"""From here on letters are Chinese and about twice as wide as digits."""

_BLACK = (0, 0, 0, 255)


class RecognisedText(NamedTuple):
    """A text with the bounds of its ink and its baseline on the upright, level page, in points."""

    text: str
    rect: Rect
    baseline: float
    reading: ScanReading


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on one page; it holds no picture, so that it passes between processes.

    `size` is that of the page as it is shown; `turns` and `tilt` make it upright and level (see `Frame`), and the
    places of strokes and texts are those after that, on the page as it is when flat (`bend`).
    """

    size: tuple[float, float]
    turns: int = 0
    tilt: float = 0.0
    horizontal: tuple[Stroke, ...] = ()
    vertical: tuple[Stroke, ...] = ()
    texts: tuple[RecognisedText, ...] = ()
    bend: Bend | None = None

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is printed on it."""
        return not self.texts

    @property
    def objects(self) -> "RecognisedObjects":
        """What the page draws: black letters."""
        return RecognisedObjects()

    @property
    def struck(self) -> Sequence[OwnRect]:
        """No annotations: they are in the picture."""
        return ()

    def read_letters(self, part: tuple[float, float] | None = None) -> "RecognisedLetters":
        return RecognisedLetters(self, part)

    def read_drawing(self, frame: Frame) -> Drawing:
        shift = frame.part[0] if frame.part else 0.0
        width, _ = frame.size
        horizontal, vertical = (
            tuple(
                Stroke(x0 - shift, top, x1 - shift, bottom)
                for x0, top, x1, bottom in strokes
                if x1 > shift and x0 < shift + width
            )
            for strokes in (self.horizontal, self.vertical)
        )
        return Drawing(horizontal, vertical, NO_SHAPES, NO_SHAPES, NO_SHAPES, 0.0, 0, (), ())

    def draw(self) -> None:
        """Return None: the picture was read."""

    def check_size(self, letters: Letters) -> None:
        """Do nothing: a picture has its size."""

    def has_lost_text(self, drawing: Drawing) -> bool:
        """Return False: what was not read is doubtful, not lost."""
        return False

    def readings(self, frame: Frame) -> tuple[tuple[Rect, ScanReading], ...]:
        """Return the places of the texts in `frame`, and how each was recognised."""
        shift = frame.part[0] if frame.part else 0.0
        return tuple(
            ((x0 - shift, top, x1 - shift, bottom), each.reading)
            for each in self.texts
            for x0, top, x1, bottom in (each.rect,)
        )


class RecognisedLetters(Letters):
    """The letters of recognised texts; those of one text share its width as print does."""

    def __init__(self, page: RecognisedPage, part: tuple[float, float] | None) -> None:
        own = Frame(0, 0, *page.size, page.turns, 0, page.tilt)
        spread = [_spread(each) for each in page.texts]
        rects = np.array([rect for rects in spread for rect in rects], dtype=np.float64).reshape(-1, 4)
        baselines = np.array([each.baseline for each, rects in zip(page.texts, spread, strict=True) for _ in rects])
        self._rects = _own_rects(rects, own)
        self._origins = _own_points(np.column_stack((rects[:, 0], baselines)), own)
        self._angle = -(page.turns * math.pi / 2 + page.tilt)
        width, height = page.size
        # the blank behind each text keeps it from running into the next
        text = "".join(f"{each.text} " for each in page.texts)
        super().__init__(text, Sheet(0.0, 0.0, width, height, 0), page.objects, part)

    def close(self) -> None:
        """Do nothing: the letters are in memory."""

    def _own_rects(self, own: list[int]) -> Floats:
        return self._rects[own]

    def _own_origins(self, own: list[int]) -> Floats:
        return self._origins[own]

    def _own_angles(self, own: list[int]) -> Floats:
        return np.full(len(own), self._angle)

    def _own_objects(self, own: list[int]) -> list[Item]:
        return [0] * len(own)

    def _is_own_unmapped(self, own: int) -> bool:
        return False


class RecognisedObjects:
    """All that a recognised page draws is print."""

    def inks(self, items: Sequence[Item]) -> NDArray[np.int64]:
        return np.array([_BLACK] * len(items), dtype=np.int64).reshape(-1, 4)

    def are_unpainted(self, texts: Sequence[Item]) -> Sequence[bool]:
        return [False] * len(texts)

    def is_translucent(self, item: Item) -> bool:
        return False

    def is_opaque_picture(self, picture: Item) -> bool:
        return False

    def clips(self, item: Item) -> Sequence[OwnRect] | None:
        return ()

    def font_height(self, text: Item) -> float:
        return 0.0


def _spread(each: RecognisedText) -> list[Rect]:
    """Return the places of the letters of a text, and of the blank behind it."""
    x0, top, x1, bottom = each.rect
    weights = [2 if ord(letter) >= _WIDE else 1 for letter in each.text]
    step = (x1 - x0) / max(sum(weights), 1)
    edges = x0 + step * np.cumsum([0, *weights])
    return [
        *((left, top, right, bottom) for left, right in pairwise(edges.tolist())),
        (x1, top, x1, bottom),
    ]


def _own_rects(rects: Floats, frame: Frame) -> Floats:
    """Convert rectangles of the upright, level page to `OwnRect`: what `Frame.rects` undoes."""
    x0, top, x1, bottom = rects.T
    corners = (
        _unlevelled_corners(np.column_stack((x0, top)), frame),
        _unlevelled_corners(np.column_stack((x1, bottom)), frame),
    )
    low, high = np.minimum(*corners), np.maximum(*corners)
    middles = _tilted((low + high) / 2, frame)
    halves = (high - low) / 2
    left, lower = (middles - halves).T
    right, upper = (middles + halves).T
    own: Floats = np.column_stack((left, upper, right, lower))
    return own


def _own_points(points: Floats, frame: Frame) -> Floats:
    return _tilted(_unlevelled_corners(points, frame), frame)


def _unlevelled_corners(points: Floats, frame: Frame) -> Floats:
    """Convert points of the upright page to the page's own coordinates, where it is still level."""
    x, y = points.T
    left, bottom, right, top = frame.left, frame.bottom, frame.right, frame.top
    match frame.turns:
        case 1:
            sides = (left + y, bottom + x)
        case 2:
            sides = (right - x, bottom + y)
        case 3:
            sides = (right - y, top - x)
        case _:
            sides = (left + x, top - y)
    own: Floats = np.column_stack(sides)
    return own


def _tilted(points: Floats, frame: Frame) -> Floats:
    """Turn points of the level page back to where they stand: what `Frame.level` undoes."""
    middle = np.array(((frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2))
    across, up = (points - middle).T
    cos, sin = math.cos(frame.tilt), math.sin(frame.tilt)
    tilted: Floats = middle + np.column_stack((cos * across - sin * up, cos * up + sin * across))
    return tilted
