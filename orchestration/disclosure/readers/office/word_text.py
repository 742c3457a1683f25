"""The text of one paragraph while its runs are read: raised marks of notes are left out once all of it is known."""

from typing import NamedTuple

from orchestration.disclosure.readers.office.word_looks import Look
from orchestration.disclosure.readers.sight import is_note_mark, is_power

_SMALL = 0.85
"""Lifted letters are raised marks from here down, measured by the largest letters beside them."""


class _Raised(NamedTuple):
    """A piece that is raised or lifted, at its place among the pieces."""

    at: int
    look: Look


class ParagraphText:
    """The printed pieces of a paragraph in their order, and the page on which its first letter stands."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._raised: list[_Raised] = []
        self._largest = 0
        self.page: int | None = None

    def add(self, text: str, look: Look, page: int | None) -> None:
        """Take a printed piece."""
        if look.raised or look.lifted:
            self._raised.append(_Raised(len(self._pieces), look))
        elif look.size > self._largest:
            self._largest = look.size
        if self.page is None and page is not None and text.strip():
            self.page = page
        self._pieces.append(text)

    def text(self) -> str:
        """All of it without the marks of notes; a text that is raised as a whole is no mark."""
        if not self._raised:
            return "".join(self._pieces).strip()
        pieces = list(self._pieces)
        for places in self._marks():
            mark = "".join(self._pieces[at] for at in places)
            before = "".join(self._pieces[: places[0]])
            if is_note_mark(mark) and not is_power(before, mark):
                pieces[places[0] : places[-1] + 1] = [""] * len(places)
        return "".join(pieces).strip() or "".join(self._pieces).strip()

    def _marks(self) -> list[list[int]]:
        """The places of raised pieces, those that follow each other as one."""
        marks: list[list[int]] = []
        for at, look in self._raised:
            if not look.raised and look.size > _SMALL * self._largest:
                continue
            if marks and marks[-1][-1] == at - 1:
                marks[-1].append(at)
            else:
                marks.append([at])
        return marks
