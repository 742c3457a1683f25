"""What a reader asks of one page while its file is open, whichever format it has."""

from collections.abc import Sequence
from typing import Protocol

from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Frame, OwnRect
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.objects import DrawnObjects


class OpenPage(Protocol):
    """One page, with the annotations that a viewer draws over it."""

    @property
    def objects(self) -> DrawnObjects:
        """What the page draws."""

    @property
    def struck(self) -> Sequence[OwnRect]:
        """The places of the text that annotations strike out."""

    def read_letters(self, part: tuple[float, float] | None = None) -> Letters:
        """Return the text layer, of a part of the sheet where one is given; the caller closes it.

        Raises UnreadableFile for more letters than a page has.
        """

    def read_drawing(self, frame: Frame) -> Drawing:
        """Return what is drawn beside the text. Raises UnreadableFile for more objects than a page has."""

    def draw(self) -> Bitmap | None:
        """Return the page as a viewer shows it; None where its format cannot be drawn, or where its picture is too
        coarse to be read.

        Raises UnreadableFile for a picture that is too large.
        """

    def check_size(self, letters: Letters) -> None:
        """Raise UnreadableFile where the page has lost its size."""

    def has_lost_text(self, drawing: Drawing) -> bool:
        """Return whether the text layer may lack letters that the page shows."""
