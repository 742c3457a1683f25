"""Rows and lines that a sheet leaves out: which may be missing, and what they would have to show.

A row is known from the other sheets that print its code. It joins the equations in which rows like it stand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.model import CellAddress, Equation, EquationKey, EquationState, Figure, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.same_subject import Elsewhere, subject_of

KIND = "row_omitted"
_FUNCTION_SHEETS = ("income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital")
_SUMMARIES = ("income_expenditure_summary", "appropriation_summary")
_CLASS_LINE = "expenditure."
_MAX_ROWS = 6
"""The number of rows left out together that are tried."""

UNNAMED = "*"
"""Ends the key of a row that no sheet names: some row under a code, as in `30201*`."""

Signs = dict[EquationKey, dict[CellAddress, int]]


@dataclass(frozen=True, slots=True)
class Statement:
    """Figures and equations with the cells of rows that may have been left out; `absent` are all cells of rows without
    any figure."""

    figures: tuple[Figure, ...]
    equations: tuple[Equation, ...]
    absent: frozenset[CellAddress]


def add_absent_rows(figures: Iterable[Figure], equations: Iterable[Equation], elsewhere: Elsewhere) -> Statement:
    """Add a blank figure for every cell of a row that other sheets lead one to expect where sums do not hold."""
    figures, equations = tuple(figures), tuple(equations)
    printed_rows: defaultdict[SheetAddress, set[str]] = defaultdict(set)
    columns: defaultdict[SheetAddress, dict[str, Decimal]] = defaultdict(dict)
    for figure in figures:
        if figure.printed is not None:
            printed_rows[figure.address[:2]].add(figure.address[2])
            columns[figure.address[:2]][figure.address[3]] = figure.step
    memberships = _Memberships(equations)
    states = {equation.key: equation.state for equation in equations}
    known = {figure.address for figure in figures}
    added: list[Figure] = []
    signs: Signs = defaultdict(dict)
    for sheet, rows in sorted(printed_rows.items()):
        for row, parent in _missing_rows(sheet, rows, elsewhere):
            for column, step in sorted(columns[sheet].items()):
                address = (*sheet, row, column)
                joined = memberships.of(address, parent)
                if address not in known and any(states[key] is EquationState.VIOLATED for key in joined):
                    added.append(Figure(address, _label(address, elsewhere), None, step))
                    for key, sign in joined.items():
                        signs[key][address] = sign
    for figure, sums in _unnamed_rows(equations, columns, printed_rows):
        added.append(figure)
        signs[sums][figure.address] = -1
    extended = tuple(
        replace(equation, signs={**equation.signs, **signs[equation.key]}) if equation.key in signs else equation
        for equation in equations
    )
    everything = (*figures, *added)
    absent = frozenset(f.address for f in everything if f.address[2] not in printed_rows[f.address[:2]])
    return Statement(everything, extended, absent)


def _unnamed_rows(
    equations: Iterable[Equation],
    columns: Mapping[SheetAddress, Mapping[str, Decimal]],
    printed_rows: Mapping[SheetAddress, set[str]],
) -> Iterator[tuple[Figure, EquationKey]]:
    """A blank figure for some row under each code whose rows do not add up to it."""
    for equation in equations:
        year, identity, binding = equation.key
        sheet_id, _, rule = identity.partition(".")
        parent, _, column = binding.rpartition(".")
        step = columns.get((year, sheet_id), {}).get(column)
        is_sum = rule == "roll_up" and equation.state is EquationState.VIOLATED
        if is_sum and step is not None and parent in printed_rows[year, sheet_id]:
            yield Figure((year, sheet_id, f"{parent}{UNNAMED}", column), f"{parent}{UNNAMED}", None, step), equation.key


def _label(address: CellAddress, elsewhere: Elsewhere) -> str:
    return next((figure.label for figure in elsewhere.figures(address) if figure.label), address[2])


def _missing_rows(sheet: SheetAddress, rows: set[str], elsewhere: Elsewhere) -> Iterator[tuple[str, str]]:
    """The rows of other sheets that this one has no like of, each with the row that would add it up."""
    year, sheet_id = sheet
    codes = elsewhere.codes(year, sheet_id)
    if sheet_id in _SUMMARIES:
        lines = sorted(f"{_CLASS_LINE}{code}" for code in codes if len(code) == 3)
        yield from ((line, f"{_CLASS_LINE}total") for line in lines if line not in rows)
    if sheet_id not in _FUNCTION_SHEETS:
        return
    missing = {code for code in codes - rows if not any(row.startswith(code) for row in rows)}
    for code in sorted(missing):
        above = [code[:length] for length in (5, 3) if length < len(code)]
        if missing.isdisjoint(above):
            yield code, next((parent for parent in above if parent in rows), "total")


class _Memberships:
    """In which equations a cell of a row that is not printed would take part, learnt from the rows that are."""

    def __init__(self, equations: Iterable[Equation]) -> None:
        self._equations = {equation.key: equation for equation in equations}
        self._by_row: dict[tuple[str, int, str, str], int] = {}
        self._by_line: dict[CellAddress, dict[EquationKey, int]] = defaultdict(dict)
        for (year, identity, binding), equation in self._equations.items():
            for address, sign in equation.signs.items():
                row = address[2]
                if binding and binding in (row, row.removeprefix(_CLASS_LINE)):
                    self._by_row[identity, year - address[0], address[1], address[3]] = sign
                elif _is_class_line(row):
                    self._by_line[address[0], address[1], "", address[3]][year, identity, binding] = sign

    def of(self, address: CellAddress, parent: str) -> dict[EquationKey, int]:
        """The equations with the sign of the cell."""
        year, sheet_id, row, column = address
        found = dict(self._by_line[year, sheet_id, "", column]) if _is_class_line(row) else {}
        roll_up = (year, f"{sheet_id}.roll_up", f"{parent}.{column}")
        if not _is_class_line(row) and roll_up in self._equations:
            found[roll_up] = -1
        for (identity, later, of_sheet, of_column), sign in self._by_row.items():
            key = (year + later, identity, row.removeprefix(_CLASS_LINE))
            if (of_sheet, of_column) == (sheet_id, column) and key in self._equations:
                found[key] = sign
        return found


def _is_class_line(row: str) -> bool:
    return row.startswith(_CLASS_LINE) and row.removeprefix(_CLASS_LINE).isdigit()


def propose_omissions(ledger: Ledger, elsewhere: Elsewhere, absent: frozenset[CellAddress]) -> Iterator[Move]:
    """Yield the rows without a figure whose amounts would make violated sums hold, one by one and all of one sheet."""
    violated = ledger.violated_cells()
    rows: defaultdict[tuple[SheetAddress, str], list[CellAddress]] = defaultdict(list)
    for address in sorted(absent & violated):
        rows[address[:2], address[2]].append(address)
    by_sheet: defaultdict[SheetAddress, list[CellAddress]] = defaultdict(list)
    for (sheet, _), cells in rows.items():
        by_sheet[sheet] += cells
        yield from _leave_out(ledger, elsewhere, {cell: _open_amount(ledger, cell) for cell in cells})
    for cells in by_sheet.values():
        several = len({cell[2] for cell in cells})
        if 1 < several <= _MAX_ROWS:
            yield from _leave_out(ledger, elsewhere, {cell: _stated_amount(elsewhere, cell) for cell in cells})


def _leave_out(ledger: Ledger, elsewhere: Elsewhere, amounts: Mapping[CellAddress, Decimal | None]) -> Iterator[Move]:
    expected = {cell: amount for cell, amount in amounts.items() if amount}
    places = {cell: place for cell, amount in expected.items() if (place := _place(ledger, elsewhere, cell, amount))}
    is_code = any(subject_of(cell) and elsewhere.figures(cell) for cell in expected)
    known = Implausibility.SLIP if is_code else Implausibility.FREE
    move = propose(ledger, KIND, expected, Implausibility.TELLING if places else known, found_at=places)
    if move is not None:
        yield move


def _place(ledger: Ledger, elsewhere: Elsewhere, cell: CellAddress, amount: Decimal) -> CellAddress | None:
    return elsewhere.find(cell, amount, 4 * ledger.figures[cell].step)


def _open_amount(ledger: Ledger, cell: CellAddress) -> Decimal | None:
    """What the most exact of its violated equations leaves open for a cell."""
    open_equations = [
        equation
        for equation in ledger.touched[cell]
        if not equation.is_floor and equation.key in ledger.violated_as_printed
    ]
    if not open_equations:
        return None
    equation = min(open_equations, key=lambda each: (each.allowance, each.key))
    return -equation.signs[cell] * equation.residual


def _stated_amount(elsewhere: Elsewhere, cell: CellAddress) -> Decimal | None:
    same_column = (figure.printed for figure in elsewhere.figures(cell) if figure.address[3] == cell[3])
    return next(same_column, None)
