"""Which amounts a cell may be expected to show: nothing is proposed that a rule of the amounts forbids.

The rules themselves are in expectations/rules/amounts.yml, and what they refuse in print is found in SQL.
"""

from decimal import Decimal

from expectations.diagnosis.model import Figure

_BALANCE_COLUMNS = frozenset({"opening_balance", "closing_balance"})
_BALANCE_WORDS = ("balance", "surplus")


def may_show(figure: Figure, amount: Decimal) -> bool:
    """Whether a cell may be expected to show an amount (万元).

    Expenditure is never expected to be negative (amounts.not_negative). Income, of which amounts.income_not_negative
    only informs, and balances may be where they are printed so or where the sign alone is wrong.
    """
    if amount >= 0:
        return True
    _, sheet_id, row_key, column_key = figure.address
    is_balance = column_key in _BALANCE_COLUMNS or any(word in row_key for word in _BALANCE_WORDS)
    may_be_negative = is_balance or is_income(sheet_id, row_key, column_key)
    if not may_be_negative or figure.printed is None:
        return False
    return figure.printed < 0 or figure.printed == -amount


def is_income(sheet_id: str, row_key: str, column_key: str) -> bool:
    """Whether a cell states income."""
    return sheet_id == "income" or column_key == "income" or row_key.startswith("income.")
