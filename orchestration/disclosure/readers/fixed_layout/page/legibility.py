"""Decide whether the text of a page is usable: scans have none, and fonts may lack a mapping to characters."""

import re
from collections.abc import Sequence

from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.words import Word

_FEW_LETTERS = 32
"""The most letters of a blank page: a scan may carry a page number or a mark of the scanning program."""

_PICTURE_SHARE = 0.5
"""The least share of the page that a picture of the whole page covers."""

_MANY_GLYPHS = 200
_LEAST_GLYPHS = 10
"""The least number of shapes like letters on a page of outlines, with a few letters beside them and without any."""

_UNUSUAL = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\xff\u0391-\u03c9\u2000-\u22ff\u2460-\u27bf\u3000-\u33ff\u3400-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f]"
)
"""Letters that Chinese documents hardly use, such as private and control codes: then the fonts are checked."""

_BROKEN_RUN = re.compile("x{3}")
_BROKEN_SHARE = 0.1
"""Bullets are single odd letters; a font without a character mapping breaks whole words."""


def is_scan(words: Sequence[Word], drawing: Drawing) -> bool:
    """Return whether the page is a picture; `words` are those that are seen, without recognised text behind it."""
    return drawing.picture_share >= _PICTURE_SHARE and _count_letters(words) < _FEW_LETTERS


def is_of_outlines(words: Sequence[Word], drawing: Drawing) -> bool:
    """Return whether the letters of the page are drawn as shapes."""
    letters = _count_letters(words)
    return drawing.glyphs >= (_MANY_GLYPHS if letters else _LEAST_GLYPHS) and letters < _FEW_LETTERS


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


def _count_letters(words: Sequence[Word]) -> int:
    return sum(word.end - word.first for word in words)
