"""A department-year is landed whole; where its explanation goes over the limits, with its sheets and a problem."""

import pickle
from pathlib import Path

import polars as pl
import pytest

from orchestration.disclosure.reading import read_documents
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import is_up_to_date
from orchestration.ingestion.land import land_sheets, land_submission
from orchestration.ingestion.manifest import load_manifest
from orchestration.ingestion.packed_readings import PackedReadings
from orchestration.ingestion.submission import Submission, find_submission
from orchestration.landing.parquet import partition_folder
from orchestration.registry.model import COLUMNS, Registry, load_registry
from tests.workbooks import consistent_workbook

EXPLANATION = (
    "第三部分 云溪市财政局2024年度部门决算情况说明\n一、收入支出决算总体情况说明\n2024年度收入总计100.00万元。\n"
)


@pytest.fixture
def filed(tmp_path: Path) -> tuple[Settings, Registry, Submission, tuple[PackedReadings, ...]]:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    documents = settings.raw / "finance" / "2024"
    documents.mkdir(parents=True)
    settings.registry.write_text(
        "\n".join((",".join(COLUMNS), "finance,云溪市财政局,,云溪市,420000,2024")) + "\n", "utf-8"
    )
    (documents / "final_accounts.xlsx").write_bytes(consistent_workbook("云溪市财政局", 2024))
    (documents / "explanation.txt").write_text(EXPLANATION, "utf-8")
    registry = load_registry(settings.registry)
    submission = find_submission(settings, load_manifest(settings.manifest), registry.by_id["finance"], 2024)
    files = tuple(PackedReadings.of(tuple(read_documents(path, name))) for path, name in submission.files)
    return settings, registry, submission, files


def landed(settings: Settings) -> dict[str, pl.DataFrame]:
    folder = partition_folder(settings.landing, "finance", 2024)
    return {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}


def test_without_its_explanation_the_sheets_are_landed_and_it_is_said(
    filed: tuple[Settings, Registry, Submission, tuple[PackedReadings, ...]],
) -> None:
    settings, registry, submission, files = filed
    assert land_submission(settings.landing, pickle.dumps(registry), submission, files)
    whole = landed(settings)
    land_sheets(settings.landing, registry, submission, files)
    sheets = landed(settings)
    # a table without rows has no file
    assert "claims" in whole and "claims" not in sheets
    assert sheets["cells"].equals(whole["cells"])
    told = sheets["problems"]
    assert told["kind"].to_list() == ["unreadable_file"]
    assert "超过时间或内存的上限" in told["reason"][0]
    assert is_up_to_date(partition_folder(settings.landing, "finance", 2024), submission, registry)
