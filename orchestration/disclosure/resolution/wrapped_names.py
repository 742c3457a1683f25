"""A department's name that goes on below beside the unit: 部门：云溪市投资 | 单位：万元 | 促进中心 on a page.

The unit stands right of the name, beside its first line, beside its last one, or between the two.
"""

import re
from collections.abc import Iterator, Sequence

from orchestration.disclosure.layouts.loader import Vocabulary
from orchestration.disclosure.model import Block, Box, Line
from orchestration.disclosure.text import compact

DEPARTMENT_HEAD = re.compile(
    r"(?:部门|编制部门|编制单位|部门名称|单位名称|填报单位|填报部门|公开部门|公开单位|预算单位):"
)

_UNIT = re.compile(r"(?:金额)?单位:.*$")
_REST_OF_UNIT = re.compile(r"万?元$")

MOST_LINES = 6
"""Lines among which the rest of a name is looked for: three of the name, the unit, and two of slack."""

_SAME_EDGE = 2.0
"""Points between the left edges of two lines of one name."""

_LINE_DISTANCE = 1.7
"""Heights of a line between the tops of two lines of one name."""


def text_with_rest(first: Line, following: Sequence[Block], vocabulary: Vocabulary) -> str:
    """The text of a line; a department's name with what goes on below, in the `following` blocks."""
    head = DEPARTMENT_HEAD.match(compact(first.text))
    name = _UNIT.sub("", compact(first.text)[head.end() :]) if head else ""
    endings = tuple(vocabulary.organisation_endings)
    if head is None or first.place.box is None or not name:
        return first.text
    whole = name
    for part in _parts_below(following, first.place.page, first.place.box):
        whole += part
        if whole.endswith(endings):
            name = whole
    return head[0] + name if name.endswith(endings) else first.text


def _parts_below(following: Sequence[Block], page: int | None, above: Box) -> Iterator[str]:
    is_unit_cut = False
    for block in following:
        box = block.place.box if isinstance(block, Line) and block.place.page == page else None
        if not isinstance(block, Line) or box is None:
            return
        text = _REST_OF_UNIT.sub("", compact(block.text)) if is_unit_cut else compact(block.text)
        words = _UNIT.sub("", text)
        is_unit_cut = is_unit_cut or (words != text and not text.endswith("元"))
        if not words:
            continue
        is_below = 0 < box.top - above.top < _LINE_DISTANCE * (above.bottom - above.top)
        if not is_below or abs(box.x0 - above.x0) > _SAME_EDGE or ":" in words:
            return
        above = box
        yield words
