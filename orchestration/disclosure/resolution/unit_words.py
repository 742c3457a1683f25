"""What stands behind 单位： in a text: a known unit, a unit that nobody knows, or the name of a body.

Which unit a sheet is read in belongs to `units`.
"""

import functools
import re
from collections.abc import Iterable, Iterator

from orchestration.disclosure.layouts.loader import Layouts, load_layouts
from orchestration.disclosure.text import compact

_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z$€£%‰]+")
_BEFORE = re.compile(r"^[(\[【]?(?:人民币|RMB|[￥¥])?\(?(?=.)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[XxＸ×某]+.*|无")
_UNIT_OF_ALL = re.compile(
    r"(?:金额|货币|计量)单位(?:均|皆|统一|一律)?(?:为|是|以)(?:人民币)?(?P<word>[^，。,;:、()]{1,8})"
)
MIN_BODY_LENGTH = 2
MIN_ODD_BODY_LENGTH = 5
"""Characters of a word that ends like nothing known and is still more likely a name than a unit."""


def unknown_unit(text: str) -> str | None:
    """The word that a text states as a unit and that is none; None where it states a known unit, a body or nothing.

    单位：上海市某局 names a body, 单位：美元 a unit that amounts are not read in.
    """
    layouts = load_layouts()
    words = [word for label, word in _stated(compact(text), layouts) if label or not is_body(word, layouts)]
    is_known = any(word in layouts.units.powers_of_wan for word in words)
    return None if is_known else next(iter(words), None)


def unknown_unit_for_all(lines: Iterable[str]) -> str | None:
    """The unknown unit that a line outside the sheets states for all of them."""
    known = load_layouts().units.powers_of_wan
    for line in map(compact, lines):
        said = _UNIT_OF_ALL.search(line)
        word = _clean(said["word"]) if said else unknown_unit(line) if _statement().match(line) else None
        if word and word not in known:
            return word
    return None


def is_body(word: str, layouts: Layouts) -> bool:
    """Whether a word behind 单位： names a body rather than a unit."""
    units = layouts.units
    if word in units.powers_of_wan or word in units.measures or len(word) < MIN_BODY_LENGTH:
        return False
    if word.endswith(tuple(layouts.vocabulary.organisation_endings)):
        return True
    if word.endswith(tuple(units.body_endings)) and not word.startswith(("百", "千", "万", "亿")):
        return True
    return len(word) >= MIN_ODD_BODY_LENGTH and not word.endswith(tuple(units.measures))


def _stated(words: str, layouts: Layouts) -> Iterator[tuple[str | None, str]]:
    """The label and the word of every statement in a text."""
    for found in _statement().finditer(words):
        word = _clean(found["word"])
        if word and not _PLACEHOLDER.fullmatch(word):
            yield found["label"], word


def _clean(stated: str) -> str:
    words = _WORD.match(_BEFORE.sub("", stated))
    if words is None:
        return ""
    word = words[0]
    return word.removesuffix("人民币") if word != "人民币" else word


@functools.cache
def _statement() -> re.Pattern[str]:
    units = load_layouts().units
    unit_labels = "|".join(sorted(units.unit_labels))
    no_body = "".join(f"(?<!{label})" for label in sorted(units.body_labels))
    start = rf"(?:(?P<label>{unit_labels})|{no_body})单位[:;]"
    end = rf"(?:(?:{unit_labels})?单位[:;]|公开\d|公开表|部门:|编制|财决|附表|表?\d|$)"
    return re.compile(rf"{start}(?P<word>[^:;]*?)(?={end})")
