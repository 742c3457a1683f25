"""Small disclosures with one peculiarity each, beside a checkout: what a person sees is read, or it is told."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.disclosure.department_year import combine_sheets
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.reading import read_documents
from orchestration.home.settings import PROJECT

CASES = PROJECT.parent / "shared" / "cases" / "reading"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of small inputs is not beside this checkout")

TOLD = {
    "d_ole.docx": ("embedded object", "收入决算表"),
    "d_picture.docx": ("picture", "收入决算表"),
    "err404.pdf": ("404", "download"),
    "f_triple.xlsx": ("number formats hide",),
    "h_frameset.html": ("a.files",),
    "h_iframe.html": ("P020250915.pdf",),
    "h_onclick.html": ("2024年度部门决算.pdf",),
    "json.xls": ("JSON", "download"),
    "q_curves.pdf": ("drawings but no text",),
    "q_tablepic.pdf": ("page 4", "picture"),
    "v_sci.csv": ("destroyed", "digits are lost"),
    "z_ofd.ofd": ("OFD",),
}
"""Words of the problems of what cannot be read."""


def expected() -> list[Path]:
    return sorted(CASES.glob("*.expected.csv"))


@pytest.mark.parametrize("path", expected(), ids=lambda path: path.name.removesuffix(".expected.csv"))
def test_every_figure_that_a_person_sees_is_read_and_none_else(path: Path) -> None:
    file = path.with_name(path.name.removesuffix(".expected.csv"))
    filed = combine_sheets(read_documents(file))
    with path.open(encoding="utf-8-sig", newline="") as rows:
        figures = {
            CellKey(row["sheet_id"], row["row_key"], row["column_key"]): Decimal(row["amount"])
            for row in csv.DictReader(rows)
        }
    assert {submitted.cell.key: submitted.cell.amount for submitted in filed.cells} == figures


@pytest.mark.parametrize("name", TOLD)
def test_what_cannot_be_read_is_told_with_its_cause(name: str) -> None:
    filed = combine_sheets(read_documents(CASES / name))
    told = "\n".join(problem.message.reason_en + problem.message.remedy_en for problem in filed.problems)
    assert [word for word in TOLD[name] if word not in told] == []
    assert "is not in the disclosure" not in told
