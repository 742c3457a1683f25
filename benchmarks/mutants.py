"""What the mutators of documents share: what they give, how many of a thing they take, which numbers are odd."""

import math
import random
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

ODD_COUNTS = (
    *("0", "-1", "1", "2", "255", "1000", "16384", "65535", "65536", "1048576", "9999999"),
    *("1000000000", "2147483648", "99999999999999999999", "1e9", "1.5", "x", ""),
)
"""What a file may state where a reader expects how many or how far."""


class Mutant(NamedTuple):
    """A changed document, and in words what was done to it.

    `keeps_figures` says that every figure of the document still stands in it as before: one that is read otherwise or
    not at all without a word is then a fault.
    """

    data: bytes
    told: str
    keeps_figures: bool = False


Mutator: TypeAlias = Callable[[bytes, random.Random, int], Mutant | None]
"""Changes a document by at most so many pieces; None for one that has no place for the change."""

Changes: TypeAlias = Mapping[str, Mutator]
"""The changes that a mutator makes, by name."""


def by_name(*mutators: Mutator) -> Changes:
    """The changes by what their functions are called."""
    return {mutator.__name__.strip("_").replace("_", " "): mutator for mutator in mutators}


def draw_count(rng: random.Random, most: int) -> int:
    """How many: small numbers as likely as vast ones."""
    return int(2 ** rng.uniform(0, math.log2(max(most, 2))))


def odd_count(rng: random.Random) -> bytes:
    """A number that no program writes."""
    return rng.choice(ODD_COUNTS).encode()


def draw_change(changes: Changes, data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Make one of the changes, drawn at random; its name stands before what it tells."""
    name = rng.choice(sorted(changes))
    mutant = changes[name](data, rng, most)
    return None if mutant is None else mutant._replace(told=f"{name}: {mutant.told}")
