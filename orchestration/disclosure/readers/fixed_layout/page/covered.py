"""Find letters that nobody sees: under a later filled rectangle or picture, or in the colour of what is behind them.

A filled rectangle drawn before the letters is their ground, one drawn after them hides them unless it is translucent.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.objects import DrawnObjects, Item, are_faint
from orchestration.disclosure.readers.sight import WHITE, Colour, stands_out

_CORE = (0.25, 0.3, 0.75, 0.7)
"""Left, top, right and bottom of the part of a letter's box, in its width and height, that must be hidden."""

_MOST_PAIRS = 4_000_000
"""Letters times shapes that are compared at a time, which bounds memory."""

_LATEST = 1 << 30
"""The order of a letter whose object is not told: nothing hides it."""

_BLACK = Colour(0, 0, 0)

_EVERYWHERE = np.array([[-np.inf, -np.inf, np.inf, np.inf]])


def find_unseen(
    letters: Letters, drawing: Drawing, inks: NDArray[np.int64], objects: DrawnObjects
) -> NDArray[np.bool_] | None:
    """Return a mask of the letters that nobody sees, None where all are seen; `inks` are those of `drawing.texts`."""
    may_be_white = bool(are_faint(inks).any())
    if not may_be_white and not any(kind.items for kind in (drawing.fills, drawing.pictures, drawing.outlines)):
        return None
    order = {item: at for at, item in enumerate(drawing.items)}
    shapes = _Shapes(drawing, order, letters, objects)
    inside = shapes.pairs()
    at = np.flatnonzero(letters.inked if may_be_white else inside.any(axis=1))
    if not len(at):
        return None
    own = letters.objects(at.tolist())
    orders = np.array([order.get(item, _LATEST) for item in own])
    inside = inside[at]
    unseen = np.zeros(len(letters.text), np.bool_)
    unseen[at] = shapes.cover(inside, orders, at) | _are_swallowed(inside, orders, own, shapes, drawing, inks)
    return unseen


class _Shapes:
    """The filled rectangles, pictures and outlines of a page, each with the order in which it was drawn."""

    def __init__(self, drawing: Drawing, order: Mapping[Item, int], letters: Letters, objects: DrawnObjects) -> None:
        x0, top, x1, bottom = letters.rects.T
        width, height = x1 - x0, bottom - top
        left, upper, right, lower = _CORE
        self.cores = np.column_stack(
            (x0 + left * width, top + upper * height, x0 + right * width, top + lower * height)
        )
        kinds = (drawing.fills, drawing.pictures, drawing.outlines)
        self.items = [item for kind in kinds for item in kind.items]
        self.rects: Floats = np.concatenate([kind.rects for kind in kinds])
        self.orders = np.array([order[item] for item in self.items], dtype=np.int64)
        self.fills = len(drawing.fills.items)
        self.covers = self.fills + len(drawing.pictures.items)
        self.objects = objects
        self._frame = letters.frame

    def pairs(self) -> NDArray[np.bool_]:
        """Return for each letter (n) and each shape (m) whether the letter lies inside the shape (n x m)."""
        step = max(1, _MOST_PAIRS // max(1, len(self.cores)))
        starts = range(0, len(self.items), step)
        parts = [_contains(self.rects[start : start + step], self.cores) for start in starts]
        return np.concatenate(parts, axis=1) if parts else np.zeros((len(self.cores), 0), np.bool_)

    def cover(self, inside: NDArray[np.bool_], orders: NDArray[np.int64], at: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return of the letters `at`, drawn in these orders, whether a later opaque shape lies over them."""
        over = inside & (orders[:, None] < self.orders)
        covered = np.zeros(len(orders), np.bool_)
        for shape in np.flatnonzero(over.any(axis=0)).tolist():
            if self._is_opaque(shape) and (clip := self._clip(shape)) is not None:
                covered |= over[:, shape] & _contains(clip, self.cores[at])[:, 0]
        return covered

    def _is_opaque(self, at: int) -> bool:
        item = self.items[at]
        if at >= self.covers or self.objects.is_translucent(item):
            return False
        return at < self.fills or self.objects.is_opaque_picture(item)

    def _clip(self, at: int) -> Floats | None:
        """Return the rectangle (1 x 4) to which a shape is clipped; None where it is clipped to another outline."""
        clips = self.objects.clips(self.items[at])
        if clips is None:
            return None
        rect = _EVERYWHERE
        for clip in clips:
            [[x0, top, x1, bottom]] = self._frame.level_rects(np.array([clip]))
            rect = np.array([[max(rect[0, 0], x0), max(rect[0, 1], top), min(rect[0, 2], x1), min(rect[0, 3], bottom)]])
        return rect


def _contains(rects: Floats, cores: Floats) -> NDArray[np.bool_]:
    x0, top, x1, bottom = cores.T[:, :, None]
    contained: NDArray[np.bool_] = (
        (rects[:, 0] <= x0) & (rects[:, 1] <= top) & (rects[:, 2] >= x1) & (rects[:, 3] >= bottom)
    )
    return contained


def _are_swallowed(
    inside: NDArray[np.bool_],
    orders: NDArray[np.int64],
    objects: Sequence[Item],
    shapes: _Shapes,
    drawing: Drawing,
    inks: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return of each letter whether its colour is that of its ground: the last shape drawn before it, or the paper.

    What colour a picture or an outline has behind a letter is not asked: on these it counts as seen, unless its ink is
    so thin that it would be seen on no ground, as recognised text over the picture of a scan.
    """
    places = {item: at for at, item in enumerate(drawing.texts)}
    own = np.array([places.get(item, -1) for item in objects])
    under = np.where(inside & (orders[:, None] > shapes.orders), shapes.orders, -1)
    none = np.full((len(orders), 1), -1)
    grounds = np.concatenate((none, under), axis=1).argmax(axis=1) - 1
    grounds[(under.max(axis=1) if under.shape[1] else none[:, 0]) < 0] = -1
    pairs, which = np.unique(np.column_stack((own, grounds)), axis=0, return_inverse=True)
    lost = np.array([_is_swallowed(text, ground, shapes, inks) for text, ground in pairs.tolist()])
    swallowed: NDArray[np.bool_] = lost[which.ravel()]
    return swallowed


def _is_swallowed(text: int, ground: int, shapes: _Shapes, inks: NDArray[np.int64]) -> bool:
    if text < 0:
        return False
    if ground >= shapes.fills:
        return not any(stands_out(_blend(inks[text], behind), behind) for behind in (WHITE, _BLACK))
    behind = WHITE if ground < 0 else _blend(shapes.objects.inks([shapes.items[ground]])[0], WHITE)
    return not stands_out(_blend(inks[text], behind), behind)


def _blend(ink: NDArray[np.int64], ground: Colour) -> Colour:
    """Return the colour that an ink, with its opacity, gives on a ground."""
    *colours, opacity = ink.tolist()
    return Colour(
        *((own * opacity + behind * (255 - opacity)) // 255 for own, behind in zip(colours, ground, strict=True))
    )
