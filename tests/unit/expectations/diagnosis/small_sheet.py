"""A small consistent disclosure for the generators of hypotheses: an expenditure sheet and an income sheet."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from expectations.diagnosis.model import CellAddress, Diagnosis, Equation, EquationState, Figure, Hypothesis
from expectations.diagnosis.search import explain_violations

YEAR = 2024
STEP = Decimal("0.01")
HALF = Decimal("0.005")
SHEET = "expenditure"
COLUMNS = ("total", "basic", "project")

ROWS: Mapping[str, tuple[str, str]] = {
    "2010101": ("120.35", "310.40"),
    "2010102": ("75.12", "1046.30"),
    "2050201": ("9.87", "44.05"),
    "2050202": ("603.11", "28.76"),
    "2080501": ("17.29", "512.64"),
}
"""Basic and project expenditure of each item."""

Cells = dict[CellAddress, Decimal | None]


def cell(row: str, column: str = "total", sheet: str = SHEET) -> CellAddress:
    return (YEAR, sheet, row, column)


def lines() -> list[str]:
    """The rows from top to bottom."""
    codes = {code[:length] for code in ROWS for length in (3, 5, 7)}
    return [*sorted(codes), "total"]


def under(row: str) -> list[str]:
    """The items that a row adds up."""
    return list(ROWS) if row == "total" else [code for code in ROWS if code.startswith(row)]


def right() -> Cells:
    """Every figure as it should be; the income sheet prints the totals again."""
    figures: Cells = {}
    for row in lines():
        basic, project = (sum((Decimal(ROWS[code][at]) for code in under(row)), Decimal(0)) for at in (0, 1))
        figures |= {cell(row, "basic"): basic, cell(row, "project"): project, cell(row): basic + project}
        figures[cell(row, "total", "income")] = basic + project
    return figures


def explain(figures: Cells, unchanged: tuple[tuple[int, str], ...] = ()) -> tuple[Diagnosis, ...]:
    """Diagnose the figures as printed."""
    order = {row: number for number, row in enumerate(lines(), start=1)}
    printed = [Figure(address, address[2], amount, STEP, (), order[address[2]]) for address, amount in figures.items()]
    return explain_violations(printed, list(equations(figures)), unchanged)


def best(diagnosis: Diagnosis) -> list[Hypothesis]:
    return [hypothesis for hypothesis in diagnosis.hypotheses if hypothesis.rank == 1]


def expected(hypothesis: Hypothesis) -> Cells:
    return {change.figure.address: change.expected for change in hypothesis.changes}


def equations(figures: Cells) -> Iterator[Equation]:
    printed = {address[2] for address in figures if address[1] == SHEET}
    for row in printed:
        yield _equation(figures, "expenditure.row_total", row, cell(row), [cell(row, "basic"), cell(row, "project")])
        yield _equation(figures, "income_expenditure.code", row, cell(row, "total", "income"), [cell(row)])
    for sheet, columns in ((SHEET, COLUMNS), ("income", ("total",))):
        rows = {address[2] for address in figures if address[1] == sheet}
        for parent in rows:
            children = [row for row in rows if _parent(row, rows) == parent]
            for column in columns if children else ():
                parts = [cell(row, column, sheet) for row in children]
                binding = f"{parent}.{column}"
                yield _equation(figures, f"{sheet}.roll_up", binding, cell(parent, column, sheet), parts)


def _parent(row: str, rows: set[str]) -> str | None:
    if not row.isdigit():
        return None
    return next((row[:length] for length in (5, 3) if length < len(row) and row[:length] in rows), "total")


def _equation(figures: Cells, identity: str, binding: str, total: CellAddress, parts: list[CellAddress]) -> Equation:
    residual = (figures.get(total) or Decimal(0)) - sum((figures.get(part) or Decimal(0) for part in parts), Decimal(0))
    terms = [address for address in (total, *parts) if address in figures]
    allowance = HALF * len(terms)
    is_open = figures.get(total) is None
    state = EquationState.VIOLATED if abs(residual) > allowance else EquationState.HOLDS
    signs = {address: 1 if address == total else -1 for address in terms}
    return Equation(
        (YEAR, identity, binding),
        EquationState.UNRESOLVED if is_open else state,
        residual,
        allowance,
        False,
        signs,
        frozenset({total} & figures.keys()) if is_open else frozenset(),
    )
