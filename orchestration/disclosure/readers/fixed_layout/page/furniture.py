"""Recognise the headers and footers of pages: lines that earlier pages have at the same place."""

import re
from collections import defaultdict
from collections.abc import Sequence

from orchestration.disclosure.readers.fixed_layout.page.words import Word, line_text

SAME_PLACE = 3.0
"""The greatest distance in points between lines of page furniture, or rules, at the same place on two pages."""

_CHANGING = re.compile(r"[\d\s/\-—–·.第页共]+")
"""The changing part of a page's header or footer; many footers consist of nothing else."""

_OUTERMOST = 3
"""The most lines of a header or a footer."""


class Furniture:
    """The outermost lines of the pages read so far; left and right pages may have headers of their own."""

    def __init__(self) -> None:
        self._seen: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def find(self, lines: Sequence[tuple[int, list[Word]]], height: float) -> frozenset[int]:
        """Return the numbers of those lines of a page that earlier pages have, and remember all of them."""
        outermost = [*lines[:_OUTERMOST], *lines[max(_OUTERMOST, len(lines) - _OUTERMOST) :]]
        found: set[int] = set()
        new: list[tuple[str, tuple[float, float]]] = []
        for number, line in outermost:
            text, place = unchanging_text(line), (line[0].baseline, height - line[0].baseline)
            if any(_are_alike(place, other) for other in self._seen.get(text, ())):
                found.add(number)
            else:
                new.append((text, place))
        for text, place in new:
            self._seen[text].append(place)
        return frozenset(found)


def unchanging_text(line: Sequence[Word]) -> str:
    """Return the text of a line without what changes from page to page."""
    return _CHANGING.sub("", line_text(line))


def _are_alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether two lines stand equally far from the top, or from the bottom, of their pages."""
    return any(abs(own - its) <= SAME_PLACE for own, its in zip(one, other, strict=True))
