"""A code that spent less than its appropriations: an error, but a warning where other income of its row is negative."""

from decimal import Decimal

import pytest

from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.validation.in_memory import evaluated
from tests.landed import Printed, landed, rows_of

FLOOR = "expenditure_appropriation.at_least"
RESULT = f"""
select results.severity, results.terms, decided.severity
from evaluation.eval_identity_result as results
inner join decision.dec_identity_result as decided using (department_id, fiscal_year, identity_id)
where results.identity_id = '{FLOOR}' and results.binding = '2010301'
"""


@pytest.mark.parametrize(("other", "severity"), [("-5.00", "warning"), ("-3.00", "error"), ("5.00", "error")])
def test_a_negative_amount_of_another_source_excuses_what_it_covers(
    other: str, severity: str, evaluation: Settings
) -> None:
    figures = {
        CellKey("expenditure", "2010301", "total"): Decimal("100.00"),
        CellKey("general_budget_expenditure", "2010301", "total"): Decimal("105.00"),
        CellKey("income", "2010301", "other"): Decimal(other),
    }
    tables = rows_of(landed("office", 2024, Printed(figures)))
    with evaluated(tables, evaluation, ("eval_identity_result", "dec_identity_result")) as connection:
        ((found, terms, decided),) = connection.execute(RESULT).fetchall()
    assert (found, decided) == (severity, severity)
    assert ("other -5.00" in terms) == (severity == "warning")
