"""Which project of the explanation is which form: names compared tolerantly, amounts as a second witness.

A match is shown with how it came about; nothing is assumed: what neither name nor amounts connect stays alone.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.disclosure.claims.passages import plain

SAME_NAME = 0.6
"""From here on two names are read as full and short forms of one."""

_NOISE = re.compile(r"(?:19|20)\d{2}年度?|\([^()]*\)|项目|经费|支出")
_CERTAIN, _CONTAINED, _ABBREVIATED = 1.0, 0.95, 0.85


@dataclass(frozen=True, slots=True)
class Named:
    """A project as one place names it, with the amounts told there and what their last places leave open."""

    key: str
    name: str
    amounts: tuple[Decimal, ...]
    half_units: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Two places that mean one project; `alike` is the likeness of their names, from 0 to 1."""

    one: Named
    other: Named
    alike: float
    same_amounts: bool

    @property
    def by_name(self) -> bool:
        return self.alike >= SAME_NAME


def alikeness(one: str, other: str) -> float:
    """How alike two project names are: 1 the same, then containing, then abbreviating each other."""
    first, second = (_NOISE.sub("", plain(name)) for name in (one, other))
    if not first or not second:
        return 0.0
    if first == second:
        return _CERTAIN
    short, long = sorted((first, second), key=len)
    if len(short) >= 2 and short in long:
        return _CONTAINED
    if len(short) >= 4 and _abbreviates(short, long):
        return _ABBREVIATED
    return difflib.SequenceMatcher(None, first, second).ratio()


def _abbreviates(short: str, long: str) -> bool:
    rest = iter(long)
    return short[0] == long[0] and all(char in rest for char in short)


def equal_amounts(one: Named, other: Named) -> bool:
    """Whether the amounts told agree as far as their printed places go; nothing told agrees with nothing."""
    pairs = tuple(zip(one.amounts, other.amounts, one.half_units, other.half_units, strict=False))
    return bool(pairs) and any(one.amounts) and all(abs(a - b) <= da + db for a, b, da, db in pairs)


def match_one_to_one(some: Sequence[Named], others: Sequence[Named]) -> tuple[Match, ...]:
    """Each with at most one of the others; the best pairs first: a like name and equal amounts, then either of them."""
    candidates = [
        Match(one, other, alikeness(one.name, other.name), equal_amounts(one, other))
        for one in some
        for other in others
    ]
    ranked = sorted(
        (match for match in candidates if match.by_name or match.same_amounts),
        key=lambda match: (match.by_name and match.same_amounts, match.alike + match.same_amounts / 2),
        reverse=True,
    )
    taken: set[str] = set()
    found = []
    for match in ranked:
        if not {match.one.key, match.other.key} & taken:
            taken |= {match.one.key, match.other.key}
            found.append(match)
    return tuple(found)


def match_many_to_one(some: Sequence[Named], others: Sequence[Named]) -> tuple[Match, ...]:
    """Each with the other that it is most like; several may be parts of one."""
    found = []
    for one in some:
        candidates = [Match(one, other, alikeness(one.name, other.name), equal_amounts(one, other)) for other in others]
        best = max(candidates, key=lambda match: match.alike + match.same_amounts / 2, default=None)
        if best is not None and (best.by_name or (best.same_amounts and best.alike > 0)):
            found.append(best)
    return tuple(found)
