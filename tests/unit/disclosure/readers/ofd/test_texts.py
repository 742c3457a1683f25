"""Where the letters of OFD texts stand, and which of them a person sees."""

import pytest

from orchestration.disclosure.model import Line
from orchestration.disclosure.readers.content import Damage
from orchestration.disclosure.readers.ofd.elements import deltas
from tests.drawn_ofds import (
    A4,
    ROWS,
    SIZE,
    box,
    fill,
    layer,
    read,
    read_data,
    sheet,
    sheet_boxes,
    sheet_words,
    with_parts,
    word,
)
from tests.drawn_pdfs import grid, lines, tables
from tests.synthetic.documents.formats.ofd import document


def text(codes: str, attributes: str = "") -> str:
    return (
        f"<ofd:TextObject ID='1' Boundary='20 20 100 10' Font='3' Size='{SIZE}' {attributes}>{codes}</ofd:TextObject>"
    )


@pytest.mark.parametrize(
    ("stated", "count", "expected"),
    [
        ("1 2 3", 3, [1, 2, 3]),
        ("g 2 1.5 3", 3, [1.5, 1.5, 3]),
        ("1.5", 3, [1.5, 1.5, 1.5]),
        ("g 999999999 1", 2, [1, 1]),
        ("g -5 1 2", 1, [2]),
        ("", 3, []),
        ("1", 0, []),
    ],
)
def test_distances_are_stated_one_by_one_or_in_runs(stated: str, count: int, expected: list[float]) -> None:
    assert deltas(stated, count) == expected


@pytest.mark.parametrize("stated", ["g", "g 2", "1,5", "nan", "1e999", "∞"])
def test_distances_that_are_none_are_damage(stated: str) -> None:
    with pytest.raises(Damage):
        deltas(stated, 3)


def test_a_text_is_read_however_its_letters_are_spaced() -> None:
    apart, run = "DeltaX='1.6 1.6 1.6'", "DeltaX='g 3 1.6'"
    codes = [
        f"<ofd:TextCode X='0' Y='4' {apart}>1234</ofd:TextCode>",
        f"<ofd:TextCode X='0' Y='4' {run}>1234</ofd:TextCode>",
        "<ofd:TextCode X='0' Y='4' DeltaX='1.6'>1234</ofd:TextCode>",
        "<ofd:TextCode X='0' Y='4'>1234</ofd:TextCode>",
        "<ofd:TextCode X='0' Y='4' DeltaX='1.6'>12</ofd:TextCode><ofd:TextCode X='3.2' DeltaX='1.6'>34</ofd:TextCode>",
    ]
    assert [lines(read(layer(text(code)))) for code in codes] == [["1234"]] * len(codes)


def test_a_wide_gap_between_letters_parts_words() -> None:
    code = "<ofd:TextCode X='0' Y='4' DeltaX='3.2 30 3.2'>名称金额</ofd:TextCode>"
    assert lines(read(layer(text(code)))) == ["名称 金额"]


def test_places_are_points_from_the_top_left_corner() -> None:
    content = read(layer(word("合计", 25.4, 50.8)))
    [line] = content.blocks
    assert isinstance(line, Line) and line.place.box is not None
    found = line.place.box
    assert (found.x0, found.x1) == pytest.approx((72, 72 + 2 * 9), abs=0.1)
    assert found.top < 144 < found.bottom < 146
    assert line.place.page == 1


def test_a_matrix_scales_and_moves_a_text() -> None:
    code = "<ofd:TextCode X='10' Y='10' DeltaX='5'>合计</ofd:TextCode>"
    moved = (
        f"<ofd:TextObject ID='1' Boundary='20 20 50 50' CTM='0.5 0 0 0.5 1 2' Font='3' Size='5'>{code}</ofd:TextObject>"
    )
    plain = word("合计", 26, 27).replace(f"Size='{SIZE}'", "Size='2.5'").replace(f'DeltaX="{SIZE}"', "DeltaX='2.5'")
    [one], [other] = read(layer(moved)).blocks, read(layer(plain)).blocks
    assert isinstance(one, Line) and isinstance(other, Line) and one.place.box and other.place.box
    assert (one.place.box.x0, one.place.box.bottom) == pytest.approx(
        (other.place.box.x0, other.place.box.bottom), abs=0.1
    )


def test_a_table_that_lies_on_its_side_is_read_upright() -> None:
    matrix = "CTM='0 -1 1 0 0 0'"
    turned = [
        f"<ofd:PathObject ID='1' Boundary='{20 + row * 8} {200 - column * 40} 8 40'>"
        "<ofd:AbbreviatedData>M 0 0 L 8 0 L 8 40 L 0 40 C</ofd:AbbreviatedData></ofd:PathObject>"
        f"<ofd:TextObject ID='1' Boundary='{20 + row * 8 + 5.5} {240 - column * 40 - 2} 0 0' {matrix} Size='{SIZE}'>"
        f"<ofd:TextCode X='0' Y='0'>{said}</ofd:TextCode></ofd:TextObject>"
        for row, cells in enumerate(ROWS)
        for column, said in enumerate(cells)
    ]
    [table] = tables(read(layer(*turned)))
    assert grid(table) == list(ROWS)


def test_a_scaled_font_has_narrower_letters() -> None:
    code = "<ofd:TextCode X='0' Y='4'>1234</ofd:TextCode>"
    [whole], [half] = (read(layer(text(code, scale))).blocks for scale in ("", "HScale='0.5'"))
    assert isinstance(whole, Line) and isinstance(half, Line) and whole.place.box and half.place.box
    widths = [found.x1 - found.x0 for found in (whole.place.box, half.place.box)]
    assert widths[1] == pytest.approx(widths[0] / 2, rel=0.01)


def test_a_table_whose_letters_are_turned_and_read_downwards_is_read_upright() -> None:
    turned = [
        f"<ofd:PathObject ID='1' Boundary='{100 - row * 8} {40 + column * 40} 8 40'>"
        "<ofd:AbbreviatedData>M 0 0 L 8 0 L 8 40 L 0 40 C</ofd:AbbreviatedData></ofd:PathObject>"
        f"<ofd:TextObject ID='1' Boundary='{100 - row * 8 + 2.5} {40 + column * 40 + 2} 0 0' Size='{SIZE}'"
        f" ReadDirection='90' CharDirection='90'><ofd:TextCode X='0' Y='0'>{said}</ofd:TextCode></ofd:TextObject>"
        for row, cells in enumerate(ROWS)
        for column, said in enumerate(cells)
    ]
    [table] = tables(read(layer(*turned)))
    assert grid(table) == list(ROWS)


def test_a_page_laid_down_askew_is_levelled() -> None:
    cos, sin = 0.99985, 0.01745

    def turn(piece: str) -> str:
        x, y = (float(each) for each in piece.split("Boundary='")[1].split()[:2])
        at = f"{x * cos - y * sin + 20:.4f} {x * sin + y * cos:.4f}"
        head, _, tail = piece.partition("Boundary='")
        return f"{head}CTM='{cos} {sin} {-sin} {cos} 0 0' Boundary='{at} {tail.split(' ', 2)[2]}"

    [table] = tables(read(layer(*map(turn, sheet()))))
    assert grid(table) == list(ROWS)


WHITE = "<ofd:FillColor Value='255 255 255'/>"
UNSEEN = {
    "hidden": word("999", 42, 53.5, "Visible='false'"),
    "transparent": word("999", 42, 53.5, "Alpha='0'"),
    "without ink": word("999", 42, 53.5, "Fill='false'"),
    "of a transparent colour": word("999", 42, 53.5, colour="<ofd:FillColor Value='0 0 0' Alpha='0'/>"),
    "white": word("999", 42, 53.5, colour=WHITE),
    "white as a hexadecimal number": word("999", 42, 53.5, colour="<ofd:FillColor Value='#ff #FF #ff'/>"),
    "covered": word("999", 42, 53.5) + fill(41, 50, 12, 5),
    "struck out": word("999", 42, 53.5) + box(41.8, 52.5, 5, 0),
    "too small": word("999", 42, 53.5).replace(f"Size='{SIZE}'", "Size='0.1'"),
    "outside the page": word("999", 300, 53.5),
}
SEEN = {
    "on a ground": fill(41, 50, 12, 5, "230 230 230") + word("999", 42, 53.5),
    "under a translucent shape": word("999", 42, 53.5) + fill(41, 50, 12, 5, alpha=100),
    "under a shape that is not there": word("999", 42, 53.5) + fill(41, 50, 12, 5, alpha=0),
    "white on a dark ground": fill(41, 50, 12, 5, "0 0 90")
    + word("999", 42, 53.5, colour="<ofd:FillColor Value='255 255 255'/>"),
    "stroked": word("999", 42, 53.5, "Fill='false' Stroke='true'"),
    "beside the clip of a shape": word("999", 42, 53.5)
    + fill(41, 50, 12, 5).replace(
        "<ofd:AbbreviatedData>",
        "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary='0 0 0 0'><ofd:AbbreviatedData>M 8 0 L 12 0 L 12 5 L 8 5 C"
        "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips><ofd:AbbreviatedData>",
        1,
    ),
}


@pytest.mark.parametrize("said", UNSEEN.values(), ids=list(UNSEEN))
def test_what_nobody_sees_is_not_read(said: str) -> None:
    [table] = tables(read(layer(*sheet(), said)))
    assert grid(table) == list(ROWS)


@pytest.mark.parametrize("said", SEEN.values(), ids=list(SEEN))
def test_what_is_seen_is_read(said: str) -> None:
    [table] = tables(read(layer(*sheet(), said)))
    assert grid(table)[1] == ("教育支出 999", "1,234.50")


MEDIA = (
    "<ofd:MultiMedias><ofd:MultiMedia ID='30' Type='Image'><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia>"
    "</ofd:MultiMedias>"
)
PICTURE = "<ofd:ImageObject ID='7' ResourceID='30' CTM='12 0 0 5 0 0' Boundary='41 50 12 5'/>"
PLAIN, WITH_ALPHA = (b"\x89PNG\r\n\x1a\n" + bytes(17) + bytes([kind]) + bytes(9) for kind in (2, 6))
TRANSPARENT = PLAIN + b"tRNS" + b"IDAT"


@pytest.mark.parametrize(
    ("media", "is_seen"),
    [(b"\xff\xd8\xff", False), (PLAIN, False), (WITH_ALPHA, True), (TRANSPARENT, True), (b"", True)],
    ids=["photograph", "plain", "with an alpha channel", "with a transparent colour", "not there"],
)
def test_a_picture_over_text_hides_it_unless_one_sees_through(media: bytes, is_seen: bool) -> None:
    page = layer(*sheet(), word("999", 42, 53.5), PICTURE)
    data = document([A4], [page], resources=MEDIA)
    [table] = tables(read_data(with_parts(data, {"Doc_0/Res/a.png": media} if media else {})))
    assert grid(table)[1][0] == ("教育支出 999" if is_seen else "教育支出")


WHITES = {
    "grey": ("<ofd:ColorSpace ID='5' Type='GRAY'/>", "ColorSpace='5' Value='255'"),
    "cmyk": ("<ofd:ColorSpace ID='5' Type='CMYK'/>", "ColorSpace='5' Value='0 0 0 0'"),
    "four bits": ("<ofd:ColorSpace ID='5' Type='RGB' BitsPerComponent='4'/>", "ColorSpace='5' Value='15 15 15'"),
    "of a palette": (
        "<ofd:ColorSpace ID='5' Type='RGB'><ofd:Palette><ofd:CV>0 0 0</ofd:CV><ofd:CV>255 255 255</ofd:CV>"
        "</ofd:Palette></ofd:ColorSpace>",
        "ColorSpace='5' Index='1'",
    ),
}


@pytest.mark.parametrize(("space", "colour"), WHITES.values(), ids=list(WHITES))
def test_white_is_white_in_every_colour_space(space: str, colour: str) -> None:
    said = word("999", 42, 53.5, colour=f"<ofd:FillColor {colour}/>")
    content = read(layer(*sheet(), said), resources=f"<ofd:ColorSpaces>{space}</ofd:ColorSpaces>")
    assert grid(tables(content)[0]) == list(ROWS)


def test_a_colour_comes_from_drawing_parameters_and_those_they_go_on_in() -> None:
    parameters = (
        "<ofd:DrawParams><ofd:DrawParam ID='21'><ofd:FillColor Value='255 255 255'/></ofd:DrawParam>"
        "<ofd:DrawParam ID='22' Relative='21'/><ofd:DrawParam ID='23' Relative='23'/></ofd:DrawParams>"
    )
    white = [*sheet(), word("999", 42, 53.5, "DrawParam='22'")]
    assert grid(tables(read(layer(*white), resources=parameters))[0]) == list(ROWS)
    black = [*sheet(), word("999", 42, 53.5, "DrawParam='23'")]
    assert grid(tables(read(layer(*black), resources=parameters))[0])[1][0] == "教育支出 999"
    of_layer = layer(word("看不见", 20, 200), attributes="DrawParam='22'")
    assert lines(read(of_layer, layer(*sheet_boxes(), *sheet_words()), resources=parameters)) == []
