"""What was landed is read again exactly when something that it follows from has changed."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.disclosure.reading import read_documents
from orchestration.home.settings import Settings
from orchestration.ingestion import fingerprint as fingerprints
from orchestration.ingestion.fingerprint import (
    is_intact,
    is_probably_up_to_date,
    is_up_to_date,
    land_with_fingerprint,
    read_fingerprint,
)
from orchestration.ingestion.manifest import load_manifest
from orchestration.ingestion.submission import Submission, combine_readings, find_submission
from orchestration.landing.parquet import partition_folder, write_parquet
from orchestration.landing.rows import department_year_tables
from orchestration.registry.model import COLUMNS, Registry, load_registry
from tests.workbooks import consistent_workbook

FINANCE = "finance,云溪市财政局,,云溪市,420000,2024"
AUDIT = "audit,云溪市审计局,,云溪市,420000,2024"
MANIFEST = "department_id,fiscal_year,file_name,source_url,fetched_on,sha256,supersedes\n"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return consistent_workbook("云溪市财政局", 2024)


@pytest.fixture
def settings(tmp_path: Path, workbook: bytes) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    register(settings, FINANCE, AUDIT)
    (settings.raw / "finance" / "2024" / "final_accounts.xlsx").write_bytes(workbook)
    ingest(settings)
    return settings


def register(settings: Settings, *lines: str) -> None:
    (settings.raw / "finance" / "2024").mkdir(parents=True, exist_ok=True)
    settings.registry.write_text("\n".join((",".join(COLUMNS), *lines)) + "\n", "utf-8")


def filed(settings: Settings) -> tuple[Submission, Registry]:
    registry = load_registry(settings.registry)
    return find_submission(settings, load_manifest(settings.manifest), registry.by_id["finance"], 2024), registry


def folder(settings: Settings) -> Path:
    return partition_folder(settings.landing, "finance", 2024)


def ingest(settings: Settings) -> None:
    submission, registry = filed(settings)
    readings = [reading for path, name in submission.files for reading in read_documents(path, name)]
    land_with_fingerprint(
        folder(settings),
        submission,
        registry,
        department_year_tables(*submission.key, combine_readings(submission, registry, readings)),
    )


def test_what_is_too_large_to_be_read_is_not_looked_through_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (settings.raw / "finance" / "2024" / "sparse.pdf").open("wb") as sparse:
        sparse.truncate(6 * 1024**3)
    ingest(settings)
    submission, registry = filed(settings)
    opened: list[str] = []
    through = Path.open

    def noted(path: Path, *how: Any, **named: Any) -> Any:
        opened.append(path.name)
        return through(path, *how, **named)

    monkeypatch.setattr(Path, "open", noted)
    assert is_up_to_date(folder(settings), submission, registry)
    assert "final_accounts.xlsx" in opened
    assert "sparse.pdf" not in opened


def judged(settings: Settings) -> tuple[bool, bool]:
    """By content, and by the listing alone."""
    return is_up_to_date(folder(settings), *filed(settings)), is_probably_up_to_date(folder(settings), *filed(settings))


def test_what_was_just_landed_is_current(settings: Settings) -> None:
    assert judged(settings) == (True, True)


def copied(settings: Settings) -> None:
    """The same bytes, written anew: worth a look, not worth reading."""
    path = settings.raw / "finance" / "2024" / "final_accounts.xlsx"
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)


def changed_in_secret(settings: Settings) -> None:
    """Other bytes under the same size and time: only the content tells."""
    path = settings.raw / "finance" / "2024" / "final_accounts.xlsx"
    stat = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def renamed_department(settings: Settings) -> None:
    register(settings, FINANCE.replace(",,", ",财政局,"), AUDIT)


def name_registered_elsewhere(settings: Settings) -> None:
    register(settings, AUDIT.replace(",,", ",云溪市财政局,"), FINANCE)


def unrelated_department(settings: Settings) -> None:
    register(settings, FINANCE, AUDIT, "police,云溪市公安局,,云溪市,420000,2024")


def own_manifest_line(settings: Settings) -> None:
    settings.manifest.write_text(MANIFEST + "finance,2024,final_accounts.xlsx,,,,\n", "utf-8")


def others_manifest_line(settings: Settings) -> None:
    settings.manifest.write_text(MANIFEST + "audit,2024,final_accounts.xlsx,,,,\n", "utf-8")


def lost_table(settings: Settings) -> None:
    (folder(settings) / "cells.parquet").unlink()


def corrupt_table(settings: Settings) -> None:
    path = folder(settings) / "cells.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def lost_fingerprint(settings: Settings) -> None:
    (folder(settings) / "fingerprint.json").unlink()


def corrupt_fingerprint(settings: Settings) -> None:
    (folder(settings) / "fingerprint.json").write_text("{", "utf-8")


@pytest.mark.parametrize(
    ("change", "by_content", "by_listing"),
    [
        (copied, True, False),
        (changed_in_secret, False, True),
        (renamed_department, False, False),
        (name_registered_elsewhere, False, False),
        (unrelated_department, True, True),
        (own_manifest_line, False, False),
        (others_manifest_line, True, True),
        (lost_table, False, True),
        (corrupt_table, False, True),
        (lost_fingerprint, False, False),
        (corrupt_fingerprint, False, False),
    ],
)
def test_only_what_matters_makes_it_stale(
    settings: Settings, change: Callable[[Settings], None], by_content: bool, by_listing: bool
) -> None:
    change(settings)
    assert judged(settings) == (by_content, by_listing)
    ingest(settings)
    assert judged(settings) == (True, True)


def test_a_line_of_the_registry_that_a_message_quotes_is_quoted_anew_where_it_changed(settings: Settings) -> None:
    file = settings.raw / "finance" / "2024" / "final_accounts.xlsx"
    file.write_bytes(consistent_workbook("南塘县教育局", 2024))
    ingest(settings)
    assert judged(settings) == (True, True)
    register(settings, FINANCE.replace("420000,2024", "420000,2023-2024"), AUDIT)
    assert judged(settings) == (False, False)
    ingest(settings)
    assert judged(settings) == (True, True)


def test_another_version_of_the_reader_reads_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprints, "READER", "another version")
    assert judged(settings) == (False, False)


def test_a_landing_that_was_cut_off_has_no_fingerprint(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(path: Path, table: object) -> None:
        if path.name == "sheets.parquet":
            raise KeyboardInterrupt
        write_parquet(path, table)  # type: ignore[arg-type]

    monkeypatch.setattr("orchestration.landing.parquet.write_parquet", cut_off)
    with pytest.raises(KeyboardInterrupt):
        ingest(settings)
    assert read_fingerprint(folder(settings)) is None
    assert not is_intact(folder(settings), None)


def test_a_table_that_is_gone_or_came_from_elsewhere_is_damage(settings: Settings) -> None:
    fingerprint = read_fingerprint(folder(settings))
    assert is_intact(folder(settings), fingerprint)
    cells = folder(settings) / "cells.parquet"
    content = cells.read_bytes()
    cells.unlink()
    assert not is_intact(folder(settings), fingerprint)
    cells.write_bytes(content)
    (folder(settings) / "unread_cells.parquet").write_bytes(content)
    assert not is_intact(folder(settings), fingerprint)


def test_the_fingerprint_counts_what_was_landed(settings: Settings) -> None:
    fingerprint = read_fingerprint(folder(settings))
    assert fingerprint is not None
    assert fingerprint.rows["documents"] == 1
    assert fingerprint.rows["cells"] > 100


def test_an_archive_is_read_once_until_it_changes(settings: Settings, workbook: bytes) -> None:
    path = settings.raw / "finance" / "2024" / "final_accounts.xlsx"
    archive = path.with_name("公开.zip")
    path.unlink()
    pack(archive, workbook)
    assert judged(settings) == (False, False)
    ingest(settings)
    assert judged(settings) == (True, True)
    pack(archive, workbook, b"more")
    assert judged(settings) == (False, False)


def pack(archive: Path, *documents: bytes) -> None:
    with zipfile.ZipFile(archive, "w") as container:
        for number, document in enumerate(documents):
            container.writestr(f"{number}.xlsx", document)
