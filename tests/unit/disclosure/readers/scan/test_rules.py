"""Rules are told from letters that stand so close that they are one run of ink."""

import pytest

pytest.importorskip("cv2", reason="the extra `scan` is not installed")

import numpy as np

from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect
from orchestration.disclosure.readers.scan.rules import find_rules

SCALE = 200 / 72
FIGURE, CODE = PixelRect(300, 100, 401, 132), PixelRect(396, 100, 470, 132)


def page() -> Grey:
    """Strokes of letters in two texts side by side."""
    ink = np.zeros((300, 900), np.uint8)
    for text in (FIGURE, CODE):
        ink[text.top + 12 : text.bottom - 12, text.x0 + 4 : text.x1 - 2 : 6] = 255
    return ink


def test_the_letters_of_two_texts_side_by_side_are_no_rule() -> None:
    rules = find_rules(page(), SCALE, (FIGURE, CODE))
    assert rules.horizontal == ()
    assert not rules.mask.any()


@pytest.mark.parametrize("height", [98, 116])
def test_what_goes_on_beyond_them_is_one(height: int) -> None:
    """Between two rows, or through a text."""
    ink = page()
    ink[height : height + 2, 100:800] = 255
    (rule,) = find_rules(ink, SCALE, (FIGURE, CODE)).horizontal
    assert rule.x1 - rule.x0 == pytest.approx(700 / SCALE, abs=2)
