"""Match projects of the explanation to forms by similar names and equal amounts.

A match records how it came about. Projects that neither name nor amounts connect stay unmatched.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.disclosure.claims.passages import normalise

SAME_NAME_SIMILARITY = 0.6
"""The least similarity at which two names count as long and short forms of one."""

_NOISE = re.compile(r"(?:19|20)\d{2}年度?|\([^()]*\)|项目|经费|支出")
_CERTAIN, _CONTAINED, _ABBREVIATED = 1.0, 0.95, 0.85


@dataclass(frozen=True, slots=True)
class ProjectMention:
    """A project as one place names it, with the amounts (万元) stated there and half a unit of their last decimals."""

    key: str
    name: str
    amounts: tuple[Decimal, ...]
    half_units: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Two mentions of one project; `similarity` is that of their names, from 0 to 1."""

    one: ProjectMention
    other: ProjectMention
    similarity: float
    has_equal_amounts: bool

    @property
    def is_name_match(self) -> bool:
        """Whether the names alone suffice for the match."""
        return self.similarity >= SAME_NAME_SIMILARITY


def name_similarity(one: str, other: str) -> float:
    """Return the similarity of two project names: 1 if equal, 0.95 if containing, 0.85 if abbreviating, else lower."""
    first, second = (_NOISE.sub("", normalise(name)) for name in (one, other))
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


def have_equal_amounts(one: ProjectMention, other: ProjectMention) -> bool:
    """Return whether the amounts agree within their printed decimals; False where either states none."""
    pairs = tuple(zip(one.amounts, other.amounts, one.half_units, other.half_units, strict=False))
    return bool(pairs) and any(one.amounts) and all(abs(a - b) <= da + db for a, b, da, db in pairs)


def match_one_to_one(some: Sequence[ProjectMention], others: Sequence[ProjectMention]) -> tuple[Match, ...]:
    """Match each mention to at most one other: name and amounts first, then the most similar of the rest."""
    candidates = [
        Match(one, other, name_similarity(one.name, other.name), have_equal_amounts(one, other))
        for one in some
        for other in others
    ]
    ranked = sorted(
        (match for match in candidates if match.is_name_match or match.has_equal_amounts),
        key=lambda match: (
            match.is_name_match and match.has_equal_amounts,
            match.similarity + match.has_equal_amounts / 2,
        ),
        reverse=True,
    )
    taken: set[str] = set()
    found = []
    for match in ranked:
        if not {match.one.key, match.other.key} & taken:
            taken |= {match.one.key, match.other.key}
            found.append(match)
    return tuple(found)


def match_many_to_one(some: Sequence[ProjectMention], others: Sequence[ProjectMention]) -> tuple[Match, ...]:
    """Match each mention to the most similar other; several may be parts of one."""
    found = []
    for one in some:
        candidates = [
            Match(one, other, name_similarity(one.name, other.name), have_equal_amounts(one, other)) for other in others
        ]
        best = max(candidates, key=lambda match: match.similarity + match.has_equal_amounts / 2, default=None)
        if best is not None and (best.is_name_match or (best.has_equal_amounts and best.similarity > 0)):
            found.append(best)
    return tuple(found)
