"""Whether the letters of a page are to be believed: scans have none, and fonts may not say what their glyphs mean."""

import re

from orchestration.disclosure.readers.pdf.page.letters import Letters
from orchestration.disclosure.readers.pdf.page.strokes import Drawing, has_only_invisible_text

_FEW_LETTERS = 32
"""A scan may carry a page number or the mark of the program that made it."""

_PICTURE_SHARE = 0.5
"""From which share of the page a picture is the page."""

_MANY_CURVES = 200
"""Curved shapes on a page without text: letters drawn as outlines."""

_UNUSUAL = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\xff\u0391-\u03c9\u2000-\u22ff\u2460-\u27bf\u3000-\u33ff\u3400-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f]"
)
"""Letters that Chinese documents hardly use, private and control codes among them: a reason to ask the fonts."""

_BROKEN_RUN = re.compile("x{3}")
_BROKEN_SHARE = 0.1
"""Bullets are single odd letters; a font without meaning breaks whole words."""


def is_scan(letters: Letters, drawing: Drawing) -> bool:
    """Whether the page is a picture, of paper or of letters drawn as shapes; text recognised under it is no print."""
    if drawing.picture_share >= _PICTURE_SHARE:
        return _is_almost_blank(letters) or has_only_invisible_text(drawing)
    return drawing.curves >= _MANY_CURVES and _is_almost_blank(letters)


def is_garbled(letters: Letters) -> bool:
    """Whether fonts do not say which characters whole words of the page are."""
    if not _UNUSUAL.search(letters.text):
        return False
    marks = "".join(
        " " if letter.isspace() else "x" if _is_broken(letters, index, letter) else "."
        for index, letter in enumerate(letters.text)
    ).replace(" ", "")
    return bool(_BROKEN_RUN.search(marks)) or marks.count("x") > _BROKEN_SHARE * len(marks)


def _is_broken(letters: Letters, index: int, letter: str) -> bool:
    is_private = "\ue000" <= letter <= "\uf8ff" or letter == "\ufffd"
    return is_private or letters.is_unmapped(index)


def _is_almost_blank(letters: Letters) -> bool:
    return int(letters.inked.sum()) < _FEW_LETTERS
