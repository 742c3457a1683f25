"""Lines to passages: headings begin sections, broken lines are joined, every character keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.disclosure.claims.language import load_language
from orchestration.disclosure.claims.passages import Heading, normalise, parse_heading, split_passages
from orchestration.disclosure.claims.reading import split_document
from orchestration.disclosure.model import Document, NarrativeLine, Place, Reading, Recognition
from tests.unit.disclosure.claims.said import claims


def lines(*texts: str) -> tuple[NarrativeLine, ...]:
    return tuple(NarrativeLine(None, text, Place(page=number)) for number, text in enumerate(texts, start=1))


def sections(*texts: str) -> list[tuple[str | None, str]]:
    reading = Reading(
        Document("said.pdf", "0" * 64, 0, "pdf", "by hand", ()), Recognition("云溪市统计局"), (), (), (), lines(*texts)
    )
    return [(passage.section, passage.text) for passage in split_document(reading, load_language())]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("１，２３４．５０ 万元，占 ５％。", "1,234.50万元，占5%。"),
        ("支出1,204.50万元,其中:", "支出1,204.50万元，其中："),
        ("“三公”经费（含 本级）", "三公经费(含本级)"),
    ],
)
def test_width_and_quotes_mean_nothing(printed: str, read: str) -> None:
    assert normalise(printed) == read


@given(st.text(alphabet="一二1234567890,，.。；：%％（）“” 万元", max_size=40))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_heading_begins_its_section_and_broken_lines_are_joined() -> None:
    assert sections("三、支出决算情况说明", "本年支出合计9.00万元，其中：基本支出", "6.00万元。") == [
        ("expenditure", "本年支出合计9.00万元，其中：基本支出6.00万元。")
    ]


def test_a_heading_that_runs_into_its_text() -> None:
    assert sections("（一）机关运行经费支出情况。机关运行经费支出7.00万元。") == [
        ("organ_operation", "机关运行经费支出7.00万元。")
    ]


def test_a_bare_heading_belongs_to_the_budget_explained_there() -> None:
    told = sections("五、一般公共预算财政拨款支出决算情况说明", "（二）支出决算结构情况", "教育支出9.00万元。")
    assert told == [("general_budget_structure", "教育支出9.00万元。")]


def test_the_middle_of_a_sentence_is_no_heading() -> None:
    told = sections("四、财政拨款收入支出决算总体情况说明", "本部门按要求推进", "预算绩效管理工作开展情况", "良好。")
    assert [section for section, _ in told] == ["appropriation"]


def test_a_numbered_term_of_the_glossary_is_no_heading() -> None:
    told = sections("第四部分 名词解释", "一、机关运行经费：为运转安排的资金。", "二、政府采购支出：采购的支出。")
    assert [section for section, _ in told] == ["glossary"]


def test_the_departments_name_in_a_heading_does_not_matter() -> None:
    assert sections("二、云溪市统计局2023年度收入决算情况说明", "收入合计9.00万元。")[0][0] == "income"


def test_a_page_number_is_no_text() -> None:
    assert sections("二、收入决算情况说明", "本年收入合计", "- 17 -", "9.00万元。") == [
        ("income", "本年收入合计9.00万元。")
    ]


def test_every_character_knows_its_line() -> None:
    (passage,) = split_passages(
        lines("二、收入决算情况说明", "本年收入合计", "9.00万元。"), lambda heading, current: "income"
    )
    assert [passage.place(offset).page for offset in (0, 5, 6, len(passage.text) - 1)] == [2, 2, 3, 3]


@pytest.mark.parametrize(
    ("text", "closed", "words"),
    [
        ("（三）政府采购支出情况", False, "政府采购支出情况"),
        ("2023年度收入决算情况说明", True, "收入决算情况说明"),
        ("2023年度收入决算情况说明", False, None),
        ("1.教育支出9.00万元", True, None),
    ],
)
def test_what_may_be_a_heading(text: str, closed: bool, words: str | None) -> None:
    heading = parse_heading(normalise(text), closed)
    assert (heading.words if isinstance(heading, Heading) else None) == words


@pytest.mark.parametrize(
    "figure",
    [
        "1,□50.00",
        "□50.00",
        "5□.00",
        "1,2□0.00",
        "□5,000.00",
        "1250.□□",
        "□.50",
        "5.□0",
        "-□12.00",
        "50.00□",
        "□,500.00",
    ],
)
def test_what_is_left_of_a_figure_that_was_partly_read_is_no_claim(figure: str) -> None:
    """A scan leaves □ where two readings differ; the digits beside it are no figure of their own."""
    whole = claims("totals", f"2023年度收入总计1234.50万元，支出总计{figure}万元。")
    assert [claim.text for claim in whole] == ["1234.50万元"]
