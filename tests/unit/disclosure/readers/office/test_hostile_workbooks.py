"""Damaged and hostile workbooks: refused with a reason and a remedy, whatever the bytes."""

import io
import random
import struct
import zipfile

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers import container
from orchestration.disclosure.readers.office import worksheet
from tests.compound_files import pack_stream
from tests.spreadsheets import MAIN, flipped, only_table, read, read_or_refused, refused, texts, with_part, xlsx, zipped


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ProblemKind.DAMAGED_FILE),
        (b"PK\x03\x04", ProblemKind.DAMAGED_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ProblemKind.DAMAGED_FILE),
        (b"<html><table></table></html>", ProblemKind.UNSUPPORTED_FORMAT),
        (zipped({"word/document.xml": "<w/>"}), ProblemKind.DAMAGED_FILE),
        (pack_stream("WordDocument", bytes(100)), ProblemKind.UNSUPPORTED_FORMAT),
        (pack_stream("Workbook", bytes(100)), ProblemKind.DAMAGED_FILE),
        (pack_stream("EncryptedPackage", bytes(100)), ProblemKind.ENCRYPTED_FILE),
    ],
)
def test_what_is_no_sound_workbook(data: bytes, kind: ProblemKind) -> None:
    assert refused(data).kind is kind


def test_an_encrypted_xls_is_said_to_be_encrypted() -> None:
    beginning = struct.pack("<HHHH12x", 0x0809, 16, 0x0600, 5)
    assert refused(pack_stream("Workbook", beginning + struct.pack("<HHH", 0x2F, 2, 1))).kind is (
        ProblemKind.ENCRYPTED_FILE
    )


def test_truncated_files_are_damage(ordinary: bytes) -> None:
    for size in range(4, len(ordinary), 97):
        assert refused(ordinary[:size]).kind is ProblemKind.DAMAGED_FILE


def test_a_wrong_checksum_is_damage_even_in_a_picture(ordinary: bytes) -> None:
    buffer = io.BytesIO(ordinary)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", b"the picture's own bytes")
    damaged = buffer.getvalue().replace(b"the picture's own bytes", b"the picture's old bytes")
    assert refused(damaged).kind is ProblemKind.DAMAGED_FILE


def test_a_zip_bomb_is_refused_before_it_is_unpacked(ordinary: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_UNPACKED_BYTES", 50_000)
    bomb = zipped({"xl/workbook.xml": bytes(60_000)})
    assert refused(bomb).kind is ProblemKind.TOO_LARGE
    assert read(ordinary).blocks


def test_more_xml_than_fits_beside_its_tables_is_refused(ordinary: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_MAX_XML_BYTES", 50_000)
    assert refused(zipped({"xl/workbook.xml": bytes(60_000)})).kind is ProblemKind.TOO_LARGE
    with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    assert read(zipped({**parts, "xl/media/image1.png": bytes(60_000)})).blocks


def test_merged_ranges_that_cover_the_grid_again_and_again_are_refused() -> None:
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 500
    far = '<row r="9999"><c r="Z9999"><v>1</v></c></row>'
    assert refused(xlsx(far, f"<mergeCells>{merged}</mergeCells>")).kind is ProblemKind.TOO_LARGE


def test_a_bomb_that_lies_about_its_size_is_damage(ordinary: bytes) -> None:
    honest = zipped({"a.xml": bytes(10_000_000)})
    place = honest.index(b"PK\x01\x02") + 24
    assert refused(honest[:place] + struct.pack("<I", 100) + honest[place + 4 :]).kind is ProblemKind.DAMAGED_FILE


def test_very_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_MAX_MEMBERS", 3)
    assert refused(zipped(dict[str, str | bytes].fromkeys("abcd", ""))).kind is ProblemKind.TOO_LARGE


def test_a_part_that_stands_twice_is_damage() -> None:
    assert refused(zipped({"xl/workbook.xml": "<a/>", "XL\\Workbook.xml": "<b/>"})).kind is ProblemKind.DAMAGED_FILE


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "customXml/item1.xml"])
def test_document_types_are_refused(name: str, codec: str) -> None:
    attack = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(codec)
    assert refused(xlsx("", others={name: attack})).kind is ProblemKind.UNREADABLE_FILE


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c s="1" r="XFD1048576" ><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576"><!-- --><v>1</v></c></row>',
        f'<row r="9"><y:c xmlns:y="{MAIN}" r="XFD1048576"><v>1</v></y:c></row>',
    ],
)
def test_values_too_far_apart_are_refused(far: str) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert refused(xlsx(near + far)).kind is ProblemKind.TOO_LARGE


@pytest.mark.parametrize(
    "odd",
    [
        '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="b1"><v>1</v></c></row>',
        '<row r="1"><c r="C9" a="<"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>2</v></c></row>',
    ],
)
def test_cells_that_hide_their_place_are_damage(odd: str) -> None:
    assert refused(xlsx(f'<row r="1"><c r="A1"><v>1</v></c></row>{odd}')).kind is ProblemKind.DAMAGED_FILE


def test_styled_blanks_far_away_are_harmless() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD9" s="1"/><c r="XFD10" s="1"></c></row>'
    declared = with_part(
        xlsx(rows),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    )
    assert texts(only_table(declared)) == {(1, 1): "1"}


def test_too_many_cells_are_refused(ordinary: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worksheet, "MAX_STORED_CELLS", 50)
    assert refused(ordinary).kind is ProblemKind.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr(worksheet, "MAX_TABLE_CELLS", 10)
    assert refused(ordinary).kind is ProblemKind.TOO_LARGE


def test_a_long_text_shared_by_very_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worksheet, "MAX_TEXT", 50_000)
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 101))
    shared = f'<sst xmlns="{MAIN}" uniqueCount="1"><si><t>{"字" * 1000}</t></si></sst>'
    assert refused(xlsx(rows, others={"xl/sharedStrings.xml": shared})).kind is ProblemKind.TOO_LARGE


@pytest.mark.parametrize("number", ["1", "-1", "x", "99999999999"])
def test_a_text_that_is_not_held_is_damage(number: str) -> None:
    shared = f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'
    rows = f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'
    assert refused(xlsx(rows, others={"xl/sharedStrings.xml": shared})).kind is ProblemKind.DAMAGED_FILE


def test_a_workbook_without_its_worksheet_is_damage(ordinary: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts.pop("xl/worksheets/sheet2.xml")
    assert refused(zipped(parts)).kind is ProblemKind.DAMAGED_FILE


FLIPS = 300


def test_flipped_bytes_of_an_xlsx(ordinary: bytes) -> None:
    chance = random.Random(1)
    for _ in range(FLIPS):
        read_or_refused(flipped(ordinary, chance))


def test_flipped_bytes_of_its_parts(ordinary: bytes) -> None:
    chance = random.Random(2)
    with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
        names = [name for name in archive.namelist() if archive.read(name)]
    for _ in range(FLIPS):
        read_or_refused(with_part(ordinary, chance.choice(names), lambda part: flipped(part, chance)))
