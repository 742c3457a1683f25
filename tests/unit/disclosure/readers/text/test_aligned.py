"""Tables that plain text draws: boxes with their bars below each other, and fields kept apart by blanks."""

import unicodedata
from pathlib import Path

from orchestration.disclosure.model import Line, Table
from orchestration.disclosure.readers.content import RawFile
from orchestration.disclosure.readers.text.plain_text import read_text


def tables(*lines: str) -> list[Table]:
    data = "\n".join(lines).encode()
    blocks = read_text(RawFile(Path("d.txt"), "d.txt", data, "")).blocks
    return [block for block in blocks if isinstance(block, Table)]


def spans(table: Table) -> dict[str, tuple[int, int]]:
    return {cell.text: (cell.column_no, cell.column_span) for cell in table.cells}


def padded(*fields: tuple[str, int]) -> str:
    """Fields on a screen of fixed width, each with the columns it fills; a negative width puts it to the right."""
    words = []
    for text, columns in fields:
        blanks = " " * (abs(columns) - sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text))
        words.append(text + blanks if columns > 0 else blanks + text)
    return "".join(words)


def test_a_box_keeps_its_columns_and_merged_cells() -> None:
    (table,) = tables(
        "┌────────┬────────┬────────┐",
        "│项目             │合计    │",
        "├────────┼────────┼────────┤",
        "│编码    │名称    │        │",
        "│201     │服务    │  7.00  │",
        "└────────┴────────┴────────┘",
    )
    assert spans(table) == {
        "项目": (1, 2),
        "合计": (3, 1),
        "编码": (1, 1),
        "名称": (2, 1),
        "201": (1, 1),
        "服务": (2, 1),
        "7.00": (3, 1),
    }


def test_a_box_of_plus_signs_is_a_table_too() -> None:
    (table,) = tables("+----+----+", "| a  | b  |", "+----+----+", "| 1  | 2  |", "+----+----+")
    assert spans(table) == {"a": (1, 1), "b": (2, 1), "1": (1, 1), "2": (2, 1)}


ROWS = (
    padded(("编码", 10), ("名称", 24), ("合计", -12), ("基本支出", -12), ("项目支出", -12)),
    padded(("201", 10), ("一般公共服务支出", 24), ("17.00", -12), ("5.00", -12), ("12.00", -12)),
    padded(("20103", 10), ("政府办公厅", 24), ("7.00", -12), ("", -12), ("7.00", -12)),
)


def test_blanks_keep_fields_apart_and_a_blank_field_keeps_its_place() -> None:
    (table,) = tables("支出决算表", *ROWS)
    third = [(cell.text, cell.column_no) for cell in table.cells if cell.row_no == 4]
    assert third == [("20103", 1), ("政府办公厅", 2), ("7.00", 3), ("7.00", 5)]
    assert spans(table)["项目支出"] == (5, 1)


def test_fields_that_cannot_be_told_apart_make_no_table() -> None:
    wide = padded(("20104", 10), ("一个非常长的科目名称伸到金额所在的地方", 40), ("", -4), ("9.00", -12))
    between = padded(("20105", 10), ("名称", 24), ("1.00", 6), ("2.00", 6))
    assert tables(*ROWS, wide, between) == []


def test_sentences_with_blanks_are_lines() -> None:
    text = "一、收入  情况\n2023年度收入  总计  7.00万元。\n二、支出  情况".encode()
    blocks = read_text(RawFile(Path("d.txt"), "d.txt", text, "")).blocks
    assert [type(block) for block in blocks] == [Line, Line, Line]
