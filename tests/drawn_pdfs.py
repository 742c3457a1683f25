"""PDF files drawn for tests: sheets, rules and words, and how their readings are asked for."""

import hashlib
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import reportlab  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.amounts import NotAnAmount, parse_amount
from orchestration.disclosure.model import Line, Table, TableCell
from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.pdf import read_pdf

DATA = Path(__file__).resolve().parents[1] / "../shared/data"

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
