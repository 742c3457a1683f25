"""OFD files as containers: which parts they have, and what is wrong with them."""

from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.disclosure.readers.fixed_layout.page import drawing, letters
from orchestration.disclosure.readers.ofd import document as ofd_document
from orchestration.disclosure.reading import read_bytes
from tests.drawn_ofds import A4, ROWS, layer, read, read_data, sheet, with_parts, word
from tests.drawn_pdfs import grid, lines, raw_file, tables
from tests.synthetic.documents.formats.archive import zipped
from tests.synthetic.documents.formats.ofd import document

WHOLE = document([A4], [layer(*sheet())])


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as error:
        read_data(data)
    return error.value


def test_ofd_is_known_by_its_content_and_read() -> None:
    assert detect_format(raw_file(WHOLE)) is FileFormat.OFD
    reading = read_bytes(Path("决算.pdf"), "决算.pdf", WHOLE)
    assert reading.document.format == "ofd"
    assert (reading.document.pages, reading.document.producer) == (1, "writer")


def test_an_ofd_with_a_namespace_of_its_own_is_read() -> None:
    for space in ("http://www.ofdspec.org", "urn:other"):
        data = document([A4], [layer(*sheet())], space=space)
        assert grid(tables(read_data(data))[0]) == list(ROWS)


def test_pages_have_their_own_size_or_that_of_the_document() -> None:
    beyond = word("页外", 200, 20)
    assert lines(read(layer(beyond))) == ["页外"]
    assert lines(read_data(document([(150.0, 200.0)], [layer(beyond)]))) == []


@pytest.mark.parametrize("size", [(0.0, 297.0), (210.0, -1.0), (1e9, 297.0)])
def test_a_page_without_a_usable_size_is_damaged(size: tuple[float, float]) -> None:
    error = refused(document([size], [layer(*sheet())]))
    assert error.kind is ProblemKind.DAMAGED_FILE
    assert error.place.page == 1


def test_the_pages_of_several_documents_are_numbered_on() -> None:
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    content = read_data(document([A4], [layer(*sheet())], bodies_more=body))
    assert [table.page for table in tables(content)] == [1, 2]
    assert content.pages == 2


SPACE = b"xmlns:ofd='http://www.ofdspec.org/2016'"
VERSIONS = (
    b"<ofd:OFD %s><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Versions>"
    b"<ofd:Version ID='1' Index='1' BaseLoc='Doc_0/Signs/none.xml'/>"
    b"<ofd:Version ID='2' Index='2' Current='true' BaseLoc='Doc_0/Versions/V2.xml'/>"
    b"</ofd:Versions></ofd:DocBody></ofd:OFD>" % SPACE
)


def test_of_several_versions_the_current_one_is_read() -> None:
    data = document([A4, A4], [layer(word("旧", 20, 20)), layer(word("新", 20, 20))])
    page = b"<ofd:Page ID='1001' BaseLoc='Pages/Page_1/Content.xml'/>"
    root = b"<ofd:Document %s><ofd:CommonData/><ofd:Pages>%s</ofd:Pages></ofd:Document>" % (SPACE, page)
    version = b"<ofd:DocVersion %s><ofd:DocRoot>/Doc_0/Document_2.xml</ofd:DocRoot></ofd:DocVersion>" % SPACE
    others = {"OFD.xml": VERSIONS, "Doc_0/Versions/V2.xml": version, "Doc_0/Document_2.xml": root}
    assert lines(read_data(with_parts(data, others))) == ["新"]


def test_where_the_current_version_is_not_there_no_older_one_is_read() -> None:
    error = refused(with_parts(WHOLE, {"OFD.xml": VERSIONS}))
    assert error.kind is ProblemKind.DAMAGED_FILE
    assert "V2.xml" in error.message.reason_en


def test_an_encrypted_file_is_told() -> None:
    data = document([A4], [layer(*sheet())], others={"Encryptions.xml": "<ofd:Encryptions xmlns:ofd='x'/>"})
    assert refused(data).kind is ProblemKind.ENCRYPTED_FILE


@pytest.mark.parametrize(
    ("objects", "word_of_it"),
    [
        (word("合计", 20, 20).replace("X='0'", "X='1,5'"), "1,5"),
        (word("合计", 20, 20).replace("Boundary='20", "Boundary='NaN"), "NaN"),
        (word("合计", 20, 20, "CTM='1 0 0 1'"), "1 0 0 1"),
        (word("合计", 20, 20, "Alpha='x'"), "x"),
        ("<ofd:PathObject><ofd:AbbreviatedData>M 0 0 X 1 1</ofd:AbbreviatedData></ofd:PathObject>", "“X”"),
        ("<ofd:PathObject><ofd:AbbreviatedData>M 0 0 L 1</ofd:AbbreviatedData></ofd:PathObject>", "L 1"),
        ("<ofd:CompositeObject ResourceID='99'/>", "99"),
    ],
)
def test_what_cannot_be_understood_refuses_the_file_with_its_page(objects: str, word_of_it: str) -> None:
    error = refused(document([A4, A4], [layer(*sheet()), layer(objects)]))
    assert error.kind is ProblemKind.DAMAGED_FILE
    assert word_of_it in error.message.reason_en
    assert error.place.page == 2


def test_parts_that_are_not_there_are_named() -> None:
    main = "<ofd:OFD xmlns:ofd='x'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    assert "Doc_0/Document.xml" in refused(zipped({"OFD.xml": main.encode()})).message.reason_en
    pages = "<ofd:Document xmlns:ofd='x'><ofd:Pages><ofd:Page BaseLoc='P.xml'/></ofd:Pages></ofd:Document>"
    data = zipped({"OFD.xml": main.encode(), "Doc_0/Document.xml": pages.encode()})
    assert "P.xml" in refused(data).message.reason_en
    assert "lists no page" in refused(zipped({"OFD.xml": b"<OFD/>"})).message.reason_en


def test_broken_and_hostile_xml_is_refused() -> None:
    assert refused(zipped({"OFD.xml": b"<OFD><DocBody></OFD>"})).kind is ProblemKind.DAMAGED_FILE
    hostile = b"<!DOCTYPE OFD [<!ENTITY a 'b'>]><OFD>&a;</OFD>"
    assert refused(zipped({"OFD.xml": hostile})).kind is ProblemKind.UNREADABLE_FILE


def test_more_than_a_page_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_MAX_OBJECTS", 5)
    assert refused(WHOLE).kind is ProblemKind.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr("orchestration.disclosure.readers.ofd.walk.MOST_LETTERS", 20)
    assert refused(WHOLE).kind is ProblemKind.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr(ofd_document, "MAX_PAGES", 1)
    assert refused(document([A4, A4], [layer(), layer()])).kind is ProblemKind.TOO_LARGE
    assert letters.MOST_LETTERS > 1_000
