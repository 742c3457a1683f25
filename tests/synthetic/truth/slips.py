"""Inject typing slips into a consistent disclosure: one printed figure becomes another."""

import random
from collections.abc import Callable, Mapping
from decimal import Decimal

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.model import YUAN_PER_WAN, Disclosure

PLACES = Decimal("0.01")

Slip = Callable[[random.Random, str, str | None], str | None]
"""(rng, printed without its sign, the figure of the next row) -> what is printed instead; None where it cannot be."""


def _transposed(rng: random.Random, text: str, _: str | None) -> str | None:
    at = rng.choice([i for i in range(len(text) - 1) if "." not in text[i : i + 2]])
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _point(rng: random.Random, text: str, _: str | None) -> str:
    return _fixed(Decimal(text).scaleb(rng.choice((-2, -1, 1, 2))))


def _unit(rng: random.Random, text: str, _: str | None) -> str:
    return _fixed(Decimal(text).scaleb(rng.choice((-4, 4))))


def _row(_: random.Random, __: str, next_row: str | None) -> str | None:
    return next_row


def _digit(rng: random.Random, text: str, _: str | None) -> str:
    at = rng.choice([i for i, letter in enumerate(text) if letter != "."])
    return text[:at] + rng.choice([digit for digit in "0123456789" if digit != text[at]]) + text[at + 1 :]


def _sign(_: random.Random, text: str, __: str | None) -> str:
    return "-" + text


def _dropped(rng: random.Random, text: str, _: str | None) -> str | None:
    whole, places = text.split(".")
    if len(whole) < 2:
        return None
    at = rng.randrange(len(whole))
    return f"{whole[:at]}{whole[at + 1 :]}.{places}"


def _doubled(rng: random.Random, text: str, _: str | None) -> str:
    at = rng.randrange(text.index("."))
    return text[: at + 1] + text[at:]


SLIPS: Mapping[str, Slip] = {
    "transposed_digits": _transposed,
    "misplaced_decimal_point": _point,
    "row_slip": _row,
    "wrong_unit": _unit,
    "mistyped_digit": _digit,
    "flipped_sign": _sign,
    "dropped_digit": _dropped,
    "added_digit": _doubled,
}
"""By the name that the likely cause should carry."""


def slip(rng: random.Random, disclosure: Disclosure, key: CellKey, next_row: CellKey | None) -> tuple[str, Decimal]:
    """A random slip in one figure: its name and the amount, in 万元, that is printed instead, never the same."""
    printed = disclosure.in_printed_unit(key)
    beside = disclosure.in_printed_unit(next_row) if next_row else None
    assert printed is not None
    for name in rng.sample(sorted(SLIPS), k=len(SLIPS)):
        text = SLIPS[name](rng, str(abs(printed)), None if beside is None else str(beside))
        wrong = None if text is None else Decimal(text) * (-1 if printed < 0 and name != "row_slip" else 1)
        if wrong is not None and wrong != printed and abs(wrong) < Decimal(10) ** 13:
            return name, wrong / YUAN_PER_WAN if disclosure.unit(key.sheet_id) == "元" else wrong
    raise ValueError(f"no slip fits {key} = {printed}")


def _fixed(amount: Decimal) -> str:
    return str(amount.quantize(PLACES))
