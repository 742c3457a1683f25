"""What is left of the rows of a view, and what they add up to."""

from decimal import Decimal

import polars as pl

from orchestration.explore.views import choices, kept, load_views, summed, trimmed

ROWS = pl.DataFrame(
    {
        "部门": ["教育局", "财政局", "财政局", None],
        "年度": ["2024", "2023", "2024", "2024"],
        "金额": [Decimal("0.10"), Decimal("0.20"), None, Decimal("0.30")],
    },
    schema_overrides={"金额": pl.Decimal(20, 6)},
)


def test_a_column_offers_each_of_its_values_once() -> None:
    assert choices(ROWS, "部门") == ["教育局", "财政局"]


def test_a_column_without_a_choice_keeps_all_rows() -> None:
    assert kept(ROWS, {"部门": [], "年度": []}).equals(ROWS)
    assert kept(ROWS, {"部门": ["财政局"], "年度": ["2024"]})["金额"].to_list() == [None]


def test_sums_are_exact_and_nothing_printed_is_no_zero() -> None:
    assert summed(ROWS, ["年度"], "金额").rows() == [("2023", Decimal("0.20")), ("2024", Decimal("0.40"))]
    assert summed(ROWS.filter(pl.col("金额").is_null()), ["部门"], "金额").rows() == [("财政局", None)]


def test_amounts_keep_the_decimals_that_they_need() -> None:
    assert trimmed(ROWS).schema["金额"] == pl.Decimal(20, 2)
    finer = ROWS.with_columns(pl.lit(Decimal("1.234500"), pl.Decimal(20, 6)).alias("金额"))
    assert trimmed(finer)["金额"].to_list() == [Decimal("1.2345")] * 4
    assert trimmed(finer).schema["金额"] == pl.Decimal(20, 4)


def test_every_view_can_be_drawn_by_year() -> None:
    for view in load_views().values():
        assert "年度" in view.by
        assert view.measures
