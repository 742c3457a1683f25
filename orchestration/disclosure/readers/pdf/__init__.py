"""Read PDF files: PDFium gives letters and strokes with their places, `fixed_layout` makes lines and tables of them.

Each file is opened once; only pages with annotations, which are drawn into their content, and sheets with two pages are
loaded twice. `letters`, `drawing` and `objects` query PDFium.
"""

from orchestration.disclosure.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
