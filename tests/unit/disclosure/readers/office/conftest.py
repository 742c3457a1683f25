"""The workbook that several modules damage."""

from itertools import product

import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.spreadsheets import saved


@pytest.fixture
def ordinary() -> bytes:
    """A small workbook of the kind that departments publish."""
    workbook = openpyxl.Workbook()
    for number in range(3):
        sheet = workbook.create_sheet(f"公开{number + 1:02}表")
        sheet["A1"] = "支出决算表"
        sheet.merge_cells("A1:D1")
        for row, column in product(range(3, 12), range(1, 5)):
            sheet.cell(row, column, 2010350 if column == 1 else row * 100.25 + column).number_format = "#,##0.00"
    return saved(workbook)
