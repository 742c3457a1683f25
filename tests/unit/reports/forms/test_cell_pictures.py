"""Pictures in the cells of a form: fitted, described, and beside those that a template has already."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.drawing.image import Image  # type: ignore[import-untyped]
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]

from orchestration.reports.forms.cell_pictures import FormPicture
from orchestration.reports.forms.inspection import known_names
from orchestration.reports.forms.templates import INSPECTION, SHIPPED
from orchestration.reports.forms.workbook_template import read_workbook_template
from orchestration.reports.spots.png import encode_png, indexed

PICTURE = FormPicture(encode_png(indexed(np.full((120, 360), 200, dtype=np.uint8))), '支出决算表 "合计" <第7页>')
NAMES = {"expenditure_picture": PICTURE, "income_picture": PICTURE}


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def own_template(path: Path, logo: bool) -> Path:
    """A bureau's own form on two worksheets; on the second a logo where it has one."""
    book = openpyxl.Workbook()
    second = book.create_sheet("第二页")
    second.column_dimensions["C"].width = 60
    if logo:
        second.add_image(Image(io.BytesIO(PICTURE.png)), "A1")
    for name, target in {"department_name": "Sheet!$B$2", "expenditure_picture": "第二页!$C$4"}.items():
        book.defined_names[name] = DefinedName(name, attr_text=target)
    book.save(path)
    return path


def test_a_picture_is_fitted_to_its_cell_and_its_row_grows() -> None:
    template = read_workbook_template(SHIPPED / INSPECTION, known_names())
    made = template.fill({"income_problem": "一处"}, NAMES)
    assert made == template.fill({"income_problem": "一处"}, NAMES)
    sheet = opened(made).active
    assert len(sheet._images) == 2
    for image in sheet._images:
        anchor = image.anchor
        width, height = anchor.ext.width / 9525, anchor.ext.height / 9525
        assert anchor._from.col == 5
        assert width <= sheet.column_dimensions["F"].width * 7 + 5
        assert width / height == pytest.approx(3, rel=0.02)
        assert sheet.row_dimensions[anchor._from.row + 1].height >= height * 0.75
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        drawing = archive.read("xl/drawings/juesuan_sheet1.xml").decode()
    assert 'descr="支出决算表 &quot;合计&quot; &lt;第7页&gt;"' in drawing


def test_a_form_without_pictures_stays_as_it_is() -> None:
    template = read_workbook_template(SHIPPED / INSPECTION, known_names())
    made = template.fill({"income_problem": "一处"})
    assert made == template.fill({"income_problem": "一处"}, {"of_no_cell": PICTURE})
    with zipfile.ZipFile(io.BytesIO(made)) as archive, zipfile.ZipFile(SHIPPED / INSPECTION) as shipped:
        assert archive.namelist() == shipped.namelist()
        assert "\ue004" not in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("logo", [False, True])
def test_a_template_keeps_its_own_pictures(tmp_path: Path, logo: bool) -> None:
    template = read_workbook_template(own_template(tmp_path / "own.xlsx", logo), known_names())
    book = opened(template.fill({"department_name": "云溪市财政局"}, NAMES))
    assert book["Sheet"]["B2"].value == "云溪市财政局"
    assert [(image.anchor._from.col, image.anchor._from.row) for image in book["第二页"]._images] == [
        *([(0, 0)] if logo else []),
        (2, 3),
    ]
    assert book["Sheet"]._images == []
