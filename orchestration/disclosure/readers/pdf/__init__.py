"""PDF files: PDFium gives letters and strokes with their places, everything else here is geometry.

One PDFium document is opened per file and its pages are visited one after the other, once each. From a page to its
text: `letters` and `strokes` ask PDFium, `visible` and `words` say what stands where, `lattice` turns strokes into the
cells of ruled tables, `regions`, `gutters`, `heads` and `bands` find the columns of tables without vertical rules, and
`continuation` joins what a page break parts.
"""

from orchestration.disclosure.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
