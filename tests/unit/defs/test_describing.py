"""What the UI is told is bounded."""

from orchestration.defs.assets.describing import MOST_ROWS, shown


def test_of_many_rows_the_first_are_shown_and_the_others_counted() -> None:
    records = shown(("department", "year"), [(f"bureau_{number}", 2024) for number in range(MOST_ROWS + 5)]).records
    assert len(records) == MOST_ROWS + 1
    assert records[0].data == {"department": "bureau_0", "year": 2024}
    assert records[-1].data == {"department": "… 5 more 另有 5 条", "year": ""}


def test_few_rows_are_all_shown() -> None:
    assert [record.data for record in shown(("a",), [(1,), (2,)]).records] == [{"a": 1}, {"a": 2}]
