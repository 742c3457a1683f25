"""A scan in raw/: read within the limits of a worker, landed with its confidence, corrected by what a person saw."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2  # type: ignore[import-untyped]
import pytest
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Box, Confirmation
from orchestration.home.settings import Settings
from orchestration.ingestion.confirmations import confirmations_csv
from orchestration.ingestion.ingest import find_changed, ingest
from orchestration.landing.parquet import partition_folder
from orchestration.registry.model import load_registry
from tests.drawn_pdfs import drawn, ruled_sheet

pytest.importorskip("cv2", reason="the extra `scan` is not installed")
pytest.importorskip("onnxruntime", reason="the extra `scan` is not installed")
pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")

KEY = ("finance", 2024)
REGISTRY = (
    "department_id,name,aliases,district,administrative_code,expected_years\nfinance,云溪市财政局,,云溪市,420199,2024\n"
)
DPI = 200


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    folder_of(settings).mkdir(parents=True)
    settings.registry.write_text(REGISTRY, "utf-8")
    (folder_of(settings) / "scan.pdf").write_bytes(scan())
    return settings


def folder_of(settings: Settings) -> Path:
    return settings.raw / KEY[0] / str(KEY[1])


def scan() -> bytes:
    """A sheet whose page is a picture."""
    page = pypdfium2.PdfDocument(drawn(ruled_sheet))[0]
    width, height = page.get_size()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height), invariant=1)
    canvas.drawImage(ImageReader(page.render(scale=DPI / 72, grayscale=True).to_pil()), 0, 0, width, height)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def landed(settings: Settings, table: str) -> list[dict[str, Any]]:
    """The rows of a table after a run; nothing is read of what has not changed."""
    registry = load_registry(settings.registry)
    list(ingest(settings, registry, find_changed(settings, registry, [KEY])))
    rows: list[dict[str, Any]] = pl.read_parquet(
        partition_folder(settings.landing, *KEY) / f"{table}.parquet"
    ).to_dicts()
    return rows


def test_what_a_person_saw_takes_the_place_of_what_was_recognised(settings: Settings) -> None:
    cells = landed(settings, "cells")
    assert cells and all(cell["scan_confidence"] >= 90 and cell["confirmed_by"] is None for cell in cells)
    seen = cells[0]
    box = Box(seen["box_x0"], seen["box_top"], seen["box_x1"], seen["box_bottom"])
    entry = Confirmation(
        seen["document_sha256"], seen["page"], seen["table_no"], box, "777.77", "王某", date(2025, 9, 1), 2
    )
    (folder_of(settings) / "confirmations.csv").write_text(confirmations_csv([entry]), "utf-8")

    first, *others = landed(settings, "cells")
    assert (first["amount"], first["confirmed_by"]) == (Decimal("777.77"), "王某")
    assert (first["confirmed_on"], first["scan_confidence"]) == (date(2025, 9, 1), 100)
    assert others == cells[1:]

    (folder_of(settings) / "scan.pdf").write_bytes(scan() + b"\n")
    assert landed(settings, "cells")[0]["amount"] == seen["amount"], "another document is not what was looked at"
    assert ProblemKind.CONFIRMATION_PROBLEM in {problem["kind"] for problem in landed(settings, "problems")}
