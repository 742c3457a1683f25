"""Find the rules of tables on a level page: long thin runs of ink, across and down."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.drawing import Stroke
from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect

_LEAST_ACROSS, _LEAST_DOWN = 24.0, 15.0
"""Points; shorter runs of ink are strokes of letters. Rows are hardly lower than the second."""

_BREAK_ACROSS, _BREAK_DOWN = 2.8, 2.0
"""Points by which noise, faint print and dashes interrupt a rule; strokes of letters that stand one under another are
nearer than those of dashed rules."""

_MOST_THICKNESS = 4.0
"""Points; thicker runs are shading."""

_WITHIN, _ALONG = 0.25, 0.9
"""The share of a text's height above and below its middle half; the share of a run of letters that lies in texts: a
rule goes on between them."""

_SLACK = 1
"""Pixels by which a rule may leave its row or column of pixels and go on: it is hardly ever quite level."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page in points, and the pixels that they take (255)."""

    horizontal: tuple[Stroke, ...]
    vertical: tuple[Stroke, ...]
    mask: Grey


def find_rules(ink: Grey, scale: float, texts: Sequence[PixelRect]) -> Rules:
    """Return the rules of the page; runs of ink inside a text are none of them."""
    across_mask = _long_runs(ink, scale, _LEAST_ACROSS, is_across=True)
    down_mask = _long_runs(ink, scale, _LEAST_DOWN, is_across=False)
    across = [
        rect
        for rect in _runs(across_mask, scale, is_across=True)
        if not (_is_inside(rect, texts) or _is_line_of_letters(rect, texts))
    ]
    down = [rect for rect in _runs(down_mask, scale, is_across=False) if not _is_inside(rect, texts)]
    mask = np.zeros_like(ink)
    for source, rects in ((across_mask, across), (down_mask, down)):
        for x0, top, x1, bottom in rects:
            mask[top:bottom, x0:x1] |= source[top:bottom, x0:x1]
    horizontal = (Stroke(x0 / scale, (t + b) / 2 / scale, x1 / scale, (t + b) / 2 / scale) for x0, t, x1, b in across)
    vertical = (Stroke((x0 + x1) / 2 / scale, t / scale, (x0 + x1) / 2 / scale, b / scale) for x0, t, x1, b in down)
    return Rules(tuple(horizontal), tuple(vertical), mask)


def _long_runs(ink: Grey, scale: float, least: float, is_across: bool) -> Grey:
    slack = 2 * _SLACK + 1
    gap = max(round((_BREAK_ACROSS if is_across else _BREAK_DOWN) * scale), 1)
    length = max(round(least * scale), 3)
    thick, joined, long = ((slack, 1), (1, gap), (1, length)) if is_across else ((1, slack), (gap, 1), (length, 1))
    thickened = cv2.dilate(ink, np.ones(thick, np.uint8))
    closed = cv2.morphologyEx(thickened, cv2.MORPH_CLOSE, np.ones(joined, np.uint8))
    runs: Grey = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(long, np.uint8))
    return runs


def _runs(mask: Grey, scale: float, is_across: bool) -> list[PixelRect]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found: list[PixelRect] = []
    for run in range(1, count):
        x0, top, wide, high, area = stats[run].tolist()
        thickness = area / (wide if is_across else high) - 2 * _SLACK
        if thickness <= _MOST_THICKNESS * scale:
            found.append(PixelRect(x0, top, x0 + wide, top + high))
    return found


def _is_inside(rule: PixelRect, texts: Sequence[PixelRect]) -> bool:
    """Return whether a run of ink belongs to a text: its letters, a dash in it, a line under or through it."""
    across, down = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
    return any(
        text.x0 <= across <= text.x1
        and text.top <= down <= text.bottom
        and rule.width <= text.width + text.height
        and rule.height <= text.height
        for text in texts
    )


def _is_line_of_letters(rule: PixelRect, texts: Sequence[PixelRect]) -> bool:
    """Return whether a run goes through the middles of texts alone, which stand so close that their letters are one
    run."""
    middle = (rule.top + rule.bottom) / 2
    along = np.zeros(rule.width, np.bool_)
    for text in texts:
        if text.top + _WITHIN * text.height <= middle <= text.bottom - _WITHIN * text.height:
            along[max(text.x0 - rule.x0, 0) : max(text.x1 - rule.x0, 0)] = True
    return bool(along.mean() >= _ALONG)
