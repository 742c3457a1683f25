"""Recognise the typing slip that turns an expected amount into the printed one; the slips are in likely_causes.yml."""

import functools
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from expectations.diagnosis.model import Figure
from expectations.diagnosis.named_entries import NamedEntry, load_entries

CAUSES = Path(__file__).parent / "likely_causes.yml"
UNIT_SHIFT = 4
"""元 and 万元 differ by four places."""

POINT_SHIFTS = (1, 2, 3)
MIN_SIGNIFICANT_DIGITS = 2
"""A single digit fits any power of ten."""


class LikelyCause(NamedEntry):
    """A named cause of a wrong figure; `telling` where it hardly ever fits by chance."""

    telling: bool


@functools.cache
def load_likely_causes() -> dict[str, LikelyCause]:
    """Return the causes by id."""
    return load_entries(CAUSES, LikelyCause)


def recognise_slip(figure: Figure, expected: Decimal) -> str | None:
    """Return the id of the slip that turns `expected` (万元) into the printed amount, None where no slip fits."""
    printed = figure.printed
    if printed is None:
        return "missing_figure"
    if expected == 0:
        return "extra_figure"
    if printed == 0:
        return None
    if printed == -expected:
        return "flipped_sign"
    if printed in figure.neighbours:
        return "row_slip"
    if printed * expected < 0:
        return None
    return _recognise_shift(abs(printed), abs(expected), figure.step) or _recognise_retyping(
        abs(printed), abs(expected), figure.step
    )


def _recognise_shift(printed: Decimal, expected: Decimal, step: Decimal) -> str | None:
    for places in (*POINT_SHIFTS, UNIT_SHIFT):
        name = "wrong_unit" if places == UNIT_SHIFT else "misplaced_decimal_point"
        grown, shrunk = expected.scaleb(places), expected.scaleb(-places)
        if printed == grown:
            return name
        if abs(printed - shrunk) <= step / 2 and printed >= step * 10 ** (MIN_SIGNIFICANT_DIGITS - 1):
            return name
    return None


def _recognise_retyping(printed: Decimal, expected: Decimal, step: Decimal) -> str | None:
    one, other = (str(int(amount / step)) for amount in (printed, expected))
    if len(one) == len(other) - 1 and _lacks_one_digit(one, other):
        return "dropped_digit"
    if len(one) == len(other) + 1 and _lacks_one_digit(other, one):
        return "added_digit"
    width = max(len(one), len(other))
    differing = [at for at, (a, b) in enumerate(zip(one.zfill(width), other.zfill(width), strict=True)) if a != b]
    if len(differing) == 1:
        return "mistyped_digit" if len(one) == len(other) else None
    if len(differing) == 2 and differing[1] - differing[0] == 1:
        padded, target = one.zfill(width), other.zfill(width)
        left, right = differing
        if padded[left] == target[right] and padded[right] == target[left]:
            return "transposed_digits"
    return None


def _lacks_one_digit(shorter: str, longer: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def choose_likeliest_amount(figure: Figure, amounts: Iterable[Decimal]) -> tuple[Decimal, str] | None:
    """Return the first amount (万元) that a telling slip explains, else the first that any slip explains.

    The slip's id comes with it; None where no slip explains any of the amounts.
    """
    found = [(amount, cause) for amount in amounts if (cause := recognise_slip(figure, amount)) is not None]
    telling = (pair for pair in found if load_likely_causes()[pair[1]].telling)
    return next(telling, found[0] if found else None)
