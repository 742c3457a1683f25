"""The smallest explanation: hand-made equations with one wrong figure, several, blank ones and none that fits."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from expectations.diagnosis.model import CellAddress, Change, Diagnosis, Equation, EquationKey, EquationState, Figure
from expectations.diagnosis.search import explain_violations

YEAR = 2024
ALLOWANCE = Decimal("0.02")


def address(name: str) -> CellAddress:
    """A cell by its row, its column `final` where none is said."""
    row, _, column = name.partition(".")
    return (YEAR, "sheet", row, column or "final")


def equation(name: str, total: str, *parts: str, figures: Mapping[str, str], floor: bool = False) -> Equation:
    printed = {cell: Decimal(figures[cell]) for cell in (total, *parts) if cell in figures}
    residual = printed.get(total, Decimal(0)) - sum((printed.get(part, Decimal(0)) for part in parts), Decimal(0))
    excess = -residual if floor else abs(residual)
    state = EquationState.VIOLATED if excess > ALLOWANCE else EquationState.HOLDS
    state = EquationState.UNRESOLVED if total not in figures else state
    signs = {address(total): 1} | {address(part): -1 for part in parts}
    blank = frozenset() if total in figures else frozenset({address(total)})
    return Equation((YEAR, name, ""), state, residual, ALLOWANCE, floor, signs, blank)


def cells(figures: Mapping[str, str], blank: Iterable[str] = ()) -> list[Figure]:
    step = Decimal("0.01")
    return [
        *(Figure(address(name), name, Decimal(amount), step) for name, amount in figures.items()),
        *(Figure(address(name), name, None, step) for name in blank),
    ]


def key(name: str) -> EquationKey:
    return (YEAR, name, "")


def likeliest(diagnosis: Diagnosis) -> list[tuple[str, Decimal | None, str | None]]:
    return [(s.figure.label, s.expected, s.likely_cause) for s in cells_of(diagnosis, most=1)]


def cells_of(diagnosis: Diagnosis, most: int = 99) -> list[Change]:
    return [change for hypothesis in diagnosis.hypotheses if hypothesis.rank <= most for change in hypothesis.changes]


def sheet(figures: Mapping[str, str], rows: Iterable[str] = ("a", "b", "total")) -> list[Equation]:
    """Rows a and b and their total, each with basic + project = all; every column summed."""
    across = [equation(f"row_{row}", f"{row}.all", f"{row}.basic", f"{row}.project", figures=figures) for row in rows]
    down = [
        equation(f"sum_{column}", f"total.{column}", f"a.{column}", f"b.{column}", figures=figures)
        for column in ("all", "basic", "project")
    ]
    return [*across, *down]


RIGHT = {
    "a.basic": "120.35",
    "a.project": "310.40",
    "a.all": "430.75",
    "b.basic": "75.12",
    "b.project": "1046.30",
    "b.all": "1121.42",
    "total.basic": "195.47",
    "total.project": "1356.70",
    "total.all": "1552.17",
}


def test_equations_that_hold_give_no_diagnosis() -> None:
    assert explain_violations(cells(RIGHT), sheet(RIGHT)) == ()


def test_a_wrong_part_is_singled_out_by_its_row_and_its_column() -> None:
    figures = RIGHT | {"a.project": "301.40"}
    (diagnosis,) = explain_violations(cells(figures), sheet(figures))
    assert diagnosis.violations == (key("row_a"), key("sum_project"))
    assert likeliest(diagnosis) == [("a.project", Decimal("310.40"), "transposed_digits")]
    assert diagnosis.finding_id == "2024 sheet[a].project"


def test_a_wrong_total_is_singled_out_too() -> None:
    figures = RIGHT | {"total.basic": "19.55"}
    (diagnosis,) = explain_violations(cells(figures), sheet(figures))
    assert likeliest(diagnosis) == [("total.basic", Decimal("195.47"), "misplaced_decimal_point")]


def test_two_mistakes_in_one_column_are_told_apart() -> None:
    figures = RIGHT | {"a.project": "301.40", "b.project": "104.63"}
    diagnoses = explain_violations(cells(figures), sheet(figures))
    assert {likeliest(diagnosis)[0][:2] for diagnosis in diagnoses} == {
        ("a.project", Decimal("310.40")),
        ("b.project", Decimal("1046.30")),
    }
    explained = [violation for diagnosis in diagnoses for violation in diagnosis.violations]
    assert sorted(explained) == [key("row_a"), key("row_b"), key("sum_project")]


def test_two_figures_exchanged_are_found_though_their_sum_is_right() -> None:
    figures = RIGHT | {"a.project": "1046.30", "b.project": "310.40"}
    (diagnosis,) = explain_violations(cells(figures), sheet(figures))
    assert diagnosis.violations == (key("row_a"), key("row_b"))
    assert [hypothesis.kind for hypothesis in diagnosis.hypotheses if hypothesis.rank == 1] == ["cells_exchanged"]


def test_without_a_second_identity_all_cells_are_listed_and_a_telling_slip_stands_out() -> None:
    figures = {"t": "501.00", "a": "123.00", "b": "345.00"}
    (diagnosis,) = explain_violations(cells(figures), [equation("only", "t", "a", "b", figures=figures)])
    assert {change.figure.label for change in cells_of(diagnosis)} == {"t", "a", "b"}
    assert diagnosis.finding_id == "2024 only"
    figures = {"t": "486.00", "a": "123.00", "b": "345.00"}
    (diagnosis,) = explain_violations(cells(figures), [equation("only", "t", "a", "b", figures=figures)])
    assert likeliest(diagnosis) == [("t", Decimal("468.00"), "transposed_digits")]
    assert len(diagnosis.hypotheses) == 3


def test_a_blank_cell_is_a_candidate_where_no_printed_one_explains_as_much() -> None:
    figures = {name: amount for name, amount in RIGHT.items() if name != "b.basic"}
    (diagnosis,) = explain_violations(cells(figures, ["b.basic"]), sheet(figures))
    assert likeliest(diagnosis) == [("b.basic", Decimal("75.12"), "missing_figure")]
    assert cells_of(diagnosis)[0].figure.printed is None


def test_a_figure_where_there_should_be_none() -> None:
    figures = {name: "0.00" if name == "a.project" else amount for name, amount in RIGHT.items()}
    figures |= {"a.all": "120.35", "total.project": "1046.30", "total.all": "1241.77"} | {"a.project": "7.40"}
    (diagnosis,) = explain_violations(cells(figures), sheet(figures))
    assert likeliest(diagnosis) == [("a.project", Decimal(0), "extra_figure")]


def test_filling_a_blank_total_must_satisfy_it() -> None:
    figures = {"whole": "90.00", "x": "5.00", "p": "30.00", "q": "40.00"}
    equations = [
        equation("whole", "whole", "x", "sub", figures=figures),
        equation("sub", "sub", "p", "q", figures=figures),
        equation("x", "x", "y", figures=figures | {"y": "5.00"}),
    ]
    figures |= {"y": "5.00"}
    (diagnosis,) = explain_violations(cells(figures, ["sub"]), equations)
    assert "sub" not in {change.figure.label for change in cells_of(diagnosis)}


def test_a_floor_accuses_both_sides_and_names_the_least_that_would_do() -> None:
    figures = {"three_public": "0.62", "section": "6.20"}
    equations = [equation("floor", "three_public", "section", figures=figures, floor=True)]
    (diagnosis,) = explain_violations(cells(figures), equations)
    assert ("three_public", Decimal("6.20"), "misplaced_decimal_point") in likeliest(diagnosis)


def test_the_order_of_the_input_does_not_matter() -> None:
    figures = RIGHT | {"a.project": "301.40", "b.basic": "57.12"}
    assert explain_violations(cells(figures), sheet(figures)) == explain_violations(
        cells(figures)[::-1], sheet(figures)[::-1]
    )
