"""A text is split between an amount and what stands beside it where there is a gap, and nowhere else."""

import pytest

pytest.importorskip("cv2", reason="the extra `scan` is not installed")

import numpy as np

from orchestration.disclosure.model import ScanDoubt, ScanReading
from orchestration.disclosure.readers.scan.bitmap import PixelRect
from orchestration.disclosure.readers.scan.neighbours import Judged, doubt_by_neighbours
from orchestration.disclosure.readers.scan.splitting import split_at_figures
from orchestration.disclosure.readers.scan.texts import Piece

HEIGHT = 32
LEFT, RIGHT = 100, 40
"""Pixels of ink before and behind the gap."""


def parts_of(text: str, gap: int) -> list[tuple[int, int]]:
    ink = np.zeros((HEIGHT, LEFT + gap + RIGHT), np.uint8)
    ink[8:24] = 255
    ink[:, LEFT : LEFT + gap] = 0
    return [(part.x0, part.x1) for part in split_at_figures(PixelRect(0, 0, ink.shape[1], HEIGHT), text, ink)]


@pytest.mark.parametrize(
    ("text", "gap", "count"),
    [
        pytest.param("318,003.44 3021", 10, 2, id="a blank was read"),
        pytest.param("318,003.443021", 10, 1, id="no blank was read in a narrow gap"),
        pytest.param("318,003.443021", 24, 2, id="a wide gap"),
        pytest.param("318,003.44 3021", 3, 1, id="a blank was read where there is none"),
        pytest.param("318,003.44其他", 10, 2, id="words"),
    ],
)
def test_an_amount_is_split_from_what_stands_beside_it(text: str, gap: int, count: int) -> None:
    assert len(parts_of(text, gap)) == count


def test_the_parts_leave_the_gap_between_them() -> None:
    (_, end), (start, _) = parts_of("318,003.44 3021", 20)
    assert (end - LEFT, LEFT + 20 - start) == (2, 2)


@pytest.mark.parametrize(("left", "doubt"), [("318,003.44", None), ("318,003", ScanDoubt.READ_DIFFERENTLY)])
def test_nothing_goes_on_behind_two_decimals(left: str, doubt: ScanDoubt | None) -> None:
    pair = [
        Judged(Piece(PixelRect(x0, 0, x1, 30), None), text, ScanReading(99)) for x0, x1, text in _side_by_side(left)
    ]
    assert [each.reading.doubt for each in doubt_by_neighbours(pair, ())] == [doubt, doubt]


def _side_by_side(left: str) -> tuple[tuple[int, int, str], ...]:
    return (0, 100, left), (104, 160, "30201")
