"""What a reading tells under an unknown head, the evaluation calls not read: neither left blank nor a violation."""

import pytest

from orchestration.disclosure.department_year import combine
from orchestration.home.settings import Settings
from orchestration.landing.rows import department_year_tables
from tests.documents import line, read, table
from tests.landed import audit, together

HEADS = ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")
ROWS = (
    "|合计|7.00|5.00|2.00",
    "201|一般公共服务支出|7.00|5.00|2.00",
    "20103|政府办公厅|7.00|5.00|2.00",
    "2010301|行政运行|7.00|5.00|2.00",
)


@pytest.fixture(scope="module")
def outcomes(evaluation: Settings) -> dict[tuple[str, str, str], str]:
    """(changed head, identity, binding) -> outcome, for a sheet in which one head is replaced."""
    tables = []
    for head in HEADS:
        heads = "|".join("甲乙丙" if other == head else other for other in HEADS)
        reading = read(line("2024年度支出决算表"), line("单位：万元"), table(heads, *ROWS))
        tables.append(department_year_tables(head, 2024, combine([reading])))
    results = audit(together(tables), evaluation)
    return {(head, identity, binding): result.outcome for (head, _, identity, binding), result in results.items()}


@pytest.mark.parametrize("head", HEADS[2:])
def test_the_sum_of_a_row_with_an_unknown_head_is_not_read(
    outcomes: dict[tuple[str, str, str], str], head: str
) -> None:
    for row in ("total", "201", "20103", "2010301"):
        assert outcomes[head, "expenditure.row_total", row] == "not_read"


@pytest.mark.parametrize(
    ("head", "column"), [("本年支出合计", "total"), ("基本支出", "basic"), ("项目支出", "project")]
)
def test_what_is_read_is_evaluated_and_what_is_not_is_not_read(
    outcomes: dict[tuple[str, str, str], str], head: str, column: str
) -> None:
    for row in ("total", "201", "20103"):
        for other in ("total", "basic", "project"):
            expected = "not_read" if other == column else "exact"
            assert outcomes[head, "expenditure.roll_up", f"{row}.{other}"] == expected


def test_nothing_printed_is_called_blank_or_wrong(outcomes: dict[tuple[str, str, str], str]) -> None:
    told = {
        (head, identity): outcome
        for (head, identity, _), outcome in outcomes.items()
        if identity.startswith("expenditure.") and outcome in ("violated", "not_stated")
    }
    assert told == {}


@pytest.mark.parametrize("head", HEADS[:2])
def test_an_unknown_head_over_codes_or_names_changes_nothing(
    outcomes: dict[tuple[str, str, str], str], head: str
) -> None:
    assert outcomes[head, "expenditure.row_total", "201"] == "exact"
    assert outcomes[head, "expenditure.roll_up", "total.total"] == "exact"
