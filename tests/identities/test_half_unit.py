"""Half a unit in the last printed place is worked out in SQL for every unit that the reader knows."""

from decimal import Decimal

import duckdb
import pytest
from jinja2 import Environment

from orchestration.disclosure.amounts import MAX_DECIMALS, WAN_EXPONENTS
from orchestration.home.settings import PROJECT

HALF_UNIT = vars(
    Environment().from_string((PROJECT / "dbt_project/macros/amounts.sql").read_text(encoding="utf-8")).module
)["half_unit"]


@pytest.mark.parametrize("unit", WAN_EXPONENTS)
def test_half_a_unit_is_exact_in_every_unit(unit: str) -> None:
    expressions = ", ".join(str(HALF_UNIT(str(decimals), f"'{unit}'")) for decimals in range(MAX_DECIMALS + 1))
    row = duckdb.sql(f"select {expressions}").fetchone()
    expected = tuple(Decimal("0.5").scaleb(WAN_EXPONENTS[unit] - decimals) for decimals in range(MAX_DECIMALS + 1))
    assert row == expected
