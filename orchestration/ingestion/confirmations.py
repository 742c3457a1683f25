"""confirmations.csv of a department-year: what people saw in cells of pages that are pictures.

It is optional, and lies beside the documents it is about. A line that is wrong is told and left out, the others hold.
What becomes of a confirmation belongs to `disclosure.readers.confirmed`.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.department_year import CONFIRMATIONS, is_within
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.model import Box, Confirmation, Problem, Reading
from orchestration.registry.csv_file import Columns, CsvRefused, in_line, is_there, read_csv

COLUMNS = ("document_sha256", "page", "table_no", "box", "value", "who", "when")
_MOST_CHARACTERS = 200
"""Of a value, or a name."""


@dataclass(frozen=True, slots=True)
class Confirmations:
    """What holds of a list, what is wrong with the rest, and the sha256 of the list (empty where there is none)."""

    entries: tuple[Confirmation, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str = ""


def load_confirmations(folder: Path) -> Confirmations:
    """The list in the folder of a department-year. One that a link leads out of the folder is not followed."""
    path = folder / CONFIRMATIONS
    if not is_there(path):
        return Confirmations()
    if not is_within(path, folder):
        told = message("submissions.outside_link")
        return Confirmations(
            (), (Problem(ProblemKind.CONFIRMATION_PROBLEM, Severity.WARNING, CONFIRMATIONS, told),), "outside"
        )
    try:
        file = read_csv(path, wrong_with=_missing)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except CsvRefused as refused:
        return Confirmations((), (_refused(refused.told),), refused.told.text)
    entries: list[Confirmation] = []
    problems: list[Problem] = []
    for line, row in file.rows:
        found = _entry(row, line)
        if isinstance(found, Confirmation):
            entries.append(found)
        else:
            problems.append(_refused(in_line(path, line, found)))
    return Confirmations(tuple(entries), tuple(problems), sha256)


def void_confirmations(entries: Sequence[Confirmation], readings: Iterable[Reading]) -> tuple[Problem, ...]:
    """A problem for those that are about other documents than were read: a document that changed voids them."""
    read = {reading.document.sha256 for reading in readings}
    void = [each for each in entries if each.document_sha256 not in read]
    if not void:
        return ()
    lines = "、".join(str(each.line) for each in void[:20])
    told = message("lists.void_confirmations", count=len(void), lines=lines)
    return (Problem(ProblemKind.CONFIRMATION_PROBLEM, Severity.WARNING, CONFIRMATIONS, told),)


def confirmations_csv(entries: Iterable[Confirmation]) -> str:
    """The text of a list of these, as spreadsheets open it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in entries:
        page = "" if each.page is None else each.page
        writer.writerow(
            (each.document_sha256, page, each.table_no, box_text(each.box), each.value, each.who, each.on.isoformat())
        )
    return "\ufeff" + stream.getvalue()


def box_text(box: Box) -> str:
    """A box as a list states it: left, top, right and bottom in points, to a tenth."""
    return " ".join(f"{edge:.1f}" for edge in box)


def _entry(row: dict[str, str], line: int) -> Confirmation | Fragment:
    if not row["who"]:
        return fragment("lists.nobody_confirms")
    if max(len(row["value"]), len(row["who"])) > _MOST_CHARACTERS:
        return fragment("lists.long_field", limit=_MOST_CHARACTERS)
    try:
        on = date.fromisoformat(row["when"])
    except ValueError:
        return fragment("lists.no_date", words=row["when"])
    try:
        page = int(row["page"]) if row["page"] else None
        table_no = int(row["table_no"])
        x0, top, x1, bottom = map(float, row["box"].split())
    except ValueError:
        return fragment("lists.no_place")
    return Confirmation(
        row["document_sha256"].lower(), page, table_no, Box(x0, top, x1, bottom), row["value"], row["who"], on, line
    )


def _missing(columns: Columns) -> Fragment | None:
    missing = [column for column in COLUMNS if column not in columns]
    return fragment("lists.column_missing", columns=", ".join(missing)) if missing else None


def _refused(told: Fragment) -> Problem:
    return Problem(
        ProblemKind.CONFIRMATION_PROBLEM,
        Severity.WARNING,
        CONFIRMATIONS,
        message("lists.confirmations_refused", refused=told),
    )
