"""An XLSX template: whatever it looks like, its named cells are filled in, the rest stays, and a bad one is told."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]

from orchestration.reports.forms import package_file
from orchestration.reports.forms.inspection import inspection_items, known_names
from orchestration.reports.forms.inspection_drawing import draw_inspection
from orchestration.reports.forms.package_file import TemplateRefused
from orchestration.reports.forms.templates import INSPECTION, SHIPPED, load_templates
from orchestration.reports.forms.workbook_template import WorkbookTemplate, read_workbook_template

MAIN = "xl/worksheets/sheet1.xml"
VALUES = {"department_name": "云溪市<财政>局 & 他", "cover_no": "√", "cover_problem": "=1+1", "summary": "否 1 项"}


def own_template(path: Path, **cells: object) -> Path:
    """A bureau's own form: two worksheets, a column for each answer, names in capitals, letters of its own."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "局's 表"
    first["A1"] = "被检查单位"
    first["C1"] = "（待填）"
    first["C1"].font = Font("楷体", 16)
    first.merge_cells("C1:F1")
    second = book.create_sheet("第二页")
    second.column_dimensions["D"].width = 10
    second["D4"].alignment = Alignment(wrap_text=True)
    second["A4"] = "封面"
    for place, value in cells.items():
        second[place] = value
    for name, target in {
        "DEPARTMENT_NAME": "'局''s 表'!$C$1:$F$1",
        "cover_no": "第二页!$C$4",
        "cover_yes": "第二页!$B$4",
        "cover_problem": "第二页!$D$4",
        "summary": "第二页!$B$90",
        "of_the_bureau": "第二页!$A$1",
        "verdict": "#REF!$A$1",
    }.items():
        book.defined_names[name] = DefinedName(name, attr_text=target)
    book.save(path)
    return path


def read(path: Path) -> WorkbookTemplate:
    return read_workbook_template(path, known_names())


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_differently_arranged_template_is_filled_in_and_keeps_everything_else(tmp_path: Path) -> None:
    template = read(own_template(tmp_path / "own.xlsx"))
    assert template.names == {"department_name", "cover_no", "cover_yes", "cover_problem", "summary"}
    book = opened(template.fill(VALUES))
    first, second = book["局's 表"], book["第二页"]
    assert (first["A1"].value, first["C1"].value) == ("被检查单位", "云溪市<财政>局 & 他")
    assert (first["C1"].font.name, first["C1"].font.size) == ("楷体", 16)
    assert [str(merged) for merged in first.merged_cells.ranges] == ["C1:F1"]
    assert [second[place].value for place in ("A4", "B4", "C4", "D4", "B90")] == ["封面", None, "√", "=1+1", "否 1 项"]
    # a formula would be worked out by whoever opens it
    assert second["D4"].data_type == "s"


def test_a_row_grows_with_its_text_and_never_shrinks(tmp_path: Path) -> None:
    template = read(own_template(tmp_path / "own.xlsx"))

    def height(problem: str) -> float:
        return float(opened(template.fill({"cover_problem": problem}))["第二页"].row_dimensions[4].height)

    assert height("") == 15.0
    assert height("一个问题，很长很长" * 5) > 4 * height("短")
    assert height("一\n二\n三") > 2 * height("短")
    assert height("长" * 40_000) == 409.0


def test_equal_values_give_equal_bytes_and_a_sound_archive(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.xlsx")
    made = read(path).fill(VALUES)
    assert made == read(path).fill(VALUES)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_value_that_no_file_may_hold_does_no_harm(tmp_path: Path) -> None:
    template = read(own_template(tmp_path / "own.xlsx"))
    book = opened(template.fill({"cover_problem": "a\x00\x0b]]><c>&amp;\n" + "长" * 40_000}))
    text = book["第二页"]["D4"].value
    assert text.startswith("a\n]]><c>&amp;\n长")
    assert len(text) == 32_000 - 1


def not_a_workbook(path: Path) -> None:
    path.write_bytes(b"plain words")


def a_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", "<Relationships/>")


def no_name(path: Path) -> None:
    openpyxl.Workbook().save(path)


def a_formula(path: Path) -> None:
    own_template(path, D4="=A4&1")


def cut_off(path: Path) -> None:
    own_template(path)
    path.write_bytes(path.read_bytes()[:-200])


def a_macro(path: Path) -> None:
    own_template(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"")


def entities(path: Path) -> None:
    own_template(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (not_a_workbook, "cannot be read as .xlsx"),
        (a_document, "says nowhere which part is its document"),
        (no_name, "none of its cells has a name that is known"),
        (a_formula, "the cell named cover_problem holds a formula"),
        (cut_off, "cannot be read as .xlsx"),
        (a_macro, "it holds a macro"),
        (entities, "it is no workbook"),
    ],
)
def test_a_bad_template_is_told_with_reason_and_remedy_and_ours_is_used(
    tmp_path: Path, spoil: Any, reason: str
) -> None:
    spoil(tmp_path / INSPECTION)
    templates, (refusal,) = load_templates(tmp_path)
    assert refusal.file_name == INSPECTION
    assert reason in refusal.message.reason_en
    assert refusal.message.remedy_en
    assert templates.inspection.names > {"department_name", "cover_answer", "income_problem"}


def test_a_template_over_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own_template(tmp_path / INSPECTION)
    monkeypatch.setattr(package_file, "MOST_BYTES", 1024)
    with pytest.raises(TemplateRefused, match="more than 0 MB"):
        read(path)
    monkeypatch.setattr(package_file, "MOST_BYTES", 1024**2)
    monkeypatch.setattr(package_file, "MOST_UNPACKED_BYTES", 1024)
    with pytest.raises(TemplateRefused, match="far larger than a form"):
        read(path)


def test_the_bureaus_template_is_used_and_a_file_of_another_name_is_told(tmp_path: Path) -> None:
    own_template(tmp_path / INSPECTION)
    own_template(tmp_path / "检查表.xlsx")
    (tmp_path / "~$inspection.xlsx").touch()
    templates, (refusal,) = load_templates(tmp_path)
    assert len(templates.inspection.names) == 5
    assert (refusal.file_name, "inspection.xlsx" in refusal.message.remedy_en) == ("检查表.xlsx", True)
    assert load_templates(tmp_path / "absent")[1] == ()


def test_the_form_that_is_shipped_is_the_one_that_is_drawn() -> None:
    """`python -m orchestration.reports.forms.inspection_drawing` writes it anew."""
    assert (SHIPPED / INSPECTION).read_bytes() == draw_inspection()


def test_the_form_that_is_shipped_asks_for_every_item_and_prints_as_a_form() -> None:
    template = read(SHIPPED / INSPECTION)
    asked = {f"{item}_{column}" for item in inspection_items() for column in ("answer", "problem", "place")}
    assert asked <= template.names
    book = opened(template.fill({}))
    sheet = book.active
    assert {f"{item}_picture" for item in inspection_items()} <= set(book.defined_names)
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.print_title_rows) == (9, 1, "$5:$5")


def with_main(change: Callable[[bytes], bytes]) -> bytes:
    """The shipped form with another main part."""
    written = io.BytesIO()
    with zipfile.ZipFile(SHIPPED / INSPECTION) as shipped, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as own:
        for name in shipped.namelist():
            own.writestr(name, change(shipped.read(name)) if name == MAIN else shipped.read(name))
    return written.getvalue()


def inside(text: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part[: part.rindex(b"</")] + text + part[part.rindex(b"</") :]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (inside(b"<a/>" * 400_000), "far larger than a form"),
        (inside(b"<a>" * 300 + b"</a>" * 300), "not there or damaged"),
        (lambda part: part + b" " * 40_000_000, "far larger than a form"),
    ],
    ids=["tags", "depth", "zeros"],
)
def test_a_bomb_is_refused_and_ours_is_used(tmp_path: Path, change: Callable[[bytes], bytes], reason: str) -> None:
    (tmp_path / INSPECTION).write_bytes(with_main(change))
    templates, (refusal,) = load_templates(tmp_path)
    assert reason in refusal.message.reason_en
    assert templates.inspection is not None


def test_a_pipe_in_the_place_of_a_form_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / INSPECTION)
    _, (refusal,) = load_templates(tmp_path)
    assert "no plain file" in refusal.message.reason_en
