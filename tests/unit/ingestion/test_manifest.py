"""The manifest: read as people save it, refused with line and reason, and the last right one stays in force."""

from pathlib import Path

import pytest

from orchestration.home.settings import Settings
from orchestration.ingestion.manifest import keep_manifest, load_active_manifest, load_manifest
from orchestration.registry.csv_file import CsvRefused

HEAD = "department_id,fiscal_year,file_name,supersedes\n"
LINE = "finance,2024,财政局决算.pdf,旧.pdf\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(tmp_path / "raw", tmp_path / "home")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_it_is_read_as_a_spreadsheet_saves_it(settings: Settings, encoding: str) -> None:
    settings.manifest.write_bytes((HEAD + LINE).replace("\n", "\r\n").encode(encoding))
    (entry,) = load_manifest(settings.manifest).of("finance", 2024)
    assert (entry["file_name"], entry["supersedes"], entry["sha256"]) == ("财政局决算.pdf", "旧.pdf", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD.encode() + b"finance,2024,\xff\xff.pdf,\n", "line 2: it is neither UTF-8 nor GBK"),
        ((HEAD + LINE).encode("utf-16"), "line 1: it is neither UTF-8 nor GBK"),
        (HEAD.encode() + b"finance,2024,a\0.pdf,\n", "line 2: it holds characters that command"),
        (HEAD.encode() + "finance,2024,a\u202efdp.exe,\n".encode(), "line 2: it holds characters that command"),
        (b"department_id,file_name\nfinance,a.pdf\n", "line 1: the column fiscal_year is missing"),
        (b"", "line 1: the column department_id, fiscal_year, file_name is missing"),
        (HEAD.encode() + b"finance,2024,a.pdf,,too,many\n", "line 2: expected 4 fields, found 6"),
        (HEAD.encode() + b'finance,2024,"' + b"a" * 140_000 + b'",\n', "line 2: field larger than field limit"),
        (b"file_name,file_name\na,b\n", "line 1: a column stands twice"),
    ],
)
def test_an_odd_one_is_refused_with_line_and_reason(settings: Settings, content: bytes, words: str) -> None:
    settings.manifest.write_bytes(content)
    with pytest.raises(CsvRefused, match=rf"^manifest\.csv, {words}"):
        load_manifest(settings.manifest)


def test_what_is_no_file_is_refused(settings: Settings) -> None:
    settings.manifest.mkdir()
    with pytest.raises(CsvRefused, match="it is no file"):
        load_manifest(settings.manifest)
    settings.manifest.rmdir()
    settings.manifest.symlink_to(settings.manifest)
    with pytest.raises(CsvRefused, match="it is no file"):
        load_manifest(settings.manifest)


def test_the_last_right_one_stays_in_force_until_it_is_gone(settings: Settings) -> None:
    settings.manifest.write_text(HEAD + LINE, "utf-8")
    assert load_active_manifest(settings).refused is None
    keep_manifest(settings)
    settings.manifest.write_text("department_id\n", "utf-8")
    active = load_active_manifest(settings)
    assert active.refused is not None
    assert "line 1" in active.refused.text_en and "第 1 行" in active.refused.text
    assert active.of("finance", 2024)
    settings.manifest.unlink()
    keep_manifest(settings)
    settings.manifest.write_text("department_id\n", "utf-8")
    assert load_active_manifest(settings).entries == {}


def test_columns_that_are_not_known_are_told(settings: Settings) -> None:
    settings.manifest.write_text(HEAD.strip() + ",备注\n" + LINE.strip() + ",急\n", "utf-8")
    manifest = load_manifest(settings.manifest)
    assert manifest.unknown_columns == ("备注",)
    assert manifest.of("finance", 2024)
