"""The unit that a sheet states: 单位：万元 in its lines, its grid or a head, also broken over several lines."""

import re
from collections.abc import Sequence

from orchestration.disclosure.text import compact

_UNIT = re.compile(
    r"(?:单位|金额)[:;,.、]?\(?(?:人民币|RMB|[￥¥])?\(?(万元|元)(?=$|[^\u4e00-\u9fff]|人民币|公开|部门|编制|财决|附表|表)",
    re.IGNORECASE,
)
"""编制单位：元谋县财政局 states no unit."""

_UNIT_AFTER_COLON = re.compile(r"单位:(?:人民币)?(万元|元)")
_BROKEN_UNIT = re.compile(r"(?!(?:单位|金额)$)[金额单位:万元]{1,6}")
"""What may be one line of a unit that is broken over several in a narrow column: 金额单 | 位：万 | 元."""

_UNIT_ALONE = re.compile(r"^\(?(万元|元)\)?$")

_UNIT_IN_HEAD = re.compile(r"(?:\(|/)(万元|元)\)?$")


def stated_unit(notes: Sequence[str], grid: Sequence[str], above: Sequence[str]) -> str | None:
    """万元 or 元, None where nothing says which. `notes` are the title and the lines below it, `grid` the cells of the
    first rows, `above` the lines right above the title."""
    texts = [*notes, *grid, *above]
    ends = [end for text in texts if _BROKEN_UNIT.fullmatch(end := compact(_last_word(text)))]
    candidates = [(_UNIT, text) for text in texts]
    if all(map(_UNIT_ALONE.fullmatch, ends)):
        candidates += [(_UNIT_ALONE, text) for text in texts]
    else:
        candidates.append((_UNIT_AFTER_COLON, "".join(ends)))
    candidates += [(_UNIT_IN_HEAD, text) for text in grid]
    return next((found[1] for pattern, text in candidates if (found := pattern.search(compact(text)))), None)


def _last_word(text: str) -> str:
    return (text.split() or [""])[-1]
