"""Files as they arrive: whole ones, and the ways in which they are no use to a reader."""

import io
import random
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.publication import Publication

CHECKED_FORMATS = ("pdf", "docx", "xlsx")
"""A file of these that was cut short can be told from a whole one."""

FORMATS_WITH_PROSE = ("pdf", "ofd", "docx", "html", "text", "markdown")
"""A file of these says which fiscal year it is of in any template."""

_SCAN_SCALE = 0.7
_SCANNED_PAGES = 8


def written(publication: Publication, format_name: str, rng: random.Random) -> bytes:
    return FORMATS[format_name].write_at_random(publication, rng)


def scanned(publication: Publication, rng: random.Random) -> bytes:
    """The first pages of the publication as pictures in a PDF without a text layer."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    document = pypdfium2.PdfDocument(written(publication, "pdf", rng))
    for number in range(min(len(document), _SCANNED_PAGES)):
        page = document[number]
        picture = page.render(scale=_SCAN_SCALE, grayscale=True).to_pil()
        canvas.setPageSize(page.get_size())
        canvas.drawImage(ImageReader(picture), 0, 0, *page.get_size())
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def truncated(publication: Publication, format_name: str, rng: random.Random) -> bytes:
    """A download that broke off."""
    data = written(publication, format_name, rng)
    return data[: rng.randint(len(data) // 4, len(data) // 2)]


def encrypted(publication: Publication, rng: random.Random) -> bytes:
    """A PDF that asks for a password."""
    return pdf.write(publication, replace(pdf.random_style(rng), password=f"{rng.getrandbits(64):x}"))
