"""Read a picture that stands inside a document of text, where it shows a sheet. Portraits, seals and logos are passed
over before anything is recognised on them."""

from dataclasses import replace

import numpy as np

from orchestration.disclosure.model import Table
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.bitmap import (
    LEAST_PIXELS_IN_A_POINT,
    PIXELS_IN_A_POINT,
    Bitmap,
)
from orchestration.disclosure.readers.scan.allowance import allow_picture
from orchestration.disclosure.readers.scan.ink import grey_of, ink_mask
from orchestration.disclosure.readers.scan.picture_file import read_picture
from orchestration.disclosure.readers.scan.picture_view import LONGER_SIDE, open_picture, scaled, upright
from orchestration.disclosure.readers.scan.rules import find_rules

_LEAST_RULES = 2.0
"""The least length of the horizontal rules of a sheet, in widths of its picture: a head and a foot have as many."""

_MOST_PIXELS = 40_000_000
"""Of a picture inside a document; a page has seventeen million at 400 dpi."""

_PACE = 0.5
"""Pixels with which rules are looked for, as a share of those with which letters are read."""


def read_inner_picture(raw: RawFile, data: bytes) -> Content | None:
    """Return what stands on a picture of a document; None where that is no table, or cannot be read."""
    try:
        if not _has_rules(data):
            return None
        content = read_picture(replace(raw, data=data))
    except (UnreadableFile, OSError, ValueError, SyntaxError, MemoryError):
        # what cannot be read is told as something that stands there
        return None
    return content if content.pages == 1 and any(isinstance(block, Table) for block in content.blocks) else None


def _has_rules(data: bytes) -> bool:
    """Return whether a picture is large enough to be read, and ruled like a sheet; its rules may rise or fall."""
    allow_picture()
    with open_picture(data) as picture:
        is_readable = max(picture.size) >= LEAST_PIXELS_IN_A_POINT * LONGER_SIDE
        if not is_readable or picture.width * picture.height > _MOST_PIXELS:
            return False
        side = round(_PACE * PIXELS_IN_A_POINT * LONGER_SIDE)
        picture.draft("RGB", (side, side))
        shown = scaled(upright(picture).convert("RGB"), _PACE * PIXELS_IN_A_POINT)
    scale = _PACE * PIXELS_IN_A_POINT
    rules = find_rules(ink_mask(grey_of(Bitmap(np.array(shown), scale)), scale), scale, ())
    longest = max(
        sum(rule.x1 - rule.x0 for rule in rules.horizontal), sum(rule.bottom - rule.top for rule in rules.vertical)
    )
    return longest >= _LEAST_RULES * min(shown.size) / scale
