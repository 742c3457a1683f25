"""From a department-year to rows: every declared column, exactly."""

from decimal import Decimal

import polars as pl

from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus
from orchestration.disclosure.claims.model import (
    Base,
    Claim,
    ClaimKind,
    Explanation,
    GlossaryTerm,
    Indicator,
    KeyTask,
    Link,
    Origin,
    Project,
    Role,
    Subject,
    WordingResult,
)
from orchestration.disclosure.department_year import (
    DepartmentYear,
    SubmittedCell,
    SubmittedPart,
    SubmittedSheet,
    combine,
)
from orchestration.disclosure.messages.message import Message
from orchestration.disclosure.model import (
    Axis,
    Box,
    Cell,
    CellKey,
    Document,
    DoubtfulFigure,
    PartReading,
    Place,
    PrintedFormula,
    PrintedNumber,
    Problem,
    Reading,
    Recognition,
    ScanDoubt,
    ScanReading,
    SheetReading,
)
from orchestration.landing.frames import LANDING_TABLES, SCHEMAS
from orchestration.landing.place import place_columns
from orchestration.landing.rows import department_year_rows, department_year_tables, problem_row
from tests.landed import Printed, landed

TOTAL = CellKey("expenditure", "total", "total")
TOLD = Message("为何", "why", "怎么办", "what to do")
PRINTED = Printed({TOTAL: Decimal("2141.860001")}, units={"expenditure": "元"}, unread=frozenset({TOTAL}))


KEY = {"department_id": "finance", "fiscal_year": 2024}


def test_every_table_has_its_schema_with_and_without_rows() -> None:
    for tables in (landed("finance", 2024, PRINTED), department_year_tables("finance", 2024, combine([]))):
        assert tuple(tables) == LANDING_TABLES
        for name, table in tables.items():
            assert table.schema == SCHEMAS[name]


def test_every_row_has_every_declared_column() -> None:
    for name, rows in department_year_rows("finance", 2024, one_of_everything()).items():
        (first, *_) = rows
        assert set(first) == set(SCHEMAS[name]), name


def one_of_everything() -> DepartmentYear:
    """A department-year with a row in each table."""
    place, one = Place(page=1), Decimal(1)
    origin = Origin("form", "a.pdf", "0" * 64)
    sheet = SheetReading(
        "expenditure",
        SheetStatus.FOUND,
        formulas=(PrintedFormula("1=2+3", Axis.LINE, 1, ((1, 2), (1, 3)), place),),
        numbers=(PrintedNumber(Axis.LINE, 1, "total"),),
    )
    cell = Cell(TOTAL, "合计", "本年支出合计", one, 0, "万元", "1", place)
    problem = Problem(ProblemKind.NOT_A_NUMBER, Severity.WARNING, "a.pdf", TOLD, key=TOTAL)
    doubtful = DoubtfulFigure(TOTAL, "合计", "本年支出合计", "1", ScanReading(40), ScanDoubt.LOW_CONFIDENCE, place)
    document = Document("a.pdf", "0" * 64, 1, "pdf", "test", ())
    reading = Reading(document, Recognition(), (sheet,), (cell,), (problem,), doubtful=(doubtful,))
    subject = Subject("subject", "words", (TOTAL,))
    claim = Claim(
        "key", origin, "section", 1, subject, ClaimKind.AMOUNT, one, 0, "万元", "1", Base.NONE, "", "phrase", place, one
    )
    budget = (None, None, None, None, None, None)
    explanation = Explanation(
        (claim,),
        (Link("key", Role.CELL, cell=TOTAL),),
        (Project("project", "name", None, None, None, *budget, origin, place),),
        (Indicator("project", "name", 1, None, None, "level", None, None, None, None, origin, place),),
        (GlossaryTerm("term", "description", None, origin, place),),
        (KeyTask("task", None, None, origin, place),),
        (WordingResult("a.rule", "binding", "violated", "terms", "phrase", "a.pdf", place),),
    )
    sheets, cells = (SubmittedSheet("a.pdf", sheet),), (SubmittedCell(reading, cell),)
    parts = (SubmittedPart("a.pdf", PartReading(Part.DUTIES, PartStatus.FOUND, "一、主要职能", place)),)
    return DepartmentYear((reading,), frozenset(), sheets, cells, (problem,), explanation, parts)


def test_an_amount_is_kept_to_the_last_decimal() -> None:
    (row,) = landed("finance", 2024, PRINTED)["cells"].to_dicts()
    assert row["amount"] == Decimal("2141.860001")
    assert (row["department_id"], row["fiscal_year"], row["unit"], row["decimals"]) == ("finance", 2024, "元", 2)
    assert SCHEMAS["cells"]["amount"] == pl.Decimal(20, 6)


def test_a_department_year_has_a_row_for_each_of_the_nine_sheets() -> None:
    sheets = landed("finance", 2024, PRINTED)["sheets"]
    assert len(sheets) == 9
    assert dict(sheets.select("sheet_id", "status").rows())["expenditure"] == "found"
    assert set(sheets["status"]) == {"found", "missing"}


def test_a_department_year_without_a_file_has_no_sheets_and_no_parts() -> None:
    tables = department_year_tables("finance", 2024, combine([]))
    assert (len(tables["sheets"]), len(tables["parts"])) == (0, 0)


def test_a_department_year_has_a_row_for_each_part() -> None:
    parts = landed("finance", 2024, PRINTED)["parts"]
    assert parts["part"].to_list() == list(Part)


def test_a_problem_keeps_its_cell_and_place() -> None:
    box = Box(1.0, 2.0, 3.0, 4.0)
    place = Place(page=7, table_no=2, row_no=3, column_no=4, box=box)
    problem = Problem(ProblemKind.NOT_A_NUMBER, Severity.WARNING, "", TOLD, place, "expenditure", TOTAL)
    row = problem_row(KEY, problem)
    assert list(row) == list(SCHEMAS["problems"])
    assert (row["row_key"], row["column_key"], row["page"], row["box_bottom"]) == ("total", "total", 7, 4.0)
    assert row["file_name"] is None
    assert Message(*(str(row[name]) for name in ("reason", "reason_en", "remedy", "remedy_en"))) == TOLD


def test_an_unknown_place_is_blank() -> None:
    assert set(place_columns(Place()).values()) == {None}
