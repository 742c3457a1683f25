"""Find the lines that form a table without vertical rules: between horizontal rules, or with numbers in columns.

Splitting regions into columns does not belong here (see bands.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from orchestration.disclosure.readers.fixed_layout.lines.gutters import split_stretches
from orchestration.disclosure.readers.fixed_layout.lines.rows import Chunk, Row, long_rules, make_row
from orchestration.disclosure.readers.fixed_layout.page.drawing import Stroke
from orchestration.disclosure.readers.fixed_layout.page.figures import is_figure
from orchestration.disclosure.readers.fixed_layout.page.words import Word, visual_lines
from orchestration.disclosure.readers.fixed_layout.tables.filled_grid import FilledGrid

_RULE_DISTANCE = 90.0
"""The greatest distance in points between two rules of a table: a head of six lines."""

_MIN_STACK = 4
"""The least number of rules of a table without vertical rules; two are an underlined page header."""

_MIN_STACK_GOING_ON = 2
"""The least number of rules of a continued table at the top of the next page."""

_SAME_END = 3.0
"""The greatest distance in points between ends of rules of one table on two pages."""

_ROW_DISTANCE = 4.0
"""The greatest distance in font sizes between baselines of adjacent rows."""

_WRAP_DISTANCE = 1.8
"""The greatest distance in font sizes between baselines of a wrapped name."""

_HALF_LINE = 0.95
"""Baselines closer than this (font sizes) are one row: a name wrapped around the line of its figures."""

_HEAD_DISTANCE = 2.0
"""The greatest distance in font sizes between baselines of two rows of heads."""

_MAX_HEAD_LINES = 4
"""The most lines of a head between two rules; more are text under the rule of a page header."""

_MIN_HEADS = 3
"""The least number of stretches in a line of heads, however narrow the gaps; fewer may be prose."""

Reach: TypeAlias = tuple[float, float]
"""Left and right end of the rules of a table, in points."""


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one table and the horizontal rules of its page; `reach` is None where the table has no rules."""

    rows: tuple[Row, ...]
    rules: tuple[Stroke, ...]
    reach: Reach | None


def same_reach(one: Reach | None, other: Reach | None) -> bool:
    """Return whether the rules of two tables have the same left and right ends; False without rules."""
    return (
        one is not None
        and other is not None
        and abs(one[0] - other[0]) <= _SAME_END
        and abs(one[1] - other[1]) <= _SAME_END
    )


def find_regions(
    words: Iterable[Word], rules: Sequence[Stroke], continuing_reach: Reach | None
) -> tuple[list[Region], list[list[Word]]]:
    """Return the tables among words outside ruled grids, and the visual lines outside all tables.

    `continuing_reach` is the reach of a table at the end of the page before.
    """
    rows = [make_row(line) for line in visual_lines(words)]
    regions: list[Region] = []
    lines: list[list[Word]] = []
    done = 0
    for start, end in _ruled_spans(rows, rules, continuing_reach) or _unruled_spans(rows, rules):
        start = max(start, done)
        lines.extend(row.line for row in rows[done:start])
        regions.append(Region(tuple(rows[start:end]), tuple(rules), _reach(rows[start:end], rules)))
        done = end
    lines.extend(row.line for row in rows[done:])
    return regions, lines


def lacks_rules(filled: FilledGrid) -> bool:
    """Return whether the grid lacks column rules: a cell has figures side by side, or the only column has a row."""
    enough = 1 if len(filled.grid.xs) == 2 else 2
    crowded = (words for words in filled.words if len(words) > 1)
    rows = (make_row(line) for words in crowded for line in visual_lines(words))
    return any(row.is_figured and sum(is_figure(chunk.text) for chunk in row.numbers) >= enough for row in rows)


def _reach(rows: Sequence[Row], rules: Sequence[Stroke]) -> Reach | None:
    """Return the reach of the long rules directly above, among and below the lines."""
    top, bottom = rows[0].baseline - _RULE_DISTANCE, rows[-1].baseline + rows[-1].size * _WRAP_DISTANCE
    own = [rule for rule in long_rules(rules) if top < rule.top < bottom]
    return (min(rule.x0 for rule in own), max(rule.x1 for rule in own)) if len(own) > 1 else None


# Between rules -------------------------------------------------------------------------------------------------------


def _ruled_spans(rows: Sequence[Row], rules: Sequence[Stroke], continuing_reach: Reach | None) -> list[tuple[int, int]]:
    """Return start and end index of the lines between the outer rules of each stack of long horizontal rules."""
    spans: list[tuple[int, int]] = []
    for stack in _stacks(rules):
        top, bottom = stack[0].top, stack[-1].top
        inside = [at for at, row in enumerate(rows) if top < row.baseline < bottom]
        goes_on = not spans and same_reach(continuing_reach, (stack[0].x0, stack[0].x1))
        is_table = len(stack) >= (_MIN_STACK_GOING_ON if goes_on else _MIN_STACK)
        if is_table and any(rows[at].has_number for at in inside):
            spans.append((inside[0], inside[-1] + 1))
    return spans


def _stacks(rules: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Yield stacks of long rules no further apart than the rows of a table."""
    stack: list[Stroke] = []
    for rule in long_rules(rules):
        if stack and rule.top - stack[-1].top > _RULE_DISTANCE:
            yield stack
            stack = []
        stack.append(rule)
    if stack:
        yield stack


# By numbers ----------------------------------------------------------------------------------------------------------


def _unruled_spans(rows: Sequence[Row], rules: Sequence[Stroke]) -> Iterator[tuple[int, int]]:
    """Yield start and end index of the lines of each table, head and wrapped names included."""
    figured = [index for index, row in enumerate(rows) if row.is_figured]
    while figured:
        start = end = figured.pop(0)
        while figured and _goes_on(rows, end, figured[0]):
            end = figured.pop(0)
        if _holds_amounts(rows[start : end + 1]):
            yield _head_start(rows, start, rules), _foot_end(rows, end)


def _goes_on(rows: Sequence[Row], this: int, following: int) -> bool:
    between = rows[this + 1 : following]
    if any(_is_prose(row, rows[this]) or _is_prose(row, rows[following]) for row in between):
        return False
    return all(_is_near(rows[index], rows[index + 1]) for index in range(this, following))


def _holds_amounts(rows: Iterable[Row]) -> bool:
    """Return whether the numbers are amounts rather than those of a list or a table of contents."""
    figures = [sum(is_figure(chunk.text) for chunk in row.numbers) for row in rows]
    return sum(figures) > 1 or sum(len(row.numbers) > 1 for row in rows) > 1


def _is_prose(row: Row, figured: Row) -> bool:
    """Return whether the line runs across the columns: it starts before a number of the row and ends after it."""
    if len(row.chunks) > 1:
        return False
    chunk = row.chunks[0]
    return any(chunk.x0 < number.x0 and chunk.x1 > number.x1 for number in figured.numbers)


def _is_near(upper: Row, lower: Row) -> bool:
    return lower.baseline - upper.baseline <= _ROW_DISTANCE * max(upper.size, lower.size)


def _head_start(rows: Sequence[Row], start: int, rules: Sequence[Stroke]) -> int:
    """Return the first line of the head: lines up to the rules above, and lines in columns directly above."""
    first = rows[start]
    levels = sorted((rule.top for rule in _rules_of(first.chunks, rules) if rule.top < first.baseline), reverse=True)
    for level in levels:
        above = next((index for index in range(start + 1) if rows[index].baseline > level), start)
        if start - above > _MAX_HEAD_LINES:
            break
        start = above
    while start and (above := _lines_above(rows, start)):
        start -= above
    return start


def _lines_above(rows: Sequence[Row], start: int) -> int:
    """Return the number of lines directly above that belong to the same table.

    One that is in columns or begins a name wrapped around figures; two where the upper one is in columns and the lower
    is the head of one column.
    """
    if _leads_to(rows[start - 1], rows[start]):
        return 1
    if start < 2 or not all(_is_close(rows[at - 1], rows[at]) for at in (start - 1, start)):
        return 0
    return 2 if len(split_stretches(rows[start - 2].line)) > 1 else 0


def _leads_to(upper: Row, lower: Row) -> bool:
    stretches = len(split_stretches(upper.line))
    is_columned = (len(upper.chunks) > 1 or stretches >= _MIN_HEADS) and _is_near(upper, lower)
    are_heads = stretches > 1 and _is_close(upper, lower)
    return is_columned or are_heads or lower.baseline - upper.baseline < _HALF_LINE * lower.size


def _is_close(upper: Row, lower: Row) -> bool:
    return lower.baseline - upper.baseline <= _HEAD_DISTANCE * lower.size


def _foot_end(rows: Sequence[Row], last: int) -> int:
    """Return the end index of the table: a name may continue below its figures, left of the first of them."""
    end = last + 1
    leftmost = min(number.x0 for number in rows[last].numbers)
    while end < len(rows) and rows[end].baseline - rows[end - 1].baseline <= _WRAP_DISTANCE * rows[end].size:
        if any(chunk.x1 > leftmost for chunk in rows[end].chunks):
            break
        end += 1
    return end


def _rules_of(chunks: Sequence[Chunk], rules: Iterable[Stroke]) -> list[Stroke]:
    """Return the horizontal rules that overlap at least one of the chunks."""
    return [rule for rule in rules if any(rule.x0 < chunk.x1 and rule.x1 > chunk.x0 for chunk in chunks)]
