"""The heat map of department × year as SVG: one square per department-year, shown by colour and by symbol.

The colours differ in lightness as well as in hue, so that they stay apart for the colour-blind and in print; the
symbol says the same once more. A square is not an element of its own: a row of equal ones is one rectangle filled with
the pattern of their state, which keeps 400 departments × 10 years within some tens of kilobytes.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TypeAlias

from expectations.vocabulary import State, Verdict
from orchestration.reports.dashboard.record import Record

WIDTH, HEIGHT = 30, 20
"""Of a square with its margin, in pixels; panels start at multiples of them, because patterns do."""
NAME_WIDTH = 7 * WIDTH
HEAD = 2 * HEIGHT
NAME_LETTERS = 34
"""How many half-width letters of a name have room."""
ONE_PANEL = 15
"""Up to so many departments stand in one panel, more in two side by side."""
ONE_IMAGE = 80
"""So many departments at most share an image; the next ones get an image of their own."""
FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"


Row: TypeAlias = tuple[Record, ...]
"""One department through its years."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is drawn."""

    fill: str
    ink: str
    symbol: str


LOOKS: Mapping[Verdict | State, Look] = {
    Verdict.PUBLISHED: Look("#bfe3d4", "#1b5e47", "✓"),
    Verdict.PUBLISHED_WITH_WARNINGS: Look("#f7e17a", "#5b4a00", "!"),
    Verdict.PUBLISHED_WITH_WAIVER: Look("#7fb2e5", "#0b2f57", "W"),
    Verdict.QUARANTINED: Look("#c8401a", "#ffffff", "×"),
    Verdict.UNREADABLE: Look("#6a3d9a", "#ffffff", "?"),
    State.LATE: Look("#3d3d3d", "#ffffff", "L"),
    Verdict.NOT_RECEIVED: Look("#dcdcdc", "#333333", "–"),
    State.NOT_EXPECTED: Look("#f6f6f6", "#9a9a9a", "·"),
    State.UNKNOWN: Look("#ffffff", "#9a9a9a", ""),
}
"""In the order of the legend."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One image: its departments from the first to the last, as SVG."""

    first: str
    last: str
    svg: str

    @property
    def data_uri(self) -> str:
        """The picture as a data: URI for Markdown."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


def heat_maps(records: Iterable[Record]) -> tuple[HeatMap, ...]:
    """The images of all department-years, which come by department and year."""
    rows = [tuple(group) for _, group in groupby(records, key=lambda record: record.department_id)]
    years = sorted({record.fiscal_year for row in rows for record in row})
    return tuple(
        HeatMap(image[0][0].department, image[-1][0].department, _image(image, years))
        for image in portions(rows, ONE_IMAGE)
    )


def legend(states: Iterable[Verdict | State]) -> str:
    """The legend of these states as an image that stands above all heat maps."""
    present = set(states)
    shown = [state for state in LOOKS if state in present]
    columns = 3
    pitch = 10 * WIDTH
    rows = -(-len(shown) // columns)
    parts = list(_patterns(shown))
    for number, state in enumerate(shown):
        x, y = number % columns * pitch, number // columns * HEIGHT
        parts.append(_run(state, x, y, 1))
        parts.append(f'<text x="{x + WIDTH + 5}" y="{y + 14}">{state.title_zh} {state.title_en}</text>')
    return HeatMap("", "", _svg(columns * pitch, rows * HEIGHT, parts)).data_uri


def _image(rows: Sequence[Row], years: Sequence[int]) -> str:
    panels = 1 if len(rows) <= ONE_PANEL else 2
    length = -(-len(rows) // panels)
    # one column stays empty between two panels
    pitch = NAME_WIDTH + (len(years) + 1) * WIDTH
    parts = list(_patterns({record.state for row in rows for record in row}))
    for number, panel in enumerate(portions(rows, length)):
        parts.extend(_panel(panel, years, number * pitch))
    return _svg(panels * pitch - WIDTH, HEAD + length * HEIGHT, parts)


def _panel(rows: Sequence[Row], years: Sequence[int], left: int) -> Iterator[str]:
    middles = " ".join(str(left + NAME_WIDTH + column * WIDTH + WIDTH // 2) for column in range(len(years)))
    for middle, year in zip(middles.split(), years, strict=True):
        yield f'<text class="year" x="{middle}" y="{HEAD - 7}">{year}</text>'
    for number, row in enumerate(rows):
        top = HEAD + number * HEIGHT
        yield f'<text x="{left}" y="{top + 14}">{escape(shortened(row[0].department))}</text>'
        yield from _squares(row, years, left + NAME_WIDTH, top)


def _squares(row: Row, years: Sequence[int], left: int, top: int) -> Iterator[str]:
    states = {record.fiscal_year: record.state for record in row}
    column = 0
    for state, run in groupby(states.get(year, State.UNKNOWN) for year in years):
        count = len(list(run))
        yield _run(state, left + column * WIDTH, top, count)
        column += count


def _run(state: Verdict | State, x: int, y: int, count: int) -> str:
    return f'<path fill="url(#{state})" d="M{x} {y}h{count * WIDTH}v{HEIGHT}h-{count * WIDTH}z"/>'


def _patterns(states: Iterable[Verdict | State]) -> Iterator[str]:
    for state in sorted({*states, State.UNKNOWN}):
        look = LOOKS[state]
        yield (
            f'<pattern id="{state}" width="{WIDTH}" height="{HEIGHT}" patternUnits="userSpaceOnUse">'
            f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="2" fill="{look.fill}" '
            f'stroke="#000" stroke-opacity=".1"/>'
            f'<text class="symbol" x="{WIDTH // 2}" y="15" fill="{look.ink}">{look.symbol}</text></pattern>'
        )


def _svg(width: int, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT}" font-size="12" fill="#222"><style>.symbol{{font-weight:700;font-size:13px;'
        f"text-anchor:middle}}.year{{text-anchor:middle;font-size:11px}}</style>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    )


def portions(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """The rows in portions of so many, the last one of what is left."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def shortened(name: str) -> str:
    """A name that fits beside its squares; a Chinese character takes the room of two letters."""
    room = NAME_LETTERS
    for number, letter in enumerate(name):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return name[: number - 1] + "…"
    return name
