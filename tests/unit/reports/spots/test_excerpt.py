"""Excerpts of formats without pages: the figure marked among its rows, columns and heads, or in its line."""

from orchestration.disclosure.model import Block, Line, Place
from orchestration.reports.spots.excerpt import NOT_FOUND, draw_excerpts
from orchestration.reports.spots.model import Drawn, Excerpt, ExcerptRow, Spot
from tests.documents import table

SHEET = table(
    "支出决算表|<|<|<|<|<|<",
    "科目编码|科目名称|本年支出|<|<|备注|附注",
    "^|^|合计|基本支出|项目支出|^|^",
    *(f"{201 + number}|科目{number}|{number + 1}0.00|{number}.00|{number}.50||见下" for number in range(9)),
)


def only(spot: Spot, *blocks: Block) -> Drawn:
    [(_, drawn)] = draw_excerpts(blocks, [spot])
    return drawn


def marked(row: ExcerptRow) -> list[str]:
    return [cell.text[cell.start : cell.end] for cell in row.cells if cell.end]


def test_the_rows_around_a_figure_stand_under_the_heads_of_its_column() -> None:
    drawn = only(Spot("0", "6.00", table_no=1, row_no=10, column_no=4), SHEET)
    assert isinstance(drawn, Excerpt)
    assert drawn.columns == (1, 2, 3, 4, 5, 6)
    assert [row.number for row in drawn.rows] == [1, 2, 3, 8, 9, 10, 11, 12]
    assert [marked(row) for row in drawn.rows if any(cell.end for cell in row.cells)] == [["6.00"]]
    assert [cell.text for cell in drawn.rows[5].cells] == ["207", "科目6", "70.00", "6.00", "6.50", ""]


def test_a_cell_over_several_rows_and_columns_is_shown_once() -> None:
    drawn = only(Spot("0", "6.00", table_no=1, row_no=10, column_no=4), SHEET)
    assert isinstance(drawn, Excerpt)
    title, heads, kinds = drawn.rows[:3]
    assert [(cell.text, cell.columns) for cell in title.cells] == [("支出决算表", 6)]
    assert [(cell.text, cell.rows, cell.columns) for cell in heads.cells] == [
        ("科目编码", 2, 1),
        ("科目名称", 2, 1),
        ("本年支出", 1, 3),
        ("备注", 2, 1),
    ]
    assert [cell.text for cell in kinds.cells] == ["合计", "基本支出", "项目支出"]


def test_another_figure_in_that_place_gives_no_excerpt() -> None:
    for spot in (
        Spot("0", "5.00", table_no=1, row_no=10, column_no=4),
        Spot("0", "6.00", table_no=2, row_no=10, column_no=4),
        Spot("0", "6.00", table_no=1, row_no=99, column_no=4),
    ):
        assert only(spot, SHEET) == NOT_FOUND


def test_a_line_is_found_by_its_number_and_its_figure_is_marked() -> None:
    lines = [Line(f"第{number}行，支出 {number}0.00 万元。", Place(row_no=number)) for number in range(1, 5)]
    drawn = only(Spot("0", "30.00万元", "支出30.00万元", row_no=3), *lines)
    assert isinstance(drawn, Excerpt)
    assert [row.number for row in drawn.rows] == [2, 3, 4]
    assert [marked(row) for row in drawn.rows] == [[], ["30.00"], []]


def test_a_paragraph_without_a_number_is_found_by_its_words_if_it_alone_has_them() -> None:
    long = "一般公共服务支出" * 30
    text = f"{long}，基本支出 2,336.91 万元，{long}"
    spot = Spot("0", "2,336.91万元", "基本支出2,336.91万元")
    drawn = only(spot, Line("别的话。", Place()), Line(text, Place()))
    assert isinstance(drawn, Excerpt)
    [told] = [row for row in drawn.rows if marked(row)]
    assert marked(told) == ["2,336.91"]
    assert len(told.cells[0].text) < 160
    assert only(spot, Line(text, Place()), Line(text, Place())) == NOT_FOUND


def test_a_figure_that_is_in_its_line_twice_is_marked_in_its_own_words_or_not_at_all() -> None:
    line = Line("预算10.00万元，决算10.00万元。", Place(row_no=1))
    own = only(Spot("0", "10.00万元", "决算10.00万元", row_no=1), line)
    unknown = only(Spot("0", "10.00万元", "预算10.00万元,决算10.00万元", row_no=1), line)
    assert isinstance(own, Excerpt)
    assert own.rows[0].cells[0].start == line.text.rindex("10.00")
    assert isinstance(unknown, Excerpt)
    assert marked(unknown.rows[0]) == []


def test_words_without_a_figure_are_shown_where_they_stand_first() -> None:
    lines = [Line(f"{words}。", Place()) for words in ("别的话", "没有收支的，应保留本表", "没有收支的，应保留本表")]
    drawn = only(Spot("0", "", "没有收支的，应保留"), *lines)
    assert isinstance(drawn, Excerpt)
    assert [row.cells[0].text for row in drawn.rows] == [line.text for line in lines]
    assert [marked(row) for row in drawn.rows] == [[], ["没有收支的，应保留"], []]
    assert only(Spot("0", "", "没有这句话"), *lines) == NOT_FOUND
