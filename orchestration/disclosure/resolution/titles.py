"""The titles of sheets in their surroundings, and the texts above and below a sheet that are none.

What follows under a title belongs to `segments`.
"""

import re

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.text import compact, with_arabic_years, without_note_marks

MAX_TITLE_LENGTH = 60

_NUMBERING = re.compile(r"^(?:附件?|附表|公开)?(?:表?[一二三四五六七八九十\d]{1,3}表?)?[、.:\-—]*")
_TRAILER = re.compile(
    r"(?:\((?:续|续表|公开?\d*表?|表[一二三四五六七八九十\d]+)\)|续表?|(?<![.…·\-—])[.…·\-—]{2,}|(?<!\d)\d+)++$"
)
"""What stands behind a title: no part of it may match in two ways, or a line of 40 digits is never done with."""
_TITLE_END = re.compile(r"表|明\s*细")
_SENTENCE = re.compile(r"[。,;:!?]|详见|见附|如下|反映")
_FORMULA = re.compile(r"^\d{1,2}(?:栏|行)")
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_FURNITURE = re.compile(
    r"^(?:(?:公开|附)表?\d{1,2}|(?:公开|附)?\d{1,2}表|表\d{1,2})$|^(?:金额)?单位[:：]|^(?:部门|编制部门|编制单位|单位名称|部门名称|填报单位|填报部门|公开部门|公开单位|预算单位)[:：]"
)


def title_sheet(text: str, layouts: Layouts) -> tuple[str | None, str] | None:
    """The sheet id (None: known but not modelled) and words of a title line; None where the line is no title.

    A known title may follow a numbering, a year and a department's name, never words that make it another sheet
    (社会保险基金支出决算表 is not 支出决算表).
    """
    if len(text) > 2 * MAX_TITLE_LENGTH or not _TITLE_END.search(text):
        return None
    words = _bare_words(text)
    for suffix in layouts.vocabulary.title_suffixes:
        words = suffix.sub("", words)
    if len(words) > MAX_TITLE_LENGTH or not _TITLE_END.search(words):
        return None
    for start in range(len(words)):
        tail = words[start:]
        known = tail in layouts.titles or tail in layouts.vocabulary.not_modelled_titles
        if known and _may_precede(words[:start], layouts):
            return layouts.titles.get(tail), tail
    without_note = re.sub(r"\([^()]*\)$", "", words)
    return title_sheet(without_note, layouts) if without_note != words else None


@memoized
def _bare_words(text: str) -> str:
    """The words of a title line without the marks of notes, years, and what stands behind the title."""
    return _TRAILER.sub("", _YEAR.sub("", with_arabic_years(compact(without_note_marks(text)))))


def unknown_title(text: str, layouts: Layouts) -> str | None:
    """The words of a line that can only be the title of some table: short, no sentence, and it ends in 表."""
    words = _TRAILER.sub("", compact(text))
    if not words.endswith("表") or not 4 <= len(words) <= MAX_TITLE_LENGTH or _SENTENCE.search(words):
        return None
    names_all = any(pattern.search(words) for pattern in layouts.vocabulary.titles_of_all_sheets)
    return None if names_all or _FURNITURE.match(words) or is_note(words, layouts) else words


def _may_precede(prefix: str, layouts: Layouts) -> bool:
    rest = _NUMBERING.sub("", prefix, count=1)
    vocabulary = layouts.vocabulary
    return not any(rest.startswith(start) for start in vocabulary.title_sentence_starts) and names_no_sheet(
        rest, layouts
    )


def names_no_sheet(words: str, layouts: Layouts) -> bool:
    """Whether words hold nothing of a sheet's title behind the name of an organisation, which may hold anything."""
    vocabulary = layouts.vocabulary
    ends = [
        at + len(ending)
        for ending in vocabulary.organisation_endings | vocabulary.names_of_the_whole
        if (at := words.rfind(ending)) >= 0
    ]
    return not any(word in words[max(ends, default=0) :] for word in vocabulary.title_prefix_forbids)


@memoized
def is_furniture_text(text: str) -> bool:
    """Whether a text belongs above a table: its numbering, the department, the unit."""
    return _FURNITURE.match(compact(text)) is not None


def is_note(text: str, layouts: Layouts) -> bool:
    """Whether a text is a note under a sheet: a printed formula, or words that begin notes."""
    words = compact(text)
    return _FORMULA.match(words) is not None or words.startswith(tuple(layouts.vocabulary.note_starts))


def is_sentence(words: str) -> bool:
    """Whether comparable words are a sentence or a reference rather than a title."""
    return _SENTENCE.search(words) is not None
