"""What the UI is told is bounded."""

from orchestration.defs.assets.describing import MOST_ROWS, columns_of, shown


def test_of_many_rows_the_first_are_shown_and_the_others_counted() -> None:
    records = shown(("department", "year"), [(f"bureau_{number}", 2024) for number in range(MOST_ROWS + 5)]).records
    assert len(records) == MOST_ROWS + 1
    assert records[0].data == {"department": "bureau_0", "year": 2024}
    assert records[-1].data == {"department": "… 5 more 另有 5 条", "year": ""}


def test_few_rows_are_all_shown() -> None:
    assert [record.data for record in shown(("a",), [(1,), (2,)]).records] == [{"a": 1}, {"a": 2}]


def test_a_column_is_shown_as_it_is_declared() -> None:
    columns = {column.name: column for column in columns_of("cells")["dagster/column_schema"].columns}
    assert columns["amount"].type == "decimal(20, 6)"
    assert columns["amount"].description == "Exact amount, in 万元. 金额（万元）。"
    assert (columns["amount"].constraints.nullable, columns["page"].constraints.nullable) == (False, True)
