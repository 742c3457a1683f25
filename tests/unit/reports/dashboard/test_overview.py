"""The overview: numbers that add up, lists that end, and Markdown that nothing printed can break."""

from collections import Counter
from dataclasses import replace

from expectations.vocabulary import Verdict
from orchestration.reports.dashboard.overview import (
    MOST_LINES,
    by_year,
    headline,
    heat_map_markdown,
    missing_or_late,
    withheld,
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
    assert table.columns == ("state 状态", "2015", "2016", "2017", "2018")
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


def test_what_is_withheld_has_its_gravest_reason_and_its_page() -> None:
    table = withheld(RECORDS, lambda page: f"[{page}](https://reports.example/{page})")
    assert len(table.rows) == 1
    line = table.markdown.splitlines()[-1]
    assert "expenditure.row_total: 1.00 \\| 2.00 = 3.00 ≠ 4.00" in line
    assert line.endswith("[education-2024.html](https://reports.example/education-2024.html) |")


def test_a_long_list_ends_and_says_how_many_more_there_are() -> None:
    records = tuple(replace(OVERDUE, department_id=f"d{number}") for number in range(MOST_LINES + 7))
    rows = missing_or_late(records).rows
    assert len(rows) == MOST_LINES + 1
    assert rows[-1][0] == "… 7 more 另有 7 条"
    assert {len(row) for row in rows} == {4}


def test_the_heat_map_says_what_it_shows_even_where_nothing_is_there() -> None:
    assert "60 departments 部门 × 10 fiscal years 年度 (2015–2024)" in heat_map_markdown(district(60, 10))
    assert heat_map_markdown(district(400, 10)).count("data:image/svg+xml;base64,") == 6
    assert "尚无" in heat_map_markdown(())
