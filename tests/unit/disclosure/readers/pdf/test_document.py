"""Real documents, figure by figure, the blank template, and what else a file may hold."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal

import pypdfium2  # type: ignore[import-untyped]
import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Line
from orchestration.disclosure.readers.pdf import read_pdf
from tests.drawn_pdfs import DATA, amount, drawn, needs_data, raw_file, ruled_sheet, tables


@needs_data
@pytest.mark.parametrize("name", ["putuo_czj_2024", "putuo_shgzb_2024"])
def test_every_amount_of_a_real_document_is_one_cell_of_its_page(name: str) -> None:
    content = read_pdf(raw_file((DATA / f"{name}.pdf").read_bytes()))
    with (DATA / f"{name}.cells.csv").open(encoding="utf-8") as file:
        known = Counter((int(row["page"]), Decimal(row["amount"])) for row in csv.DictReader(file))
    # Codes print as plain numbers: what has decimals is an amount.
    read_amounts = Counter(
        (table.page, value)
        for table in tables(content)
        for cell in table.cells
        if "." in cell.text and (value := amount(cell)) is not None
    )
    pages = {page for page, _ in known}
    assert Counter({key: count for key, count in read_amounts.items() if key[0] in pages}) == known
    assert all(table.spans_known for table in tables(content))
    assert content.problems == () and content.scanned_pages == ()


@needs_data
def test_digits_stand_in_their_sentences() -> None:
    content = read_pdf(raw_file((DATA / "putuo_czj_2024.pdf").read_bytes()))
    text = "".join(line.text for line in content.blocks if isinstance(line, Line) and line.place.page == 21)
    assert " ".join(re.findall(r"\d[\d.]*%?", text)) == (
        "2024 2024 2995.39 2023 56.95 1.87% 2946.25 2940.05 99.79% 6.2 0.21% 2940.05 2336.91 79.49% 603.14 20.51% "
        "2024 0.3 2023 2940.05 100.00% 2023 63.14 2.10% 2940.05 2106.66 71.73% 326.72 11.11% 60.99 2.07% 445.69 15.16% "
        "2993.92 2940.05 98.20%"
    )


@needs_data
def test_the_blank_template_has_its_tables_and_no_amount() -> None:
    content = read_pdf(raw_file((DATA / "shanghai_template_2024.pdf").read_bytes()))
    assert len(tables(content)) == 11
    assert not any("." in cell.text and amount(cell) is not None for table in tables(content) for cell in table.cells)


def test_attached_files_are_named() -> None:
    document = pypdfium2.PdfDocument(drawn(ruled_sheet))
    for number in range(7):
        document.new_attachment(f"表{number}.xlsx").set_data(b"PK")
    buffer = io.BytesIO()
    document.save(buffer)
    content = read_pdf(raw_file(buffer.getvalue()))
    [problem] = content.problems
    assert (problem.kind, problem.severity) == (ProblemKind.ELSEWHERE, Severity.WARNING)
    assert "表0.xlsx, 表1.xlsx" in problem.message.reason_en and problem.message.reason_en.endswith("and 2 more")
    assert len(tables(content)) == 1
