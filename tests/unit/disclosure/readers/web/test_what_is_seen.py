"""HTML: a cell reads as a person sees it on the screen, whatever hides, strikes out or raises a part of it."""

from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Line, OpaqueBlock, OpaqueKind, Table
from orchestration.disclosure.readers.content import RawFile
from orchestration.disclosure.readers.web.html import read_html


def page_with(cell: str, style: str = "", table: str = "<table>") -> str:
    return (
        f"<html><head><style>{style}</style></head><body>{table}"
        f"<tr><td>项目</td><td>决算数</td></tr><tr><td>合计</td>{cell}</tr><tr><td>尾</td><td>9.99</td></tr></table>"
    )


def read(page: str) -> list[Line | Table | OpaqueBlock]:
    return list(read_html(RawFile(Path("a.html"), "a.html", page.encode(), "")).blocks)


def seen(cell: str, style: str = "") -> str | None:
    """The text of the cell in the second row and column."""
    cell = cell if cell.startswith("<td") else f"<td>{cell}</td>"
    (table,) = (block for block in read(page_with(cell, style)) if isinstance(block, Table))
    return next((each.text for each in table.cells if (each.row_no, each.column_no) == (2, 2)), None)


@pytest.mark.parametrize(
    "cell",
    [
        *("397.18<sup>1</sup>", "397.18<sup><a href='#n'>[1]</a></sup>", "397.18 <sup>注1</sup>", "397.18<sup>①</sup>"),
        *("<sup>*</sup>397.18", "397.18<sub>2</sub>", "397.18<sup>[<span style='vertical-align:super'>1</span>]</sup>"),
        "397.18<span style='vertical-align:super;font-size:8px'>1</span>",
        "397.18<span style='vertical-align: 3px; font-size: 60%'>1</span>",
        "397.18<span style='position:relative;top:-4px;font-size:7pt'>2</span>",
        "397.18<span style='mso-text-raise:3.0pt'>1</span>",
        "<ruby>397.18<rp>(</rp><rt>1</rt><rp>)</rp></ruby>",
    ],
)
def test_marks_of_notes_and_readings_of_ruby_are_no_part_of_a_figure(cell: str) -> None:
    assert seen(cell) == "397.18"


def test_what_is_raised_and_no_mark_stays() -> None:
    assert seen("397<sup>.18</sup>") == "397.18"
    assert seen("<sup>12</sup>") == "12"
    assert seen("面积m<sup>2</sup>") == "面积m2"


@pytest.mark.parametrize(
    "cell",
    [
        *("<del>12</del>397.18", "<s>12</s>397.18", "<strike>12</strike>397.18", "<del><b>1<i>2</i></b></del>397.18"),
        "<span style='text-decoration:line-through'>12</span>397.18",
        "<span style='TEXT-DECORATION: underline line-through red'>12</span>397.18",
        "<span style='text-decoration-line:line-through'>12</span>397.18",
        "<span style='text-decoration:line-through'>1<span style='text-decoration:none'>2</span></span>397.18",
        "<s><font color=red>12</font></s><span style='text-decoration:none'>397.18</span>",
    ],
)
def test_struck_out_text_is_not_read(cell: str) -> None:
    assert seen(cell) == "397.18"


def test_a_class_strikes_out_and_a_heavier_rule_undoes_it() -> None:
    style = ".old, td .gone { text-decoration: line-through } td del.kept { text-decoration: none }"
    assert seen("<span class=old>1</span><span class=gone>2</span>397.18", style) == "397.18"
    assert seen("<del class=kept>397.18</del>", style) == "397.18"
    assert seen("<s>1<span style='display:inline-block'>397.18</span></s>") == "397.18"


@pytest.mark.parametrize(
    "style",
    [
        *("font-size:0", "font-size:0px", "font-size:1px", "FONT-SIZE: 0.1em", "font:0/0 a", "font-size:10%"),
        *("visibility:hidden", "visibility:collapse", "display:none", "opacity:0", "opacity:0.0", "opacity:0%"),
        *("color:white", "color:#fff", "color:#FEFEFE", "color:rgb(255,255,255)", "color:rgba(0,0,0,0)"),
        *("color:transparent", "color:hsl(0,0%,100%)", "color:ivory", "background:#000;color:#000"),
        "background-color:black;color:rgb(3 3 3)",
        *("display:inline-block;text-indent:-9999px", "position:absolute;left:-9999px", "position:fixed;top:-3000px"),
        *(
            "position:absolute;clip:rect(0,0,0,0)",
            "position:absolute;clip:rect(1px 1px 1px 1px)",
            "clip-path:inset(50%)",
        ),
        *("display:block;height:0;overflow:hidden", "display:inline-block;width:1px;height:1px;overflow:hidden"),
        *("display:block;max-height:0;overflow:hidden", "transform:scale(0)", "margin-left:-9999px", "mso-hide:all"),
        *("display:none !important;display:inline", "filter:opacity(0)", "-webkit-text-fill-color:transparent"),
    ],
)
def test_text_out_of_sight_is_not_read(style: str) -> None:
    assert seen(f"397.18<span style='{style}'>9</span>") == "397.18"
    assert seen("397.18<span class=x>9</span>", f".x {{ {style} }}") == "397.18"


@pytest.mark.parametrize(
    "style",
    [
        *("font-size:12px", "font-size:small", "font:12px/1.5 SimSun", "font:bold 9pt SimSun", "visibility:visible"),
        *(
            "opacity:.5",
            "color:#333",
            "color:tomato",
            "background:#000080;color:white",
            "color:#fff;background:url(a.png)",
        ),
        *(
            "background-color:navy;color:#fff",
            "text-indent:-2em",
            "position:relative;left:-5px",
            "display:inline !important",
        ),
        *("position:absolute;clip:rect(0,100px,20px,0)", "overflow:hidden", "transform:scale(0.9)", "margin-left:-3px"),
    ],
)
def test_text_in_sight_is_read(style: str) -> None:
    assert seen(f"<span style='{style}'>397.18</span>") == "397.18"


@pytest.mark.parametrize(
    "selector",
    [
        *("span", "td span", ".sr-only", "td .sr-only", "td>span.sr-only", "span.sr-only.x", "#k", "tr #k", "[data-k]"),
        *("tr > td > span", "table tr td span", "b + span", "b ~ span", "h1, .sr-only", "td span:not(.y)", "*.x"),
        *("[class~=x]", "[data-k^='1']", 'span[data-k$="3" i]', "td:nth-child(2) span", "tr:nth-of-type(2n) #k"),
        *(
            "td:last-child span",
            "span:is(.x, .z)",
            "html body span",
            "@media screen { .x",
            "@media all and (min-width:9px){.x",
        ),
        *("/* a */ .x", "a{} .x", "@import 'a.css'; .x", "a:hover, .x", "@font-face{font-family:a} .x", "<!-- .x"),
    ],
)
def test_selectors_of_every_kind_are_followed(selector: str) -> None:
    end = "}}" if selector.startswith("@media") else "}"
    cell = "397.18<b></b><span id=k class='sr-only x' data-k=123>9</span>"
    assert seen(cell, f"{selector} {{display:none{end}") == "397.18"


@pytest.mark.parametrize(
    "selector",
    [
        *(
            "a span",
            "td > b > span",
            ".y",
            "span.x.y",
            "#K2",
            "[data-q]",
            "span + b",
            "td:first-child span",
            "span:hover",
        ),
        *(
            "span::before",
            "span:before",
            "span:nth-child(3)",
            "th span",
            "@media print { span",
            "tr:nth-child(odd) span",
        ),
        *("@media (max-width: 600px) { span", "span:not(.x)", "span:not(td span)", "span:unknown", "@page { span"),
    ],
)
def test_selectors_that_do_not_match_hide_nothing(selector: str) -> None:
    end = "}}" if selector.startswith("@") else "}"
    assert seen("<b></b><span class=x>397.18</span>", f"{selector} {{display:none{end}") == "397.18"


def test_rows_and_classes_of_cells_are_hidden_by_what_stands_above_them() -> None:
    style = ".sr-only td, #h td { display:none } .pale td { color:#fff } tr.dark td { background:#222 }"
    for row in ("<tr class=sr-only>", "<tr id=h>", "<tr class=pale>", "<tr style='display:none'>"):
        (table,) = read(f"<style>{style}</style><table><tr><td>甲<td>1.00</tr>{row}<td>乙<td>2.00</tr></table>")
        assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["甲", "1.00"]
    (table,) = read(f"<style>{style}</style><table><tr class='pale dark'><td>乙<td>2.00</tr></table>")
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["乙", "2.00"]


def test_the_ground_may_be_that_of_any_element_around() -> None:
    assert seen("<td bgcolor=#003366><font color=white>397.18</font></td>") == "397.18"
    assert seen("<td style='background:#fafafa'><font color=white>9</font>397.18</td>") == "397.18"
    assert seen("<td style='background:yellow'>397.18<font color=yellow>9</font></td>") == "397.18"
    dark = "<body bgcolor=black text=white><table><tr><td>甲<td>1.00<td><font color=black>9</font></table>"
    (table,) = read(dark)
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["甲", "1.00"]


def test_what_is_invisible_keeps_its_place_and_may_hold_what_is_visible() -> None:
    hidden = "<td style='visibility:hidden'>8<span style='visibility:visible'>397.18</span></td>"
    assert seen(hidden) == "397.18"
    (table,) = read("<table><tr><td>甲<td style='visibility:hidden'>1<td>2.00<tr><td>乙<td>3.00<td>4.00</table>")
    assert isinstance(table, Table)
    assert [(cell.text, cell.column_no) for cell in table.cells if cell.row_no == 1] == [("甲", 1), ("2.00", 3)]
    assert seen("<span style='opacity:0'><b style='opacity:1;visibility:visible'>9</b></span>397.18") == "397.18"
    assert seen("<span style='font-size:0'>9<b style='font-size:12px'>397.18</b></span>") == "397.18"


def test_a_collapsed_column_is_not_read() -> None:
    table = "<table><col><col style='visibility:collapse'><col>"
    (found,) = read(f"{table}<tr><td>甲<td>1.00<td>2.00<tr><td>乙<td>3.00<td>4.00</table>")
    assert isinstance(found, Table)
    assert [cell.text for cell in found.cells] == ["甲", "2.00", "乙", "4.00"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<input value=397.18>", "397.18"),
        ("<input type='text' readonly value='397.18'>", "397.18"),
        ("<input type=NUMBER value=397.18 disabled>", "397.18"),
        ("<input type=hidden value=9>397.18", "397.18"),
        ("<input type=password value=9><input type=button value=9>397.18<input type=checkbox value=9>", "397.18"),
        ("<input value=9 style='display:none'>397.18", "397.18"),
        ("<select><option value=1>9</option><option selected>397.18</option></select>", "397.18"),
        ("<select><option>397.18<option>9</select>", "397.18"),
        ("<textarea>\n397.18</textarea>", "397.18"),
        ("<input value=397.18><input value=12>", "397.18\n12"),
        ("<input placeholder=9>", None),
    ],
)
def test_what_controls_show_is_read(cell: str, text: str | None) -> None:
    assert seen(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        *("397.18<br>12", "397.18<br/>12", "<p>397.18</p><p>12</p>", "397.18<div>12</div>", "<pre>397.18\n12</pre>"),
        "<span style='display:block'>397.18</span>12",
        "<span style='white-space:pre-line'>397.18\n12</span>",
        "<td style='white-space:pre'>397.18\n12</td>",
        "<i style='display:inline-block'>397.18</i><i style='display:inline-block'>12</i>",
        "<i style='float:left'>397.18</i>12",
        "<ul><li>397.18<li>12</ul>",
        "<table><tr><td>397.18<tr><td>12</table>",
    ],
)
def test_what_stands_apart_is_never_glued(cell: str) -> None:
    assert seen(cell) == "397.18\n12"


def test_invisible_characters_pass_as_they_are() -> None:
    assert seen("397&shy;.18") == "397\u00ad.18"
    assert seen("397.18&#8203;") == "397.18\u200b"
    assert seen("397<wbr>.18") == "397.18"


# Tables in tables and tables of boxes --------------------------------------------------------------------------------


def texts(page: str) -> list[str | list[str]]:
    return [
        block.text if isinstance(block, Line) else [cell.text for cell in block.cells]
        for block in read(page)
        if not isinstance(block, OpaqueBlock)
    ]


def test_a_table_of_one_cell_in_a_cell_is_text_of_that_cell() -> None:
    rows = "".join(f"<tr><td>甲{n}<td>{n}.00<td><table><tr><td>{n}.50</table>" for n in range(3))
    assert texts(f"<table>{rows}</table>") == [[*("甲0", "0.00", "0.50", "甲1", "1.00", "1.50", "甲2", "2.00", "2.50")]]


def test_a_table_of_several_columns_in_a_cell_follows_the_outer_one() -> None:
    inner = "<table><caption>内</caption><tr><td>子<td>7.00</table>"
    page = f"<table><tr><td>甲<td>1.00<td>前{inner}后<tr><td>乙<td>2.00<td></table><p>完</p>"
    assert texts(page) == [["甲", "1.00", "前\n内\n后", "乙", "2.00"], ["子", "7.00"], "完"]


def test_a_page_laid_out_by_tables_keeps_its_sheets_apart() -> None:
    sheet = "<table><tr><td>甲<td>1.00<tr><td>乙<td>2.00</table>"
    menu = "<table><tr><td>首页<tr><td>公开</table>"
    page = f"<table><tr><td>{menu}<td><table><tr><td>收入决算表<tr><td>{sheet}</table></tr><tr><td>访问<td>12</table>"
    assert texts(page) == ["首页", "公开", "收入决算表", ["甲", "1.00", "乙", "2.00"], "访问", "12"]


BOXES = {
    "style": (
        "",
        "<div style='display:table'>",
        "<div style='display:table-row'>",
        "<div style='display:table-cell'>",
    ),
    "classes": (
        "<style>.t{display:table}.t>.r{display:table-row}.t .c{display:table-cell}</style>",
        "<div class=t>",
        "<div class=r>",
        "<div class=c>",
    ),
    "implied": (
        "<style>.r{display:table-row}.c{display:table-cell}</style>",
        "<div>",
        "<div class=r>",
        "<div class=c>",
    ),
    "roles": ("", "<div role=table>", "<div role=row style='display:flex'>", "<div role=cell>"),
}


@pytest.mark.parametrize("kind", BOXES)
def test_boxes_that_are_set_out_as_a_table_are_one(kind: str) -> None:
    head, table, row, cell = BOXES[kind]
    rows = "".join(
        f"{row}{''.join(f'{cell}{text}</div>' for text in texts)}</div>"
        for texts in (("项目", "合计", "基本"), ("甲", "", "1.00"), ("乙", "2.00", "3.00"))
    )
    _, found, _ = read(f"{head}<p>支出决算表</p>{table}{rows}</div><p>完</p>")
    assert isinstance(found, Table)
    assert [(each.text, each.column_no) for each in found.cells] == [
        *(("项目", 1), ("合计", 2), ("基本", 3), ("甲", 1), ("1.00", 3), ("乙", 1), ("2.00", 2), ("3.00", 3))
    ]


def test_boxes_that_only_lay_out_a_page_are_lines() -> None:
    page = (
        "<div style='display:table'><div style='display:table-cell'><p>题</p>"
        "<table><tr><td>甲<td>1.00</table><p>完</p></div></div>"
        "<div style='display:table'><div style='display:table-cell'>左</div>"
        "<div style='display:table-cell'>右</div></div>"
    )
    assert texts(page) == ["题", ["甲", "1.00"], "完", "左", "右"]


@pytest.mark.parametrize(
    "style",
    [
        "display:flex",
        "display:grid;grid-template-columns:2fr 1fr 1fr",
        "display:grid;grid-template-columns:repeat(3,1fr)",
    ],
)
def test_boxes_beside_each_other_are_one_line(style: str) -> None:
    cells = "".join(f"<div>{text}</div>" for text in ("甲", "1.00", "2.00"))
    assert texts(f"<div style='{style}'>{cells}</div><div style='{style}'>{cells}</div>") == ["甲  1.00  2.00"] * 2
    if "grid" in style:
        assert texts(f"<div style='{style}'>{cells}{cells}</div>") == ["甲  1.00  2.00"] * 2


# What is no text -----------------------------------------------------------------------------------------------------


def test_a_large_picture_is_told_where_it_stands() -> None:
    page = (
        "<p>收入决算表</p><img src='/a/W0202409.jpg'><p>二</p><img src=b.png width=30><img src=icon_pdf.png>"
        "<img width=800 src=c.gif><img style='display:none' src=d.jpg>"
    )
    assert [block.name if isinstance(block, OpaqueBlock) else block for block in read(page)][1::2] == [
        "W0202409.jpg",
        "c.gif",
    ]


def test_a_frame_under_a_title_is_told_where_it_stands() -> None:
    table = "<table><tr><td>甲<td>1.00<tr><td>乙<td>2.00</table>"
    blocks = read(
        f"{table}<p>收入决算表</p><embed src='/x/a.pdf'><object data='b.xls'></object><iframe width=0 src=c></iframe>"
    )
    assert [(block.kind, block.name) for block in blocks if isinstance(block, OpaqueBlock)] == [
        (OpaqueKind.EMBEDDED_OBJECT, "a.pdf"),
        (OpaqueKind.EMBEDDED_OBJECT, "b.xls"),
    ]


def test_a_table_that_is_not_shown_is_told() -> None:
    rows = "".join(f"<tr><td>{n}<td>{n}.00" for n in range(4))
    page = f"<table>{rows}</table><div style='display:none'><table>{rows}</table></div>"
    (problem,) = read_html(RawFile(Path("a.html"), "a.html", page.encode(), "")).problems
    assert (problem.kind, problem.severity, problem.figures) == (ProblemKind.HIDDEN_SHEET, Severity.INFO, 8)
