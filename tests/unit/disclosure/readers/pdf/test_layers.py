"""Text in layers that are switched off is not read: a viewer shows none of it."""

import zlib
from collections.abc import Sequence

import pytest

from orchestration.disclosure.model import Line
from orchestration.disclosure.readers.pdf import read_pdf
from orchestration.disclosure.readers.pdf.layers import NO_LAYERS, Layers, layers_of
from tests.drawn_pdfs import raw_file

OLD, NEW = 6, 7
"""The numbers of the two layers."""

OLD_FIGURE = b"/OC /Old BDC BT /F 12 Tf 50 650 Td (99.99) Tj ET EMC"
NEW_FIGURE = b"/OC /New BDC BT /F 12 Tf 50 650 Td (12.34) Tj ET EMC"
OLD_COVER = b"/OC /Old BDC 1 g 0 0 612 792 re f 0 g EMC"
OLD_FORM, NEW_FORM = b"/OldForm Do", b"/NewForm Do"


def of_layers(content: Sequence[bytes], off: Sequence[int]) -> bytes:
    """A page with this content, in a file with two layers, of which some are switched off."""
    listed = b" ".join(b"%d 0 R" % number for number in off)
    forms = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F 5 0 R >> >> /OC %d 0 R"
    resources = (
        b"<< /Font << /F 5 0 R >> /Properties << /Old 6 0 R /New 7 0 R >>"
        b" /XObject << /OldForm 8 0 R /NewForm 9 0 R >> >>"
    )
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R"
        b" /OCProperties << /OCGs [6 0 R 7 0 R] /D << /Order [6 0 R 7 0 R] /OFF [%s] >> >> >>" % listed,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources %s >>" % resources,
        stream(b"", b" ".join(content)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /OCG /Name (old) >>",
        b"<< /Type /OCG /Name (new) >>",
        stream(forms % OLD, b"BT /F 12 Tf 50 600 Td (55.55) Tj ET"),
        stream(forms % NEW, b"BT /F 12 Tf 50 600 Td (66.66) Tj ET"),
    )
    return file_of(objects)


def stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >> stream\n%s\nendstream" % (dictionary, len(content), content)


def file_of(objects: Sequence[bytes]) -> bytes:
    written, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + head + trailer


@pytest.mark.parametrize(
    ("content", "off", "seen"),
    [
        ((OLD_FIGURE, NEW_FIGURE), (OLD,), ["12.34"]),
        ((OLD_FIGURE,), (OLD,), []),
        ((NEW_FIGURE,), (OLD,), ["12.34"]),
        ((NEW_FIGURE, NEW_FORM), (), ["12.34", "66.66"]),
        ((OLD_FIGURE, NEW_FORM), (OLD,), ["66.66"]),
        ((NEW_FIGURE, OLD_FORM, NEW_FORM), (OLD,), ["12.34", "66.66"]),
        ((OLD_FORM, NEW_FIGURE), (OLD,), ["12.34"]),
        ((NEW_FIGURE, OLD_COVER, OLD_FIGURE), (OLD,), ["12.34"]),
    ],
)
def test_of_two_layers_at_one_place_the_one_that_is_shown_is_read(
    content: Sequence[bytes], off: Sequence[int], seen: Sequence[str]
) -> None:
    blocks = read_pdf(raw_file(of_layers(content, off))).blocks
    assert [block.text for block in blocks if isinstance(block, Line)] == seen


def test_layers_are_seen_in_a_packed_catalogue_too() -> None:
    catalogue = zlib.compress(b"1 0 << /Type /Catalog /OCProperties << /OCGs [6 0 R] >> >>")
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 1 >> /Length %d >>"
    packed = (head % len(catalogue)) + b"\nstream\r\n" + catalogue + b"\nendstream"
    assert layers_of(packed) == Layers(of_content=True, of_forms=False)
    assert layers_of(packed + b"<< /Subtype /Form /OC 6 0 R >>") == Layers(of_content=True, of_forms=True)
    assert layers_of(packed.replace(catalogue, b"no such content")) == NO_LAYERS
    assert layers_of(b"%PDF-1.7") == NO_LAYERS
