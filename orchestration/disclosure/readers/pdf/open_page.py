"""One open page of a PDF file."""

from collections.abc import Sequence

import numpy as np
import pypdfium2  # type: ignore[import-untyped]

from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap, drawing_scale
from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Frame, OwnRect
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.pdf.annotations import Overlay
from orchestration.disclosure.readers.pdf.drawing import has_lost_text, read_drawing
from orchestration.disclosure.readers.pdf.integrity import check_page_size
from orchestration.disclosure.readers.pdf.layers import Layers, leave_out
from orchestration.disclosure.readers.pdf.letters import PdfLetters
from orchestration.disclosure.readers.pdf.objects import PdfObjects
from orchestration.disclosure.readers.pdf.pictures import is_coarse, refuse_huge_pictures


class PdfPage:
    """A page with its annotations drawn into its content, and what these do to it. Its methods raise PdfiumError where
    PDFium finds no readable text layer."""

    def __init__(self, page: pypdfium2.PdfPage, overlay: Overlay, layers: Layers) -> None:
        self._page = page
        self._printed = overlay.printed
        self.objects = PdfObjects(page, leave_out(page, layers))
        self.struck: Sequence[OwnRect] = overlay.struck

    def read_letters(self, part: tuple[float, float] | None = None) -> PdfLetters:
        return PdfLetters(self._page, part)

    def read_drawing(self, frame: Frame) -> Drawing:
        return read_drawing(self._page, frame, self.objects, self._printed)

    def draw(self) -> Bitmap | None:
        refuse_huge_pictures(self._page)
        if is_coarse(self._page):
            return None
        scale = drawing_scale(*self._page.get_size())
        bitmap = self._page.render(scale=scale, rev_byteorder=True)
        try:
            return Bitmap(np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]), scale)
        finally:
            bitmap.close()

    def check_size(self, letters: Letters) -> None:
        check_page_size(self._page, letters)

    def has_lost_text(self, drawing: Drawing) -> bool:
        return has_lost_text(drawing)
