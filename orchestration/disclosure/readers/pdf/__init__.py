"""Read PDF files: PDFium gives letters and strokes with their places, everything else here is geometry.

Each file is opened once and its pages are visited once, in order. `letters` and `strokes` query PDFium, `visible` and
`words` build words, `lattice` turns strokes into the cells of ruled tables, `regions`, `gutters`, `heads` and `bands`
find the columns of tables without vertical rules, and `continuation` joins tables across page breaks. What the words of
a table mean does not belong here (see resolution).
"""

from orchestration.disclosure.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
