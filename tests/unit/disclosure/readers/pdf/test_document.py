"""Real documents figure by figure, and drawn ones for everything that they do not show."""

import csv
import hashlib
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import reportlab  # type: ignore[import-untyped]
from PIL import Image
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]
from reportlab import rl_config
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.amounts import NotAnAmount, parse_amount
from orchestration.disclosure.model import Line, Table, TableCell
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.pdf import document as pdf_document
from orchestration.disclosure.readers.pdf import read_pdf
from orchestration.disclosure.readers.pdf.page.letters import Letters
from orchestration.disclosure.readers.pdf.page.words import words_of

DATA = Path(__file__).resolve().parents[5] / "../shared/data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real documents (../shared/data) are not on this machine")

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))

WIDTH, HEIGHT = 595, 842
HEAD = ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")
ROWS = (
    ("", "合计", "2,940.05", "2,336.91", "603.14"),
    ("201", "一般公共服务支出", "2,106.66", "1,503.52", "603.14"),
    ("2010601", "行政运行", "1,511.89", "1,503.52", "8.37"),
    ("208", "社会保障和就业支出", "326.72", "326.72", ""),
    ("2080505", "机关事业单位基本养老\n保险缴费支出", "160.75", "160.75", "0.00"),
    ("221", "住房保障支出", "445.69", "445.69", "-"),
)
XS = (50, 120, 260, 350, 440, 530)
TOP, ROW_HEIGHT = 760, 24

Draw = Callable[[Canvas], None]


def raw_file(data: bytes, name: str = "drawn.pdf") -> RawFile:
    return RawFile(Path(name), name, data, hashlib.sha256(data).hexdigest())


def drawn(*pages: Draw, compressed: bool = False, **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=int(compressed), invariant=1, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(*pages: Draw) -> Content:
    return read_pdf(raw_file(drawn(*pages)))


def write(canvas: Canvas, x: float, y: float, text: str, align: str = "left", size: float = 10) -> None:
    canvas.setFont("STSong-Light", size)
    draw = {"left": canvas.drawString, "right": canvas.drawRightString, "centre": canvas.drawCentredString}[align]
    draw(x, y, text)


def write_sheet(canvas: Canvas) -> None:
    """The words of a sheet, without any rule."""
    write(canvas, WIDTH / 2, 815, "支出决算表", "centre", 16)
    write(canvas, XS[-1], 793, "单位：万元", "right")
    for row_no, row in enumerate((HEAD, *ROWS)):
        middle = TOP - ROW_HEIGHT * (row_no + 0.5)
        for column, text in enumerate(row):
            parts = text.split("\n")
            for part_no, part in enumerate(parts):
                y = middle - 3.5 + 6 * (len(parts) - 1) - 12 * part_no
                if row is HEAD:
                    write(canvas, (XS[column] + XS[column + 1]) / 2, y, part, "centre")
                elif column < 2:
                    write(canvas, XS[column] + 3, y, part)
                else:
                    write(canvas, XS[column + 1] - 3, y, part, "right")
    write(canvas, 70, 540, "以上各项相加为2,940.05万元，最大的一项占79.49%。")


def rule(canvas: Canvas, rows: Sequence[int], columns: Sequence[int]) -> None:
    """Horizontal rules above the numbered rows and vertical ones before the numbered columns."""
    for row in rows:
        canvas.line(XS[0], TOP - ROW_HEIGHT * row, XS[-1], TOP - ROW_HEIGHT * row)
    for column in columns:
        canvas.line(XS[column], TOP, XS[column], TOP - ROW_HEIGHT * (len(ROWS) + 1))


ALL_ROWS, ALL_COLUMNS = range(len(ROWS) + 2), range(len(XS))


def ruled_sheet(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, ALL_ROWS, ALL_COLUMNS)


def tables(content: Content) -> list[Table]:
    return [block for block in content.blocks if isinstance(block, Table)]


def lines(content: Content) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Line)]


def grid(table: Table) -> list[tuple[str, ...]]:
    """The texts of a table row by row, blanks included."""
    texts = {(cell.row_no, cell.column_no): cell.text for cell in table.cells}
    last = max(cell.row_no for cell in table.cells)
    return [
        tuple(texts.get((row, column), "") for column in range(1, table.column_count + 1)) for row in range(1, last + 1)
    ]


def amount(cell: TableCell) -> Decimal | None:
    try:
        printed = parse_amount(cell.text)
    except NotAnAmount:
        return None
    return printed.value if printed else None


def amounts(content: Content) -> set[Decimal]:
    read_amounts = {amount(cell) for table in tables(content) for cell in table.cells}
    return {value for value in read_amounts if value is not None}


# Real documents ------------------------------------------------------------------------------------------------------


@needs_data
@pytest.mark.parametrize("name", ["putuo_czj_2024", "putuo_shgzb_2024"])
def test_every_amount_of_a_real_document_is_one_cell_of_its_page(name: str) -> None:
    content = read_pdf(raw_file((DATA / f"{name}.pdf").read_bytes()))
    with (DATA / f"{name}.cells.csv").open(encoding="utf-8") as file:
        known = Counter((int(row["page"]), Decimal(row["amount"])) for row in csv.DictReader(file))
    # Codes print as plain numbers: what has decimals is an amount.
    read_amounts = Counter(
        (table.page, value)
        for table in tables(content)
        for cell in table.cells
        if "." in cell.text and (value := amount(cell)) is not None
    )
    pages = {page for page, _ in known}
    assert Counter({key: count for key, count in read_amounts.items() if key[0] in pages}) == known
    assert all(table.spans_known for table in tables(content))
    assert content.problems == () and content.scanned_pages == ()


@needs_data
def test_digits_stand_in_their_sentences() -> None:
    content = read_pdf(raw_file((DATA / "putuo_czj_2024.pdf").read_bytes()))
    text = "".join(line.text for line in content.blocks if isinstance(line, Line) and line.place.page == 21)
    assert " ".join(re.findall(r"\d[\d.]*%?", text)) == (
        "2024 2024 2995.39 2023 56.95 1.87% 2946.25 2940.05 99.79% 6.2 0.21% 2940.05 2336.91 79.49% 603.14 20.51% "
        "2024 0.3 2023 2940.05 100.00% 2023 63.14 2.10% 2940.05 2106.66 71.73% 326.72 11.11% 60.99 2.07% 445.69 15.16% "
        "2993.92 2940.05 98.20%"
    )


@needs_data
def test_the_blank_template_has_its_tables_and_no_amount() -> None:
    content = read_pdf(raw_file((DATA / "shanghai_template_2024.pdf").read_bytes()))
    assert len(tables(content)) == 11
    assert not any("." in cell.text and amount(cell) is not None for table in tables(content) for cell in table.cells)


# Drawn documents: tables ---------------------------------------------------------------------------------------------


def test_a_ruled_sheet_is_read_cell_by_cell_between_its_lines() -> None:
    content = read(ruled_sheet)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert (table.page, table.table_no, table.column_count, table.spans_known) == (1, 1, 5, True)
    assert [type(block) for block in content.blocks] == [Line, Line, Table, Line]
    assert lines(content) == [
        "支出决算表",
        "单位：万元",
        "以上各项相加为2,940.05万元，最大的一项占79.49%。",
    ]
    assert content.pages == 1


def test_places_are_points_from_the_top_left_corner() -> None:
    content = read(ruled_sheet)
    [table] = tables(content)
    box = next(cell.box for cell in table.cells if cell.text == "2,940.05")
    assert box is not None
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(
        (260, HEIGHT - TOP + 24, 350, HEIGHT - TOP + 48), abs=1
    )
    title = content.blocks[0]
    assert isinstance(title, Line) and title.place.box is not None
    assert title.place.box.x0 < WIDTH / 2 < title.place.box.x1
    assert title.place.box.top < HEIGHT - 815 < title.place.box.bottom


def three_rules(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, (0, 1, len(ROWS) + 1), ())


def horizontal_rules(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, ALL_ROWS, ())


def outer_frame(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, ALL_ROWS, (0, len(XS) - 1))


def vertical_rules(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, (0, 1, len(ROWS) + 1), ALL_COLUMNS)


@pytest.mark.parametrize("draw", [horizontal_rules, three_rules, outer_frame, vertical_rules, write_sheet])
def test_rows_and_columns_without_rules_are_found_by_their_numbers(draw: Draw) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert not table.spans_known
    assert lines(content)[:2] == ["支出决算表", "单位：万元"]
    assert len(lines(content)) == 3


def test_missing_outer_rules_are_supplied() -> None:
    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        rule(canvas, ALL_ROWS, range(1, len(XS) - 1))

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]
    assert table.spans_known


def test_merged_cells_carry_their_spans() -> None:
    def draw(canvas: Canvas) -> None:
        for y, x0, x1 in ((700, 50, 350), (680, 150, 350), (660, 50, 350), (640, 50, 350)):
            canvas.line(x0, y, x1, y)
        for x, y0, y1 in ((50, 640, 700), (150, 640, 700), (250, 640, 680), (350, 640, 700)):
            canvas.line(x, y0, x, y1)
        for x, y, text in ((60, 675, "项目"), (200, 686, "财政拨款"), (160, 666, "基本支出"), (260, 666, "项目支出")):
            write(canvas, x, y, text)
        for x, text in ((60, "合计"), (160, "12.30"), (260, "4.50")):
            write(canvas, x, 646, text)

    [table] = tables(read(draw))
    places = {cell.text: (cell.row_no, cell.column_no, cell.row_span, cell.column_span) for cell in table.cells}
    assert places == {
        "项目": (1, 1, 2, 1),
        "财政拨款": (1, 2, 1, 2),
        "基本支出": (2, 2, 1, 1),
        "项目支出": (2, 3, 1, 1),
        "合计": (3, 1, 1, 1),
        "12.30": (3, 2, 1, 1),
        "4.50": (3, 3, 1, 1),
    }


def test_a_title_inside_the_grid_spans_its_columns() -> None:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.rect(XS[0], TOP, XS[-1] - XS[0], ROW_HEIGHT)
        write(canvas, WIDTH / 2, TOP + 8, "2024年度支出情况", "centre")

    [table] = tables(read(draw))
    [title] = [cell for cell in table.cells if cell.row_no == 1]
    assert (title.text, title.column_no, title.column_span) == ("2024年度支出情况", 1, 5)
    assert grid(table)[1:] == [HEAD, *ROWS]


@pytest.mark.parametrize("thickness", [0.5, 1.5])
def test_rules_drawn_as_filled_rectangles_rule_too(thickness: float) -> None:
    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        height = ROW_HEIGHT * (len(ROWS) + 1)
        for row in ALL_ROWS:
            canvas.rect(XS[0], TOP - ROW_HEIGHT * row, XS[-1] - XS[0], thickness, stroke=0, fill=1)
        for x in XS:
            canvas.rect(x, TOP - height, thickness, height, stroke=0, fill=1)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def test_rules_in_one_path_and_inside_a_form_rule_too() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("rules")
        path = canvas.beginPath()
        for row in range(len(ROWS) + 1):
            for left, right in pairwise(XS):
                path.rect(left - 20, 500 - ROW_HEIGHT * (row + 1), right - left, ROW_HEIGHT)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(20, TOP - 500)
        canvas.doForm("rules")
        canvas.restoreState()
        write_sheet(canvas)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]
    assert table.spans_known


def test_shading_and_a_diagonal_rule_nothing() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        canvas.rect(XS[0], TOP - ROW_HEIGHT, XS[-1] - XS[0], ROW_HEIGHT, stroke=0, fill=1)
        canvas.rect(XS[2] + 20, TOP - 2 * ROW_HEIGHT + 5, 60, 14, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.line(XS[0], TOP, XS[1], TOP - ROW_HEIGHT)
        ruled_sheet(canvas)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def test_an_amount_wider_than_its_cell_stays_whole_and_touching_cells_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 660):
            canvas.line(50, y, 250, y)
        for x in (50, 150, 200, 250):
            canvas.line(x, 660, x, 700)
        write(canvas, 199, 686, "1,234,567,890.12", "right")
        write(canvas, 150, 666, "人员经费", "right")
        write(canvas, 150, 666, "12.34")

    [table] = tables(read(draw))
    assert {(cell.row_no, cell.column_no): cell.text for cell in table.cells} == {
        (1, 2): "1,234,567,890.12",
        (2, 1): "人员经费",
        (2, 2): "12.34",
    }


def test_two_figures_of_one_cell_are_never_put_together() -> None:
    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        rule(canvas, ALL_ROWS, (0, 1, 2, 4, 5))

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]
    assert not table.spans_known


def test_drawing_order_and_uneven_baselines_mean_nothing() -> None:
    def draw(canvas: Canvas, pieces: Iterable[tuple[str, float]]) -> None:
        for text, raised in pieces:
            before = "".join(text for text, _ in SENTENCE).split(text)[0]
            write(canvas, 90 + pdfmetrics.stringWidth(before, "STSong-Light", 10), 700 + raised, text)

    content = read(lambda canvas: draw(canvas, SENTENCE), lambda canvas: draw(canvas, reversed(SENTENCE)))
    assert lines(content) == ["以上各项相加为2,940.05万元，一项占79.49%，其余"] * 2


SENTENCE = (("以上各项相加为", 0), ("2,940.05", 0.9), ("万元，一项占", 0), ("79.49%", 0.9), ("，其余", 0))


def test_a_word_is_whole_where_pdfium_sees_a_new_line_in_it() -> None:
    pieces = ((481, 544, "其他资本性支出"), (229, 528, "人员"), (245, 528, "经费合计"), (397, 528, "4,966.67"))
    in_two_fonts = ((433, 528, "公"), (441, 528, "用"), (449, 528, "经费合计"))

    def draw(canvas: Canvas) -> None:
        for x, y, text in (*pieces, *in_two_fonts):
            write(canvas, x, y, text, size=8)

    with closing(PdfDocument(drawn(draw))) as document, closing(Letters(document[0])) as letters:
        assert "公\r\n用" in document[0].get_textpage().get_text_range(), "PDFium sees no new line here any more"
        assert "公用经费合计" in [word.text for word in words_of(letters)]


def test_a_table_of_contents_and_a_numbered_list_are_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for number, title in enumerate(("收入支出决算总表", "收入决算表", "支出决算表"), 1):
            write(canvas, 70, 760 - 20 * number, f"{number}、{title}")
            write(canvas, 500, 760 - 20 * number, str(4 + number), "right")
            write(canvas, 70, 600 - 20 * number, f"{title}{'.' * 60}{number}.5")

    content = read(draw)
    assert not tables(content)
    assert len(lines(content)) == 6


def test_prose_between_two_unruled_tables_parts_them() -> None:
    def draw(canvas: Canvas) -> None:
        for top in (760, 600):
            for row in range(3):
                write(canvas, 70, top - 20 * row, f"第{row + 1}项")
                write(canvas, 300, top - 20 * row, f"{row + 1}.50", "right")
                write(canvas, 400, top - 20 * row, f"{row + 1}.25", "right")
        write(canvas, 70, 660, "这一行文字横贯各列，把上下两张没有线条的表格分开，读作普通的一行。")

    content = read(draw)
    assert [grid(table)[0] for table in tables(content)] == [("第1项", "1.50", "1.25")] * 2
    assert len(lines(content)) == 1


def test_a_dash_that_ends_a_line_stays_a_dash() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 70, 700, "abc-")
        write(canvas, 70, 660, "12.5")

    assert lines(read(draw)) == ["abc-", "12.5"]


def test_rare_characters_come_whole() -> None:
    assert lines(read(lambda canvas: write(canvas, 70, 700, "合计𠮷野"))) == ["合计𠮷野"]


def test_a_watermark_is_no_text() -> None:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.translate(200, 600)
        canvas.rotate(35)
        write(canvas, 0, 0, "仅供参考", size=60)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def bold_by_repetition(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.translate(0.3, 0.1)
    write_sheet(canvas)


def hidden_text(canvas: Canvas) -> None:
    """What a program hides is not printed, wherever it lies."""
    ruled_sheet(canvas)
    text = canvas.beginText(XS[2] + 3, TOP - 1.5 * ROW_HEIGHT - 3.5)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textLine("8")
    canvas.drawText(text)


def level_watermark(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.setFillGray(0.85)
    write(canvas, 120, 620, "内部资料仅供参考", size=50)
    canvas.setFillGray(0)


def transparent_watermark(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0.2)
    write(canvas, 120, 620, "2024", size=70)
    canvas.restoreState()
    ruled_sheet(canvas)


def double_rules(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.translate(1.5, 1.5)
    rule(canvas, ALL_ROWS, ALL_COLUMNS)


def dashed_rules(canvas: Canvas) -> None:
    canvas.setDash(3, 2)
    ruled_sheet(canvas)


def rules_of_dots(canvas: Canvas) -> None:
    """Dashes as strokes of their own."""
    write_sheet(canvas)
    bottom = TOP - ROW_HEIGHT * (len(ROWS) + 1)
    for row in ALL_ROWS:
        for x in range(XS[0], XS[-1], 4):
            canvas.line(x, TOP - ROW_HEIGHT * row, x + 2, TOP - ROW_HEIGHT * row)
    for x in XS:
        for y in range(bottom, TOP, 4):
            canvas.line(x, y, x, y + 2)


def framed_page(canvas: Canvas) -> None:
    canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
    ruled_sheet(canvas)


@pytest.mark.parametrize(
    "draw",
    [
        bold_by_repetition,
        hidden_text,
        level_watermark,
        transparent_watermark,
        double_rules,
        dashed_rules,
        rules_of_dots,
        framed_page,
    ],
)
def test_what_a_reader_does_not_see_changes_nothing(draw: Draw) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert lines(content)[:2] == ["支出决算表", "单位：万元"]


# Drawn documents: tables over page breaks ----------------------------------------------------------------------------


def page_of(rows: Sequence[Sequence[str]], xs: Sequence[float], top: float, height: float = 24) -> Draw:
    """A ruled table of single words; a row of fewer cells than columns has its first cell over the columns left."""

    def draw(canvas: Canvas) -> None:
        for row_no, row in enumerate(rows):
            y = top - height * (row_no + 1)
            own = [xs[0], *xs[len(xs) - len(row) :]]
            for text, left, right in zip(row, own, own[1:], strict=False):
                canvas.rect(left, y, right - left, height)
                for line_no, line in enumerate(text.split("\n")):
                    write(canvas, left + 2, y + height - 11 - 10 * line_no, line)

    return draw


def test_a_table_has_the_same_columns_on_both_sides_of_a_page_break() -> None:
    """A break inside a head: above it codes and names are under one head, which nothing shows to be two columns."""
    xs = (50, 100, 200, 260, 320)
    upper = page_of([("项目", "合计", "基本支出")], xs, 60)
    lower = page_of([("编码", "名称", "", ""), ("201", "一般公共服务", "12.30", "4.50")], xs, 800)
    first, second = tables(read(upper, lower))
    assert [(cell.text, cell.column_no, cell.column_span) for cell in first.cells] == [
        ("项目", 1, 2),
        ("合计", 3, 1),
        ("基本支出", 4, 1),
    ]
    assert grid(second)[1] == ("201", "一般公共服务", "12.30", "4.50")
    assert (first.column_count, second.column_count) == (4, 4)
    assert (first.goes_on, second.goes_on) == (False, True)


CUT_XS = (50, 92, 134, 176)
WHOLE_ROWS = [("201", "教育", "12.30"), ("202", "农业", "4.50"), ("203", "外交", "7.00"), ("204", "国防", "1.00")]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        (("205", "社会保障", "1.50"), ("", "就业支出", ""), ("205", "社会保障\n就业支出", "1.50")),
        (("205", "科技", "1,234,56"), ("", "", "7.80"), ("205", "科技", "1,234,56\n7.80")),
        (("205", "二、社会", "1.50"), ("", "保障支出", ""), ("205", "二、社会\n保障支出", "1.50")),
    ],
)
def test_a_row_cut_by_a_page_break_is_put_together(
    above: tuple[str, ...], below: tuple[str, ...], whole: tuple[str, ...]
) -> None:
    upper = page_of([*WHOLE_ROWS, above], CUT_XS, 180)
    lower = page_of([below, *WHOLE_ROWS], CUT_XS, 800)
    first, second = tables(read(upper, lower))
    assert grid(first) == [*WHOLE_ROWS, whole]
    assert grid(second)[1:] == WHOLE_ROWS


@pytest.mark.parametrize("row", [("205", "社会保障", "1.00"), ("", "社会保障", "1.00")])
def test_a_whole_row_after_a_page_break_stays_by_itself(row: tuple[str, ...]) -> None:
    rows = [*WHOLE_ROWS, ("205", "社会保障", "1.50")]
    first, second = tables(read(page_of(rows, CUT_XS, 180), page_of([row, *WHOLE_ROWS], CUT_XS, 800)))
    assert grid(first) == rows
    assert grid(second) == [row, *WHOLE_ROWS]


def test_columns_without_vertical_rules_are_those_of_all_pages_of_a_table() -> None:
    """On the second page nothing stands in the second and third column, and one row is not enough to tell."""

    def page(rows: Sequence[Sequence[str]], top: float) -> Draw:
        def draw(canvas: Canvas) -> None:
            for row_no in range(len(rows) + 1):
                canvas.line(XS[0], top - 20 * row_no, XS[-1], top - 20 * row_no)
            for row_no, row in enumerate(rows):
                for text, right in zip(row, XS[1:], strict=True):
                    write(canvas, right - 3, top - 20 * row_no - 14, text, "right")

        return draw

    head = ("编码", "名称", "合计", "基本支出", "项目支出")
    rows = [head, ("201", "教育", "12.30", "4.50", "7.80"), ("202", "农业", "3.00", "3.00", "")]
    first, second = tables(read(page(rows, 100), page([("203", "外交", "", "", "8.00")], 800)))
    assert grid(first) == rows
    assert grid(second) == [("203", "外交", "", "", "8.00")]
    assert second.goes_on


@pytest.mark.parametrize(
    ("rights", "is_known"),
    [((210, 310, 410), True), ((210, 410), True), ((210, 259), False), ((259,), False), ((240, 340, 440), True)],
)
def test_without_rules_figures_beside_their_heads_are_known_by_order_alone(
    rights: Sequence[int], is_known: bool
) -> None:
    def draw(canvas: Canvas) -> None:
        for text, centre in (("科目名称", 90), ("合计", 200), ("基本", 300), ("项目", 400)):
            write(canvas, centre, 700, text, "centre")
        for row_no, name in enumerate(("教育支出", "农业支出", "其他支出")):
            write(canvas, 60, 680 - 20 * row_no, name)
            for right in rights:
                write(canvas, right, 680 - 20 * row_no, f"{row_no}.50", "right")

    [table] = tables(read(draw))
    assert table.columns_known is is_known


@pytest.mark.parametrize(("above", "below", "is_known"), [("1,234,56", "7.80", False), ("1,234.56", "7.80", True)])
def test_an_amount_that_a_page_break_may_have_cut_is_not_believed(above: str, below: str, is_known: bool) -> None:
    def page(rows: Sequence[Sequence[str]], top: float) -> Draw:
        def draw(canvas: Canvas) -> None:
            for row_no in range(len(rows) + 1):
                canvas.line(XS[0], top - 20 * row_no, XS[-1], top - 20 * row_no)
            for row_no, row in enumerate(rows):
                for text, right in zip(row, XS[1:], strict=False):
                    write(canvas, right - 3, top - 20 * row_no - 14, text, "right")

        return draw

    rows = [("编码", "名称", "合计"), ("201", "教育", "12.30"), ("202", "农业", above)]
    both = tables(read(page(rows, 100), page([("", "", below), ("203", "外交", "4.50")], 800)))
    assert [table.columns_known for table in both] == [is_known, is_known]


# Drawn documents: pages ----------------------------------------------------------------------------------------------


AMOUNTS = [("Total", "2,940.05"), ("Basic", "2,336.91"), ("Project", "603.14")]


def latin_sheet(canvas: Canvas) -> None:
    """Amounts in a font that is in the file: sideways text in others may be lost where no Chinese font is installed."""
    canvas.setFont("Vera", 10)
    for row_no, (label, printed) in enumerate(AMOUNTS):
        canvas.drawString(55, 742 - 24 * row_no, label)
        canvas.drawRightString(255, 742 - 24 * row_no, printed)
    canvas.grid([50, 150, 260], [TOP - 24 * row for row in range(4)])


def cropped(canvas: Canvas) -> None:
    canvas.setCropBox((30, 20, WIDTH - 10, HEIGHT - 5))
    canvas.setFont("Vera", 10)
    canvas.drawString(2, 100, "out")
    latin_sheet(canvas)


def turned_by_the_viewer(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    latin_sheet(canvas)


def upside_down(canvas: Canvas) -> None:
    canvas.setPageRotation(180)
    canvas.translate(WIDTH, HEIGHT)
    canvas.rotate(180)
    latin_sheet(canvas)


def drawn_sideways(canvas: Canvas) -> None:
    canvas.setPageSize((HEIGHT, WIDTH))
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    latin_sheet(canvas)


@pytest.mark.parametrize(
    ("draw", "place"),
    [
        (cropped, (120, 77, 230, 101)),
        (turned_by_the_viewer, (150, 82, 260, 106)),
        (upside_down, (150, 82, 260, 106)),
        (drawn_sideways, (82, 335, 106, 445)),
    ],
)
def test_cropped_and_turned_pages_are_read_upright_and_placed_as_shown(
    draw: Draw, place: tuple[float, float, float, float]
) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == AMOUNTS
    box = next(cell.box for cell in table.cells if cell.text == "2,940.05")
    assert box is not None
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(place, abs=1)
    assert not lines(content)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 84), 200)), 0, 0, WIDTH, HEIGHT)


def recognised_scan(canvas: Canvas) -> None:
    scan(canvas)
    text = canvas.beginText(70, 700)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textLines("\n".join("合计 12.34 56.78 支出决算表" for _ in range(9)))
    canvas.drawText(text)


def outlines(canvas: Canvas) -> None:
    for number in range(300):
        canvas.circle(50 + number, 700, 3)


def numbered_scan(canvas: Canvas) -> None:
    scan(canvas)
    write(canvas, 290, 20, "— 7 —")


@pytest.mark.parametrize("draw", [scan, recognised_scan, outlines])
def test_a_picture_of_a_page_is_named_and_yields_nothing(draw: Draw) -> None:
    content = read(ruled_sheet, draw, draw, ruled_sheet, draw)
    assert content.scanned_pages == (2, 3, 5)
    [problem] = content.problems
    assert (problem.kind, problem.severity) == (ProblemKind.SCANNED_PAGE, Severity.WARNING)
    assert (problem.reason.startswith("page 2-3, 5 "), problem.place.page) == (True, 2)
    assert [table.page for table in tables(content)] == [1, 4]
    assert {block.place.page for block in content.blocks if isinstance(block, Line)} == {1, 4}


def test_a_scan_keeps_its_printed_line_and_a_picture_beside_text_is_no_scan() -> None:
    def illustrated(canvas: Canvas) -> None:
        scan(canvas)
        ruled_sheet(canvas)

    content = read(numbered_scan, illustrated)
    assert content.scanned_pages == (1,)
    assert lines(content)[0].replace(" ", "") == "—7—"
    assert [grid(table) for table in tables(content)] == [[HEAD, *ROWS]]


def test_text_in_fonts_without_meaning_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.setFont("Vera", 10)
        canvas.drawString(70, 400, "àéîõüçñßøåæ")

    data = drawn(ruled_sheet, draw)
    assert len(tables(read_pdf(raw_file(data)))) == 2
    content = read_pdf(raw_file(re.sub(rb"/ToUnicode \d+ 0 R", lambda match: b" " * len(match[0]), data)))
    [problem] = content.problems
    assert (problem.kind, problem.severity, problem.place.page) == (ProblemKind.GARBLED_TEXT, Severity.WARNING, 2)
    assert content.scanned_pages == (2,)
    assert [table.page for table in tables(content)] == [1]


def test_text_lost_for_want_of_a_font_is_named() -> None:
    def single(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        write(canvas, 70, 400, "合")

    def sideways(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        write(canvas, 100, 100, "支出决算表")

    content = read(single, sideways)
    is_complete = {"合", "支出决算表"} <= set(lines(content))
    assert is_complete or [problem.kind for problem in content.problems] == [ProblemKind.MISSING_TOOL]
    assert grid(tables(content)[0]) == [HEAD, *ROWS]
    assert content.scanned_pages == ()


# Damaged files -------------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A compressed file as office programs make them, with checksums."""
    monkeypatch.setattr(rl_config, "useA85", 0)
    return drawn(*[ruled_sheet] * 3, compressed=True)


def assert_damaged(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(raw_file(data))
    assert caught.value.kind is ProblemKind.DAMAGED_FILE
    assert caught.value.reason and caught.value.remedy


def test_a_password_is_asked_for_and_mere_restrictions_are_none() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(raw_file(drawn(ruled_sheet, encrypt="secret")))
    assert caught.value.kind is ProblemKind.ENCRYPTED_FILE
    restricted = drawn(ruled_sheet, encrypt=StandardEncryption("", "owner", canCopy=0))
    assert grid(tables(read_pdf(raw_file(restricted)))[0]) == [HEAD, *ROWS]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.98])
def test_a_truncated_file_is_refused(whole: bytes, share: float) -> None:
    assert_damaged(whole[: int(len(whole) * share)])


def test_lost_bytes_are_noticed(whole: bytes) -> None:
    middle = len(whole) // 2
    assert_damaged(whole[:middle] + whole[middle + 40 :])


def test_an_update_without_its_end_is_noticed(whole: bytes) -> None:
    assert_damaged(whole + b"\n99 0 obj\n<< /Type /Catalog >>\nendobj\n")


@pytest.mark.parametrize("in_letters", [0, 1])
def test_a_changed_byte_in_compressed_content_is_noticed(in_letters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rl_config, "useA85", in_letters)
    whole = drawn(ruled_sheet, compressed=True)
    assert len(tables(read_pdf(raw_file(whole)))) == 1
    start = whole.index(b"stream\n") + 7
    changed = bytearray(whole)
    changed[start + (whole.index(b"endstream", start) - start) // 2] ^= 0x10
    assert_damaged(bytes(changed))


def test_names_of_compressions_may_stand_without_spaces(whole: bytes) -> None:
    """As PDFium itself writes them."""
    filters = b"/Filter [ /FlateDecode ]"
    content = read_pdf(raw_file(whole.replace(filters, b"/Filter[/FlateDecode]   ")))
    assert filters in whole and len(tables(content)) == 3
    assert_damaged(whole.replace(filters, b"/Filter[/FlateDecoda]   "))
    assert_damaged(whole.replace(filters, b"/Filter[/FlateDecode 5] "))


def test_a_page_that_has_lost_its_size_is_noticed(whole: bytes) -> None:
    """PDFium takes it for a sheet of Letter, of which the title would stand outside."""
    assert_damaged(whole.replace(b"/MediaBox", b"/Mediabox"))


def test_a_missing_page_is_noticed(whole: bytes) -> None:
    assert_damaged(whole.replace(b"/Count 3", b"/Count 9"))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"not a PDF at all"])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    assert_damaged(data)


@pytest.mark.parametrize("stray", [b"\r\n\r\n", b"\x00" * 5000, b"<!-- served by a proxy -->" * 100])
def test_stray_bytes_behind_the_end_do_no_harm(whole: bytes, stray: bytes) -> None:
    assert len(tables(read_pdf(raw_file(whole + stray)))) == 3


def test_a_header_pushed_back_by_stray_bytes_does_no_harm(whole: bytes) -> None:
    assert len(tables(read_pdf(raw_file(b"\r\n" + whole)))) == 3


def test_too_many_pages_are_refused(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_document, "MAX_PAGES", 2)
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(raw_file(whole))
    assert caught.value.kind is ProblemKind.TOO_LARGE


def test_flipped_bytes_never_do_worse_than_an_unreadable_file(whole: bytes) -> None:
    known = amounts(read_pdf(raw_file(whole)))
    chance = random.Random(20240601)
    refused = 0
    for _ in range(200):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        try:
            content = read_pdf(raw_file(bytes(changed)))
        except UnreadableFile as error:
            assert error.kind in (ProblemKind.DAMAGED_FILE, ProblemKind.ENCRYPTED_FILE, ProblemKind.TOO_LARGE)
            refused += 1
        else:
            assert amounts(content) <= known
    assert refused > 80
