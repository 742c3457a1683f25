"""The hidden text layer of a page that is a picture: what another program recognised on it, written where nobody sees
it. It is never read as text; what reads the picture is compared with it (see readers/scan/beside_layer.py)."""

from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np

from orchestration.disclosure.model import Box
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.open_page import OpenPage


class HiddenLetter(NamedTuple):
    """A letter that is not seen, and where it stands on the page as a viewer shows it, in points."""

    text: str
    box: Box


def read_hidden_layer(page: OpenPage, seen: Letters) -> Sequence[HiddenLetter]:
    """Return the letters of a page without those that are `seen`, in the order of its text layer.

    Raises UnreadableFile for more letters than a page has.
    """
    with closing(page.read_letters()) as letters:
        letters.drop(np.isin(letters.numbers, seen.numbers) | ~letters.inked)
        texts = letters.strings(range(len(letters.text)), range(1, len(letters.text) + 1))
        boxes = [letters.frame.box(tuple(rect)) for rect in letters.rects.tolist()]
    return [HiddenLetter(text, box) for text, box in zip(texts, boxes, strict=True) if text]
