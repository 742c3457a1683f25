"""Strokes to cells: rules are strokes in line, a lattice is what rules that touch one another make, a cell is what they
close in.

Programs draw one rule as a line, as a thin rectangle, as a pair of lines, as dashes, or piece by piece along the cells.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from orchestration.disclosure.readers.pdf.page.strokes import Drawing
from orchestration.disclosure.readers.pdf.tables.grid import NO_CELL, Grid, GridCell

_SAME_RULE = 3.0
"""Points between strokes of one table that make one rule: the two of a double line; no row is so low."""

_SAME_STROKE = 0.5
"""Points between the pieces of one line."""

_MAX_BREAK = 4.0
"""Points between the pieces or dashes of one rule."""

_MIN_LENGTH = 3.0
"""Points; what is shorter when all pieces are joined is a mark."""

_REACH = 3.0
"""How many points a rule may stop short of another one and still meet it."""

_MIN_OVERHANG = 6.0
"""Points by which rules must reach over the outermost one across them for a border to be missing there."""

_SIDES_OF_A_CELL = 3
"""Of four. A rule may be drawn badly; what has fewer sides lies outside, beside a smaller table or in a notch."""

_MAX_CROSSINGS = 20_000
"""Places of rules across times down; a page with more is a drawing. The densest real page seen has about a thousand."""


class _Rule(NamedTuple):
    """One unbroken rule: where it lies across its direction, and from where to where it runs along it."""

    place: float
    start: float
    end: float

    def meets(self, other: "_Rule") -> bool:
        """Whether it touches a rule of the other direction."""
        return (
            self.start - _REACH <= other.place <= self.end + _REACH
            and other.start - _REACH <= self.place <= other.end + _REACH
        )


def find_grids(drawing: Drawing) -> list[Grid]:
    """The ruled tables of a page; a lone box is none. Missing outer rules of an otherwise ruled table are supplied."""
    across = _bundled((_Rule(stroke.top, stroke.x0, stroke.x1) for stroke in drawing.horizontal), _SAME_STROKE)
    down = _bundled((_Rule(stroke.x0, stroke.top, stroke.bottom) for stroke in drawing.vertical), _SAME_STROKE)
    if len(across) * len(down) > _MAX_CROSSINGS:
        return []
    connected = _connected(across, down)
    grids = (_grid(*(_bundled(rules, _SAME_RULE) for rules in group)) for group in connected)
    return [grid for grid in grids if len(grid.cells) > 1]


def _bundled(rules: Iterable[_Rule], distance: float) -> list[_Rule]:
    """Rules, or strokes, that lie no further apart than `distance` as one, as far as they go without a break."""
    bundles: list[list[_Rule]] = []
    for rule in sorted(rules):
        if bundles and rule.place - bundles[-1][0].place <= distance:
            bundles[-1].append(rule)
        else:
            bundles.append([rule])
    joined = (rule for bundle in bundles for rule in (_joined(bundle) if len(bundle) > 1 else bundle))
    return [rule for rule in joined if rule.end - rule.start >= _MIN_LENGTH]


def _joined(bundle: Sequence[_Rule]) -> Iterator[_Rule]:
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


def _connected(across: Sequence[_Rule], down: Sequence[_Rule]) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """The rules that hang together, group by group."""
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


def _grid(across: Sequence[_Rule], down: Sequence[_Rule]) -> Grid:
    xs, ys = _places(down, across), _places(across, down)
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


def _places(rules: Sequence[_Rule], crossing: Sequence[_Rule]) -> list[float]:
    """Where rules lie, and where the ends of those across them ask for one more at the border."""
    places = sorted({rule.place for rule in rules})
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    return [
        *([first] if places[0] - first > _MIN_OVERHANG else []),
        *places,
        *([last] if last - places[-1] > _MIN_OVERHANG else []),
    ]


def _floors(across: Iterable[_Rule], xs: Sequence[float], ys: Sequence[float]) -> list[int]:
    """For each horizontal rule, as bits, the columns along which it runs."""
    floors = [0] * len(ys)
    for rule in across:
        first, end = _bands(rule, xs)
        floors[bisect_left(ys, rule.place)] |= (1 << end) - (1 << first)
    return floors


def _walls(down: Iterable[_Rule], xs: Sequence[float], ys: Sequence[float]) -> list[int]:
    """For each row, as bits, the vertical rules that run along it."""
    walls = [0] * (len(ys) - 1)
    for rule in down:
        wall = 1 << bisect_left(xs, rule.place)
        for row in range(*_bands(rule, ys)):
            walls[row] |= wall
    return walls


def _bands(rule: _Rule, places: Sequence[float]) -> tuple[int, int]:
    """The first and the last-but-one of the bands between rules across it, along which a rule runs."""
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
    """Draw the borders that only the ends of other rules tell of, as far as these rules come to them."""
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
    """What the rules close in, from the top left to the bottom right, as far down as no rule parts it."""
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
