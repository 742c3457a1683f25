"""Self-evaluation forms in the files that departments publish: merged cells, wrapped names, indicators over pages."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table  # type: ignore[import-untyped]

from orchestration.disclosure.claims.form_words import load_form_words
from orchestration.disclosure.claims.forms import Form, FormReader
from orchestration.disclosure.claims.model import Origin
from orchestration.disclosure.claims.projects import build_project
from orchestration.disclosure.reading import read_bytes

COUNT = 36
"""Indicators, more than a page holds."""

ROWS = (
    "项目绩效自评表|<|<|<|<|<|<|<",
    "项目名称|云溪市第三次全国土壤普查内业测试化验与成果汇总项目|<|<|<|<|<|<",
    "主管部门|云溪市农业农村局|<|<|实施单位|土壤肥料工作站|<|<",
    "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "^|年度资金总额|1,250.00|1,040.00|936.00|10|90.00%|9",
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
    "产出指标|数量指标|第1类样品测试化验完成数量及平行样数量|≥101个|121个|2|2|",
    *(f"^|^|第{n}类样品测试化验完成数量及平行样数量|≥{100 + n}个|{120 + n}个|2|2|" for n in range(2, COUNT + 1)),
    "总分|<|<|<|<|82|81|",
)
WIDTHS = (52, 52, 150, 60, 60, 40, 45, 70)

Grid = Sequence[Sequence[str]]


def spans(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """First row and column, last row and column of every merged cell: `<` goes on to the left, `^` upwards."""
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            right, down = column, row
            while right + 1 < len(texts) and grid[row][right + 1] == "<":
                right += 1
            while down + 1 < len(grid) and grid[down + 1][column] == "^":
                down += 1
            if (right, down) != (column, row):
                yield row, column, down, right


def as_pdf(grid: Grid) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=8, leading=10, wordWrap="CJK")
    # a merged cell is not parted by a page break, as in a word processor: those of indicators end with the page
    told = [[Paragraph("" if text in "<^" else text, style) for text in row] for row in grid]
    commands = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    merged = [("SPAN", (left, top), (right, down)) for top, left, down, right in spans(grid) if down - top < 2]
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, leftMargin=20, rightMargin=20, invariant=1).build(
        [Table(told, colWidths=WIDTHS, style=[*commands, *merged], repeatRows=0)]
    )
    return stream.getvalue()


def as_docx(grid: Grid) -> bytes:
    document = docx.Document()
    table = document.add_table(len(grid), len(grid[0]), style="Table Grid")
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            if text not in ("<", "^"):
                table.cell(row, column).text = text
    for top, left, down, right in spans(grid):
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(down, right)).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def forms_in(data: bytes, name: str) -> tuple[Form, ...]:
    reading = read_bytes(Path(name), name, data)
    reader = FormReader(Origin("form", name, hashlib.sha256(data).hexdigest()), load_form_words())
    reader.read(reading.other_tables)
    return tuple(reader.forms)


@pytest.mark.parametrize(("write", "name"), [(as_pdf, "form.pdf"), (as_docx, "form.docx")])
def test_a_form_is_read_whole(write: Callable[[Grid], bytes], name: str) -> None:
    (form,) = forms_in(write([row.split("|") for row in ROWS]), name)
    project = build_project(form)
    assert project.name == "云溪市第三次全国土壤普查内业测试化验与成果汇总项目"
    assert (project.department, project.unit_in_charge) == ("云溪市农业农村局", "土壤肥料工作站")
    assert (project.budget, project.executed, project.execution_rate) == (Decimal(1040), Decimal(936), Decimal(90))
    assert (project.budget_weight, project.budget_score, project.total_score) == (Decimal(10), Decimal(9), Decimal(81))
    assert [(i.level_three, i.target, i.actual, i.score) for i in form.indicators] == [
        (f"第{n}类样品测试化验完成数量及平行样数量", f"≥{100 + n}个", f"{120 + n}个", Decimal(2))
        for n in range(1, COUNT + 1)
    ]
