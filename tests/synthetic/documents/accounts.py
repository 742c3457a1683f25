"""The money of one department-year and the nine sheets that follow from it.

Amounts are whole numbers of any one unit (hundredths of 万元, 元), so that sums are exact. A sheet is built from its
leaves; totals and classes follow.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.synthetic.documents.codes import ancestors, economic_sections

BUDGETS = ("general_public_budget", "government_fund", "state_capital")

PERSONNEL_CLASSES = ("301", "303")
OPERATING_CLASSES = ("302", "307", "310", "399")
SECTIONS_OF_ITEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overseas_travel": ("30212",),
        "vehicle_purchase": ("31013",),
        "vehicle_operation": ("30231",),
        "reception": ("30217",),
        "meeting": ("30215",),
        "training": ("30216",),
    }
)
"""The economic sections whose basic expenditure an item of the three public expenses contains."""

Cells = Counter[tuple[str, str]]
"""One sheet by row key and column key; a zero is a cell that may be printed blank or as 0.00."""


@dataclass(frozen=True)
class Appropriation:
    """One budget, item by item; income is what makes both sides meet."""

    opening: Counter[str]
    basic: Counter[str]
    project: Counter[str]
    closing: Counter[str]

    @property
    def expenditure(self) -> Counter[str]:
        return sum_of(self.basic, self.project)

    @property
    def income(self) -> Counter[str]:
        income = sum_of(self.expenditure, self.closing)
        income.subtract(self.opening)
        return income

    def expenditure_columns(self) -> dict[str, Counter[str]]:
        return {"total": self.expenditure, "basic": self.basic, "project": self.project}

    def all_columns(self) -> dict[str, Counter[str]]:
        balances = {"opening_balance": self.opening, "income": self.income, "closing_balance": self.closing}
        return {**self.expenditure_columns(), **balances}


@dataclass(frozen=True)
class OtherMoney:
    """What is no fiscal appropriation, item by item by income source and by use, and its balances as a whole."""

    income: Mapping[str, Counter[str]]
    basic: Counter[str]
    project: Counter[str]
    uses: Mapping[str, Counter[str]]
    surplus_used: int
    surplus_distribution: int
    opening: int

    @property
    def closing(self) -> int:
        income = sum(column.total() for column in self.income.values())
        expenditure = sum(column.total() for column in (self.basic, self.project, *self.uses.values()))
        return self.opening + self.surplus_used + income - expenditure - self.surplus_distribution


@dataclass(frozen=True)
class Accounts:
    """All the money of a department-year: by budget, from elsewhere, basic expenditure of the general public budget by
    economic section, and the three public expenses by column (budget, final) and item."""

    appropriations: Mapping[str, Appropriation]
    other: OtherMoney
    economic: Counter[str]
    expenses: Mapping[str, Counter[str]]

    def sheets(self) -> dict[str, Cells]:
        """The nine sheets by id."""
        general = self.appropriations["general_public_budget"]
        return {
            "income_expenditure_summary": _summary(self.appropriations, self.other),
            "income": _income(self.appropriations, self.other),
            "expenditure": _expenditure(self.appropriations, self.other),
            "appropriation_summary": _appropriation_summary(self.appropriations),
            "general_budget_expenditure": _function_sheet(general.expenditure_columns()),
            "general_budget_basic_by_economic": _economic_sheet(self.economic),
            "government_fund": _function_sheet(self.appropriations["government_fund"].all_columns()),
            "state_capital": _function_sheet(self.appropriations["state_capital"].all_columns()),
            "three_public": _three_public(self.expenses),
        }


def _summary(appropriations: Mapping[str, Appropriation], other: OtherMoney) -> Cells:
    income = {budget: money.income.total() for budget, money in appropriations.items()}
    income |= {source: column.total() for source, column in other.income.items()}
    classes = by_class(_all_expenditure(appropriations, other))
    opening = other.opening + sum(money.opening.total() for money in appropriations.values())
    closing = other.closing + sum(money.closing.total() for money in appropriations.values())
    lines = {f"income.{line}": amount for line, amount in income.items()}
    lines |= {
        "income.total": sum(income.values()),
        "income.non_appropriation_surplus_used": other.surplus_used,
        "income.opening_balance": opening,
        "income.grand_total": sum(income.values()) + other.surplus_used + opening,
    }
    lines |= {f"expenditure.{code}": amount for code, amount in classes.items()}
    lines |= {
        "expenditure.total": classes.total(),
        "expenditure.surplus_distribution": other.surplus_distribution,
        "expenditure.closing_balance": closing,
        "expenditure.grand_total": classes.total() + other.surplus_distribution + closing,
    }
    return Counter({(line, "final"): amount for line, amount in lines.items()})


def _income(appropriations: Mapping[str, Appropriation], other: OtherMoney) -> Cells:
    columns = {"fiscal_appropriation": sum_of(*(money.income for money in appropriations.values())), **other.income}
    return _function_sheet({"total": sum_of(*columns.values()), **columns})


def _expenditure(appropriations: Mapping[str, Appropriation], other: OtherMoney) -> Cells:
    columns = {
        "total": _all_expenditure(appropriations, other),
        "basic": sum_of(*(money.basic for money in appropriations.values()), other.basic),
        "project": sum_of(*(money.project for money in appropriations.values()), other.project),
        **other.uses,
    }
    return _function_sheet(columns)


def _appropriation_summary(appropriations: Mapping[str, Appropriation]) -> Cells:
    cells: Cells = Counter()
    class_codes = sorted(by_class(sum_of(*(money.expenditure for money in appropriations.values()))))
    for budget, money in appropriations.items():
        income, opening, closing = (money.income.total(), money.opening.total(), money.closing.total())
        cells[f"income.{budget}", "final"] = income
        cells[f"income.opening_balance.{budget}", "final"] = opening
        cells["income.total", "final"] += income
        cells["income.opening_balance", "final"] += opening
        cells["income.grand_total", "final"] += income + opening
        classes = by_class(money.expenditure)
        lines = {f"expenditure.{code}": classes[code] for code in class_codes}
        lines |= {
            "expenditure.total": classes.total(),
            "expenditure.closing_balance": closing,
            "expenditure.grand_total": classes.total() + closing,
        }
        for line, amount in lines.items():
            cells[line, budget] = amount
            cells[line, "total"] += amount
    return cells


def _economic_sheet(sections: Counter[str]) -> Cells:
    classes = by_class(sections)
    personnel = sum(classes[code] for code in PERSONNEL_CLASSES)
    operating = sum(classes[code] for code in OPERATING_CLASSES)
    unused = {section: 0 for code in classes for section in economic_sections(code)}
    foot = {"personnel_total": personnel, "operating_total": operating, "total": personnel + operating}
    rows = {**unused, **sections, **classes, **foot}
    return Counter({(row_key, "final"): amount for row_key, amount in rows.items()})


def _three_public(expenses: Mapping[str, Counter[str]]) -> Cells:
    cells: Cells = Counter()
    for column, items in expenses.items():
        vehicles = items["vehicle_purchase"] + items["vehicle_operation"]
        total = items["overseas_travel"] + vehicles + items["reception"]
        for item, amount in {**items, "vehicles": vehicles, "total": total}.items():
            cells[item, column] = amount
    return cells


def _function_sheet(columns: Mapping[str, Counter[str]]) -> Cells:
    """Every column rolled up from items to sections, classes and 合计."""
    cells: Cells = Counter()
    for item in sorted(set().union(*columns.values())):
        for column, items in columns.items():
            for row_key in (item, *ancestors(item), "total"):
                cells[row_key, column] += items[item]
    return cells


def _all_expenditure(appropriations: Mapping[str, Appropriation], other: OtherMoney) -> Counter[str]:
    appropriated = (money.expenditure for money in appropriations.values())
    return sum_of(*appropriated, other.basic, other.project, *other.uses.values())


def by_class(amounts: Mapping[str, int]) -> Counter[str]:
    classes: Counter[str] = Counter()
    for code, amount in amounts.items():
        classes[code[:3]] += amount
    return classes


def sum_of(*columns: Counter[str]) -> Counter[str]:
    """Like +, which would drop what is not positive."""
    total: Counter[str] = Counter()
    for column in columns:
        total.update(column)
    return total
