"""A picture with a hidden text layer: what both give alike is certain, and the layer is never taken unseen."""

from collections.abc import Sequence

import pytest

from orchestration.disclosure.model import Box, ScanDoubt, ScanReading
from orchestration.disclosure.readers.content import Content
from orchestration.disclosure.readers.fixed_layout.page.hidden_layer import HiddenLetter
from orchestration.disclosure.readers.pdf import read_pdf
from tests.drawn_pdfs import HEIGHT, WIDTH, Draw, drawn, raw_file, ruled_sheet, tables, write_sheet

pytest.importorskip("cv2", reason="the extra `scan` is not installed")
pytest.importorskip("onnxruntime", reason="the extra `scan` is not installed")
pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")

import pypdfium2  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.readers.scan.beside_layer import compared
from orchestration.disclosure.readers.scan.recognised_page import RecognisedPage, RecognisedText

SURE = ScanReading(97)


def recognised(text: str, row: int = 0, reading: ScanReading = SURE, left: float = 100.0) -> RecognisedText:
    top = 100.0 + 30 * row
    return RecognisedText(text, (left, top, left + 6 * len(text), top + 10), top + 9, reading)


def layer(*words: tuple[str, int], left: float = 101.0) -> list[HiddenLetter]:
    """Words one after another in their rows, a little beside the print."""
    return [
        HiddenLetter(letter, Box(left + 6 * at, 101.0 + 30 * row, left + 6 * at + 6, 111.0 + 30 * row))
        for word, row in words
        for at, letter in enumerate(word)
    ]


def page(*texts: RecognisedText, turns: int = 0) -> RecognisedPage:
    return RecognisedPage((600.0, 800.0), turns, texts=texts)


def told(*texts: RecognisedText, words: Sequence[tuple[str, int]]) -> list[tuple[str, ScanDoubt | None, str]]:
    whole = compared(page(*texts), layer(*words))
    return [(each.text, each.reading.doubt, each.reading.other) for each in whole.texts]


def test_a_figure_that_both_give_alike_is_certain() -> None:
    unsure = ScanReading(80, ScanDoubt.LOW_CONFIDENCE)
    assert told(recognised("1,234.56"), recognised("7.80", 1, unsure), words=[("1,234.56", 0), ("7.80", 1)]) == [
        ("1,234.56", None, ""),
        ("7.80", None, ""),
    ]


def test_where_they_differ_both_readings_are_told() -> None:
    assert told(recognised("1,234.56"), recognised("7.80", 1), words=[("1,284.56", 0), ("7.80", 1)]) == [
        ("1,234.56", ScanDoubt.LAYER_DIFFERS, "1,284.56"),
        ("7.80", None, ""),
    ]


def test_a_lost_sign_or_point_is_a_difference() -> None:
    found = told(recognised("-12.50"), recognised("7.80", 1), words=[("12.50", 0), ("780", 1), ("1.00", 5)])
    assert [doubt for _, doubt, _ in found] == [ScanDoubt.LAYER_DIFFERS] * 3


def test_a_figure_that_one_of_both_gives_is_doubtful() -> None:
    assert told(recognised("1.00"), recognised("2.00", 1), words=[("1.00", 0), ("3.00", 4)]) == [
        ("1.00", None, ""),
        ("2.00", ScanDoubt.LAYER_DIFFERS, ""),
        ("3.00", ScanDoubt.LAYER_DIFFERS, ""),
    ]


def test_what_two_readings_of_the_picture_differ_on_stays_doubtful() -> None:
    differing = ScanReading(90, ScanDoubt.READ_DIFFERENTLY, "1.28")
    assert told(recognised("1.20", 0, differing), words=[("1.28", 0)]) == [("1.28", ScanDoubt.READ_DIFFERENTLY, "1.20")]


def test_a_dash_needs_no_layer() -> None:
    assert told(recognised("-"), recognised("1.00", 1), words=[("1.00", 1)])[0] == ("-", None, "")


def test_a_code_that_differs_makes_its_row_uncertain() -> None:
    code, amount = recognised("2010601", 0, left=20.0), recognised("5.00", 0)
    letters = [*layer(("2010607", 0), left=20.0), *layer(("5.00", 0))]
    found = compared(page(code, amount), letters).texts
    assert [each.reading.doubt for each in found] == [ScanDoubt.LAYER_DIFFERS, ScanDoubt.ROW_UNCERTAIN]


def test_figures_of_sentences_are_masked_where_the_layer_gives_others() -> None:
    sentence = "2024年支出12.50万元"
    found = told(recognised(sentence), recognised("1.00", 1), words=[("2024年支出18.50万元", 0), ("1.00", 1)])
    assert found[0][0] == "2024年支出□□□□□万元"


@pytest.mark.parametrize("words", [[], [("第3页", 20)], [("2024.06", 20)]], ids=["none", "words", "a stamp"])
def test_a_layer_that_is_no_reading_of_the_page_says_nothing(words: list[tuple[str, int]]) -> None:
    texts = [recognised(f"{row}.50", row) for row in range(1, 6)]
    assert compared(page(*texts), layer(*words)) == page(*texts)


def test_letters_are_found_on_a_page_that_lies_on_its_side() -> None:
    text = recognised("1,234.56")
    x0, top, x1, bottom = text.rect
    step = (x1 - x0) / len(text.text)
    # the upright page has 800 points across: what is at its left stands at the foot of the page as it is shown
    letters = [
        HiddenLetter(letter, Box(top, 800 - x0 - step * (at + 1), bottom, 800 - x0 - step * at))
        for at, letter in enumerate(text.text)
    ]
    [same] = compared(page(text, turns=1), letters).texts
    assert same.reading.doubt is None


# Through the reader of PDF -------------------------------------------------------------------------------------------


def scan(layer: Draw, covers: bool = False, alpha: float = 1.0) -> Content:
    """A page that is a picture of the sheet, with this layer under it, or over it in thin ink."""
    picture = pypdfium2.PdfDocument(drawn(ruled_sheet))[0].render(scale=200 / 72, grayscale=True).to_pil()

    def draw(canvas: Canvas) -> None:
        if covers:
            layer(canvas)
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        canvas.setFillAlpha(alpha)
        if not covers:
            layer(canvas)

    return read_pdf(raw_file(drawn(draw)))


def misread(canvas: Canvas) -> None:
    """The words of the sheet, with a digit of an amount that another program misread."""
    write = canvas.drawRightString

    def draw(x: float, y: float, text: str) -> None:
        write(x, y, text.replace("2,336.91", "2,386.91"))

    canvas.drawRightString = draw
    write_sheet(canvas)


@pytest.mark.parametrize(("covers", "alpha"), [(True, 1.0), (False, 0.0)], ids=["under the picture", "without ink"])
def test_the_layer_of_a_page_is_compared_and_never_read_alone(covers: bool, alpha: float) -> None:
    doubtful = {
        (cell.text, cell.scan and cell.scan.other)
        for table in tables(scan(misread, covers, alpha))
        for cell in table.cells
        if cell.scan is None or cell.scan.doubt
    }
    assert doubtful == {("2,336.91", "2,386.91")}


@pytest.mark.parametrize(("covers", "alpha"), [(True, 1.0), (False, 0.0)], ids=["under the picture", "without ink"])
def test_without_the_extra_no_layer_is_read(covers: bool, alpha: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.disclosure.readers.pdf.document.recogniser", lambda: None)
    content = scan(misread, covers, alpha)
    assert content.blocks == () and content.scanned_pages == (1,)
    [problem] = content.problems
    assert "juesuan[scan]" in problem.message.remedy
