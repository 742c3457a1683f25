"""A page that only points to other documents: nobody left its sheets out, and beside a document it hides nothing."""

from expectations.vocabulary import ProblemKind, SheetStatus
from orchestration.disclosure.department_year import combine_sheets
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.reading import unread
from tests.documents import line, read, table

PAGE = unread("index.html", b"", UnreadableFile(ProblemKind.ELSEWHERE, message("web.points_elsewhere", names="a.pdf")))
SHEET = read(line("2024年度支出决算表"), line("单位：万元"), table("科目编码|科目名称|本年支出合计", "合计|<|1.00"))


def test_alone_it_may_hide_every_sheet() -> None:
    combined = combine_sheets([PAGE])
    assert {sheet.reading.status for sheet in combined.sheets} == {SheetStatus.UNREADABLE}
    assert [problem.kind for problem in combined.problems] == [ProblemKind.ELSEWHERE]


def test_beside_a_document_missing_sheets_are_missing() -> None:
    assert SHEET.cells
    combined = combine_sheets([PAGE, SHEET])
    missing = [sheet for sheet in combined.sheets if sheet.reading.status is SheetStatus.MISSING]
    assert len(missing) == len(combined.sheets) - 1
