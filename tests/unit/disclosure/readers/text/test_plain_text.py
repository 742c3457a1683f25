"""Plain text, Markdown and CSV: the tables that separators still show, and the lines between them."""

import random
from itertools import groupby
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Block, Line, Place, Table
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.text import plain_text as text_reader
from orchestration.disclosure.readers.text.plain_text import read_text

WUHAN = Path(__file__).resolve().parents[5] / "../shared/data/wuhan_dsj_2023.txt"


def raw(data: bytes) -> RawFile:
    return RawFile(Path("disclosure.txt"), "disclosure.txt", data, "")


def blocks(text: str) -> tuple[Block, ...]:
    return read_text(raw(text.encode())).blocks


def lines(text: str) -> list[str]:
    return [block.text for block in blocks(text) if isinstance(block, Line)]


def rows(table: Table) -> dict[int, dict[int, str]]:
    return {
        row_no: {cell.column_no: cell.text for cell in cells}
        for row_no, cells in groupby(table.cells, key=lambda cell: cell.row_no)
    }


# Tabs ----------------------------------------------------------------------------------------------------------------


def test_lines_with_tabs_are_a_ragged_table() -> None:
    title, table, note = blocks("支出决算表\n\n项目\t\t合计\t\n201\t 类 \t1.00\t\n注\n")
    assert title == Line("支出决算表", Place(row_no=1))
    assert isinstance(table, Table)
    assert (table.table_no, table.column_count, table.ragged, table.spans_known) == (1, 4, True, False)
    assert rows(table) == {3: {1: "项目", 3: "合计"}, 4: {1: "201", 2: "类", 3: "1.00"}}
    assert note == Line("注", Place(row_no=5))


def test_blank_lines_do_not_end_a_table_but_words_do() -> None:
    first, words, second = blocks("a\t1\n\n \nb\t2\n完\nc\t3\n\nd\n")[:3]
    assert isinstance(first, Table) and rows(first) == {1: {1: "a", 2: "1"}, 4: {1: "b", 2: "2"}}
    assert words == Line("完", Place(row_no=5))
    assert isinstance(second, Table) and (second.table_no, rows(second)) == (2, {6: {1: "c", 2: "3"}})


def test_tabs_that_only_indent_make_no_table() -> None:
    assert lines("\t一、部门概况\n\t二、机构设置\n单位：万元\t\n") == ["一、部门概况", "二、机构设置", "单位：万元"]


def test_line_ends_of_every_system_count_alike() -> None:
    assert blocks("a\r\nb\tc\r\n") == blocks("a\nb\tc\n") == blocks("a\rb\tc\r")
    assert [block.place.row_no for block in blocks("a\x0cb\n\x0bc\u2028\nd") if isinstance(block, Line)] == [1, 2, 3]


# Markdown ------------------------------------------------------------------------------------------------------------


def test_pipes_are_a_table_with_columns_to_trust() -> None:
    (table,) = blocks("| 项目 | 合计 |\n|:---|---:|\n| a\\|b<br>c | **1,863.81** |\n| x |\n")
    assert isinstance(table, Table)
    assert (table.column_count, table.ragged, table.spans_known) == (2, False, False)
    assert rows(table) == {1: {1: "项目", 2: "合计"}, 3: {1: "a|b\nc", 2: "1,863.81"}, 4: {1: "x"}}


def test_pipes_without_an_outer_frame_need_the_separator() -> None:
    (table,) = blocks("a | b\n--- | ---\n1 | \n")
    assert isinstance(table, Table) and (table.column_count, rows(table)) == (2, {1: {1: "a", 2: "b"}, 3: {1: "1"}})
    assert lines("首页 | 政务公开 | 财政\n") == ["首页 | 政务公开 | 财政"]


def test_a_blank_line_ends_a_table_of_pipes() -> None:
    assert [type(block) for block in blocks("|a|b|\n|-|-|\n\n|c|d|\n")] == [Table, Table]


def test_markers_are_stripped_and_words_kept() -> None:
    text = "# 第一部分 **概况**\n\n- 一级\n* 二级\n> 引用\n---\n**跨\n行** 完\n"
    text += "- 3 -\n-1.00\n#标签\n1. 本表\n张** 李*\n```\n"
    assert lines(text) == [
        *("第一部分 概况", "一级", "二级", "引用", "跨", "行 完", "- 3 -", "-1.00", "#标签", "1. 本表", "张** 李*")
    ]


def test_html_tables_inside_markdown_are_read() -> None:
    markup = "<table><tr><td colspan=2>项目</td><td>合计</td></tr>\n<tr><td>a</td></tr></table>"
    text = f"# 支出决算表\n\n{markup}\n\n注\nb\t1\n"
    title, table, note, tabbed = blocks(text)
    assert isinstance(table, Table) and table.spans_known
    assert [(cell.text, cell.column_no, cell.column_span) for cell in table.cells] == [
        *(("项目", 1, 2), ("合计", 3, 1), ("a", 1, 1))
    ]
    assert (title, note) == (Line("支出决算表", Place(row_no=1)), Line("注", Place(row_no=6)))
    assert isinstance(tabbed, Table) and (tabbed.table_no, rows(tabbed)) == (2, {7: {1: "b", 2: "1"}})


def test_an_html_table_that_never_ends_stays_text() -> None:
    assert lines("a\n<table> x\n") == ["a", "<table> x"]


# CSV -----------------------------------------------------------------------------------------------------------------


def test_csv_is_a_table_with_columns_to_trust() -> None:
    title, table = blocks('收入决算表\n项目,"本年\n收入",财政拨款\n合计,"2,141.87",\n\n201,1.00,2.00\n')
    assert title == Line("收入决算表", Place(row_no=1))
    assert isinstance(table, Table)
    assert (table.column_count, table.ragged, table.spans_known) == (3, False, False)
    assert rows(table) == {
        2: {1: "项目", 2: "本年\n收入", 3: "财政拨款"},
        4: {1: "合计", 2: "2,141.87"},
        6: {1: "201", 2: "1.00", 3: "2.00"},
    }


def test_a_csv_that_breaks_off_is_refused() -> None:
    text = "a,b\n" * 300 + '"' + "x" * 200_000
    with pytest.raises(UnreadableFile) as caught:
        blocks(text)
    assert caught.value.kind is ProblemKind.DAMAGED_FILE


def fields(text: str) -> list[list[str]]:
    return [list(row.values()) for table in blocks(text) if isinstance(table, Table) for row in rows(table).values()]


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("2120801\t", "1.00"),
        ("\t2120801", "1.00\t"),
        ('="2120801"', '="1.00"'),
        ('"=""2120801"""', '"=""1.00"""'),
        ("'2120801", "'1.00"),
        ('"2120801\t"', '"1.00"'),
    ],
)
def test_what_keeps_spreadsheets_from_changing_a_code_is_no_part_of_it(code: str, figure: str) -> None:
    text = f"项目,名称,合计\n{code},征地,{figure}\n{code},拆迁,{figure}\n"
    assert fields(text)[1:] == [["2120801", "征地", "1.00"], ["2120801", "拆迁", "1.00"]]
    tabbed = text.replace("\t", "").replace(",", "\t")
    assert fields(tabbed)[1:] == [["2120801", "征地", "1.00"], ["2120801", "拆迁", "1.00"]]


def test_separators_inside_a_text_formula_separate_nothing() -> None:
    assert fields('a,b,c\n="212",类,="63,222.57"\n="21208",款,="1,000.00"\n')[1:] == [
        ["212", "类", "63,222.57"],
        ["21208", "款", "1,000.00"],
    ]


def test_codes_that_a_spreadsheet_destroyed_are_given_as_printed() -> None:
    assert fields("项目,合计\n2.12E+06,1.00\n2.13E+06,2.00\n")[1:] == [["2.12E+06", "1.00"], ["2.13E+06", "2.00"]]


def test_quoted_fields_between_tabs_may_hold_lines_and_separators() -> None:
    text = '项目\t"本年\n收入"\t合计\n"甲ABC"\t"63,222.57"\t"1.00\n2.00"\n'
    assert fields(text) == [["项目", "本年\n收入", "合计"], ["甲ABC", "63,222.57", "1.00\n2.00"]]


def test_separated_amounts_are_not_csv() -> None:
    text = "收入合计 2,141.87 万元\n支出合计 1,733.37 万元\n无\n无\n无\n"
    assert lines(text) == text.split("\n")[:-1]


# Encodings, measure, fuzz --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(codec: str) -> None:
    assert read_text(raw("单位：万元\n合计\t1.00".encode(codec))) == read_text(raw("单位：万元\n合计\t1.00".encode()))


@pytest.mark.parametrize("data", ["决算".encode() * 99 + b"\xe5", b"\xff\xff\xff"])
def test_unsound_encodings_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_text(raw(data))
    assert caught.value.kind is ProblemKind.GARBLED_TEXT


def test_a_table_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_reader, "MAX_TABLE_CELLS", 3)
    with pytest.raises(UnreadableFile) as caught:
        blocks("a\tb\nc\td\n")
    assert caught.value.kind is ProblemKind.TOO_LARGE


def test_nothing_but_unreadable_file_escapes() -> None:
    rng = random.Random(2024)
    pieces = [
        "\t",
        "|",
        ",",
        '"',
        "\n",
        "\r",
        "**",
        "# ",
        "|---|",
        "<table>",
        "<td colspan=9>x",
        "</table>",
        "合计",
        "1.00",
        " ",
    ]
    for turn in range(200):
        data = "".join(rng.choices(pieces, k=rng.randint(0, 80))).encode("gb18030" if turn % 2 else "utf-8")
        if turn % 5 == 0:
            data += rng.randbytes(6)
        try:
            read_text(raw(data))
        except UnreadableFile as error:
            assert error.message.reason_en and error.message.remedy_en


# A real text conversion ----------------------------------------------------------------------------------------------

needs_wuhan = pytest.mark.skipif(not WUHAN.is_file(), reason="the real disclosures are not beside this checkout")

SHEETS = {
    "收入支出决算总表": ("公开01表", 98, 131),
    "收入决算表": ("公开02表", 149, 177),
    "支出决算表": ("公开03表", 191, 219),
    "财政拨款收入支出决算总表": ("公开04表", 232, 267),
    "一般公共预算财政拨款支出决算表": ("公开05表", 281, 305),
    "一般公共预算财政拨款基本支出决算明细表": ("公开06表", 318, 348),
    "政府性基金预算财政拨款收入支出决算表": ("公开07表", 359, 365),
    "国有资本经营预算财政拨款支出决算表": ("公开08表", 379, 381),
    "财政拨款“三公”经费支出决算表": ("公开09表", 396, 400),
}


@needs_wuhan
def test_every_printed_sheet_is_its_lines_and_its_table() -> None:
    content = read_text(raw(WUHAN.read_bytes())).blocks
    compact = [block.text.replace(" ", "") if isinstance(block, Line) else "" for block in content]
    at = compact.index("大数据中心2023年度部门决算表")
    for title, (number, first, last) in SHEETS.items():
        at = compact.index(f"2023年度{title}", at)
        following = next(index for index in range(at, len(content)) if isinstance(content[index], Table))
        head = compact[at + 1 : following]
        assert sorted(text.split("：")[0] for text in head) == sorted(["部门", "单位", number])
        table = content[following]
        assert isinstance(table, Table) and table.ragged and not table.spans_known
        assert (table.cells[0].row_no, table.cells[-1].row_no) == (first, last)
        assert isinstance(content[following + 1], Line)
        at = following


@needs_wuhan
def test_fields_stand_in_the_columns_of_the_file() -> None:
    content = read_text(raw(WUHAN.read_bytes())).blocks
    income, form = (block for block in content if isinstance(block, Table) and block.cells[0].row_no in (149, 730))
    assert rows(income)[171] == {1: "212", 2: "城乡社区支出", 3: "278.06", 4: "278.06"}
    assert income.column_count == 10
    assert rows(form)[734] == {1: "基本支出 总额", 2: "521.33", 3: "项目支出总额", 6: "1620.54"}


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("~~12~~345.00", "345.00"),
        ("<del>12</del>345.00<!-- 9 -->", "345.00"),
        ("345.00[^1]", "345.00"),
        ("345.00<sup>[2]</sup>", "345.00"),
        ("345m<sup>2</sup>", "345m2"),
        ("a ~~ b", "a ~~ b"),
    ],
)
def test_what_markdown_does_not_print_is_not_read(cell: str, printed: str) -> None:
    [table] = blocks(f"|项目|金额|\n|---|---|\n|合计|{cell}|")
    assert isinstance(table, Table)
    assert rows(table)[3] == {1: "合计", 2: printed}
