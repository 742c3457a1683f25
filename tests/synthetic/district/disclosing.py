"""A year of a department as the disclosure it publishes: figures as printed, in 万元 or in 元."""

import random
from decimal import ROUND_HALF_UP, Decimal

from orchestration.disclosure.model import CellKey
from tests.synthetic.district.history import Year
from tests.synthetic.district.kinds import code_names
from tests.synthetic.district.population import Department
from tests.synthetic.documents.generate import with_printed_zeros
from tests.synthetic.documents.model import YUAN_PER_WAN, Disclosure

_HUNDREDTH = Decimal("0.01")


def make_disclosure(seed: int, department: Department, year: Year) -> Disclosure:
    """Return the disclosure of a year; a department that keeps 元 and prints 万元 rounds every figure, totals too."""
    habits = random.Random(f"{seed}/zeros/{department.department_id}")
    sheets = year.accounts.sheets()
    figures = {
        CellKey(sheet_id, row_key, column_key): _in_wan(yuan, department.unit)
        for sheet_id, cells in sheets.items()
        for (row_key, column_key), yuan in with_printed_zeros(habits, cells).items()
    }
    codes = {key.row_key for key in figures if key.row_key.isdigit()}
    classes = {key.row_key.removeprefix("expenditure.") for key in figures if key.row_key.startswith("expenditure.")}
    names = code_names()
    return Disclosure(
        department_name=department.name_in(year.fiscal_year),
        fiscal_year=year.fiscal_year,
        figures=figures,
        code_names={code: names[code] for code in codes | {code for code in classes if code.isdigit()}},
        declared_empty=frozenset(sheets.keys() - {key.sheet_id for key in figures}),
        units=dict.fromkeys(sheets, "元") if department.unit == "元" else {},
    )


def _in_wan(yuan: int, unit: str) -> Decimal:
    exact = Decimal(yuan) / YUAN_PER_WAN
    return exact if unit == "元" else exact.quantize(_HUNDREDTH, ROUND_HALF_UP)
