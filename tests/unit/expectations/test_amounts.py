"""Amounts as text."""

from decimal import Decimal

import pytest

from expectations.amounts import plain


@pytest.mark.parametrize(
    ("amount", "text"),
    [("-33.370000", "-33.37"), ("0.001500", "0.0015"), ("5.000000", "5.00"), ("7", "7"), ("1E+2", "100")],
)
def test_amounts_in_reasons_have_the_decimals_they_need(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text
