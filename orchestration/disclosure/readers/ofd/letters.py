"""The letters that a page of an OFD file draws."""

from collections.abc import Sequence

import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.frame import Floats
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters, Sheet
from orchestration.disclosure.readers.fixed_layout.page.objects import Item
from orchestration.disclosure.readers.ofd.drawn import DrawnText, Letter
from orchestration.disclosure.readers.ofd.objects import OfdObjects


class OfdLetters(Letters):
    """The letters of all texts of a page. Text is stated as characters, so that none lacks its mapping."""

    def __init__(
        self,
        texts: Sequence[tuple[Item, DrawnText]],
        sheet: Sheet,
        objects: OfdObjects,
        part: tuple[float, float] | None,
    ) -> None:
        own: list[Letter] = [letter for _, text in texts for letter in text.letters]
        self._items = [item for item, text in texts for _ in text.letters]
        self._rects = np.array([letter.rect for letter in own], dtype=np.float64).reshape(-1, 4)
        self._origins = np.array([letter.origin for letter in own], dtype=np.float64).reshape(-1, 2)
        self._turns = np.array([letter.angle for letter in own], dtype=np.float64)
        super().__init__("".join(letter.text for letter in own), sheet, objects, part)

    def close(self) -> None:
        """Do nothing: the letters are in memory."""

    def _own_rects(self, own: list[int]) -> Floats:
        return self._rects[own]

    def _own_origins(self, own: list[int]) -> Floats:
        return self._origins[own]

    def _own_angles(self, own: list[int]) -> Floats:
        return self._turns[own]

    def _own_objects(self, own: list[int]) -> list[Item]:
        return [self._items[at] for at in own]

    def _is_own_unmapped(self, own: int) -> bool:
        return False
