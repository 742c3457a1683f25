"""Make printed words comparable: width, white space and quotes carry no meaning, ordinals are not names.

Which words mean which key does not belong here (see layouts).
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable

from orchestration.disclosure.memoized import memoized

UNREAD = "□"
"""Stands for a letter of a scan that is not read for certain, as in transcriptions."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb"
)
"""Characters that no reader of a page sees: formats (category Cf), fillers and selectors of a variant."""

_COMMANDS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Control characters and marks of direction: what shows a text obeys them, and no person reads them."""

_COMMAND = re.compile(f"[{_COMMANDS}]")
_ENDS_A_LINE = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
_UNSEEN = re.compile(rf"[{_INVISIBLE}]+")
_MEANINGLESS = re.compile(rf"[\s“”\"'‘’「」『』《》{_INVISIBLE}]+")
_RADICAL = re.compile("[⺀-⻳]")
_RADICALS = str.maketrans(
    "⺁⺃⺅⺇⺈⺉⺊⺌⺍⺎⺐⺒⺓⺔⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乚亻几刀刂卜小小兀尢巳幺彑忄扌攵旡日月歹母民氵氺灬爫爫丬牛犭王疋罒示礻竹糸纟罓罒羊羊羋耂肀聿肉艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅镸镸长门阝雨青韦页风飞食饣饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
)
"""Radicals that stand for the character they look like: PDF writers with a faulty table of characters leave them, and
NFKC knows no other form of them (Unicode: EquivalentUnifiedIdeograph)."""

_MARK = r"[①-⓿❶-➓㈠-㈩¹²³⁰⁴-⁹*＊※#†‡]"
_BRACKETED_MARK = (
    rf"[(（\[［【〔](?:注释?|附注|备注|说明)?\s{{0,2}}(?:\d{{1,2}}|{_MARK}|[一二三四五六七八九十])?[)）\]］】〕]"
)
_NOTE_MARKS = re.compile(rf"(?<=[\w)）])\s*(?:{_MARK}|{_BRACKETED_MARK}|注\s{{0,2}}\d{{0,2}}){{1,4}}+\s*$")
_END_OF_NOTE_MARKS = re.compile(rf"{_MARK}|[)）\]］】〕注\d]")
_NOTE_MARKS_BEFORE = re.compile(rf"^\s*{_MARK}+(?=\s*[^\s])")
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)[、.]?|\d{1,2}[、.](?!\d))"
)
_CIRCLED = re.compile(r"^\s*[①-⑳⑴-⒇]")
_UNIT_IN_HEAD = re.compile(r"(?:\((?:单位:)?(?:人民币)?(?:[百千]?万元|[百千亿]?元|%)\)|/(?:[百千]?万元|[百千亿]?元))$")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零OoＯ0][〇○零一二三四五六七八九OoＯ0]{2}(?=年)")
_TRAILING_REMARK = re.compile(r"\([^()]*\)$")
OF_WHICH = "其中"


@memoized
def compact(text: str) -> str:
    """Return the text in NFKC form (（ becomes a plain parenthesis) without white space and quotes."""
    words = _MEANINGLESS.sub("", unicodedata.normalize("NFKC", text))
    return words.translate(_RADICALS) if _RADICAL.search(words) else words


def without_commands(text: str) -> str:
    """Return the text without what would command a terminal or turn words round; another kind of line break becomes the
    usual one, so that no two figures meet."""
    if text.isprintable():
        return text
    return _COMMAND.sub("", _ENDS_A_LINE.sub("\n", text))


def without_invisible(text: str) -> str:
    """Return the text without the characters that nobody sees."""
    return _UNSEEN.sub("", text)


def without_note_marks(text: str) -> str:
    """Return a figure, label or head without the marks of notes beside it: ① ² * [1] (注2); a mark alone stays."""
    rest = _NOTE_MARKS_BEFORE.sub("", text)
    has_mark_behind = _END_OF_NOTE_MARKS.match(rest.rstrip()[-1:]) is not None
    return _NOTE_MARKS.sub("", rest) if has_mark_behind else rest


def printed(text: str) -> str:
    """Return the text as printed without white space, which justified and wrapped labels contain."""
    return "".join(text.split())


def with_arabic_years(words: str) -> str:
    """Replace years in Chinese digits by Arabic ones: 二〇二三年 becomes 2023年."""
    if "二" not in words:
        return words
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
    words = compact(without_note_marks(_CIRCLED.sub("", text)))
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
