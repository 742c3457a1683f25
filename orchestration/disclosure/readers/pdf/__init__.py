"""Read PDF files: PDFium gives letters and strokes with their places, everything else here is geometry.

Each file is opened once and its pages are visited once, in order; only pages with annotations, which are drawn into
their content, and sheets with two pages are loaded twice. `letters`, `strokes` and `inks` query PDFium. `visible` and
`words` build the words that a person sees: not what is covered, struck out, a watermark or the mark of a note.
`lattice` turns strokes into the cells of ruled tables, `regions`, `gutters`, `heads` and `bands` find the columns of
tables without vertical rules, `opaque` finds pictures in the place of tables, and `continuation` joins tables across
page breaks. What the words of a table mean does not belong here (see resolution).
"""

from orchestration.disclosure.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
