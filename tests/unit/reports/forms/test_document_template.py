"""A DOCX template: names are filled in however an office program split them, lists repeat their row, and a bad one is
told."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document

from orchestration.reports.forms.document_template import DocumentTemplate, KnownNames, read_document_template
from orchestration.reports.forms.notice import KNOWN
from orchestration.reports.forms.notice_drawing import draw_notice
from orchestration.reports.forms.package_file import TemplateRefused
from orchestration.reports.forms.templates import NOTICE, SHIPPED, load_templates

NAMES = KnownNames(
    frozenset({"title", "rest"}), {"items": frozenset({"number", "problem"}), "others": frozenset({"other"})}
)
ENTRIES = [{"number": "1", "problem": "甲 < 乙\n又 & 又"}, {"number": "2", "problem": "=1+1"}]


def own_template(path: Path, change: Callable[[Document], object] = lambda document: None) -> Path:
    """A bureau's own letter; Word split its names into runs."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text in ("标题：{", "{ti", "tle}} 与 {{ title", " }}", "。"):
        paragraph.add_run(text)
    document.add_paragraph("{{rest}}")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("序号", "问题"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("{{number}}", "{{problem}}（{{title}}）"), strict=True):
        cell.text = text
    other = document.add_table(rows=2, cols=1)
    other.rows[0].cells[0].text = "其他"
    other.rows[1].cells[0].text = "{{other}}"
    document.sections[0].footer.paragraphs[0].text = "{{title}} 页脚"
    change(document)
    document.save(str(path))
    return path


def read(path: Path) -> DocumentTemplate:
    return read_document_template(path, NAMES)


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def test_names_and_lists_are_filled_in_and_the_rest_stays(tmp_path: Path) -> None:
    template = read(own_template(tmp_path / "own.docx"))
    assert template.names == {"title", "rest", "number", "problem", "other"}
    document = opened(
        template.fill({"title": "整改", "rest": "另有 3 项"}, {"items": ENTRIES, "others": [{"other": "丙"}]})
    )
    assert [paragraph.text for paragraph in document.paragraphs][:2] == ["标题：整改 与 整改。", "另有 3 项"]
    first, second = document.tables
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["序号", "问题"],
        ["1", "甲 < 乙\n又 & 又（整改）"],
        ["2", "=1+1（整改）"],
    ]
    assert [row.cells[0].text for row in second.rows] == ["其他", "丙"]
    assert document.sections[0].footer.paragraphs[0].text == "整改 页脚"


def test_what_comes_to_nothing_is_left_out(tmp_path: Path) -> None:
    document = opened(read(own_template(tmp_path / "own.docx")).fill({"title": "整改"}, {"items": ENTRIES}))
    assert "" not in [paragraph.text for paragraph in document.paragraphs][:1]
    assert len(document.paragraphs) == 1
    assert [table.rows[0].cells[0].text for table in document.tables] == ["序号"]


def test_equal_values_give_equal_bytes_and_a_sound_archive(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.docx")
    made = read(path).fill({"title": "整改\x00"}, {"items": ENTRIES})
    assert made == read(path).fill({"title": "整改\x00"}, {"items": ENTRIES})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda document: document.add_paragraph("{{部门}}"), "no value is called {{部门}}"),
        (lambda document: document.add_paragraph("{{problem}}"), "stands outside a table"),
        (lambda document: setattr(document.tables[0].rows[0].cells[0], "text", "{{number}}"), "two rows of a list"),
        (lambda document: setattr(document.tables[1].rows[1].cells[0], "text", "{{other}}{{number}}"), "one row asks"),
    ],
)
def test_a_name_that_cannot_be_filled_in_is_told(
    tmp_path: Path, change: Callable[[Document], object], reason: str
) -> None:
    with pytest.raises(TemplateRefused, match=reason.replace("{", r"\{")):
        read(own_template(tmp_path / "own.docx", change))


def test_a_document_without_names_and_no_document_are_told_and_ours_is_used(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / NOTICE))
    templates, (refusal,) = load_templates(tmp_path)
    assert (refusal.file_name, refusal.message.reason_en) == (NOTICE, "it has no place to fill in")
    (tmp_path / NOTICE).write_bytes(b"plain words")
    templates, (refusal,) = load_templates(tmp_path)
    assert refusal.message.reason_en.startswith("it cannot be read as .docx")
    assert "opening" in templates.notice.names


def test_the_notice_that_is_shipped_is_the_one_that_is_drawn_and_asks_for_all_lists() -> None:
    """`python -m orchestration.reports.forms.notice_drawing` writes it anew."""
    assert (SHIPPED / NOTICE).read_bytes() == draw_notice()
    names = read_document_template(SHIPPED / NOTICE, KNOWN).names
    assert {"title", "department_name", "opening", "deadline", "items_rest", "item_problem", "figure_before"} <= names
