"""Detection by content: every test file here is called disclosure.xls, whatever it is."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import FileFormat, decode_text, detect_format

DATA = Path(__file__).resolve().parents[4] / "../shared/data"

NONE = 0xFFFFFFFF
END = 0xFFFFFFFE
WORD_BYTES = 4096


def raw(data: bytes) -> RawFile:
    return RawFile(Path("disclosure.xls"), "disclosure.xls", data, "")


def refusal(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        detect_format(raw(data))
    assert caught.value.message.reason_en and caught.value.message.remedy_en
    return caught.value


def package(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, text in parts.items():
            container.writestr(name, text)
    return buffer.getvalue()


def entry(name: str, kind: int, right: int = NONE, child: int = NONE, start: int = END, size: int = 0) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, NONE, right, child, start, size)


def ole(*names: str, inside: tuple[str, ...] = (), word_flags: int = 0, shift: int = 9) -> bytes:
    """A compound file: `names` under the root, `inside` under a storage there; WordDocument has content."""
    size = 1 << shift
    root_names = (*names, "Storage")
    directory = [entry("Root Entry", 5, child=1)]
    for number, name in enumerate(root_names, start=1):
        right = number + 1 if number < len(root_names) else NONE
        storage = {"kind": 1, "child": len(root_names) + 1} if name == "Storage" and inside else {"kind": 2}
        stream = {"start": 3, "size": WORD_BYTES} if name == "WordDocument" else {}
        directory.append(entry(name, right=right, **storage, **stream))
    directory += [
        entry(name, 2, right=len(directory) + index + 1 if index + 1 < len(inside) else NONE)
        for index, name in enumerate(inside)
    ]
    listing = b"".join(directory).ljust(2 * size, b"\0")
    word_chain = (*range(4, 3 + WORD_BYTES // size), END)
    table = struct.pack(f"<{3 + len(word_chain)}I", 0xFFFFFFFD, 2, END, *word_chain).ljust(size, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62,
        3,
        0xFFFE,
        shift,
        6,
        0,
        1,
        1,
        0,
        4096,
        END,
        0,
        END,
        0,
    )
    header += struct.pack("<I", 0) + b"\xff" * 432
    word = struct.pack("<H8xH", 0xA5EC, word_flags).ljust(WORD_BYTES, b"\0")
    return header.ljust(size, b"\0") + table + listing + word


# What is read --------------------------------------------------------------------------------------------------------


def written(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def xls() -> bytes:
    book = pytest.importorskip("xlwt").Workbook()
    book.add_sheet("收入决算表").write(0, 0, "合计")
    return written(book.save)


def test_files_that_other_programs_wrote() -> None:
    open_document = pytest.importorskip("odf.opendocument")
    files = {
        FileFormat.DOCX: written(docx.Document().save),
        FileFormat.XLSX: written(pytest.importorskip("openpyxl").Workbook().save),
        FileFormat.XLS: xls(),
        FileFormat.ODS: written(open_document.OpenDocumentSpreadsheet().write),
        FileFormat.ODT: written(open_document.OpenDocumentText().write),
    }
    assert {expected: detect_format(raw(data)) for expected, data in files.items()} == {kind: kind for kind in files}


EXCEL_2003 = b'urn:schemas-microsoft-com:office:spreadsheet">'
WORKBOOK_XML = FileFormat.SPREADSHEET_XML


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n%\xb5\xb5\xb5\xb5\n1 0 obj", FileFormat.PDF),
        (b"\r\n junk before %PDF-1.4\n", FileFormat.PDF),
        (ole("Workbook"), FileFormat.XLS),
        (ole("\x05SummaryInformation", "Book"), FileFormat.XLS),
        (ole("WORDDOCUMENT"), FileFormat.DOC),
        (ole("WordDocument", "1Table"), FileFormat.DOC),
        (ole("1Table", "WordDocument", shift=12), FileFormat.DOC),
        (ole("WordDocument", inside=("Workbook", "EncryptedPackage")), FileFormat.DOC),
        (ole("Workbook", inside=("WordDocument",)), FileFormat.XLS),
        (rb"{\rtf1\ansi }", FileFormat.RTF),
        (b"<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><title>x</title>", FileFormat.HTML),
        ("\ufeff\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'>".encode(), FileFormat.HTML),
        ("<html>决算".encode("utf-16"), FileFormat.HTML),
        (b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'>", FileFormat.HTML),
        (b"<table border=1><tr><td>a</table>", FileFormat.HTML),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="' + EXCEL_2003, WORKBOOK_XML),
        (b'<ss:Workbook xmlns:ss="' + EXCEL_2003, WORKBOOK_XML),
        (
            ('\ufeff<?xml version="1.0"?><!-- <html> --><Workbook xmlns="' + EXCEL_2003.decode()).encode("utf-16"),
            WORKBOOK_XML,
        ),
        (b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', FileFormat.WORD_XML),
        (b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">', FileFormat.WORD_XML),
        ("<div><p>决算</p></div>".encode("gbk"), FileFormat.HTML),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", FileFormat.MHTML),
        ("单位：万元\n合计\t1.00".encode("gbk"), FileFormat.TEXT),
        ("单位：万元\n合计\t1.00".encode("utf-16"), FileFormat.TEXT),
        ("# 决算\n\n<table><tr><td>a</td></tr></table>\n".encode(), FileFormat.TEXT),
        ("<收入支出决算总表>\n".encode(), FileFormat.TEXT),
        ("| 项目 | 合计 |\n|---|---|\n| 收入, 支出 | 1,863.81 |\n".encode(), FileFormat.TEXT),
        ("收入决算表\n\n| 合计 | 92,610,100.00 |\n| 教育支出 | 91,703,100.00 |\n".encode(), FileFormat.TEXT),
        ("收入决算表\n合计      92,610,100.00\n教育支出  91,703,100.00\n".encode(), FileFormat.TEXT),
        ("收入决算表\n项目,合计\n201,1.00\n".encode(), FileFormat.CSV),
        ("收入决算表\n项目;合计\n201;1,863.81\n".encode(), FileFormat.CSV),
        ("单位：万元\n合计\t1.00\n".encode("utf-16-le"), FileFormat.TEXT),
        ("单位：万元\n合计\t1.00\n".encode("utf-16-be"), FileFormat.TEXT),
        ("<html><p>决算 1.00</p>".encode("utf-16-le"), FileFormat.HTML),
        ("合计,100,200,300\n教育支出,100,200,300\n".encode(), FileFormat.CSV),
        ('项目,合计\n201,"1,863.81"\n'.encode("gbk"), FileFormat.CSV),
    ],
)
def test_formats(data: bytes, expected: FileFormat) -> None:
    assert detect_format(raw(data)) is expected


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", FileFormat.XLSX),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", FileFormat.XLSX),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", FileFormat.XLSB),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", FileFormat.DOCX),
    ],
)
def test_the_main_part_tells_the_kind_of_an_open_xml_file(content_type: str, expected: FileFormat) -> None:
    types = f"<Types><Default Extension='xlsx' ContentType='x'/><Override ContentType='{content_type}'/></Types>"
    assert detect_format(raw(package(**{"[Content_Types].xml": types}))) is expected


@pytest.mark.skipif(not DATA.is_dir(), reason="the real disclosures are not beside this checkout")
def test_real_disclosures() -> None:
    formats = {path.name: detect_format(raw(path.read_bytes())) for path in DATA.iterdir() if path.is_file()}
    assert {name: kind for name, kind in formats.items() if name.endswith((".pdf", ".csv"))} == {
        name: FileFormat(name[-3:]) for name in formats if name.endswith((".pdf", ".csv"))
    }
    assert formats["wuhan_dsj_2023.txt"] is FileFormat.TEXT


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z"),
        (b"\x1f\x8b\x08\0\0\0", "gzip"),
        (b"\0\x01\x02\x03", "unknown"),
        (package(**{"a.docx": "x"}), "archive"),
        (package(**{"[Content_Types].xml": "<Types>presentationml.presentation.main+xml</Types>"}), "another kind"),
        (ole("PowerPoint Document"), "another kind"),
        (b"<?xml version='1.0'?><Workbook><Worksheet><Table ss:x='1'></Table></Worksheet></Workbook>", "XML"),
    ],
)
def test_other_kinds_are_named(data: bytes, word: str) -> None:
    error = refusal(data)
    assert error.kind is ProblemKind.UNSUPPORTED_FORMAT
    assert word in error.message.reason_en


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('{"code":500,"msg":"文件不存在"}'.encode(), "500, 文件不存在"),
        ('\ufeff { "status": 404, "message": "not found", "data": null }'.encode(), "404, not found"),
        (b'{"success":false}', "JSON"),
        (b'["a"]', "JSON"),
        (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>no key</Message></Error>", "NoSuchKey; no key"),
        (b"HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n", "HTTP/1.1 404"),
        (b"404 page not found\n", "404 page not found"),
        ("对不起，文件不存在".encode("gbk"), "文件不存在"),
    ],
)
def test_what_a_server_says_in_place_of_a_document_is_told(data: bytes, words: str) -> None:
    error = refusal(data)
    assert error.kind is ProblemKind.DAMAGED_FILE
    assert words in error.message.reason_en and "saved as .xls" in error.message.reason_en
    assert "download the file again" in error.message.remedy_en


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"Rar!\x1a\x07\x01\0", "unpack"), (b"7z\xbc\xaf\x27\x1c\0\x04", "unpack"), (b"\x1f\x8b\x08\0\0\0", "unpack")],
)
def test_other_archives_are_to_be_unpacked(data: bytes, words: str) -> None:
    assert words in refusal(data).message.remedy_en


@pytest.mark.parametrize("data", [ole("EncryptedPackage", "EncryptionInfo"), ole("WordDocument", word_flags=0x0100)])
def test_encrypted_files_are_named_so(data: bytes) -> None:
    assert refusal(data).kind is ProblemKind.ENCRYPTED_FILE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n",
        b"PK\x03\x04",
        package(a="x")[:-4],
        ole("Workbook")[:40],
        ole("Workbook")[:512],
        ole("Workbook")[:1024],
        ole("Workbook").replace(struct.pack("<III", 0xFFFFFFFD, 2, END), struct.pack("<III", 0xFFFFFFFD, 2, 1)),
    ],
    # a package holds the time at which it was made
    ids=range(8),
)
def test_damage_is_named_so(data: bytes) -> None:
    assert refusal(data).kind is ProblemKind.DAMAGED_FILE


def test_nothing_but_unreadable_file_escapes() -> None:
    rng = random.Random(2024)
    seeds = [
        xls(),
        b"%PDF-1.7\n",
        ole("WordDocument", inside=("Workbook",)),
        written(docx.Document().save),
        b"<html>",
        b"a,b\nc,d\n",
    ]
    for _ in range(200):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(min(len(data), 2048))] = rng.randrange(256)
        try:
            detect_format(raw(bytes(data[: rng.randint(0, len(data))] if rng.random() < 0.3 else data)))
        except UnreadableFile as error:
            assert error.message.reason_en and error.message.remedy_en


# Encodings -----------------------------------------------------------------------------------------------------------


def test_one_broken_byte_never_turns_utf8_into_other_characters() -> None:
    whole = "本年收入合计".encode() * 20
    for at in range(12):
        with pytest.raises(UnreadableFile) as caught:
            decode_text(whole[:at] + whole[at + 1 :])
        assert caught.value.kind is ProblemKind.GARBLED_TEXT


def test_a_sound_declaration_decides_and_a_false_one_does_not() -> None:
    assert decode_text("總表".encode("big5"), "Big5") == "總表"
    assert decode_text("总表".encode("gbk"), "utf-8") == "总表"
    assert decode_text("总表".encode("gbk"), "iso-8859-1") == "总表"
