"""Build grids from strokes: strokes in line make rules, touching rules make a lattice, the lattice encloses cells.

Programs draw one rule as a line, a thin rectangle, a pair of lines, dashes, or piece by piece along the cells.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.tables.grid import NO_CELL, Grid, GridCell

_SAME_RULE = 3.0
"""The greatest distance in points between strokes of one rule, such as a double line; every row is higher."""

_SAME_STROKE = 0.5
"""The greatest distance in points between pieces of one line, across its direction."""

_MAX_BREAK = 4.0
"""The greatest gap in points between pieces or dashes of one rule."""

_MIN_LENGTH = 3.0
"""Points; shorter strokes, with all pieces joined, are marks."""

_REACH = 3.0
"""The greatest distance in points between the end of a rule and a rule that it meets."""

_MIN_OVERHANG = 6.0
"""The least overhang in points of rules beyond the outermost crossing rule that indicates a missing border."""

_SIDES_OF_A_CELL = 3
"""The least number of ruled sides of a cell; with fewer it lies outside, beside a smaller table or in a notch."""

_MAX_CROSSINGS = 20_000
"""The most horizontal times vertical rules; a page with more is a drawing. The densest real page has about 1,000."""


class _Rule(NamedTuple):
    """One unbroken rule: its place across its direction, and its start and end along it, in points."""

    place: float
    start: float
    end: float

    def meets(self, other: "_Rule") -> bool:
        """Return whether it touches a rule of the other direction."""
        return (
            self.start - _REACH <= other.place <= self.end + _REACH
            and other.start - _REACH <= self.place <= other.end + _REACH
        )


def find_grids(drawing: Drawing) -> list[Grid]:
    """Return the ruled tables of a page; a lone box is none. Missing outer rules of a ruled table are supplied."""
    across = _merge_close((_Rule(stroke.top, stroke.x0, stroke.x1) for stroke in drawing.horizontal), _SAME_STROKE)
    down = _merge_close((_Rule(stroke.x0, stroke.top, stroke.bottom) for stroke in drawing.vertical), _SAME_STROKE)
    if len(across) * len(down) > _MAX_CROSSINGS:
        return []
    connected = _group_connected(across, down)
    grids = (_grid(*(_merge_close(rules, _SAME_RULE) for rules in group)) for group in connected)
    return [grid for grid in grids if grid is not None and len(grid.cells) > 1]


def _merge_close(rules: Iterable[_Rule], distance: float) -> list[_Rule]:
    """Merge strokes or rules no further apart than `distance` points into rules without breaks."""
    bundles: list[list[_Rule]] = []
    for rule in sorted(rules):
        if bundles and rule.place - bundles[-1][0].place <= distance:
            bundles[-1].append(rule)
        else:
            bundles.append([rule])
    joined = (rule for bundle in bundles for rule in (_merge_overlapping(bundle) if len(bundle) > 1 else bundle))
    return [rule for rule in joined if rule.end - rule.start >= _MIN_LENGTH]


def _merge_overlapping(bundle: Sequence[_Rule]) -> Iterator[_Rule]:
    place = (bundle[0].place + bundle[-1].place) / 2
    pieces = sorted(bundle, key=lambda rule: rule.start)
    _, start, end = pieces[0]
    for rule in pieces:
        if rule.start > end + _MAX_BREAK:
            yield _Rule(place, start, end)
            start, end = rule.start, rule.end
        elif rule.end > end:
            end = rule.end
    yield _Rule(place, start, end)


def _group_connected(across: Sequence[_Rule], down: Sequence[_Rule]) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Yield the groups of rules connected by touching."""
    waiting_across, waiting_down = list(across), list(down)
    while waiting_across and waiting_down:
        group: tuple[list[_Rule], list[_Rule]] = ([waiting_across.pop(0)], [])
        new, waiting, is_across = group[0], waiting_down, False
        while new:
            found = [rule for rule in waiting if any(map(rule.meets, new))]
            waiting[:] = [rule for rule in waiting if rule not in found]
            group[0 if is_across else 1].extend(found)
            new, is_across = found, not is_across
            waiting = waiting_across if is_across else waiting_down
        if group[1]:
            yield group


def _grid(across: Sequence[_Rule], down: Sequence[_Rule]) -> Grid | None:
    """Return the grid of touching rules; None for a lone rule that only short marks cross."""
    xs, ys = _places_with_borders(down, across), _places_with_borders(across, down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    floors, walls = _floors(across, xs, ys), _walls(down, xs, ys)
    ruled_xs, ruled_ys = {rule.place for rule in down}, {rule.place for rule in across}
    if len(xs) > len(ruled_xs) or len(ys) > len(ruled_ys):
        _supply_outer_rules(ruled_xs, ruled_ys, xs, ys, floors, walls)
    cells = _cells(floors, walls, len(xs) - 1)
    used_xs = sorted({side for cell in cells for side in (cell.left, cell.right)})
    used_ys = sorted({side for cell in cells for side in (cell.top, cell.bottom)})
    if len(used_xs) < len(xs) or len(used_ys) < len(ys):
        column, row = ({side: at for at, side in enumerate(used)} for used in (used_xs, used_ys))
        cells = [GridCell(row[top], column[left], row[bottom], column[right]) for top, left, bottom, right in cells]
        xs, ys = [xs[side] for side in used_xs], [ys[side] for side in used_ys]
    return Grid(
        tuple(xs),
        tuple(ys),
        tuple(cells),
        _owners(cells, len(ys) - 1, len(xs) - 1),
        range(len(xs)),
        is_open_above=bool(cells) and ys[0] not in ruled_ys,
        is_open_below=bool(cells) and ys[-1] not in ruled_ys,
    )


def _owners(cells: Sequence[GridCell], rows: int, columns: int) -> list[list[int]]:
    owners = [[NO_CELL] * columns for _ in range(rows)]
    for place, (top, left, bottom, right) in enumerate(cells):
        if bottom - top == right - left == 1:
            owners[top][left] = place
            continue
        for row in owners[top:bottom]:
            row[left:right] = [place] * (right - left)
    return owners


def _places_with_borders(rules: Sequence[_Rule], crossing: Sequence[_Rule]) -> list[float]:
    """Return the places of rules, and of outer borders indicated by the ends of crossing rules only."""
    places = sorted({rule.place for rule in rules})
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    return [
        *([first] if places[0] - first > _MIN_OVERHANG else []),
        *places,
        *([last] if last - places[-1] > _MIN_OVERHANG else []),
    ]


def _floors(across: Iterable[_Rule], xs: Sequence[float], ys: Sequence[float]) -> list[int]:
    """Return for each horizontal rule the columns along which it runs, as bits."""
    floors = [0] * len(ys)
    for rule in across:
        first, end = _bands(rule, xs)
        floors[bisect_left(ys, rule.place)] |= (1 << end) - (1 << first)
    return floors


def _walls(down: Iterable[_Rule], xs: Sequence[float], ys: Sequence[float]) -> list[int]:
    """Return for each row the vertical rules that run along it, as bits."""
    walls = [0] * (len(ys) - 1)
    for rule in down:
        wall = 1 << bisect_left(xs, rule.place)
        for row in range(*_bands(rule, ys)):
            walls[row] |= wall
    return walls


def _bands(rule: _Rule, places: Sequence[float]) -> tuple[int, int]:
    """Return first and end index of the bands between crossing rules along which a rule runs."""
    first = bisect_left(places, rule.start - _REACH)
    return first, max(bisect_right(places, rule.end + _REACH) - 1, first)


def _supply_outer_rules(
    ruled_xs: Collection[float],
    ruled_ys: Collection[float],
    xs: Sequence[float],
    ys: Sequence[float],
    floors: list[int],
    walls: list[int],
) -> None:
    """Add the borders that only the ends of other rules indicate, as far as these rules reach them."""
    last_x, last_y = len(xs) - 1, len(ys) - 1
    for row in range(last_y):
        beside = [floors[at] for at in (row, row + 1) if ys[at] in ruled_ys]
        for border, band in ((0, 0), (last_x, last_x - 1)):
            if xs[border] not in ruled_xs and all(floor >> band & 1 for floor in beside):
                walls[row] |= 1 << border
    for column in range(last_x):
        for border, band in ((0, 0), (last_y, last_y - 1)):
            beside = [walls[band] >> at & 1 for at in (column, column + 1) if xs[at] in ruled_xs]
            if ys[border] not in ruled_ys and all(beside):
                floors[border] |= 1 << column


def _cells(floors: Sequence[int], walls: Sequence[int], columns: int) -> list[GridCell]:
    """Return the cells that the rules enclose, in reading order; a cell extends down to the next separating rule."""
    cells: list[GridCell] = []
    taken = [0] * len(walls)
    all_columns, all_walls = (1 << columns) - 1, (1 << columns + 1) - 1
    for top, wall in enumerate(walls):
        if wall == all_walls and floors[top] == floors[top + 1] == all_columns and not taken[top]:
            cells.extend([GridCell(top, column, top + 1, column + 1) for column in range(columns)])
            continue
        left = 0
        while left < columns:
            if taken[top] >> left & 1:
                left += 1
                continue
            right = left + 1
            while right < columns and not (wall | taken[top]) >> right & 1:
                right += 1
            width = (1 << right) - (1 << left)
            inside, sides = width & ~(1 << left), 1 << left | 1 << right
            bottom = top + 1
            while (
                bottom < len(walls)
                and not floors[bottom] & width
                and walls[bottom] & sides == wall & sides
                and not walls[bottom] & inside
                and not taken[bottom] & width
            ):
                bottom += 1
            for row in range(top, bottom):
                taken[row] |= width
            closed = (
                wall >> left & 1,
                wall >> right & 1,
                floors[top] & width == width,
                floors[bottom] & width == width,
            )
            if sum(closed) >= _SIDES_OF_A_CELL:
                cells.append(GridCell(top, left, bottom, right))
            left = right
    return cells
