"""What every term of the vocabulary has: id, gravity, tone and names. The terms themselves are defined beside it."""

from enum import StrEnum
from typing import Self


class Tone(StrEnum):
    """How a term is drawn; its words always stand beside the colour, and the mark beside the words."""

    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    ABSENT = "absent"
    NEUTRAL = "neutral"

    @property
    def mark(self) -> str:
        """One character that tells the tone where colour does not."""
        return _MARKS[self]


_MARKS = {Tone.GOOD: "✓", Tone.CARE: "▲", Tone.BAD: "✕", Tone.ABSENT: "○", Tone.NEUTRAL: "–"}


class Term(StrEnum):
    """A term of a closed list: a string that knows its names. The list of an enum stands gravest first.

    A member is written `ID = "id", tone, Chinese name, English name` and, where there is more to say to a reader,
    `meaning` in Chinese and then in English: what it means, or for a reading problem what to do about it. The defaults
    are for a call such as `Verdict("published")`, which finds a member and makes none.
    """

    _value_: str
    rank: int
    """Gravity, 0 for the gravest."""
    tone: Tone
    title_zh: str
    title_en: str
    meaning: str
    meaning_en: str

    def __new__(
        cls,
        value: str,
        tone: Tone = Tone.NEUTRAL,
        title_zh: str = "",
        title_en: str = "",
        meaning: str = "",
        meaning_en: str = "",
    ) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.rank = len(cls.__members__)
        member.tone = tone
        member.title_zh = title_zh
        member.title_en = title_en
        member.meaning = meaning
        member.meaning_en = meaning_en
        return member
