"""Names of organisations: whether two of them are of one body, however each is shortened."""

from collections import Counter

from orchestration.disclosure.layouts.loader import Vocabulary
from orchestration.disclosure.text import compact


def same_body(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether one name may be short for the other: all of its characters stand in the other in their order.

    A name that is whole ends like an organisation; then the longer one must end alike, for what begins with a
    department's name and goes on is a unit under it (云溪市财政局信息中心 is not 云溪市财政局; 云溪市财政局（本级）
    is). The order of the characters may differ too: 云溪市政协 is 政协云溪市委员会.
    """
    bodies, endings = (_body(one, vocabulary), _body(other, vocabulary)), tuple(vocabulary.organisation_endings)
    return _are_of_one(bodies, endings) or _are_of_one((compact(one), compact(other)), endings)


def _are_of_one(names: tuple[str, str], endings: tuple[str, ...]) -> bool:
    short, long = sorted(names, key=len)
    if not Counter(short) <= Counter(long):
        return False
    return short[-1:] == long[-1:] or not short.endswith(endings)


def _body(name: str, vocabulary: Vocabulary) -> str:
    """The name without what says that the body itself is meant, and with the short form of its ending."""
    words = compact(name)
    for suffix in vocabulary.own_suffixes:
        words = suffix.sub("", words)
    for ending, short in vocabulary.short_endings.items():
        if words.endswith(ending):
            return words.removesuffix(ending) + short
    return words
