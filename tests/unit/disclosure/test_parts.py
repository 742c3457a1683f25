"""The parts of a disclosure beside its sheets: found by the words of several regions, never for a line of the table of
contents, and not called missing where something was not read."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus
from orchestration.disclosure.department_year import combine_sheets
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import (
    Block,
    Line,
    OpaqueBlock,
    OpaqueKind,
    Place,
    Problem,
    Reading,
    Table,
    TableCell,
)
from tests.documents import line, read, table

SHEET = (
    line("支出决算表", page=3),
    line("单位：万元", page=3),
    table("科目编码|科目名称|本年支出合计", "201|一般公共服务支出|7.00", page=3),
)
COVER = (line("云溪市财政局"), line("2023年度部门决算"))
CONTENTS = (
    "第一部分 云溪市财政局概况",
    "一、主要职能",
    "二、机构设置",
    "第二部分 决算表",
    "第三部分 2023年度部门决算情况说明",
    "第四部分 名词解释",
)
BODY = (
    "第一部分 云溪市财政局概况",
    "一、主要职能",
    "贯彻执行财政法规。",
    "二、机构设置",
    "内设四个科室。",
    "第三部分 2023年度部门决算情况说明",
    "一、收入支出决算总体情况说明",
    "2023年度收支总计7.00万元。",
    "第四部分 名词解释",
    "一、机关运行经费：指保障运行的经费。",
)
WITH_OTHERS = frozenset({Part.COVER, Part.CONTENTS, Part.DUTIES, Part.ORGANISATION, Part.EXPLANATION, Part.GLOSSARY})


def lines(*texts: str) -> tuple[Block, ...]:
    """Behind the cover."""
    return tuple(line(text, page=2) for text in texts)


def statuses(*readings: Reading) -> Mapping[Part, PartStatus]:
    return {each.reading.part: each.reading.status for each in combine_sheets(readings).parts}


def found(*readings: Reading) -> frozenset[Part]:
    return frozenset(part for part, status in statuses(*readings).items() if status is PartStatus.FOUND)


def test_a_disclosure_has_the_parts_whose_headings_have_something_under_them() -> None:
    reading = read(*COVER, *lines("目 录", *CONTENTS), *lines(*BODY[:5]), *SHEET, *lines(*BODY[5:]))
    assert found(reading) == WITH_OTHERS
    # a term that is explained is not the part that bears its name
    assert statuses(reading)[Part.OTHER_MATTERS] is PartStatus.MISSING
    assert statuses(reading)[Part.PERFORMANCE] is PartStatus.MISSING


@pytest.mark.parametrize("behind", ["", "………………12", "\t12", " 12", "12"])
def test_a_line_of_the_contents_is_not_the_part(behind: str) -> None:
    listed = [f"{words}{behind}" for words in CONTENTS]
    reading = read(*COVER, *lines("目录", *listed), *lines(*BODY[:3]), *SHEET)
    assert found(reading) == {Part.COVER, Part.CONTENTS, Part.DUTIES}
    named_only = {part for part, status in statuses(reading).items() if status is PartStatus.TITLE_ONLY}
    assert named_only == {Part.ORGANISATION, Part.EXPLANATION, Part.GLOSSARY}


def test_a_contents_without_its_title_names_and_is_not_the_parts() -> None:
    reading = read(*lines(*CONTENTS), *lines(*BODY[:3]), *SHEET)
    assert found(reading) == {Part.DUTIES}


def test_a_heading_with_nothing_under_it_is_not_the_part() -> None:
    reading = read(*COVER, *lines("一、主要职能", "二、机构设置", "内设四个科室。"), *SHEET)
    assert statuses(reading)[Part.DUTIES] is PartStatus.TITLE_ONLY
    assert statuses(reading)[Part.ORGANISATION] is PartStatus.FOUND


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("一、部门主要职责", Part.DUTIES),
        ("（一）职能职责", Part.DUTIES),
        ("部门职责", Part.DUTIES),
        ("一、云溪市财政局主要工作职责", Part.DUTIES),
        ("1.单位职能简介", Part.DUTIES),
        ("二、部门决算单位构成", Part.ORGANISATION),
        ("二、内设机构", Part.ORGANISATION),
        ("二、机构设置情况", Part.ORGANISATION),
        ("三、部门决算编制范围", Part.ORGANISATION),
        ("（二）机构人员基本情况", Part.ORGANISATION),
        ("二、单位构成（仅有一个单位的部门，本部分为", Part.ORGANISATION),
        ("第五部分 名词解释", Part.GLOSSARY),
        ("专业名词解释", Part.GLOSSARY),
        ("四、相关名词解释", Part.GLOSSARY),
        ("第三章 云溪市财政局2023年度部门决算情况说明", Part.EXPLANATION),
        ("三、2023年度部门决算公开情况说明", Part.EXPLANATION),
        ("二、收支决算总体情况", Part.EXPLANATION),
        ("十一、其他重要事项说明", Part.OTHER_MATTERS),
        ("十、其他重要事项的情况说明", Part.OTHER_MATTERS),
        ("（三）国有资产占有使用情况说明", Part.OTHER_MATTERS),
        ("十二、关于2023年度预算绩效情况的说明", Part.PERFORMANCE),
        ("项目支出绩效自评表", Part.PERFORMANCE),
        ("（四）部门整体支出绩效自评情况", Part.PERFORMANCE),
    ],
)
def test_a_part_is_known_by_the_words_of_its_region(heading: str, part: Part) -> None:
    reading = read(*COVER, *SHEET, *lines("第九部分 其余", heading, "此处有说明文字。"))
    assert part in found(reading)


def test_one_heading_may_name_two_parts() -> None:
    reading = read(*lines("一、主要职能及机构设置", "承担财政管理，内设四个科室。"), *SHEET)
    assert {Part.DUTIES, Part.ORGANISATION} <= found(reading)


@pytest.mark.parametrize(
    "text",
    [
        "履行下列主要职能",
        "（三）负责绩效评价和项目评审。",
        "单位：万元",
        "本部门名词解释见附件，另行公开。",
        "1.职能科室",
    ],
)
def test_a_line_that_only_speaks_of_a_part_is_not_its_heading(text: str) -> None:
    assert found(read(*lines(text, "此处有说明文字。"), *SHEET)) == frozenset()


def test_text_behind_the_heading_in_its_own_line_is_the_part() -> None:
    assert Part.ORGANISATION in found(read(*lines("二、机构设置：内设四个科室。", "三、其他"), *SHEET))


def test_a_cover_stands_alone_on_its_page() -> None:
    def page(number: int, *texts: str) -> list[Block]:
        return [Line(text, Place(page=number)) for text in texts]

    title = ("云溪市财政局", "2023年度部门决算", "二〇二四年九月")
    alone = read(*page(1, *title), *page(2, "目录", *CONTENTS), *page(3, *BODY))
    assert statuses(alone)[Part.COVER] is PartStatus.FOUND
    with_text = read(*page(1, *title, *BODY))
    assert statuses(with_text)[Part.COVER] is PartStatus.TITLE_ONLY
    without_year = read(*page(1, "云溪市财政局", "部门决算"), *page(2, *BODY))
    assert statuses(without_year)[Part.COVER] is PartStatus.MISSING


def test_worksheets_are_parts_by_their_names() -> None:
    def sheet(number: int, name: str, *texts: str) -> Table:
        cells = tuple(TableCell(text, row, 1) for row, text in enumerate(texts, start=1))
        return Table(number, cells, 1, sheet_name=name)

    book = (
        sheet(1, "封面", *("云溪市财政局", "2023年度部门决算")),
        sheet(2, "目录", *CONTENTS),
        sheet(3, "部门职责", "管财政。"),
    )
    assert found(read(*book, *SHEET)) == {Part.COVER, Part.CONTENTS, Part.DUTIES}


def test_nothing_is_missing_where_something_was_not_read() -> None:
    reading = read(*lines(*BODY[:3]), *SHEET)
    scanned = replace(reading, document=replace(reading.document, scanned_pages=(2,)))
    assert statuses(reading)[Part.GLOSSARY] is PartStatus.MISSING
    assert statuses(scanned)[Part.GLOSSARY] is PartStatus.UNREADABLE
    assert statuses(scanned)[Part.DUTIES] is PartStatus.FOUND
    # the title of what was recognised on a picture may be misread
    told = Problem(ProblemKind.SCANNED_PAGE, Severity.INFO, "a.pdf", message("pages.recognised", pages="2", degrees=0))
    recognised = combine_sheets([replace(reading, problems=(*reading.problems, told))])
    assert {part.reading.status for part in recognised.parts} == {PartStatus.FOUND, PartStatus.UNREADABLE}
    assert SheetStatus.MISSING not in {sheet.reading.status for sheet in recognised.sheets}
    assert SheetStatus.MISSING in {sheet.reading.status for sheet in combine_sheets([reading]).sheets}
    picture = read(*lines(*BODY[:3]), OpaqueBlock(OpaqueKind.PICTURE, Place()), *SHEET)
    assert statuses(picture)[Part.GLOSSARY] is PartStatus.UNREADABLE
    # the other document may hold it
    unread = replace(reading, document=replace(reading.document, file_name="b.pdf", format="unreadable"), parts=())
    assert statuses(reading, unread)[Part.GLOSSARY] is PartStatus.UNREADABLE


def test_parts_may_stand_in_several_documents_and_are_found_where_they_stand() -> None:
    first = read(*lines("一、主要职能", "二、机构设置"), *SHEET)
    second = read(*lines("二、机构设置", "内设四个科室。"))
    second = replace(second, document=replace(second.document, file_name="b.docx"))
    parts = {each.reading.part: each for each in combine_sheets((first, second)).parts}
    assert (parts[Part.ORGANISATION].reading.status, parts[Part.ORGANISATION].file_name) == (PartStatus.FOUND, "b.docx")
    assert combine_sheets(()).parts == ()
