"""The letters of a page: their characters and places, in arrays rather than as objects, for a page has thousands.

How a file format tells them belongs to its reader, which derives from `Letters`.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats, Frame
from orchestration.disclosure.readers.fixed_layout.page.objects import DrawnObjects, Item, are_pale

SECOND_HALF = "\uffff"
"""A non-character in the place of a low surrogate; the place before it holds the whole character."""

MOST_LETTERS = 200_000
"""A page of small print has about five thousand."""

MAX_TILT = math.radians(3)
"""The greatest slope at which a page is levelled; the boxes that PDFium gives for letters grow with it."""

_BLANKS = (*range(0x9, 0xE), 0x20, 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F)
_WIDE_BLANKS = (0x2060, 0x3000, 0xFEFF)
_LAST_CODE = 0xFFFF
_IS_BLANK = np.zeros(_LAST_CODE + 1, dtype=bool)
_IS_BLANK[[*_BLANKS, *_WIDE_BLANKS]] = True
"""White space is derived from gaps between letters: some programs print spaces, some only leave room."""

_LINE_FEED, _CARRIAGE_RETURN = 0x0A, 0x0D
"""PDFium inserts these where it assumes a new line, at times within a word; dropping them rejoins such words."""

_SAMPLES = 24
_MORE_SAMPLES = 400
_LEAST_SAMPLES = 8
_ALIKE = 0.75
"""The least number of letters, and of these the least share with one slope, that show a page to be askew."""

_LEAST_SLOPE = math.radians(0.1)
"""Rules of a page that is less askew are straight enough."""


class Sheet(NamedTuple):
    """The visible part of a page in its own coordinates, and the clockwise quarter turns with which it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    shown_turns: int


class Letters(ABC):
    """The text layer of one open page; `close` it before the page is closed.

    Letter `i` is `text[i]` with code `codes[i]`; `rects[i]` is its place in reader coordinates (`frame`), as wide as
    its advance and about as high as its font; `inked[i]` is False for white space. `slope` is the small angle in
    radians by which the text rises to the right, 0 on a level page. `part` is that of the frame.

    What only a few letters are asked for is asked by the number that a letter had at first.
    """

    def __init__(self, text: str, sheet: Sheet, objects: DrawnObjects, part: tuple[float, float] | None) -> None:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._indices = np.flatnonzero((codes != _LINE_FEED) & (codes != _CARRIAGE_RETURN))
        self.codes = codes[self._indices]
        self.text = _text_of(self.codes)
        self.inked: NDArray[np.bool_] = ~_IS_BLANK[np.minimum(self.codes, _LAST_CODE)]
        turns, self.slope = self._measure_directions(objects)
        tilt = self.slope if abs(self.slope) <= MAX_TILT else 0.0
        left, bottom, right, top, shown_turns = sheet
        self.frame = Frame(left, bottom, right, top, turns, shown_turns, tilt, part)
        self.rects = self.frame.rects(self._own_rects(self._indices.tolist()))

    @abstractmethod
    def close(self) -> None:
        """Release the text layer."""

    @abstractmethod
    def _own_rects(self, own: list[int]) -> Floats:
        """Return the places of letters (n x 4, as `OwnRect`)."""

    @abstractmethod
    def _own_origins(self, own: list[int]) -> Floats:
        """Return the points at which letters stand on their baselines (n x 2, own coordinates)."""

    @abstractmethod
    def _own_angles(self, own: list[int]) -> Floats:
        """Return the angles in radians, clockwise, at which letters stand; not finite where that is unknown."""

    @abstractmethod
    def _own_objects(self, own: list[int]) -> list[Item]:
        """Return the objects that drew letters; 0 where the file does not tell."""

    @abstractmethod
    def _is_own_unmapped(self, own: int) -> bool:
        """Return whether the font lacks a character mapping for a letter, so that its text is a bare glyph number."""

    @property
    def numbers(self) -> NDArray[np.intp]:
        """The number that each letter had at first, in ascending order."""
        return self._indices

    def drop(self, letters: NDArray[np.bool_]) -> None:
        """Remove the letters of a mask; the others are renumbered."""
        kept = ~letters
        self.codes, self.inked, self.rects = self.codes[kept], self.inked[kept], self.rects[kept]
        self.text = _text_of(self.codes)
        self._indices = self._indices[kept]

    def strings(self, firsts: Sequence[int], ends: Sequence[int]) -> list[str]:
        """Return the texts from each first letter up to the end beside it."""
        text = self.text
        strings = [text[first:end] for first, end in zip(firsts, ends, strict=True)]
        return [each.replace(SECOND_HALF, "") for each in strings] if SECOND_HALF in text else strings

    def baselines(self, indices: Sequence[int]) -> Floats:
        """Return the distances of the letters' baselines from the top of the page, in points."""
        return self.frame.depths(self._own_origins(self._indices[indices].tolist()))

    def slants(self, indices: Sequence[int]) -> Floats:
        """Return the degrees between each letter and the nearest of the page's four directions."""
        degrees: Floats = np.degrees(self._angles(indices) + self.frame.tilt) % 90
        nearest: Floats = np.minimum(degrees, 90 - degrees)
        return nearest

    def are_turned(self, indices: Sequence[int]) -> list[bool]:
        """Return of each letter whether it stands upright only after another quarter turn than the page's text."""
        quarters = -2 * (self._angles(indices) + self.frame.tilt) / math.pi - self.frame.turns
        turned: list[bool] = (np.round(np.nan_to_num(quarters)) % 4 != 0).tolist()
        return turned

    def objects(self, indices: Sequence[int]) -> list[Item]:
        """Return the objects that drew the letters; 0 where the file does not tell."""
        return self._own_objects(self._indices[indices].tolist())

    def is_unmapped(self, index: int) -> bool:
        """Return whether the font lacks a character mapping for the letter, so that its text is a bare glyph number."""
        return self._is_own_unmapped(int(self._indices[index]))

    def _angles(self, indices: Sequence[int]) -> Floats:
        return self._own_angles(self._indices[indices].tolist())

    def _measure_directions(self, objects: DrawnObjects) -> tuple[int, float]:
        """Return the clockwise quarter turns that make most letters upright, and their slope then.

        Where letters run in several directions, pale ones are left aside: watermarks may outnumber the print.
        """
        printed = np.flatnonzero(self.inked)
        sample = printed[:: max(1, len(printed) // _SAMPLES)].tolist()
        quarters = self._quarters(sample)
        if quarters and max(quarters) - min(quarters) > _LEAST_SLOPE:
            more = printed[:: max(1, len(printed) // _MORE_SAMPLES)].tolist()
            pale = are_pale(objects.inks(self.objects(more))).tolist()
            solid = [at for at, is_pale in zip(more, pale, strict=True) if not is_pale]
            quarters = self._quarters(solid) or quarters
        if not any(quarters):
            return 0, 0.0
        directions = Counter(round(quarter) % 4 for quarter in quarters)
        slopes = [(quarter - round(quarter)) * math.pi / 2 for quarter in quarters]
        slope = median(slopes)
        alike = sum(abs(each - slope) <= _LEAST_SLOPE for each in slopes)
        is_askew = abs(slope) >= _LEAST_SLOPE and len(slopes) >= _LEAST_SAMPLES and alike >= _ALIKE * len(slopes)
        return directions.most_common(1)[0][0], slope if is_askew else 0.0

    def _quarters(self, indices: Sequence[int]) -> list[float]:
        """Return the clockwise quarter turns that make letters upright; angles are measured clockwise."""
        return [-2 * angle / math.pi for angle in self._angles(indices).tolist() if math.isfinite(angle)]


def _text_of(codes: NDArray[np.uint32]) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def too_many_letters(count: int) -> UnreadableFile:
    """Return the refusal of a page with so many letters, or pieces of text."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("pages.too_many_letters", letters=count))
