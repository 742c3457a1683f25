"""The heat map as SVG: well-formed, every square counted, told by more than colour, and small."""

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from expectations.vocabulary import State, Verdict
from orchestration.reports.dashboard.heat_map import HEIGHT, LOOKS, NAME_LETTERS, WIDTH, heat_maps, legend, shortened
from tests.unit.reports.dashboard.records import OVERDUE, QUARANTINED, RECEIVED, UNKNOWN, district

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> Counter[str]:
    """How many squares of each state an image shows."""
    squares: Counter[str] = Counter()
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        state = path.attrib["fill"].removeprefix("url(#").removesuffix(")")
        width = re.fullmatch(rf"M\d+ \d+h(\d+)v{HEIGHT}h-\d+z", path.attrib["d"])
        assert width is not None, path.attrib["d"]
        squares[state] += int(width[1]) // WIDTH
    return squares


@pytest.mark.parametrize(("departments", "years", "images"), [(1, 1, 1), (60, 10, 1), (81, 3, 2), (400, 10, 5)])
def test_every_department_year_is_one_square_of_its_state(departments: int, years: int, images: int) -> None:
    records = district(departments, years)
    maps = heat_maps(records)
    assert len(maps) == images
    total = sum((drawn(heat_map.svg) for heat_map in maps), Counter[str]())
    assert total == Counter(record.state for record in records)


def test_squares_stand_on_the_grid_of_their_patterns_and_within_the_image() -> None:
    (heat_map,) = heat_maps(district(60, 10))
    root = ET.fromstring(heat_map.svg)
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    for path in root.iter(f"{SVG}path"):
        left, top, run = map(int, re.match(r"M(\d+) (\d+)h(\d+)", path.attrib["d"]).groups())  # type: ignore[union-attr]
        assert (left % WIDTH, top % HEIGHT) == (0, 0)
        assert left + run <= width
        assert top + HEIGHT <= height


def test_sixty_departments_fit_a_screen_and_four_hundred_stay_small() -> None:
    (screen,) = heat_maps(district(60, 10))
    root = ET.fromstring(screen.svg)
    assert int(root.attrib["width"]) <= 1100
    assert int(root.attrib["height"]) <= 700
    large = heat_maps(district(400, 10))
    assert sum(len(heat_map.data_uri) for heat_map in large) < 400_000
    assert all(int(ET.fromstring(heat_map.svg).attrib["height"]) <= 900 for heat_map in large)


def test_a_year_that_a_department_has_no_record_of_is_unknown() -> None:
    (heat_map,) = heat_maps((QUARANTINED, OVERDUE, replace(OVERDUE, fiscal_year=2022), RECEIVED))
    assert drawn(heat_map.svg) == {"quarantined": 1, "late": 2, "published": 1, "unknown": 2}


def test_every_state_of_the_grid_has_a_symbol_of_its_own() -> None:
    assert {*Verdict, State.LATE, State.NOT_EXPECTED, State.UNKNOWN} == LOOKS.keys()
    assert len({look.symbol for look in LOOKS.values()}) == len(LOOKS)


def test_colours_differ_in_lightness_where_their_states_matter() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    telling: list[Verdict | State] = [Verdict.PUBLISHED, Verdict.QUARANTINED, State.LATE, Verdict.PUBLISHED_WITH_WAIVER]
    for one, other in combinations(telling, 2):
        assert abs(lightness(LOOKS[one].fill) - lightness(LOOKS[other].fill)) > 25, (one, other)
    for look in LOOKS.values():
        assert not look.symbol or look.symbol == "·" or abs(lightness(look.fill) - lightness(look.ink)) > 100


def test_the_legend_names_what_is_there_and_nothing_else() -> None:
    uri = legend(record.state for record in (RECEIVED, QUARANTINED, UNKNOWN))
    svg = b64decode(uri.removeprefix("data:image/svg+xml;base64,")).decode()
    assert drawn(svg) == {"published": 1, "quarantined": 1, "unknown": 1}
    assert "已隔离，未发布 quarantined" in svg
    assert "unreadable" not in svg


def test_a_name_is_escaped_and_shortened_to_its_room() -> None:
    (heat_map,) = heat_maps((replace(RECEIVED, department="<云溪>&" + "局" * 40),))
    texts = ["".join(text.itertext()) for text in ET.fromstring(heat_map.svg).iter(f"{SVG}text")]
    assert any(text.startswith("<云溪>&局") and text.endswith("…") for text in texts)
    assert shortened("局" * (NAME_LETTERS // 2)) == "局" * (NAME_LETTERS // 2)
    assert shortened("a" * (NAME_LETTERS + 1)) == "a" * (NAME_LETTERS - 1) + "…"
