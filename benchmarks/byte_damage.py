"""Damage of bytes, as transfers and disks do it: flipped, replaced, cut, repeated, inserted."""

import random
from collections.abc import Callable


def damage_bytes(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Return the bytes with one to eight pieces of damage, and the damage in words."""
    damaged = bytearray(data)
    told = [rng.choice(_DAMAGES)(damaged, rng) for _ in range(rng.choice((1, 1, 1, 2, 3, 8)))]
    return bytes(damaged), "; ".join(told)


def _flip(data: bytearray, rng: random.Random) -> str:
    at, bit = _place(data, rng), rng.randrange(8)
    data[at : at + 1] = bytes(byte ^ (1 << bit) for byte in data[at : at + 1])
    return f"bit {bit} of byte {at} flipped"


def _replace(data: bytearray, rng: random.Random) -> str:
    at, length = _place(data, rng), _length(rng)
    data[at : at + length] = rng.randbytes(len(data[at : at + length]))
    return f"{length} bytes at {at} replaced"


def _cut(data: bytearray, rng: random.Random) -> str:
    at, length = _place(data, rng), _length(rng)
    del data[at : at + length]
    return f"{length} bytes at {at} cut"


def _cut_off(data: bytearray, rng: random.Random) -> str:
    at = _place(data, rng)
    del data[at:]
    return f"cut off at {at}"


def _duplicate(data: bytearray, rng: random.Random) -> str:
    at, length, to = _place(data, rng), _length(rng), _place(data, rng)
    data[to:to] = data[at : at + length]
    return f"{length} bytes at {at} repeated at {to}"


def _insert(data: bytearray, rng: random.Random) -> str:
    at, length = _place(data, rng), _length(rng)
    data[at:at] = rng.randbytes(length)
    return f"{length} bytes inserted at {at}"


_DAMAGES: tuple[Callable[[bytearray, random.Random], str], ...] = (
    # the subtlest damage is the most frequent
    *[_flip] * 4,
    *[_replace] * 2,
    _cut,
    _cut_off,
    _duplicate,
    _insert,
)


def _place(data: bytearray, rng: random.Random) -> int:
    return rng.randint(0, len(data))


def _length(rng: random.Random) -> int:
    """From one byte to some thousand, short pieces as likely as long ones."""
    return int(2 ** rng.uniform(0, 12))
