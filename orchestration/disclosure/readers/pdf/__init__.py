"""PDF files: PDFium gives letters and strokes with their places, everything else here is geometry.

One PDFium document is opened per file and its pages are visited one after the other. `tablers` serves only as the
engine that turns strokes into cells: letting it open the document as well costs more than all the rest together.
"""

from orchestration.disclosure.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
