"""Words, lines and prose of a page, by position."""

from collections.abc import Iterable
from contextlib import closing

from pypdfium2 import PdfDocument  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.readers.fixed_layout.page.words import words_of
from orchestration.disclosure.readers.pdf.letters import PdfLetters
from tests.drawn_pdfs import HEAD, ROWS, drawn, grid, lines, read, ruled_sheet, tables, write


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

    with closing(PdfDocument(drawn(draw))) as document, closing(PdfLetters(document[0])) as letters:
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
