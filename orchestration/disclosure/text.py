"""Make printed words comparable: width, white space and quotes carry no meaning, ordinals are not names.

Which words mean which key does not belong here (see layouts).
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable

from orchestration.disclosure.memoized import memoized

_MEANINGLESS = re.compile(r"[\s“”\"'‘’「」『』《》\u200b\ufeff\u00ad]+")
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)[、.]?|\d{1,2}[、.](?!\d))"
)
_CIRCLED = re.compile(r"^\s*[①-⑳⑴-⒇]")
_UNIT_IN_HEAD = re.compile(r"(?:\((?:单位:)?(?:人民币)?(?:万元|元|%)\)|/(?:万元|元))$")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零OoＯ0][〇○零一二三四五六七八九OoＯ0]{2}(?=年)")
_TRAILING_REMARK = re.compile(r"\([^()]*\)$")
OF_WHICH = "其中"


@memoized
def compact(text: str) -> str:
    """Return the text in NFKC form (（ becomes a plain parenthesis) without white space and quotes."""
    return _MEANINGLESS.sub("", unicodedata.normalize("NFKC", text))


def printed(text: str) -> str:
    """Return the text as printed without white space, which justified and wrapped labels contain."""
    return "".join(text.split())


def with_arabic_years(words: str) -> str:
    """Replace years in Chinese digits by Arabic ones: 二〇二三年 becomes 2023年."""
    return _CHINESE_YEAR.sub(lambda found: re.sub("[OoＯ]", "0", found[0]).translate(_CHINESE_DIGITS), words)


def without_remark(words: str) -> str:
    """Return the words without a trailing remark in parentheses."""
    return _TRAILING_REMARK.sub("", words)


def without_of_which(words: str) -> str:
    """Return a sub-line's own label: 其中：(1)公务用车购置费 becomes 公务用车购置费."""
    return label_words(words.removeprefix(OF_WHICH))


@memoized
def label_words(text: str) -> str:
    """Return a row label without ordinals (一、 (二) 3. ①) and colons."""
    words = compact(_CIRCLED.sub("", text))
    while stripped := _ORDINAL.sub("", words):
        if stripped == words:
            break
        words = stripped
    return words.replace(":", "")


def head_words(text: str) -> str:
    """Return a column head without ordinals, colons and a trailing unit."""
    return _UNIT_IN_HEAD.sub("", label_words(text))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the most similar known word (ratio of 0.5 or more), None where none is similar."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None
