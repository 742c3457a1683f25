"""The workbooks in raw/ are what the writer makes of the known cells."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.write_raw import read_cells, workbook

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "../shared/data"

WORKBOOKS = [
    ("wuhan_dsj_2023", "武汉经济技术开发区（汉南区）大数据中心", 2023, "hubei", "wuhan_jkq_dsj"),
    ("putuo_czj_2024", "上海市普陀区财政局", 2024, "shanghai_split", "putuo_czj"),
]


def contents(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


@pytest.mark.skipif(not DATA.is_dir(), reason="the real disclosures (shared/data beside the repository) are not here")
@pytest.mark.parametrize(("cells", "department", "year", "template", "department_id"), WORKBOOKS)
def test_the_raw_workbooks_can_be_written_again(
    cells: str, department: str, year: int, template: str, department_id: str
) -> None:
    published = ROOT / "raw" / department_id / str(year) / "final_accounts.xlsx"
    figures = read_cells(DATA / f"{cells}.cells.csv")
    assert contents(workbook(department, year, figures, template)) == contents(published.read_bytes())


def test_a_figure_without_a_place_is_refused() -> None:
    figures = {CellKey("three_public", "meeting", "final"): Decimal("1.00")}
    with pytest.raises(ValueError, match="meeting"):
        workbook("某市某局", 2024, figures, "hubei")
