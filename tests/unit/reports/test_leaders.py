"""The page for leaders: what it says of a sum, what it draws, and that nothing registered can break it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.reports.leaders.charts import PUBLICATION, errors_chart, publication_chart, totals_chart
from orchestration.reports.leaders.figures import (
    DistrictView,
    Overview,
    Total,
    TroubledDepartment,
    YearCounts,
    read_overview,
)
from orchestration.reports.leaders.page import render_leaders
from tests.small_work_database import small_work_database

YEAR = YearCounts(
    district="云溪区",
    fiscal_year=2024,
    expected=20,
    received=17,
    in_time=14,
    late=2,
    timing_unknown=1,
    missing=3,
    not_yet_due=0,
    with_errors=4,
    with_resolved=1,
    open_errors=6,
    resolved_findings=2,
)
TOTAL = Total(
    district="云溪区",
    fiscal_year=2024,
    measure="expenditure",
    measure_name="本年支出合计",
    amount_wan=Decimal("336539.004000"),
    stated=12,
    declared_none=1,
    expected=19,
    received_unexpected=1,
    published=13,
    withheld=4,
    withheld_known=3,
    missing=3,
    not_yet_due=0,
    unknown=0,
    not_stated=0,
    share_of_known=Decimal("0.902178"),
    is_complete=False,
)
WORST = TroubledDepartment(
    district="云溪区", department_id="finance", department_name="财政<b>局", open_errors=3, years=(2023, 2024)
)
DISTRICT = DistrictView("云溪区", (YEAR.model_copy(update={"fiscal_year": 2023}), YEAR), (TOTAL,), (WORST,))


def test_a_sum_is_told_with_what_it_lacks() -> None:
    assert TOTAL.sentence == (
        "合计 336,539.00 万元，含 13/20 个部门，约占已知支出 90.2%；暂不发布 4 个（其中 1 个的数不明）、缺失 3 个"
    )


def test_a_whole_sum_lacks_nothing() -> None:
    whole = TOTAL.model_copy(
        update={
            **dict.fromkeys(("withheld", "withheld_known", "missing", "received_unexpected"), 0),
            "expected": 13,
            "share_of_known": Decimal(1),
            "measure": "income",
        }
    )
    assert whole.sentence == "合计 336,539.00 万元，含 13/13 个部门，约占已知数 100%"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount_wan": None}, "没有可以合计的数（暂不发布 4 个（其中 1 个的数不明）、缺失 3 个）"),
        ({"amount_wan": None, "withheld": 0, "withheld_known": 0, "missing": 0}, "各部门均声明无此项"),
    ],
)
def test_nothing_is_no_sum_of_zero(changes: dict[str, object], sentence: str) -> None:
    assert TOTAL.model_copy(update=changes).sentence == sentence


@pytest.mark.parametrize(
    ("share", "percent"),
    [("1", "100%"), ("0.9996", "99.9%"), ("0.5", "50%"), ("0.123456", "12.3%"), ("0", "0%"), (None, None)],
)
def test_less_than_the_whole_is_never_rounded_up_to_it(share: str | None, percent: str | None) -> None:
    total = TOTAL.model_copy(update={"share_of_known": share if share is None else Decimal(share)})
    assert total.percent == percent


def widths(svg: str) -> list[tuple[str, int]]:
    found = re.findall(r'<rect class="part (\w+)" x="\d+" y="\d+" width="(\d+)"', svg)
    return [(name, int(width)) for name, width in found]


def test_the_parts_of_a_year_fill_its_bar() -> None:
    drawn = widths(publication_chart([YEAR]))
    assert [name for name, _ in drawn] == [name for name, _ in PUBLICATION if getattr(YEAR, name)]
    assert sum(width for _, width in drawn) == 272
    assert ">17/20<" in publication_chart([YEAR])


def test_a_district_of_which_nothing_is_expected_has_empty_charts() -> None:
    nothing = YEAR.model_copy(update=dict.fromkeys(("in_time", "late", "timing_unknown", "missing", "open_errors"), 0))
    assert widths(publication_chart([nothing])) == []
    assert widths(totals_chart([TOTAL.model_copy(update={"amount_wan": None})])) == [("partial", 0)]
    assert widths(errors_chart([nothing])) == [("open_errors", 0), ("resolved_findings", 272)]


def test_an_incomplete_sum_is_drawn_apart() -> None:
    half = TOTAL.model_copy(update={"amount_wan": TOTAL.amount_wan and TOTAL.amount_wan / 2, "is_complete": True})
    assert widths(totals_chart([TOTAL, half])) == [("partial", 272), ("whole", 136)]


def test_the_page_links_the_worst_to_their_reports_and_escapes_names() -> None:
    page = render_leaders(Overview((DISTRICT,), date(2026, 1, 31)))
    assert "财政&lt;b&gt;局" in page
    assert '<a href="finance-2023.html">2023</a>' in page
    assert TOTAL.sentence in page
    assert "2026-01-31" in page
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|@import|url\((?!#)", page)


def test_several_districts_are_listed_and_none_is_said() -> None:
    page = render_leaders(Overview((DISTRICT, replace(DISTRICT, name="临泽<区")), None))
    assert '<a href="#district-2">临泽&lt;区</a>' in page
    assert "还没有登记任何部门" in render_leaders(Overview((), None))


@pytest.fixture
def marts(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(small_work_database(tmp_path / "work.duckdb"))) as connection:
        connection.execute("use marts")
        yield connection


def test_districts_are_read_apart_the_worst_departments_first(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute(
        """
        insert into dq_coverage (department_id, fiscal_year, as_of) values ('a', 2024, date '2026-01-31');
        insert into dq_district_year values
            ('甲区', 2024, 5, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0), ('乙区', 2024, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        insert into dq_district_member by name
        from (values
            ('甲区', 'a', '甲局', 2023, 'quarantined', true, 2), ('甲区', 'a', '甲局', 2024, 'published', true, 0),
            ('甲区', 'b', '乙局', 2023, 'quarantined', true, 5), ('甲区', 'c', '丙局', 2023, 'published', false, 0),
            ('甲区', 'd', '丁局', 2023, 'quarantined', true, 0), ('甲区', 'e', '戊局', 2023, 'published', true, 0)
        ) as t(district, department_id, department_name, fiscal_year, verdict, has_errors, open_errors);
        """
    )
    overview = read_overview(marts)
    assert overview.as_of == date(2026, 1, 31)
    assert [district.name for district in overview.districts] == ["乙区", "甲区"]
    other, district = overview.districts
    assert other.worst == ()
    assert [(each.department_id, each.open_errors, each.years) for each in district.worst] == [
        ("b", 5, (2023,)),
        ("a", 2, (2023, 2024)),
        ("d", 0, (2023,)),
    ]
