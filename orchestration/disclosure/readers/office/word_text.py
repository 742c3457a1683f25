"""The text of one paragraph while its runs are read: raised marks of notes are left out once all of it is known."""

from typing import NamedTuple

from orchestration.disclosure.readers.office.word_looks import Look
from orchestration.disclosure.readers.sight import without_note_marks

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
        """All of it without the marks of notes."""
        if not self._raised:
            return "".join(self._pieces).strip()
        raised = {at for at, look in self._raised if look.raised or look.size <= _SMALL * self._largest}
        return without_note_marks([(piece, at in raised) for at, piece in enumerate(self._pieces)]).strip()
