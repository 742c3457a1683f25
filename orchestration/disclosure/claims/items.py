"""Find where a text names function items: by code, by the level beside the name, or by the full name alone.

`教育支出(类)普通教育(款)小学教育(项)`, `小学教育(2050202)`, `2050202-小学教育` and `小学教育` all mention one row.
Which row a mention means may depend on the class under which it stands (see `resolve`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.disclosure.claims.names import (
    CLASS_DIGITS,
    DIGITS_OF_LEVEL,
    ITEM_DIGITS,
    SECTION_DIGITS,
    AccountNames,
    NamedRow,
    core_name,
)

_MARK = re.compile(r"\((?:(?P<code>\d{2,7})(?P<of>[类款项])?|(?P<level>[类款项]))\)")
_FIRST_NAME = re.compile(r"[^。；，：、()\d.．]{2,40}$")
_NEXT_NAME = re.compile(r"^(?:支出)?[、，—-]*(?P<name>[^。；，()]{2,40})$")
_LEADING_CODE = re.compile(
    r"(?:(?<![\d.,(])|(?<=^\d[.．])|(?<=[。；：，]\d[.．])|(?<=[。；：，]\d\d[.．]))"
    r"(?P<code>\d{7}|\d{5}|\d{3}(?=[-—－类]))[-—－、类款项]*(?=[一-鿿])"
)
_SUFFIX = re.compile(r"支出(?!决算|预算|数)")
_FULL_CODES = frozenset({CLASS_DIGITS, SECTION_DIGITS, ITEM_DIGITS})


@dataclass(frozen=True, slots=True)
class ItemMention:
    """A place that names a row: the names by the number of digits of their codes, outermost first, and the code.

    `digits` is 0 for a name that stands alone: its level is not said.
    """

    start: int
    end: int
    names: tuple[tuple[int, str], ...]
    code: str = ""

    @property
    def words(self) -> str:
        """The innermost name as stated."""
        return self.names[-1][1] if self.names else self.code

    @property
    def digits(self) -> int:
        """The number of digits of the code of the innermost name; 0 where the level is not said."""
        return len(self.code) or (self.names[-1][0] if self.names else 0)


def find_items(text: str, names: AccountNames) -> Iterator[ItemMention]:
    """Yield the mentions by level and by code, in order and without overlap."""
    found = sorted((*_find_chains(text, names), *_find_leading_codes(text, names)), key=lambda item: item.start)
    end = 0
    for mention in found:
        if mention.start >= end:
            end = mention.end
            yield mention


def _find_chains(text: str, names: AccountNames) -> Iterator[ItemMention]:
    chain: ItemMention | None = None
    for mark in _MARK.finditer(text):
        extended = _extend(text, chain, mark) if chain else None
        if extended is None and chain is not None:
            yield _with_suffix(text, chain)
        chain = extended or _begin(text, chain.end if chain else 0, mark, names)
    if chain is not None:
        yield _with_suffix(text, chain)


def _with_suffix(text: str, chain: ItemMention) -> ItemMention:
    suffix = _SUFFIX.match(text, chain.end)
    return ItemMention(chain.start, suffix.end(), chain.names, chain.code) if suffix else chain


def _extend(text: str, chain: ItemMention, mark: re.Match[str]) -> ItemMention | None:
    """Return the chain with one more level, or with the code of its last one; None where another mention begins."""
    between, digits = text[chain.end : mark.start()], _digits(mark, chain.digits)
    code = _code(mark, chain)
    if not between and mark["code"] and len(code) == chain.digits:
        return ItemMention(chain.start, mark.end(), chain.names, code)
    name = _NEXT_NAME.match(between)
    if name is None or digits <= chain.digits:
        return None
    return ItemMention(chain.start, mark.end(), (*chain.names, (digits, name["name"])), code)


def _begin(text: str, start: int, mark: re.Match[str], names: AccountNames) -> ItemMention | None:
    digits, code = _digits(mark, 0), mark["code"] or ""
    before = _FIRST_NAME.search(text, start, mark.start())
    if before is None:
        return _code_before_name(text, mark, names) if len(code) in _FULL_CODES else None
    if not digits:
        return None
    words = _known_end(before[0], names)
    if code and not mark["of"] and len(code) == CLASS_DIGITS and names.find_class_code(words) != code:
        return None
    return ItemMention(mark.start() - len(words), mark.end(), ((digits, words),), code)


def _code_before_name(text: str, mark: re.Match[str], names: AccountNames) -> ItemMention | None:
    """Return the mention of `(2080501)行政单位离退休`."""
    known = names.functions.get(mark["code"])
    if known is None:
        return None
    words = next((name for name in known if text.startswith(name, mark.end())), "")
    stated = ((len(mark["code"]), words),) if words else ()
    return ItemMention(mark.start(), mark.end() + len(words), stated, mark["code"])


def _known_end(words: str, names: AccountNames) -> str:
    """Return the longest known name that ends the words (主要用于行政运行), or the words where none does."""
    for start in range(len(words) - 1):
        tail = words[start:]
        if tail in names.function_words or f"{core_name(tail)}支出" in names.function_words:
            return tail
    return words


def _digits(mark: re.Match[str], before: int) -> int:
    """Return how many digits the code of a level has: as its word or its code says, 0 where neither does."""
    word = mark["of"] or mark["level"]
    if word:
        return DIGITS_OF_LEVEL[word]
    length = len(mark["code"])
    if length == 2:
        return before + length if before in (CLASS_DIGITS, SECTION_DIGITS) else 0
    return length if length in _FULL_CODES else 0


def _code(mark: re.Match[str], chain: ItemMention) -> str:
    code = mark["code"] or ""
    return chain.code + code if len(code) == 2 and chain.code else code


def _find_leading_codes(text: str, names: AccountNames) -> Iterator[ItemMention]:
    for match in _LEADING_CODE.finditer(text):
        code = match["code"]
        if code not in names.functions and code not in names.classes.values():
            continue
        known = (*names.functions.get(code, ()), *(core_name(name) for name in names.functions.get(code, ())))
        words = max((name for name in known if text.startswith(name, match.end())), key=len, default="")
        stated = ((len(code), words),) if words else ()
        yield _with_suffix(text, ItemMention(match.start(), match.end() + len(words), stated, code))


def resolve(mention: ItemMention, names: AccountNames, frame: str) -> tuple[NamedRow, ...]:
    """Return the rows that a mention may mean: by its code, else by its names under the class it states.

    A mention without a class stands under `frame`, the code of the row named before; where that has no such row, the
    whole sheet counts. Several rows of one name are several readings; of a name that stands alone the deepest is first.
    """
    if mention.code:
        row = names.row_of_code(mention.code, mention.words if mention.names else "")
        return (row,) if row else ()
    stated = dict(mention.names)
    digits, words = mention.names[-1]
    if not digits:
        return _rows_of_words(words, names.function_words, frame)
    if CLASS_DIGITS in stated:
        class_code = names.find_class_code(stated[CLASS_DIGITS])
        if class_code is None or digits == CLASS_DIGITS:
            return (NamedRow(class_code, words),) if class_code else ()
        sections = _sections(stated, digits, names, class_code) or (class_code,)
        within = names.find_rows(words, digits, sections)
        elsewhere = () if within else names.find_rows(words, digits, (class_code,))
        return within or tuple(row for row in elsewhere if row.printed is None)
    for beginning in dict.fromkeys((frame[: digits - 2], frame[:CLASS_DIGITS], "")):
        sections = _sections(stated, digits, names, beginning)
        rows = names.find_rows(words, digits, sections) if sections else ()
        if rows and (beginning or rows[0].printed is None):
            return rows
    return ()


def _sections(stated: Mapping[int, str], digits: int, names: AccountNames, beginning: str) -> tuple[str, ...]:
    """Return the codes under which to look: those of the section that is stated, if any, else of the class."""
    if digits <= SECTION_DIGITS or SECTION_DIGITS not in stated:
        return (beginning,)
    found = names.find_rows(stated[SECTION_DIGITS], SECTION_DIGITS, (beginning[:CLASS_DIGITS],))
    return tuple(row.code for row in found)


def _rows_of_words(words: str, by_words: Mapping[str, tuple[str, ...]], frame: str) -> tuple[NamedRow, ...]:
    codes = by_words.get(words, ())
    near = tuple(code for code in codes if frame and code.startswith(frame[:CLASS_DIGITS]))
    return tuple(NamedRow(code, words) for code in sorted(near or codes, key=len, reverse=True))
