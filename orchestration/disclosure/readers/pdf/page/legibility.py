"""Decide whether the text of a page is usable: scans have none, and fonts may lack a mapping to characters."""

import re

from orchestration.disclosure.readers.pdf.page.letters import Letters
from orchestration.disclosure.readers.pdf.page.strokes import Drawing, has_only_invisible_text

_FEW_LETTERS = 32
"""The most letters of a blank page: a scan may carry a page number or a mark of the scanning program."""

_PICTURE_SHARE = 0.5
"""The least share of the page that a picture of the whole page covers."""

_MANY_CURVES = 200
"""The least number of curved shapes on a page of letters drawn as outlines."""

_UNUSUAL = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\xff\u0391-\u03c9\u2000-\u22ff\u2460-\u27bf\u3000-\u33ff\u3400-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f]"
)
"""Letters that Chinese documents hardly use, such as private and control codes: then the fonts are checked."""

_BROKEN_RUN = re.compile("x{3}")
_BROKEN_SHARE = 0.1
"""Bullets are single odd letters; a font without a character mapping breaks whole words."""


def is_scan(letters: Letters, drawing: Drawing) -> bool:
    """Return whether the page is a picture or letters drawn as shapes; recognised text does not count as print."""
    if drawing.picture_share >= _PICTURE_SHARE:
        return _is_almost_blank(letters) or has_only_invisible_text(drawing)
    return drawing.curves >= _MANY_CURVES and _is_almost_blank(letters)


def is_garbled(letters: Letters) -> bool:
    """Return whether fonts lack the character mapping of whole words of the page."""
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
