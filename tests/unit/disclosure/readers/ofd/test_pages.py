"""What a page of an OFD file consists of: layers, templates, composites, annotations, pictures."""

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line
from orchestration.disclosure.readers.content import UnreadableFile
from tests.drawn_ofds import A4, ROWS, fill, layer, read, read_data, sheet, sheet_boxes, sheet_words, word
from tests.drawn_pdfs import grid, lines, tables
from tests.synthetic.documents.formats.ofd import annotation, document


def composite(identifier: str, *objects: str) -> str:
    return (
        f"<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID='{identifier}' Width='10' Height='10'>"
        f"<ofd:Content>{''.join(objects)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )


def drawn(identifier: str, attributes: str = "Boundary='0 0 210 297'") -> str:
    return f"<ofd:CompositeObject ID='6' ResourceID='{identifier}' {attributes}/>"


def test_layers_are_drawn_from_the_background_to_the_foreground() -> None:
    cover = layer(fill(15, 35, 90, 40), attributes="Type='Background'")
    [table] = tables(read(layer(*sheet(), attributes="Type='Foreground'"), cover))
    assert grid(table) == list(ROWS)
    under = layer(*sheet(), attributes="Type='Background'")
    assert tables(read(layer(fill(15, 35, 90, 40)), under)) == []


def test_the_grid_of_a_template_and_the_words_of_the_page_are_one_table() -> None:
    data = document([A4], [layer(*sheet_words())], templates=[layer(*sheet_boxes())])
    [table] = tables(read_data(data))
    assert grid(table) == list(ROWS)


def test_a_template_in_the_foreground_covers_the_page() -> None:
    data = document([A4], [layer(*sheet())], templates=[layer(fill(15, 35, 90, 40))])
    assert grid(tables(read_data(data))[0]) == list(ROWS)
    over = document([A4], [layer(*sheet())], templates=[layer(fill(15, 35, 90, 40))], template_order="Foreground")
    assert tables(read_data(over)) == []


def test_blocks_and_composites_are_drawn_where_they_stand() -> None:
    objects = [f"<ofd:PageBlock ID='4'>{''.join(sheet_boxes())}</ofd:PageBlock>", drawn("40")]
    [table] = tables(read(layer(*objects), resources=composite("40", *sheet_words())))
    assert grid(table) == list(ROWS)


def test_a_composite_hides_moves_and_scales_what_is_in_it() -> None:
    resources = composite("40", word("合计", 10, 10))
    [line] = read(layer(drawn("40", "Boundary='20 30 50 50' CTM='2 0 0 2 0 0'")), resources=resources).blocks
    assert isinstance(line, Line) and line.place.box is not None
    assert line.place.box.x0 == pytest.approx(40 * 72 / 25.4, abs=0.1)
    assert read(layer(drawn("40", "Visible='false'")), resources=resources).blocks == ()
    assert read(layer(drawn("40", "Alpha='0'")), resources=resources).blocks == ()


@pytest.mark.parametrize(
    "resources",
    [
        composite("40", drawn("40")),
        composite("40", drawn("41")) + composite("41", drawn("40")),
        composite("40", "<ofd:PageBlock ID='1'>" * 50 + "</ofd:PageBlock>" * 50),
    ],
)
def test_what_draws_itself_is_refused(resources: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(layer(drawn("40")), resources=resources)
    assert refused.value.kind is ProblemKind.TOO_LARGE
    assert refused.value.place.page == 1


def test_composites_that_multiply_are_refused_before_they_are_drawn() -> None:
    """Eight that each draw the next ten times: a hundred million objects."""
    levels = [composite(str(40 + at), drawn(str(41 + at)) * 10) for at in range(8)]
    with pytest.raises(UnreadableFile) as refused:
        read(layer(drawn("40")), resources="".join([*levels, composite("48", word("合计", 10, 10))]))
    assert refused.value.kind is ProblemKind.TOO_LARGE


def test_templates_in_a_circle_are_refused() -> None:
    inner = "</ofd:Content><ofd:Template TemplateID='500'/><ofd:Content>"
    with pytest.raises(UnreadableFile) as refused:
        read_data(document([A4], [layer(*sheet())], templates=[inner]))
    assert refused.value.kind is ProblemKind.TOO_LARGE


# Annotations ---------------------------------------------------------------------------------------------------------


def with_annotations(*annotations: str) -> list[tuple[str, ...]]:
    content = read_data(document([A4], [layer(*sheet())], annotations=["".join(annotations)]))
    return grid(tables(content)[0])


NOTE = word("999", 42, 53.5)


def test_annotations_are_drawn_over_the_page() -> None:
    assert with_annotations(annotation(NOTE))[1] == ("教育支出 999", "1,234.50")
    typed = annotation(fill(61, 49, 38, 6) + word("8.00", 62, 53.5))
    assert with_annotations(typed)[1] == ("教育支出", "8.00")


@pytest.mark.parametrize(
    "other",
    [
        annotation(NOTE, "Link"),
        annotation(NOTE, "Watermark"),
        annotation(NOTE, "Highlight"),
        annotation(NOTE, "Stamp"),
        annotation(NOTE, attributes="Visible='false'"),
        annotation(""),
    ],
)
def test_other_annotations_leave_the_page_as_it_is(other: str) -> None:
    assert with_annotations(other) == list(ROWS)


def test_a_stamp_with_a_ground_covers_what_is_under_it() -> None:
    assert with_annotations(annotation(fill(61, 49, 38, 6) + word("8.00", 62, 53.5), "Stamp"))[1] == (
        "教育支出",
        "8.00",
    )


def test_what_an_annotation_strikes_out_is_not_read() -> None:
    struck = annotation("", "Highlight", "Subtype='Strikeout'", boundary="61 50 20 5")
    assert with_annotations(struck)[1] == ("教育支出", "")


def test_the_rules_of_annotations_are_none_of_the_table() -> None:
    line = (
        "<ofd:PathObject ID='1' Boundary='20 52 80 0'><ofd:AbbreviatedData>M 0 0 L 80 0</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )
    assert with_annotations(annotation(line)) == list(ROWS)


# Pages that are not read ---------------------------------------------------------------------------------------------

PICTURE = "<ofd:ImageObject ID='7' ResourceID='30' CTM='210 0 0 297 0 0' Boundary='0 0 210 297'/>"


def told(*objects: str) -> list[str]:
    content = read(layer(*objects))
    assert content.scanned_pages == (1,)
    return [problem.message.reason_en for problem in content.problems]


def test_a_picture_of_a_page_is_told_as_a_scan() -> None:
    [reason] = told(PICTURE)
    assert "it is a picture of a page" in reason


def test_a_page_of_outlines_is_told() -> None:
    curve = "<ofd:AbbreviatedData>M 0 0 B 1 0 2 1 2 2 Q 1 2 0 0 C</ofd:AbbreviatedData>"
    letters = [
        f"<ofd:PathObject ID='1' Boundary='{10 + at % 40 * 4} {20 + at // 40 * 6} 3 3' Stroke='false' Fill='true'>"
        f"<ofd:FillColor Value='0 0 0'/>{curve}</ofd:PathObject>"
        for at in range(240)
    ]
    [reason] = told(*letters)
    assert "its letters are outlines" in reason


def test_a_page_in_fonts_without_characters_is_told() -> None:
    [reason] = told(word("\ue001\ue002\ue003\ue004\ue005", 20, 20))
    assert "do not say which characters" in reason


def test_a_seal_leaves_the_page_as_it_is() -> None:
    """Signatures stand in files of their own, and their seals over the page."""
    content = read(layer(*sheet(), PICTURE.replace("210 0 0 297", "30 0 0 30")))
    assert grid(tables(content)[0]) == list(ROWS)
    assert content.problems == ()


def test_attached_files_are_told() -> None:
    data = document(
        [A4],
        [layer(*sheet())],
        more="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
        others={
            "Doc_0/Attachs/Attachments.xml": "<ofd:Attachments xmlns:ofd='http://www.ofdspec.org/2016'>"
            "<ofd:Attachment ID='1' Name='决算表.xlsx'/><ofd:Attachment ID='2' Name='x' Visible='false'/>"
            "</ofd:Attachments>"
        },
    )
    [problem] = read_data(data).problems
    assert problem.kind is ProblemKind.ELSEWHERE and "决算表.xlsx" in problem.message.reason
    assert lines(read_data(data)) == []
