"""The overview: numbers that add up, lists that end, and Markdown that nothing printed can break."""

import re
from collections import Counter
from dataclasses import replace

from expectations.vocabulary import Verdict
from orchestration.reports.dashboard.overview import (
    BETWEEN,
    INLINE_LETTERS,
    by_year,
    headline,
    heat_map_markdown,
    heat_map_table,
    missing_or_late,
    report_links,
    summary,
    symbols,
    withheld,
    withheld_links,
    worst_departments,
)
from tests.unit.reports.dashboard.records import OVERDUE, QUARANTINED, RECEIVED, UNKNOWN, district

RECORDS = (QUARANTINED, RECEIVED, UNKNOWN, OVERDUE)


def test_the_headline_counts_verdicts_findings_and_the_late() -> None:
    late = replace(RECEIVED, department_id="audit", is_late=True, days_late=2, rounding_hints=3, not_read=4, problems=5)
    numbers = headline((*RECORDS, late))
    assert {verdict.value for verdict in Verdict} < numbers.keys()
    assert {name: number for name, number in numbers.items() if number} == {
        "published": 2,
        "quarantined": 1,
        "not_received": 1,
        "late": 2,
        "violations_error": 2,
        "violations_warning": 1,
        "rounding_hints": 3,
        "not_read": 4,
        "problems": 5,
    }


def test_the_years_add_up_to_the_department_years() -> None:
    records = district(60, 4)
    table = by_year(records)
    assert table.columns == ("状态", "2015", "2016", "2017", "2018")
    states = Counter(record.state for record in records)
    assert sorted(sum(int(number) for number in row[1:]) for row in table.rows) == sorted(states.values())


def test_what_is_missing_stands_before_what_came_late() -> None:
    late = replace(RECEIVED, department="迟到局", is_late=True, days_late=400)
    assert [row[0] for row in missing_or_late((late, *RECORDS)).rows] == ["云溪市卫生健康委员会", "迟到局"]


def test_the_worst_department_comes_first_and_the_good_ones_not_at_all() -> None:
    assert worst_departments(RECORDS).rows == (
        ("云溪市教育局", 1, 0, 2, 1, 0),
        ("云溪市卫生健康委员会", 0, 1, 0, 0, 0),
    )


def test_what_is_withheld_has_its_gravest_reason_in_words_that_a_line_may_end_in() -> None:
    assert withheld(RECORDS).rows == (
        ("云溪市教育局", 2024, "已隔离，未发布", "expenditure.\u200brow_\u200btotal: 1.00 | 2.00 = 3.00 ≠ 4.00"),
    )


def test_no_list_is_cut() -> None:
    records = tuple(replace(OVERDUE, department_id=f"d{number}") for number in range(137))
    assert len(missing_or_late(records).rows) == 137


def test_the_heat_map_is_a_row_for_each_department_and_a_symbol_for_each_year() -> None:
    table = heat_map_table((*RECORDS, replace(QUARANTINED, fiscal_year=2023, verdict=Verdict.PUBLISHED)))
    assert table.columns == ("部门", "2023", "2024")
    assert table.rows == (
        ("云溪市教育局", "✓", "×"),
        ("云溪市财政局", "", "✓"),
        ("云溪市卫生健康委员会", "", "L"),
    )
    assert symbols(RECORDS) == (
        "✓ 已发布 published · × 已隔离，未发布 quarantined · L 逾期未收到 late, not received · "
        "（空白 blank） 登记表未说明 the registry does not say"
    )


def test_many_years_have_short_heads() -> None:
    assert heat_map_table(district(2, 10)).columns == ("部门", *map(str, range(15, 25)))


def test_figures_of_scans_in_doubt_are_counted_where_there_are_any() -> None:
    waiting = [replace(RECEIVED, doubtful_figures=6, confirmed_figures=2)]
    assert summary(waiting).endswith("扫描件待核实数字 6")
    assert (headline(waiting)["doubtful_figures"], headline(waiting)["confirmed_figures"]) == (6, 2)


def test_the_summary_counts_what_is_there() -> None:
    assert summary(RECORDS) == (
        "已发布 1 · 已隔离，未发布 1 · 逾期未收到 1 · 登记表未说明 1 · 错误 2 · 提示 1 · 尾差 0 · 读取问题 0"
    )


def test_the_reports_of_what_is_withheld_are_linked_as_far_as_no_click_is_needed() -> None:
    base = "http://127.0.0.1:3020"
    assert report_links(base).startswith(f"[全部报告 all reports]({base}/index.html) · ")
    odd = replace(QUARANTINED, department="云溪市[教育]局")
    assert withheld_links((odd, RECEIVED), base) == f"[云溪市\\[教育\\]局 2024]({base}/education-2024.html)"
    assert withheld_links((RECEIVED,), base) == "none 无"
    many = withheld_links(district(400, 10), "https://reports.of.a.district.example.org/final-accounts")
    assert len(many) <= INLINE_LETTERS
    last = re.search(r"\[… (\d+)\]\(\S+/index\.html\)$", many)
    assert last is not None
    withheld_ones = sum(bool(record.verdict and record.verdict.is_withheld) for record in district(400, 10))
    assert int(last[1]) + many.count(BETWEEN) == withheld_ones


def test_the_heat_map_says_what_it_shows_even_where_nothing_is_there() -> None:
    assert "60 departments 部门 × 10 fiscal years 年度 (2015–2024)" in heat_map_markdown(district(60, 10))
    assert heat_map_markdown(district(400, 10)).count("data:image/svg+xml;base64,") == 6
    assert "尚无" in heat_map_markdown(())
