"""Numbers of rows or columns, kept as ranges: a file may hide a million of them with one word."""

from bisect import bisect_right
from itertools import accumulate


class NumberRanges:
    """A set of whole numbers that takes the memory of the ranges added to it."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []
        self._is_sorted = True

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def __contains__(self, number: int) -> bool:
        return self.cover(number, number)

    def add(self, first: int, last: int) -> None:
        """Add the numbers from `first` to `last`; nothing where that is less."""
        if last < first:
            return
        if self._ranges:
            before = self._ranges[-1]
            if before[0] <= first <= before[1] + 1:
                self._ranges[-1] = (before[0], max(before[1], last))
                return
            self._is_sorted = self._is_sorted and before[1] < first
        self._ranges.append((first, last))

    def cover(self, first: int, last: int) -> bool:
        """Return whether all numbers from `first` to `last` are in it."""
        if not self._is_sorted:
            self._sort()
        at = bisect_right(self._ranges, first, key=lambda each: each[0]) - 1
        return at >= 0 and last <= self._ranges[at][1]

    def _sort(self) -> None:
        added = sorted(self._ranges)
        reached = accumulate((last for _, last in added), max)
        self._ranges.clear()
        self._is_sorted = True
        start, end = added[0][0], added[0][1]
        for (first, _), last in zip(added, reached, strict=True):
            if first > end + 1:
                self._ranges.append((start, end))
                start = first
            end = last
        self._ranges.append((start, end))
