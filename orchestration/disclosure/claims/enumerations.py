"""Share figures out to subjects that stand in a list: `A、B、C分别为x、y、z`, `A、B均为x`, `A、B合计x`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import NamedTuple

from orchestration.disclosure.claims.language import Phrases
from orchestration.disclosure.claims.model import Binding, Subject
from orchestration.disclosure.claims.names import DIGITS_OF_LEVEL

LIST = "list:"
"""Begins the key of what figures are about that stand in a list, where it is not known which belongs to which."""

MAX_READINGS = 16
"""So many sums of members with several readings each are tried."""

_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


class Named(NamedTuple):
    """A subject and the number of the mention that named it."""

    mention: int
    subject: Subject


@dataclass(slots=True)
class Enumeration:
    """The subjects that were named one after the other, and how many of them already have their figure.

    It is `whole` unless something unknown stands among its members.
    """

    members: list[Named] = field(default_factory=list)
    is_whole: bool = True
    given: int = 0
    is_dealing: bool = False
    has_figure: bool = False

    def add(self, member: Named, between: str, start: int) -> None:
        """Add the subject that is named behind the words `between`, or begin anew with it."""
        if self.members and not self.has_figure and re.fullmatch(r"[、和及与]|以及", between):
            self.members.append(member)
            return
        self.members, self.given, self.is_dealing, self.has_figure = [member], 0, False, False
        self.is_whole = start == 0 or not between.endswith(("、", "和", "及", "与"))

    def figure_read(self) -> None:
        """A figure was read: names that follow begin a new list."""
        self.has_figure = True


def share_out(
    named: Enumeration, own: str, named_here: bool, run_length: int, phrases: Phrases
) -> Sequence[Named] | None:
    """Return the subjects of a figure that is said of a list; None where it is said of none.

    Nothing is shared out unless there are as many figures as members: then an unknown subject is returned.
    """
    if named.is_dealing and phrases.continues.fullmatch(own) and named.given < len(named.members):
        return _next_of(named)
    named.is_dealing = False
    if phrases.respectively.search(own):
        if run_length != len(named.members) or not named.is_whole:
            return (_unbound(named),)
        named.given, named.is_dealing = 0, True
        return _next_of(named)
    if len(named.members) > 1 and named_here and phrases.each.search(own):
        return tuple(named.members)
    counted = phrases.together.search(own) if named_here else phrases.together.match(own.lstrip("，；、"))
    if counted is None or (len(named.members) < 2 and (named.is_whole or not named_here)):
        return None
    return (_sum(named, counted),)


def _sum(named: Enumeration, counted: re.Match[str]) -> Named:
    """Return the sum of the members if they are as many as the words count (三项), each read at the level counted."""
    number, level = counted["number"] or "", DIGITS_OF_LEVEL.get(counted["level"] or "")
    stated = int(number) if number.isdigit() else _NUMERALS.get(number)
    if not named.is_whole or stated not in (None, len(named.members)):
        return _unbound(named)
    readings = product(*(_at_level(member.subject, level) for member in named.members))
    first, *others = [_join(subjects) for subjects in islice(readings, MAX_READINGS)]
    return Named(named.members[-1].mention, replace(first, others=tuple(others)))


def _at_level(subject: Subject, digits: int | None) -> Sequence[Subject]:
    """Return the readings of a subject that are rows of the level counted, or all of them where none is."""
    readings = [replace(one, others=()) for one in (subject, *subject.others)]
    return [one for one in readings if one.cell is not None and len(one.cell.row_key) == digits] or readings


def _next_of(named: Enumeration) -> Sequence[Named]:
    named.given += 1
    return (named.members[named.given - 1],)


def _join(subjects: Sequence[Subject]) -> Subject:
    """Return the sum of subjects that are each one cell, or a subject without cells."""
    words = "、".join(subject.words for subject in subjects)
    key = "+".join(subject.key for subject in subjects)
    if any(subject.cell is None for subject in subjects):
        return Subject(key, words)
    return Subject(key, words, tuple(cell for subject in subjects for cell in subject.cells), binding=Binding.NAME)


def _unbound(named: Enumeration) -> Named:
    words = "、".join(member.subject.words for member in named.members)
    return Named(named.members[-1].mention if named.members else 0, Subject(LIST + words, words))
