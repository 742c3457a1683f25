"""The unit that a sheet states: 单位：万元 in its lines, its title, its grid or a head, also broken over lines."""

import re
from collections.abc import Iterable, Sequence

from orchestration.disclosure.amounts import WAN_EXPONENTS
from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.text import compact

_NAMES = "|".join(sorted(WAN_EXPONENTS, key=len, reverse=True))
_UNIT = re.compile(
    rf"(?:单位|金额)[:;,.、]?\(?(?:人民币|RMB|[￥¥])?\(?({_NAMES})(?=$|[^\u4e00-\u9fff]|人民币|公开|部门|编制|财决|附表|表)",
    re.IGNORECASE,
)
"""编制单位：元谋县财政局 states no unit."""

_UNIT_AFTER_COLON = re.compile(rf"单位:(?:人民币)?({_NAMES})")
_BROKEN_UNIT = re.compile(r"(?!(?:单位|金额)$)[金额单位:百千万亿元]{1,6}")
"""What may be one line of a unit that is broken over several in a narrow column: 金额单 | 位：万 | 元."""

_UNIT_ALONE = re.compile(rf"^\(?({_NAMES})\)?$")

_UNIT_IN_HEAD = re.compile(rf"(?:\(|/)({_NAMES})\)?$")

_UNIT_OF_ALL = re.compile(rf"单位(?:均|皆|统一|一律)?(?:为|是|以)(?:人民币)?({_NAMES})")
"""A sentence that states the unit of all sheets at once: 本套报表金额单位均为万元."""


def stated_unit(notes: Sequence[str], grid: Sequence[str], above: Sequence[str]) -> str | None:
    """The unit (元, 千元, 万元 …), None where nothing says which.

    `notes` are the title and the lines below it, `grid` the cells of the first rows, `above` the line of the title and
    those right above it.
    """
    texts = [*notes, *grid, *above]
    ends = [end for text in texts if _BROKEN_UNIT.fullmatch(end := compact(_last_word(text)))]
    candidates = [(_UNIT, text) for text in texts]
    if all(map(_UNIT_ALONE.fullmatch, ends)):
        candidates += [(_UNIT_ALONE, text) for text in texts]
    else:
        candidates.append((_UNIT_AFTER_COLON, "".join(ends)))
    candidates += [(_UNIT_IN_HEAD, text) for text in (*notes[:1], *above, *grid)]
    return next((found[1] for pattern, text in candidates if (found := pattern.search(compact(text)))), None)


@memoized
def head_unit(head: str) -> str | None:
    """The unit that stands at the end of a head or under it (基本支出（元）), None where there is none."""
    found = _UNIT_IN_HEAD.search(compact(head))
    return found[1] if found else None


def unit_for_all(lines: Iterable[str]) -> str | None:
    """The unit that the lines of a document state outside its sheets, None where they state none or several."""
    words = [compact(line) for line in lines]
    found = {match[1] for text in words for pattern in (_UNIT, _UNIT_OF_ALL) if (match := pattern.search(text))}
    return next(iter(found)) if len(found) == 1 else None


def _last_word(text: str) -> str:
    return (text.split() or [""])[-1]
