"""ODS: only what a person sees of a cell is read, and titles and units in page headers too."""

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line, OpaqueBlock, OpaqueKind, Place, Table
from orchestration.disclosure.readers.content import Content
from tests.spreadsheets import read, zipped

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        *((name, name) for name in ("office", "table", "text", "style", "drawing")),
        *(("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")),
    ]
)


def document(rows: str, styles: str = "", before_rows: str = "", common: str = "") -> Content:
    table = f'<table:table table:name="公开01表" table:style-name="ta1">{before_rows}{rows}</table:table>'
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {"content.xml": content}
    if common:
        parts["styles.xml"] = f"<office:document-styles {NAMESPACES}>{common}</office:document-styles>"
    return read(zipped(parts))


def row(*cells: str, style: str = "") -> str:
    return f'<table:table-row table:style-name="{style}">{"".join(cells)}</table:table-row>'


def cell(inside: str, style: str = "", value: str = "") -> str:
    stored = f'office:value-type="float" office:value="{value}"' if value else 'office:value-type="string"'
    return f'<table:table-cell table:style-name="{style}" {stored}>{inside}</table:table-cell>'


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def style(name: str, properties: str = "", family: str = "table-cell", ground: str = "", parent: str = "") -> str:
    fill = f'<style:table-cell-properties fo:background-color="{ground}"/>' if ground else ""
    parent = f'style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}" {parent}>{fill}'
        f"<style:text-properties {properties}/></style:style>"
    )


def shown(content: Content) -> list[str]:
    return [cell.text for block in content.blocks if isinstance(block, Table) for cell in block.cells]


@pytest.mark.parametrize(
    "properties",
    [
        'style:text-line-through-style="solid"',
        'style:text-line-through-type="single"',
        'fo:color="#ffffff"',
        'fo:font-size="1pt"',
        'text:display="none"',
    ],
)
def test_cells_and_runs_that_nobody_sees_are_not_read(properties: str) -> None:
    styles = style("A", properties) + style("B", parent="A") + style("T", properties, family="text")
    runs = p('<text:span text:style-name="T">12</text:span>397.18')
    content = document(row(cell(p("12"), "A", "12"), cell(p("字"), "B"), cell(runs)), styles)
    assert shown(content) == ["397.18"]


def test_white_letters_on_dark_and_letters_of_the_programs_colour_are_read() -> None:
    styles = (
        style("A", 'fo:color="#ffffff"', ground="#1f4e79")
        + style("B", 'fo:color="#ffffff" style:use-window-font-color="true"')
        + style("C", 'style:text-line-through-style="none"', ground="transparent")
    )
    content = document(row(cell(p("甲"), "A"), cell(p("乙"), "B"), cell(p("丙"), "C")), styles)
    assert shown(content) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("position", ["super 58%", "33% 58%"])
def test_raised_marks_of_notes_are_not_read(position: str) -> None:
    styles = style("T", f'style:text-position="{position}"', family="text") + style(
        "U", 'style:text-position="0% 100%"', family="text"
    )
    runs = p('397<text:span text:style-name="U">.18</text:span><text:span text:style-name="T">①</text:span>')
    assert shown(document(row(cell(runs)), styles)) == ["397.18"]


def test_a_figure_whose_format_prints_nothing_is_told_but_a_zero_is_one() -> None:
    content = document(row(cell("<text:p/>", value="12"), cell("<text:p/>", value="0"), cell("", value="5")))
    assert shown(content) == ["0", "5"]
    assert [problem.kind for problem in content.problems] == [ProblemKind.HIDDEN_SHEET]


def test_squeezed_rows_are_hidden() -> None:
    flat = (
        '<style:style style:name="ro2" style:family="table-row">'
        '<style:table-row-properties style:row-height="0.01cm"/></style:style>'
    )
    content = document(row(cell(p("甲"))) + row(cell(p("藏")), style="ro2"), flat)
    assert shown(content) == ["甲"]


def test_page_headers_and_footers_stand_over_their_worksheet() -> None:
    page = (
        '<office:master-styles><style:master-page style:name="P1"><style:header>'
        "<style:region-center><text:p>收入决算表</text:p></style:region-center>"
        "<style:region-right><text:p>单位：<text:span>元</text:span></text:p></style:region-right></style:header>"
        '<style:header-left style:display="false"><text:p>not used</text:p></style:header-left>'
        "<style:footer><text:p>第 <text:page-number>1</text:page-number> 页</text:p></style:footer>"
        "</style:master-page></office:master-styles>"
    )
    sheet_style = '<style:style style:name="ta1" style:family="table" style:master-page-name="P1"/>'
    title, unit, _ = document(row(cell(p("合计"))), sheet_style, common=page).blocks
    place = Place(table_no=1, sheet_name="公开01表")
    assert (title, unit) == (Line("收入决算表", place), Line("单位：元", place))


def test_pictures_and_objects_on_a_worksheet_are_told() -> None:
    def frame(inside: str, height: str) -> str:
        return f'<drawing:frame svg:width="12cm" svg:height="{height}"><drawing:{inside}/></drawing:frame>'

    shapes = f"<table:shapes>{frame('image', '6cm')}{frame('image', '0.5cm')}</table:shapes>"
    content = document(row(cell(frame("object", "8cm"))), before_rows=shapes)
    assert [block.kind for block in content.blocks if isinstance(block, OpaqueBlock)] == [
        OpaqueKind.PICTURE,
        OpaqueKind.EMBEDDED_OBJECT,
    ]
