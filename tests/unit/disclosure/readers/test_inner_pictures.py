"""Sheets on pictures inside documents of text: read in their places; portraits and logos are passed over."""

import base64
import io
import pickle
from collections.abc import Callable

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Block, Line, OpaqueBlock, OpaqueKind, Place, Reading, Table
from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.inner_pictures import pictures_in, with_pictures_read
from orchestration.disclosure.reading import read_bytes
from tests.drawn_pdfs import drawn, raw_file, ruled_sheet
from tests.word_documents import document, p

TABLE = Table(1, (), 1, page=1)


def picture(data: bytes) -> OpaqueBlock:
    return OpaqueBlock(OpaqueKind.PICTURE, Place(), load=lambda: data)


def read_with(*blocks: Block) -> Content:
    def read_picture(_: RawFile, data: bytes) -> Content | None:
        return Content((Line("题", Place(page=1)), TABLE), 1) if data.startswith(b"sheet") else None

    return with_pictures_read(raw_file(b"", "x.docx"), Content(blocks), read_picture)


def test_a_sheet_takes_the_place_of_its_picture() -> None:
    before, after = Line("前", Place()), Table(1, (), 2)
    content = read_with(before, picture(b"logo"), picture(b"sheet"), after)
    assert content.blocks == (
        before,
        OpaqueBlock(OpaqueKind.PICTURE, Place()),
        Line("题", Place(picture_no=2)),
        Table(2, (), 1, picture_no=2),
        after,
    )
    assert all(block.load is None for block in content.blocks if isinstance(block, OpaqueBlock))
    [note] = content.problems
    assert (note.kind, note.severity, note.place) == (ProblemKind.SCANNED_PAGE, Severity.INFO, Place(picture_no=2))


def test_no_more_pictures_are_read_than_pages_of_a_scan() -> None:
    content = read_with(*(picture(b"sheet %d" % number) for number in range(62)))
    assert sum(isinstance(block, Table) for block in content.blocks) == 60
    assert [problem.severity for problem in content.problems] == [Severity.INFO, Severity.WARNING]
    assert "61、62" in content.problems[1].message.reason


def test_the_same_picture_is_recognised_once() -> None:
    asked = []

    def read_picture(_: RawFile, data: bytes) -> None:
        asked.append(data)

    with_pictures_read(raw_file(b""), Content((picture(b"seal"), picture(b"seal"))), read_picture)
    assert asked == [b"seal"]


# Through the readers -------------------------------------------------------------------------------------------------

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId7" Target="media/image1.png"/></Relationships>'
)
DRAWN = (
    '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="5400000" cy="7600000"/>'
    '<a:blip r:embed="rId7"/></wp:inline></w:drawing></w:r></w:p>'
)
BOUNDARY = "----=_saved"


def word(data: bytes) -> bytes:
    parts: dict[str, str | bytes] = {"word/_rels/document.xml.rels": RELATIONS, "word/media/image1.png": data}
    return document(p("支出决算表") + p("单位：万元") + DRAWN + p("完"), **parts)


def page(address: str) -> str:
    return f"<html><body><p>支出决算表</p><p>单位：万元</p><img src='{address}'><p>完</p></body></html>"


def web(data: bytes) -> bytes:
    return page("data:image/png;base64," + base64.b64encode(data).decode()).encode()


def saved(data: bytes) -> bytes:
    parts = (
        ("text/html; charset=utf-8", "http://x.example/a.html", base64.b64encode(page("cid:one").encode())),
        ("image/png", "", base64.b64encode(data)),
    )
    body = "".join(
        f"--{BOUNDARY}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <one>\r\n"
        f"Content-Location: {location}\r\n\r\n{content.decode()}\r\n"
        for kind, location, content in parts
    )
    head = f'From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{BOUNDARY}"\r\n\r\n'
    return f"{head}{body}--{BOUNDARY}--\r\n".encode()


WRITERS = pytest.mark.parametrize("write", [word, web, saved])


def sheet_picture() -> bytes:
    pypdfium2 = pytest.importorskip("pypdfium2")
    stream = io.BytesIO()
    pypdfium2.PdfDocument(drawn(ruled_sheet))[0].render(scale=200 / 72, grayscale=True).to_pil().save(stream, "PNG")
    return stream.getvalue()


def read(data: bytes) -> Reading:
    raw = raw_file(data, "决算.docx")
    return read_bytes(raw.path, raw.file_name, raw.data)


@WRITERS
def test_a_sheet_on_a_picture_is_read_where_it_stands(write: Callable[[bytes], bytes]) -> None:
    pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")
    reading = read(write(sheet_picture()))
    [table] = (block for block in reading.document.blocks if isinstance(block, Table))
    assert table.picture_no == 1 and all(cell.scan and cell.box for cell in table.cells)
    amounts = {cell.amount_text for cell in reading.cells}
    assert {"2,940.05", "1,503.52", "445.69"} <= amounts
    assert all(cell.place.picture_no == 1 and cell.place.page is None for cell in reading.cells)
    texts = [block.text for block in reading.document.blocks if isinstance(block, Line)]
    assert texts[0] == "支出决算表" and texts[-1] == "完"
    assert pickle.loads(pickle.dumps(reading)) == reading


@WRITERS
def test_without_the_extra_the_picture_is_told(
    write: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.disclosure.reading.inner_recogniser", lambda: None)
    reading = read(write(sheet_picture()))
    assert reading.cells == ()
    assert any("juesuan[scan]" in problem.message.remedy for problem in reading.problems)
    assert [number for number, _ in pictures_in(reading.document.blocks)] == [1]
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_a_portrait_is_passed_over_before_anything_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")
    import numpy as np
    from PIL import Image

    from orchestration.disclosure.readers.scan import inner_picture

    def refuse(_: RawFile) -> Content:
        raise AssertionError("nothing is recognised on a portrait")

    monkeypatch.setattr(inner_picture, "read_picture", refuse)
    blobs = np.random.default_rng(3).integers(0, 255, (30, 24), dtype=np.uint8)
    portrait = Image.fromarray(blobs).resize((1200, 1500), Image.Resampling.BICUBIC)
    for shown in (portrait, portrait.resize((300, 375)), Image.new("L", (1400, 1400), 255)):
        stream = io.BytesIO()
        shown.save(stream, "PNG")
        assert inner_picture.read_inner_picture(raw_file(b""), stream.getvalue()) is None
    assert inner_picture.read_inner_picture(raw_file(b""), b"no picture") is None
