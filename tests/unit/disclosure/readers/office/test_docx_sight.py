"""DOCX: only what a person sees of a text is read."""

import pytest
from lxml import etree

from orchestration.disclosure.model import Table
from orchestration.disclosure.readers.office import word_looks
from tests.word_documents import (
    W,
    blocks,
    lines,
    p,
    para,
    relations,
    run,
    spans_of,
    styles,
    tables,
    tbl,
    tc,
    tr,
)

SUPER = '<w:vertAlign w:val="superscript"/>'
WHITE = '<w:color w:val="FFFFFF"/>'
TITLE = p("收入决算表")


def mark(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def field(instruction: str, *result: str) -> str:
    return mark("begin") + instruction + mark("separate") + "".join(result) + mark("end")


def told(instruction: str) -> str:
    return f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"


# Styles --------------------------------------------------------------------------------------------------------------


def test_a_style_that_many_others_are_based_on_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 200
    read: list[object] = []
    run_properties = word_looks.run_properties

    def note_and_read(element: etree._Element | None) -> word_looks.RunProperties:
        read.append(element)
        return run_properties(element)

    monkeypatch.setattr(word_looks, "run_properties", note_and_read)
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="m{number}"><w:basedOn w:val="m{(number + 1) % count}"/></w:style>'
        for number in range(count)
    )
    users = "".join(para(run("字"), properties=f'<w:pStyle w:val="m{number}"/>') for number in range(count))
    assert len(lines(users, **styles(circle))) == count
    assert len(read) <= 2 * count


# Struck out, hidden, invisible ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "properties",
    [
        "<w:strike/>",
        '<w:dstrike w:val="1"/>',
        "<w:vanish/>",
        "<w:specVanish/>",
        WHITE,
        '<w:color w:val="FEFEFE"/>',
        '<w:color w:val="auto" w:themeColor="background1"/>',
        '<w:color w:val="000000"/><w:highlight w:val="black"/>',
        '<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FF0000"/>',
        '<w:shd w:val="solid" w:color="FFFFFF"/><w:color w:val="FFFFFF"/>',
        '<w:sz w:val="1"/>',
        '<w:sz w:val="0"/>',
        "<w14:textFill><w14:noFill/></w14:textFill>",
        '<w:rStyle w:val="Struck"/>',
        '<w:rStyle w:val="Pale"/>',
        '<w:rStyle w:val="Tiny"/>',
    ],
)
def test_text_that_nobody_sees_is_not_read(properties: str) -> None:
    written = styles(
        '<w:style w:type="character" w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="Struck"><w:basedOn w:val="Base"/></w:style>',
        f'<w:style w:type="character" w:styleId="Pale"><w:rPr>{WHITE}</w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="Tiny"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>',
    )
    assert lines(para(run("12", properties), run("397.18")), **written) == ["397.18"]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:strike w:val="0"/>',
        '<w:color w:val="auto"/>',
        f'{WHITE}<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>',
        f'{WHITE}<w:shd w:val="pct50" w:color="auto" w:fill="FFFFFF"/>',
        f'{WHITE}<w:highlight w:val="darkBlue"/>',
        "<w:webHidden/>",
        '<w:sz w:val="9"/>',
        '<w:color w:val="D9D9D9"/>',
        '<w:color w:val="FF FF "/>',
    ],
)
def test_text_that_can_be_seen_is_read(properties: str) -> None:
    assert lines(para(run("397.18", properties))) == ["397.18"]


def test_a_property_set_by_two_styles_is_off_again() -> None:
    written = styles(
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:strike/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:strike/></w:rPr></w:style>',
    )
    body = para(run("1"), run("2", '<w:rStyle w:val="C"/>'), properties='<w:pStyle w:val="P"/>')
    assert lines(body, **written) == ["2"]


def test_the_usual_paragraph_style_and_the_defaults_count_too() -> None:
    pale = f'<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:rPr>{WHITE}</w:rPr></w:style>'
    seen = '<w:color w:val="333333"/>'
    assert lines(para(run("1"), run("2", seen)), **styles(pale)) == ["2"]
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{WHITE}</w:rPr></w:rPrDefault></w:docDefaults>"
    assert lines(para(run("1"), run("2", seen)), **styles(defaults)) == ["2"]


DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'


def test_white_letters_are_seen_on_dark_cells_paragraphs_and_styles_of_tables() -> None:
    head, paper = tc(para(run("决算数", WHITE)), DARK), tc(para(run("9", WHITE)))
    assert list(spans_of(tables(tbl(tr(head, paper, tc("1"))))[0])) == ["决算数", "1"]
    assert lines(para(run("决算", WHITE), properties=DARK)) == ["决算"]
    row = tr(tc(para(run("项目", WHITE))), tc("1"))
    styled = f'<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>{row}</w:tbl>'
    part = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{DARK}</w:tcPr></w:tblStylePr>'
    (table,) = blocks(styled, **styles(f'<w:style w:type="table" w:styleId="Dark">{part}</w:style>'))
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["项目", "1"]
    whole = f"<w:tbl><w:tblPr>{DARK}</w:tblPr>{row}</w:tbl>"
    assert list(spans_of(tables(whole)[0])) == ["项目", "1"]


def test_white_letters_over_a_picture_behind_the_text_are_seen() -> None:
    backdrop = '<w:drawing><wp:anchor behindDoc="1"><wp:extent cx="7000000" cy="9000000"/></wp:anchor></w:drawing>'
    assert lines(f"<w:p><w:r>{backdrop}</w:r></w:p>" + para(run("样例局2024年度部门决算", WHITE))) == [
        "样例局2024年度部门决算"
    ]


def test_deleted_cells_and_squeezed_rows_are_not_read() -> None:
    deleted = tc("12", '<w:cellDel w:id="1" w:author="a"/>')
    squeezed = '<w:trHeight w:val="1" w:hRule="exact"/>'
    rows = tr(tc("项"), deleted, tc("3")), tr(tc("藏"), tc("9"), properties=squeezed), tr(tc("末"), tc("2"))
    assert spans_of(tables(tbl(*rows))[0]) == {
        "项": (1, 1, 1, 1),
        "3": (1, 3, 1, 1),
        "末": (2, 1, 1, 1),
        "2": (2, 2, 1, 1),
    }


def test_cells_merged_in_the_old_way_are_one() -> None:
    row = tr(tc("头", '<w:hMerge w:val="restart"/>'), tc("藏", "<w:hMerge/>"), tc("2"))
    assert spans_of(tables(tbl(row))[0]) == {"头": (1, 1, 1, 2), "2": (1, 3, 1, 1)}


@pytest.mark.parametrize("gone", ["<w:del/>", "<w:vanish/>"])
def test_a_paragraph_whose_end_is_gone_goes_on_in_the_next(gone: str) -> None:
    body = para(run("397"), properties=f"<w:rPr>{gone}</w:rPr>") + para(run(".18")) + p("后")
    assert lines(body) == ["397.18", "后"]
    assert lines(para(run("末"), properties=f"<w:rPr>{gone}</w:rPr>")) == ["末"]


# Marks of notes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["1", "①", "[2]", "*", "注1"])
def test_a_raised_mark_is_no_part_of_a_text(note: str) -> None:
    assert lines(para(run("397.18"), run(note, SUPER))) == ["397.18"]
    assert lines(para(run(note[:1], SUPER), run(note[1:], SUPER), run("397.18"))) == ["397.18"]


def test_words_units_and_whole_texts_that_are_raised_are_kept() -> None:
    assert lines(para(run("决算"), run("公开表", SUPER))) == ["决算公开表"]
    assert lines(para(run("面积1200m"), run("2", SUPER), run("，"))) == ["面积1200m2，"]
    assert lines(para(run("12", SUPER))) == ["12"]


def test_marks_are_raised_by_styles_and_by_small_letters_above_the_line() -> None:
    reference = f'<w:style w:type="character" w:styleId="FootnoteReference"><w:rPr>{SUPER}</w:rPr></w:style>'
    styled = para(run("397.18"), run("1", '<w:rStyle w:val="FootnoteReference"/>'))
    assert lines(styled, **styles(reference)) == ["397.18"]
    lifted = '<w:position w:val="8"/><w:sz w:val="12"/>'
    assert lines(para(run("397.18", '<w:sz w:val="21"/>'), run("1", lifted))) == ["397.18"]
    as_large = '<w:position w:val="6"/><w:sz w:val="21"/>'
    assert lines(para(run("39", as_large), run("7.18", '<w:sz w:val="21"/>'))) == ["397.18"]


def test_references_to_notes_are_not_read_nor_marks_of_ones_own() -> None:
    plain = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>①</w:t></w:r>'
    assert lines(para(run("397.18"), plain, own)) == ["397.18"]


# Fields, symbols, forms ----------------------------------------------------------------------------------------------


def test_only_the_result_of_the_outermost_field_is_printed() -> None:
    inner = field(told(" MERGEFIELD x "), run("12"))
    assert lines(para(field(told(" IF ") + inner + told(' = "12" "a" '), run("397.18")))) == ["397.18"]
    within_result = field(told(" IF "), run("397"), field(told(" REF y "), run(".18")))
    assert lines(para(within_result)) == ["397.18"]
    simple = '<w:fldSimple w:instr=" MERGEFIELD x "><w:r><w:t>12</w:t></w:r></w:fldSimple>'
    assert lines(para(field(told(" IF ") + simple, run("3")))) == ["3"]


def test_a_field_may_reach_over_paragraphs_and_have_no_result() -> None:
    body = para(mark("begin"), told(" TOC "), mark("separate"), run("一")) + para(run("二"), mark("end"), run("三"))
    assert lines(body) == ["一", "二三"]
    assert lines(para(run("前"), mark("begin"), told(' XE "a" '), run("12"), mark("end"), run("后"))) == ["前后"]


def test_a_field_without_an_end_hides_nothing() -> None:
    assert lines(para(mark("begin"), told(" IF "), run("1")) + p("2") + para(field(told(" REF "), run("3")))) == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize("name", ["PAGE", "NUMPAGES"])
def test_page_numbers_are_no_text(name: str) -> None:
    simple = f'<w:fldSimple w:instr=" {name} "><w:r><w:t>12</w:t></w:r></w:fldSimple>'
    assert lines(para(run("表"), field(told(f" {name} \\* MERGEFORMAT "), run("12")), simple)) == ["表"]


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", "F02D", "−"),
        ("Symbol", "F0B4", "×"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F081", "①"),
        ("Wingdings 2", "F0A3", "□"),
        ("宋体", "2103", "℃"),
        ("Nobody's", "F031", "\uf031"),
        ("Symbol", "zz", ""),
    ],
)
def test_symbols_are_what_their_fonts_show(font: str, code: str, shown: str) -> None:
    assert lines(para(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>', run("3"))) == [f"{shown}3"]


def test_letters_in_a_symbol_font_are_symbols() -> None:
    assert lines(para(run("\uf02d", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), run("3"))) == ["−3"]
    assert lines(para(run("R", '<w:rFonts w:ascii="Wingdings 2"/>'), run("否"))) == ["☑否"]


def test_old_form_fields_print_their_choice() -> None:
    options = '<w:listEntry w:val="是"/><w:listEntry w:val="否"/>'
    chosen = mark("begin", f'<w:ffData><w:ddList><w:result w:val="1"/>{options}</w:ddList></w:ffData>')
    assert lines(para(run("超预算："), chosen, told(" FORMDROPDOWN "), mark("end"))) == ["超预算：否"]
    first = mark("begin", f"<w:ffData><w:ddList>{options}</w:ddList></w:ffData>")
    assert lines(para(first, told(" FORMDROPDOWN "), mark("end"))) == ["是"]
    ticked = mark("begin", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>") + mark("end")
    blank = mark("begin", '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>') + mark("end")
    assert lines(para(ticked, run("是"), blank, run("否"))) == ["☑是□否"]


# Headers and footers -------------------------------------------------------------------------------------------------


def running(kind: str, *paragraphs: str) -> str:
    return f'<w:{kind} xmlns:w="{W}">{"".join(paragraphs)}</w:{kind}>'


def section(*references: str, properties: str = "") -> str:
    listed = "".join(
        f'<w:{kind}Reference w:type="{pages}" r:id="{id_}"/>'
        for kind, pages, id_ in (reference.split() for reference in references)
    )
    return f"<w:sectPr>{listed}{properties}</w:sectPr>"


def test_headers_and_footers_stand_over_their_section_where_they_change() -> None:
    parts = relations(h1="header1.xml", h2="/word/header2.xml", f1="footer1.xml")
    parts["word/header1.xml"] = running("hdr", p("样例局"), p("单位：元"))
    parts["word/header2.xml"] = running("hdr", p("样例局"), p("单位：万元"))
    parts["word/footer1.xml"] = running(
        "ftr", para(run("— "), field(told("PAGE"), run("3")), run(" —")), p("第 3 页 共 9 页")
    )
    body = (
        p("一")
        + para(properties=section("header default h1", "footer default f1"))
        + p("二")
        + para(properties=section())
        + p("三")
        + section("header default h2", "header first h1")
    )
    assert lines(body, **parts) == ["样例局", "单位：元", "一", "二", "单位：万元", "三"]


def test_headers_of_first_and_even_pages_count_where_they_are_used() -> None:
    parts = relations(h1="header1.xml", h2="header2.xml")
    parts["word/header1.xml"] = running("hdr", tbl(tr(tc("甲"), tc("单位：元"))))
    parts["word/header2.xml"] = running("hdr", p("双"))
    used = section("header first h1", "header even h2", properties="<w:titlePg/>")
    assert lines(p("文") + used, **parts) == ["甲\t单位：元", "文"]
    settings = f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>'
    assert lines(p("文") + section("header even h2"), **parts, **{"word/settings.xml": settings}) == ["双", "文"]
    assert lines(p("文") + section("header default missing"), **parts) == ["文"]
