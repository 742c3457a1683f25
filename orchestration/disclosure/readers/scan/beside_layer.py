"""Read a picture beside the hidden text layer that another program wrote under it: what both give alike is certain,
what they do not is doubtful, and both readings are told.

A layer alone gives no figure. One that has far fewer amounts than the picture, as the stamp of a scanning program, is
left aside: it is no reading of the page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.model import ScanDoubt, ScanReading
from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats, Frame, Rect
from orchestration.disclosure.readers.fixed_layout.page.hidden_layer import HiddenLetter
from orchestration.disclosure.readers.scan.agreement import comparable, digits_of, is_amount, is_like_a_figure
from orchestration.disclosure.readers.scan.recognise import recognise
from orchestration.disclosure.readers.scan.recognised_page import RecognisedPage, RecognisedText
from orchestration.disclosure.text import UNREAD

_BESIDE = 0.3
"""Heights of a text beyond its ink in which letters of the layer belong to it: layers stand a little beside print."""

_WORD_GAP = 0.6
"""The greatest gap between two letters of one figure of a layer, in heights."""

_SAME_LINE = 0.4
"""The greatest distance between the middles of two letters of one line, in heights."""

_BASELINE = 0.08
"""Where letters stand above the lower edge of their boxes, in heights."""

_LEAST_SHARE = 0.5
"""The least amounts of a layer that is a reading of the page, as a share of those of the picture."""

_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")

_CLEARED = (None, ScanDoubt.LOW_CONFIDENCE)
"""What a third reading clears, because the two of the picture agree."""


def recognise_beside_layer(bitmap: Bitmap, layer: Sequence[HiddenLetter] = ()) -> RecognisedPage | None:
    """Return what stands on a page with such a layer; None for a picture that is no print."""
    page = recognise(bitmap)
    return page if page is None else compared(page, layer)


def compared(page: RecognisedPage, layer: Sequence[HiddenLetter]) -> RecognisedPage:
    """Return the page with what its layer says of each figure, and the figures that the layer alone gives in doubt."""
    letters = _Layer(page, layer)
    given = sum(is_amount(text) for text, _ in letters.words())
    if not given or given < _LEAST_SHARE * sum(is_amount(text.text) for text in page.texts):
        return page
    judged: list[RecognisedText] = []
    differing: list[Rect] = []
    for text in page.texts:
        said = letters.take(text.rect)
        judged.append(_judged(text, said))
        if said and digits_of(said) != digits_of(text.text) and not is_amount(text.text) and _is_figure(text):
            differing.append(text.rect)
    alone = [_alone(text, rect) for text, rect in letters.words() if is_amount(text)]
    whole = tuple(_with_certain_row(text, differing) for text in (*judged, *alone))
    return replace(page, texts=whole)


class _Layer:
    """The letters of a layer on the upright, level page; those that were taken belong to a recognised text."""

    def __init__(self, page: RecognisedPage, letters: Sequence[HiddenLetter]) -> None:
        _, height = page.size
        own = [(box.x0, height - box.top, box.x1, height - box.bottom) for _, box in letters]
        frame = Frame(0, 0, *page.size, page.turns, 0, page.tilt)
        self._texts = [text for text, _ in letters]
        self._rects: Floats = frame.rects(np.array(own, dtype=np.float64).reshape(-1, 4))
        self._left: NDArray[np.bool_] = np.ones(len(letters), np.bool_)

    def take(self, rect: Rect) -> str:
        """Return the letters at a place, from left to right, and count them as taken."""
        x0, top, x1, bottom = rect
        beside = _BESIDE * (bottom - top)
        across, down = self._middles()
        within = (across > x0 - beside) & (across < x1 + beside) & (down > top - beside) & (down < bottom + beside)
        own = np.flatnonzero(within & self._left)
        self._left[own] = False
        return "".join(self._texts[at] for at in own[np.argsort(across[own], kind="stable")].tolist())

    def words(self) -> Iterator[tuple[str, Rect]]:
        """Yield the words of the letters that are not taken, each with its place."""
        word: list[int] = []
        for at in self._in_lines():
            if word and not self._is_next(word[-1], at):
                yield self._word(word)
                word = []
            word.append(at)
        if word:
            yield self._word(word)

    def _in_lines(self) -> Iterable[int]:
        _, down = self._middles()
        heights = self._rects[:, 3] - self._rects[:, 1]
        lines: list[list[int]] = []
        for at in sorted(np.flatnonzero(self._left).tolist(), key=lambda at: float(down[at])):
            if lines and down[at] - down[lines[-1][0]] <= _SAME_LINE * heights[at]:
                lines[-1].append(at)
            else:
                lines.append([at])
        for line in lines:
            yield from sorted(line, key=lambda at: float(self._rects[at, 0]))

    def _is_next(self, before: int, after: int) -> bool:
        one, other = self._rects[before], self._rects[after]
        height = float(min(one[3] - one[1], other[3] - other[1]))
        is_level = abs(float(one[1] + one[3] - other[1] - other[3])) / 2 <= _SAME_LINE * height
        return is_level and -height < float(other[0] - one[2]) <= _WORD_GAP * height

    def _word(self, letters: Sequence[int]) -> tuple[str, Rect]:
        rects = self._rects[list(letters)]
        x0, top = rects[:, :2].min(axis=0).tolist()
        x1, bottom = rects[:, 2:].max(axis=0).tolist()
        return "".join(self._texts[at] for at in letters), (x0, top, x1, bottom)

    def _middles(self) -> tuple[Floats, Floats]:
        x0, top, x1, bottom = self._rects.T
        return (x0 + x1) / 2, (top + bottom) / 2


def _is_figure(text: RecognisedText) -> bool:
    return is_like_a_figure(text.text) and bool(digits_of(text.text))


def _judged(text: RecognisedText, said: str) -> RecognisedText:
    """Return a text with what the layer says of it. A blank or a dash is no figure that a layer would have to give."""
    if not _is_figure(text):
        return text._replace(text=_masked(text.text, said)) if said and not is_like_a_figure(text.text) else text
    reading = text.reading
    if comparable(said) == comparable(text.text):
        return text._replace(reading=reading._replace(doubt=None)) if reading.doubt in _CLEARED else text
    if reading.doubt is ScanDoubt.READ_DIFFERENTLY and comparable(said) == comparable(reading.other):
        # two of three readings agree: they are told first, and a person decides
        return text._replace(text=comparable(said), reading=reading._replace(other=comparable(text.text)))
    return text._replace(
        reading=reading._replace(
            doubt=reading.doubt or ScanDoubt.LAYER_DIFFERS, other=reading.other or comparable(said)
        )
    )


def _masked(text: str, said: str) -> str:
    """Return words with the figures masked that the layer does not give at their place."""
    given = Counter(_FIGURE.findall(comparable(said)))

    def mask(figure: re.Match[str]) -> str:
        given[figure[0]] -= 1
        return figure[0] if given[figure[0]] >= 0 else UNREAD * len(figure[0])

    return _FIGURE.sub(mask, text)


def _alone(text: str, rect: Rect) -> RecognisedText:
    """Return a figure that the layer alone gives."""
    _, top, _, bottom = rect
    baseline = bottom - _BASELINE * (bottom - top)
    return RecognisedText(comparable(text), rect, baseline, ScanReading(0, ScanDoubt.LAYER_DIFFERS))


def _with_certain_row(text: RecognisedText, differing: Sequence[Rect]) -> RecognisedText:
    """Return an amount in doubt where the layer gives a code or number of its row otherwise."""
    middle = (text.rect[1] + text.rect[3]) / 2
    if text.reading.doubt or not is_amount(text.text):
        return text
    if any(top < middle < bottom for _, top, _, bottom in differing):
        return text._replace(reading=text.reading._replace(doubt=ScanDoubt.ROW_UNCERTAIN))
    return text
