"""Read a passage into claims: figures and directions from left to right, each with its subject and kind.

A figure is about what its own words name: by code, by a full name, by the words of the section. Where they name
nothing, it is about what was named before it; where they name something unknown, it is about that and about no cell.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from orchestration.disclosure.claims.enumerations import Enumeration, Named, share_out
from orchestration.disclosure.claims.figures import Figure, find_compared_base, read_figure
from orchestration.disclosure.claims.frames import (
    MAX_WORDS,
    MIN_WORDS,
    Frame,
    Position,
    Setting,
    default_subject,
    in_doubt,
    name_subject,
    row_of,
)
from orchestration.disclosure.claims.language import Direction
from orchestration.disclosure.claims.mentions import Mark, MarkKind, find_marks
from orchestration.disclosure.claims.model import Base, Claim, ClaimKind, Subject
from orchestration.disclosure.claims.passages import Passage
from orchestration.disclosure.claims.readings import Stated, settle_readings
from orchestration.disclosure.claims.years import is_previous_year

PHRASE_BEFORE, PHRASE_AFTER = 40, 12
_MASKED = "＃"
"""Stands for each character of a name, so that no pattern of a lead takes a name for words of its own."""

_OF_LAST_CLAUSE = frozenset(
    {
        ClaimKind.SHARE,
        ClaimKind.GROWTH,
        ClaimKind.COMPLETION,
        ClaimKind.CHANGE,
        ClaimKind.RATE,
        ClaimKind.BUDGET,
    }
)
"""Kinds that say something of a figure stated before: only their last clause may name a subject."""

_OF_THE_WHOLE = frozenset({ClaimKind.CHANGE, ClaimKind.GROWTH})
"""Kinds that may be said of a whole after one of its parts was told."""

_CLAUSE_ENDS = re.compile("[，；：。]")
_NAME_ENDS = re.compile("[，；：。、(]")


def read_claims(passage: Passage, setting: Setting) -> list[Claim]:
    """Return all claims of a passage of the accounts, in order and without keys."""
    reader = _PassageReader(passage, setting)
    for mark in reader.marks:
        reader.read(mark)
    return settle_readings(reader.stated, setting.cells)


class _PassageReader:
    """Reads the marks of one passage in order; `stated` collects the claims."""

    def __init__(self, passage: Passage, setting: Setting) -> None:
        self.passage, self.setting = passage, setting
        self.text = passage.text
        self.phrases = setting.language.phrases
        self.marks = tuple(find_marks(passage, setting.language, setting.names))
        self.stated: list[Stated] = []
        self._frame = Frame(default_subject(passage, setting.language), is_section=True)
        self._brackets: list[tuple[Frame, int]] = []
        self._at = Position()
        self._enumeration = Enumeration()
        self._mentions = 0

    def read(self, mark: Mark) -> None:
        """Read one mark."""
        boundary = self.text.rfind("。", self._at.sentence, mark.start)
        if boundary >= 0:
            self._at.sentence = boundary + 1
            self._frame = self._frame.parent or self._frame
        match mark.kind:
            case MarkKind.ITEM | MarkKind.WORDS:
                self._read_name(mark)
            case MarkKind.NUMBER:
                self._read_number(mark)
            case MarkKind.BRACKET:
                self._read_bracket(mark)
            case MarkKind.FIGURE if mark.figure is not None:
                self._read_figure(mark, mark.figure)
            case MarkKind.COMPARISON if mark.direction is not None:
                self._read_direction(mark, mark.direction)
            case _:
                return

    def _read_name(self, mark: Mark) -> None:
        start = max(self._at.lead, self._at.name, self._at.number)
        before = _NAME_ENDS.split(self.text[start : mark.start])[-1]
        words = self.text[mark.start : mark.end]
        subject = name_subject(mark, words, before, self._frame, self.passage, self.setting)
        between = self.text[max(self._at.name, self._at.figure) : mark.start]
        whole = self._frame if self.phrases.opens_parts.search(between) else self._frame.whole
        self._mentions += 1
        self._frame = Frame(
            subject,
            self._mentions,
            row_of(subject, mark, self._frame),
            whole=None if "。" in between or mark.item is not None else whole,
        )
        self._enumeration.add(Named(self._mentions, subject), between, mark.start)
        self._at.name = mark.end
        self._at.named.append((mark.start, mark.end))

    def _read_number(self, mark: Mark) -> None:
        self._mentions += 1
        default = default_subject(self.passage, self.setting.language)
        self._frame = Frame(default, self._mentions, self._frame.item, is_section=True)
        self._at.number = self._at.figure = mark.end

    def _read_bracket(self, mark: Mark) -> None:
        """Keep what was spoken of before the bracket, and return to it behind the bracket."""
        if self.text[mark.start] == "(":
            self._brackets.append((self._frame, self._at.bracket))
            self._at.bracket = mark.end
        elif self._brackets:
            opened = self._at.bracket
            self._frame, before = self._brackets.pop()
            self._at.bracket = mark.end if self._at.figure > opened else before

    def _read_figure(self, mark: Mark, match: re.Match[str]) -> None:
        start, sentence = self._at.lead, self.text[self._at.sentence : mark.start]
        before = [entry.claim for entry in self.stated[-2:]]
        is_adjacent = bool(before) and self.text[:start].endswith(before[-1].text)
        figure = read_figure(match, self._masked(start, mark.start), sentence, before, is_adjacent, self.phrases)
        if figure is not None:
            lead = self.text[start : mark.start]
            is_previous = figure.kind is ClaimKind.AMOUNT and is_previous_year(sentence, lead, self.setting.fiscal_year)
            if is_previous:
                figure = replace(figure, base=Base.PREVIOUS_YEAR)
            for mention, subject in self._find_subjects(figure, start, mark, is_previous):
                self._state(mention, self._claim(mark, subject, figure, lead))
            self._enumeration.figure_read()
        self._at.figure = mark.end

    def _claim(self, mark: Mark, subject: Subject, figure: Figure, lead: str) -> Claim:
        return Claim(
            claim_key="",
            origin=self.setting.origin,
            section=self.passage.section or "",
            passage=self.passage.number,
            subject=subject,
            kind=figure.kind,
            value=figure.value,
            decimals=figure.decimals,
            unit=figure.unit,
            text=figure.text,
            base=figure.base,
            base_words=_base_words(lead) if figure.kind is ClaimKind.SHARE else "",
            phrase=_quote(self.text, mark.start, mark.end, self._at.sentence),
            place=self.passage.place(mark.start),
            half_unit=figure.half_unit,
            scale=figure.scale,
            resolved=not (mark.is_aside or figure.is_open),
        )

    def _state(self, mention: int, claim: Claim) -> None:
        if claim.kind is ClaimKind.AMOUNT and claim.base is not Base.PREVIOUS_YEAR:
            self._frame.has_amount = True
        self.stated.append(Stated(mention, claim))

    def _masked(self, start: int, end: int) -> str:
        """Return the words before a figure with each name masked."""
        words = list(self.text[start:end])
        for begin, stop in self._at.named:
            for offset in range(max(begin, start), min(stop, end)):
                words[offset - start] = _MASKED
        return "".join(words)

    def _find_subjects(self, figure: Figure, start: int, mark: Mark, is_previous: bool) -> Sequence[Named]:
        """Return what a figure is about, with the mention: one subject, or each of several that it is said of."""
        named_here = self._at.name > start
        own = self.text[max(start, self._at.name) : mark.start]
        enumerated = share_out(self._enumeration, own, named_here, self._run_length(mark), self.phrases)
        if enumerated is not None:
            self._frame = replace(self._frame, mention=enumerated[0].mention, subject=enumerated[0].subject)
            return enumerated
        if not named_here and self.phrases.each.match(_CLAUSE_ENDS.split(own)[-1]) and (twins := self._twins()):
            self._frame = replace(self._frame, mention=twins[0].mention, subject=twins[0].subject)
            return twins
        unknown = self._unknown_name(own, named_here, figure)
        if unknown is not None:
            subject = Subject(f"{self.passage.section}:{unknown}", unknown)
            if figure.kind not in (ClaimKind.COUNT, ClaimKind.UNRECOGNISED) and not mark.is_aside:
                self._leave_for(subject)
            return (Named(self._frame.mention, subject),)
        return (Named(self._frame.mention, self._framed_subject(own, named_here, figure, is_previous)),)

    def _leave_for(self, subject: Subject) -> None:
        """Speak of something unknown, until the end of the sentence if it named something known before."""
        known = self._frame.parent or (self._frame if self._at.name > self._at.sentence else None)
        self._mentions += 1
        self._frame = Frame(subject, self._mentions, self._frame.item, parent=known)

    def _framed_subject(self, own: str, named_here: bool, figure: Figure, is_previous: bool) -> Subject:
        """Return what is being spoken of, in doubt for a second amount that nothing says to be the same again."""
        subject = self._frame.subject
        if figure.kind is ClaimKind.COUNT and (subject.cells or subject.others):
            return Subject(f"{subject.key}:{figure.unit}", subject.words)
        is_second = figure.kind is ClaimKind.AMOUNT and not named_here and self._frame.has_amount and not is_previous
        if figure.kind in _OF_THE_WHOLE and self._frame.whole is not None and not named_here:
            whole = self._frame.whole.subject
            return replace(subject, others=(*subject.others, replace(whole, others=()), *whole.others))
        if is_second and subject.cells and not self.phrases.restates.search(own):
            return in_doubt(subject, subject.words, self.passage)
        is_unnamed = figure.kind is ClaimKind.AMOUNT and self._frame.is_section
        if is_unnamed and subject.cells and not self.phrases.accounts.search(own):
            return in_doubt(subject, subject.words, self.passage)
        return subject

    def _twins(self) -> Sequence[Named]:
        """Return the subjects of the last two amounts, where both state the same and something is said of each."""
        amounts = [entry for entry in self.stated[-2:] if entry.claim.kind is ClaimKind.AMOUNT]
        if len(amounts) < 2 or amounts[0].claim.value != amounts[1].claim.value:
            return ()
        return [Named(entry.mention, entry.claim.subject) for entry in amounts]

    def _run_length(self, mark: Mark) -> int:
        """Return how many figures follow one another with nothing but a separator between them, from this one on."""
        length, end = 0, mark.start
        for other in self.marks:
            if other.start < mark.start or other.kind is not MarkKind.FIGURE:
                continue
            if length and not self.phrases.continues.fullmatch(self.text[end : other.start]):
                break
            length, end = length + 1, other.end
        return length

    def _unknown_name(self, own: str, named_here: bool, figure: Figure) -> str | None:
        """Return the name of something that is no subject of the accounts, if the own words of a figure give one."""
        spoken = own
        if figure.kind in _OF_LAST_CLAUSE and figure.kind is not ClaimKind.BUDGET and figure.phrase is not None:
            spoken = figure.phrase.lead.sub("", spoken, count=1)
        is_numbered = self._at.number >= max(self._at.name, self._at.sentence)
        if not is_numbered:
            spoken = spoken.rpartition("。")[2]
        clause = _CLAUSE_ENDS.split(spoken)[-1]
        if named_here or figure.kind in _OF_LAST_CLAUSE:
            spoken = clause
        words = self.setting.without_fillers(spoken)
        if len(words) < MIN_WORDS or self.phrases.reason.match(spoken):
            return None
        if figure.kind is ClaimKind.COUNT:
            return words[-MAX_WORDS:]
        return _name_of(clause, self.setting.without_fillers(clause) or words)

    def _read_direction(self, mark: Mark, direction: Direction) -> None:
        sentence = self.text[self._at.sentence : mark.end]
        base = direction.base
        if base is Base.NONE:
            base = find_compared_base(sentence, ClaimKind.DIRECTION, self.phrases)
        figure = Figure(
            text=self.text[mark.start : mark.end],
            unit="",
            value=Decimal(direction.direction),
            decimals=0,
            half_unit=Decimal(0),
            scale=Decimal(1),
            kind=ClaimKind.DIRECTION,
            base=base,
            phrase=None,
        )
        claim = self._claim(mark, self._frame.subject, figure, "")
        self._state(self._frame.mention, replace(claim, resolved=not direction.about))


def _name_of(clause: str, words: str) -> str:
    """Return the name that a clause gives to its amount: the clause without its lead-in and counting words."""
    name = re.sub(r"^.*?(?:用于|包括|其中[:：]?|为：|安排)", "", clause)
    return (re.sub(r"(?:支出|资金|经费)?(?:共|计|为|是|约)?$", "", name) or words)[-MAX_WORDS:]


def _base_words(lead: str) -> str:
    """Return the words that say what a share is of."""
    found = re.search(r"占([^占]*?)(?:的)?(?:比例|比重|比)?(?:为|是|约|达|达到)?$", lead)
    return found[1] if found else ""


def _quote(text: str, start: int, end: int, sentence: int) -> str:
    """Return the words around a figure: from the clause before it to the next stop."""
    begin = max(sentence, start - PHRASE_BEFORE)
    stop = re.search(r"[。；]", text[end : end + PHRASE_AFTER])
    return text[begin : end + (stop.start() if stop else PHRASE_AFTER)].lstrip("，；：、")
