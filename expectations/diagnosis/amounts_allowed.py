"""Which amounts a cell may be expected to show: nothing is proposed that a rule of the amounts forbids.

The rules themselves are in expectations/rules/amounts.yml, and what they refuse in print is found in SQL.
"""

from decimal import Decimal

from expectations.diagnosis.model import Figure

_BALANCE_COLUMNS = frozenset({"opening_balance", "closing_balance"})
_BALANCE_WORDS = ("balance", "surplus")


def may_show(figure: Figure, amount: Decimal) -> bool:
    """Whether a cell may be expected to show an amount (万元): only a balance is negative without further ado.

    Expenditure never is (amounts.not_negative). Income may be where it is printed so or where its sign alone is wrong
    (amounts.income_not_negative only informs).
    """
    if amount >= 0:
        return True
    _, sheet_id, row_key, column_key = figure.address
    if column_key in _BALANCE_COLUMNS or any(word in row_key for word in _BALANCE_WORDS):
        return True
    if not is_income(sheet_id, row_key, column_key) or figure.printed is None:
        return False
    return figure.printed < 0 or figure.printed == -amount


def is_income(sheet_id: str, row_key: str, column_key: str) -> bool:
    """Whether a cell states income."""
    return sheet_id == "income" or column_key == "income" or row_key.startswith("income.")
