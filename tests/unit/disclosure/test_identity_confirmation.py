"""Identities confirm a reading of a scan only where they leave no other, and never one that was not read."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import (
    Cell,
    CellKey,
    Document,
    Place,
    Reading,
    ScanDoubt,
    ScanReading,
    Table,
    TableCell,
)
from orchestration.disclosure.readers.pdf import read_pdf
from orchestration.disclosure.resolution.identity_confirmation import confirm_by_identities
from orchestration.disclosure.resolution.outcomes import Figure
from orchestration.disclosure.resolution.resolve import resolve
from orchestration.disclosure.resolution.sheet_identities import equations_of
from tests.drawn_pdfs import drawn, raw_file, ruled_sheet

ROWS = ("total", "201", "20101", "20102", "208", "20805")
LEAVES = ("20101", "20102", "20805")
COLUMNS = ("total", "basic", "project")
Grid = Mapping[tuple[str, str], Decimal]


def whole(leaves: Mapping[tuple[str, str], Decimal]) -> dict[tuple[str, str], Decimal]:
    """The sheet of these leaves, each (row, basic or project), with all sums that belong over them."""
    grid = dict(leaves)
    for column in ("basic", "project"):
        grid["201", column] = grid["20101", column] + grid["20102", column]
        grid["208", column] = grid["20805", column]
        grid["total", column] = grid["201", column] + grid["208", column]
    for row in ROWS:
        grid[row, "total"] = grid[row, "basic"] + grid[row, "project"]
    return grid


def key(row: str, column: str) -> CellKey:
    return CellKey("expenditure", row, column)


def cell(row: str, column: str, amount: Decimal) -> Cell:
    return Cell(key(row, column), row, column, amount, 2, "万元", f"{amount:.2f}", Place())


def figure(row: str, column: str, text: str, other: str = "", doubt: ScanDoubt | None = None) -> Figure:
    why = doubt or (ScanDoubt.READ_DIFFERENTLY if other else ScanDoubt.LOW_CONFIDENCE)
    return Figure(
        key(row, column), row, column, TableCell(text, 1, 1, scan=ScanReading(80, why, other)), Place(), "万元"
    )


def confirmed(grid: Grid, *doubtful: Figure) -> dict[tuple[str, str], str]:
    keys = {each.key for each in doubtful}
    certain = [cell(*place, amount) for place, amount in grid.items() if key(*place) not in keys]
    taken = confirm_by_identities(certain, doubtful, lambda _: "万元")
    assert all(each.cell.scan and each.cell.scan.doubt is None for each in taken.values())
    return {(each.key.row_key, each.key.column_key): each.cell.text for each in taken.values()}


AMOUNTS = st.integers(1, 999_999).map(lambda hundredths: Decimal(hundredths) / 100)
GRIDS = st.fixed_dictionaries({(row, column): AMOUNTS for row in LEAVES for column in ("basic", "project")}).map(whole)
PLACES = st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS))


def misread(amount: Decimal, kind: str) -> str:
    """What a reader may make of a figure: another digit, no point, no sign."""
    text = f"{amount:.2f}"
    match kind:
        case "digit":
            return text[:-1] + str((int(text[-1]) + 3) % 10)
        case "point":
            return text.replace(".", "")
        case "sign":
            return f"-{text}"
        case _:
            return text[1:] if len(text) > 4 else f"9{text}"


KINDS = st.sampled_from(["digit", "point", "sign", "lost"])


@given(GRIDS, PLACES, KINDS, st.booleans())
def test_the_printed_one_of_two_readings_is_taken(
    grid: Grid, place: tuple[str, str], kind: str, is_second: bool
) -> None:
    right, wrong = f"{grid[place]:.2f}", misread(grid[place], kind)
    texts = (wrong, right) if is_second else (right, wrong)
    # every cell of this sheet stands in a row and in a column that adds up
    assert confirmed(grid, figure(*place, *texts)) == {place: right}


@given(GRIDS, PLACES, KINDS)
def test_a_wrong_reading_is_never_taken(grid: Grid, place: tuple[str, str], kind: str) -> None:
    wrong = misread(grid[place], kind)
    assert confirmed(grid, figure(*place, wrong)) == {}
    assert confirmed(grid, figure(*place, wrong, misread(grid[place] + 1, kind))) == {}


@given(GRIDS, st.sets(PLACES, min_size=2, max_size=5), KINDS)
def test_among_several_doubtful_figures_what_is_taken_is_what_is_printed(
    grid: Grid, places: set[tuple[str, str]], kind: str
) -> None:
    doubtful = [figure(*place, misread(grid[place], kind), f"{grid[place]:.2f}") for place in sorted(places)]
    for place, text in confirmed(grid, *doubtful).items():
        assert Decimal(text) == grid[place]


@given(GRIDS, PLACES, KINDS)
def test_two_doubtful_figures_of_one_identity_are_not_weighed_against_each_other(
    grid: Grid, place: tuple[str, str], kind: str
) -> None:
    """Both wrong by the same amount, their row still adds up."""
    row, _ = place
    off = Decimal(3)
    one, other = grid[row, "basic"] + off, grid[row, "project"] - off
    taken = confirmed(grid, figure(row, "basic", f"{one:.2f}"), figure(row, "project", f"{other:.2f}"))
    assert taken == {}


@given(GRIDS, st.sampled_from(LEAVES), KINDS)
def test_where_the_sheet_does_not_add_up_no_reading_is_taken(grid: Grid, row: str, kind: str) -> None:
    """The publisher's own slip: the row does not hold, whatever the picture shows."""
    slip = {**grid, (row, "total"): grid[row, "total"] + 1}
    printed = f"{slip[row, 'basic']:.2f}"
    assert confirmed(slip, figure(row, "basic", printed)) == {}
    assert confirmed(slip, figure(row, "basic", printed, f"{slip[row, 'basic'] + 1:.2f}")) == {}


GRID = whole({(row, column): Decimal("10.00") for row in LEAVES for column in ("basic", "project")})


def test_one_identity_is_enough_for_one_reading_and_not_for_two() -> None:
    row = {("20101", column): amount for (each, column), amount in GRID.items() if each == "20101"}
    assert confirmed(row, figure("20101", "basic", "10.00")) == {("20101", "basic"): "10.00"}
    assert confirmed(row, figure("20101", "basic", "10.00", "18.00")) == {}


def test_within_rounding_is_not_enough() -> None:
    assert confirmed(GRID, figure("20101", "basic", "10.01")) == {}


@pytest.mark.parametrize("doubt", [ScanDoubt.ROW_UNCERTAIN, ScanDoubt.NOT_A_FIGURE, ScanDoubt.STRUCK_OUT])
def test_what_no_identity_can_tell_is_left_to_people(doubt: ScanDoubt) -> None:
    assert confirmed(GRID, figure("20101", "basic", "10.00", doubt=doubt)) == {}


def test_a_dash_is_no_figure_and_yet_a_reading() -> None:
    zero = whole({place: Decimal(0) for place in GRID if place[0] in LEAVES and place[1] != "total"})
    assert confirmed(zero, figure("20101", "basic", "-")) == {}
    row = {("20101", column): amount for (each, column), amount in GRID.items() if each == "20101"}
    assert confirmed(row, figure("20101", "basic", "10.00", "-")) == {}


def test_a_figure_that_stands_there_twice_is_left_to_people() -> None:
    assert confirmed(GRID, figure("20101", "basic", "10.00"), figure("20101", "basic", "10.00")) == {}


def test_a_sheet_without_its_total_says_nothing() -> None:
    alone = {place: amount for place, amount in GRID.items() if place in {("20101", "basic"), ("20101", "project")}}
    assert confirmed(alone, figure("20101", "basic", "10.00")) == {}


def test_an_equation_is_that_of_the_nearest_printed_row_above() -> None:
    printed = [key(row, "total") for row in ("total", "205", "2050101", "20502", "2050201")]
    found = {
        equation.binding: {each.row_key: sign for each, sign in equation.coefficients.items()}
        for equation in equations_of("expenditure", printed)
        if equation.identity_id == "expenditure.roll_up"
    }
    assert found == {
        "total.total": {"total": 1, "205": -1},
        "205.total": {"205": 1, "2050101": -1, "20502": -1},
        "20502.total": {"20502": 1, "2050201": -1},
    }


def test_a_fallback_stands_in_only_for_what_is_not_printed() -> None:
    sheet, column = "income_expenditure_summary", "final"
    lines = ["income.general_public_budget", "income.opening_balance", "income.grand_total"]
    grand_total = "income_expenditure_summary.income_grand_total"

    def addends(*rows: str) -> set[str]:
        equations = equations_of(sheet, [CellKey(sheet, row, column) for row in rows])
        [found] = (equation for equation in equations if equation.identity_id == grand_total)
        return {each.row_key for each in found.coefficients}

    assert addends(*lines) == set(lines)
    assert addends(*lines, "income.total") == {*lines, "income.total"} - {"income.general_public_budget"}


# Through the resolution of a document --------------------------------------------------------------------------------


def scanned(text: str, other: str, *further: str) -> Reading:
    """A page of which one amount, 603.14 of the total row, is read as these, and further amounts not for certain."""
    content = read_pdf(raw_file(drawn(ruled_sheet)))

    def recognised(cell: TableCell) -> TableCell:
        if cell.text == "603.14" and cell.row_no == 2:
            return cell._replace(text=text, scan=ScanReading(88, ScanDoubt.READ_DIFFERENTLY, other))
        doubt = ScanDoubt.LOW_CONFIDENCE if cell.text in further else None
        return cell._replace(scan=ScanReading(97, doubt))

    blocks = tuple(
        replace(block, cells=tuple(map(recognised, block.cells))) if isinstance(block, Table) else block
        for block in content.blocks
    )
    return resolve(Document("scan.pdf", "0" * 64, 1, "pdf", "test", blocks, 1))


def test_a_confirmed_figure_is_a_cell_that_tells_by_what_it_is_confirmed() -> None:
    reading = scanned("608.14", "603.14")
    [taken] = (cell for cell in reading.cells if cell.scan and cell.scan.confirmed_by)
    assert (taken.amount, taken.key) == (Decimal("603.14"), key("total", "project"))
    assert taken.scan is not None and taken.scan.confirmed_on is None
    assert taken.scan.confirmed_by == "identities expenditure.roll_up, expenditure.row_total"
    assert reading.doubtful == ()
    [told] = (problem for problem in reading.problems if problem.kind is ProblemKind.SCANNED_PAGE)
    assert told.severity is Severity.INFO and "603.14" in told.message.reason


@pytest.mark.parametrize(
    ("text", "other", "further"),
    [
        pytest.param("608.14", "688.14", (), id="both readings are wrong"),
        pytest.param("608.14", "603.14", ("2,336.91",), id="another figure of the row is doubtful"),
    ],
)
def test_what_is_not_confirmed_stays_for_people(text: str, other: str, further: tuple[str, ...]) -> None:
    reading = scanned(text, other, *further)
    assert key("total", "project") in {figure.key for figure in reading.doubtful}
    assert key("total", "project") not in {cell.key for cell in reading.cells}
    assert ProblemKind.DOUBTFUL_FIGURE in {problem.kind for problem in reading.problems}
