"""Combine the readings of all files of one department-year into sheets, cells, problems and an explanation.

Reading single files belongs to reading.py, the manifest and the folder to orchestration.ingestion.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus
from orchestration.disclosure.claims.model import Explanation
from orchestration.disclosure.file_names import reported_name
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.messages.message import Message, message
from orchestration.disclosure.model import (
    Cell,
    CellKey,
    OpaqueBlock,
    PartReading,
    Problem,
    Reading,
    Recognition,
    SheetReading,
)
from orchestration.disclosure.resolution.cell_values import place_in_words

IGNORED_PREFIXES = (".", "~$")
CONFIRMATIONS = "confirmations.csv"
"""Beside the documents of a department-year: what people saw on those that are pictures."""


@dataclass(frozen=True, slots=True)
class SubmittedSheet:
    """One of the nine sheets of a department-year, and the file it was found in (empty where it is missing)."""

    file_name: str
    reading: SheetReading


@dataclass(frozen=True, slots=True)
class SubmittedPart:
    """One part of a department-year beside the sheets, and the file it was found in (empty where it is in none)."""

    file_name: str
    reading: PartReading


@dataclass(frozen=True, slots=True)
class SubmittedCell:
    """A cell and the document it was read from."""

    reading: Reading
    cell: Cell


@dataclass(frozen=True, slots=True)
class DepartmentYear:
    """Everything that one department published for one fiscal year, in canonical keys; amounts in 万元.

    `superseded` names the files that newer files replace, `source_urls` where files came from, as far as it is known.
    """

    readings: tuple[Reading, ...]
    superseded: frozenset[str]
    sheets: tuple[SubmittedSheet, ...]
    cells: tuple[SubmittedCell, ...]
    problems: tuple[Problem, ...]
    explanation: Explanation = field(default_factory=Explanation)
    parts: tuple[SubmittedPart, ...] = ()
    source_urls: Mapping[str, str] = field(default_factory=dict)

    @property
    def recognition(self) -> Recognition:
        """What the documents say of themselves: the first with figures that says anything, else the first of all."""
        said = [reading.recognition for reading in self.readings if reading.cells]
        named = (each for each in said if each.department_name is not None or each.fiscal_year is not None)
        return next(named, self.readings[0].recognition if self.readings else Recognition())

    @property
    def is_read(self) -> bool:
        """Whether any figure was read: of a sheet, or of an explanation that stands alone. A sheet that is there
        without figures, or may hide in what could not be read, says that it does not."""
        if self.cells:
            return True
        stands_alone = all(sheet.reading.status is SheetStatus.MISSING for sheet in self.sheets)
        return self.explanation.is_understood and stands_alone and not all(map(_is_refused, self.readings))

    @property
    def unread_cells(self) -> tuple[CellKey, ...]:
        """Where a printed figure stands or may stand that was not read: what nobody may call left blank."""
        read = {filed.cell.key for filed in self.cells}
        named = [problem.key for problem in self.problems if problem.key is not None]
        possible = [key for problem in self.problems for key in problem.may_be if key not in read]
        return tuple(dict.fromkeys([*named, *possible]))


def disclosure_files(folder: Path) -> tuple[Path, ...]:
    """Return what lies in the folder of a department-year in a stable order, folders apart; none where it is absent."""
    if not folder.is_dir():
        return ()
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    found = (path for path in found if path != folder / CONFIRMATIONS)
    return tuple(sorted(path for path in found if not path.name.startswith(IGNORED_PREFIXES)))


def readable_files(
    folder: Path, superseded: frozenset[str] = frozenset()
) -> tuple[tuple[tuple[Path, str], ...], tuple[Problem, ...]]:
    """Return the files to read below a folder with the names to report, and a problem for each link out of it and for
    what is no file: a pipe would be waited for without end.

    `superseded` names the files that a newer file replaces; they are not read.
    """
    files: list[tuple[Path, str]] = []
    problems: list[Problem] = []
    for path in disclosure_files(folder):
        name = reported_name(path.relative_to(folder))
        if not is_within(path, folder):
            problems.append(_not_readable(name, "submissions.outside_link"))
        elif path.exists() and not path.is_file():
            problems.append(_not_readable(name, "submissions.no_regular_file"))
        elif name not in superseded:
            files.append((path, name))
    return tuple(files), tuple(problems)


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, wherever links lead; one that leads in a circle lies nowhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def combine(
    readings: Sequence[Reading], superseded: frozenset[str] = frozenset(), problems: Iterable[Problem] = ()
) -> DepartmentYear:
    """Combine the readings of one department-year: its sheets, and what the explanation and the forms state."""
    sheets_only = combine_sheets(readings, superseded, problems)
    explanation, faults = _read_explanation(readings, sheets_only.cells)
    return replace(sheets_only, problems=(*sheets_only.problems, *faults), explanation=explanation)


def combine_without_explanation(
    readings: Sequence[Reading], superseded: frozenset[str] = frozenset(), problems: Iterable[Problem] = ()
) -> DepartmentYear:
    """The same where what the explanation states could not be read within the limits: that is a problem."""
    sheets_only = combine_sheets(readings, superseded, problems)
    fault = _unread_explanation(readings, message("files.explanation_given_up"))
    return replace(sheets_only, problems=(*sheets_only.problems, fault))


def combine_sheets(
    readings: Sequence[Reading], superseded: frozenset[str] = frozenset(), problems: Iterable[Problem] = ()
) -> DepartmentYear:
    """Combine the sheets of one department-year, which may be in any file; the explanation is left unread.

    A cell that two files print with different amounts is dropped and reported as a problem.
    """
    found = [*problems, *(problem for reading in readings for problem in reading.problems)]
    cells, conflicts = _merge_cells(readings)
    found.extend(conflicts)
    sheets = _merge_sheets(readings, cells)
    if not all(map(_is_refused, readings)):
        found.extend(_report_missing_sheets(sheets))
    parts = _merge_parts(readings)
    return DepartmentYear(tuple(readings), superseded, sheets, cells, tuple(found), parts=parts)


def _read_explanation(readings: Sequence[Reading], cells: Sequence[SubmittedCell]) -> tuple[Explanation, list[Problem]]:
    """Read what stands outside the sheets; an exception there is a problem and leaves the sheets as they are."""
    # the figures of the sheets alone are asked for often enough not to load the words of all explanations for them
    from orchestration.disclosure.claims.reading import read_explanation

    try:
        return read_explanation(readings, [submitted.cell for submitted in cells]), []
    except Exception as fault:
        told = message("files.explanation_failed", fault=type(fault).__name__, detail=str(fault)[:200])
        return Explanation(), [_unread_explanation(readings, told)]


def _unread_explanation(readings: Sequence[Reading], told: Message) -> Problem:
    return Problem(ProblemKind.UNREADABLE_FILE, Severity.WARNING, readings[0].document.file_name, told)


def _merge_cells(readings: Sequence[Reading]) -> tuple[tuple[SubmittedCell, ...], list[Problem]]:
    merged: dict[CellKey, SubmittedCell] = {}
    conflicts: list[Problem] = []
    dropped: set[CellKey] = set()
    for reading in readings:
        for cell in reading.cells:
            known = merged.get(cell.key)
            if known is None:
                merged[cell.key] = SubmittedCell(reading, cell)
            elif known.cell.amount != cell.amount and cell.key not in dropped:
                dropped.add(cell.key)
                conflicts.append(_report_conflict(known, SubmittedCell(reading, cell)))
    return tuple(submitted for key, submitted in merged.items() if key not in dropped), conflicts


def _report_conflict(one: SubmittedCell, other: SubmittedCell) -> Problem:
    return Problem(
        ProblemKind.CONFLICTING_FIGURES,
        Severity.WARNING,
        other.reading.document.file_name,
        message(
            "submissions.conflicting_figures",
            row=other.cell.row_label,
            column=other.cell.column_label,
            figure=one.cell.amount_text,
            file=one.reading.document.file_name,
            place=place_in_words(one.cell.place),
            figure_here=other.cell.amount_text,
            place_here=place_in_words(other.cell.place),
        ),
        other.cell.place,
        other.cell.key.sheet_id,
        other.cell.key,
    )


def _merge_sheets(readings: Sequence[Reading], cells: Sequence[SubmittedCell]) -> tuple[SubmittedSheet, ...]:
    best: dict[str, SubmittedSheet] = {}
    for reading in readings:
        for sheet in reading.sheets:
            submitted = SubmittedSheet(reading.document.file_name, sheet)
            known = best.get(sheet.sheet_id)
            if known is None or sheet.status.rank > known.reading.status.rank:
                best[sheet.sheet_id] = submitted
    hidden = any(_may_hide_sheets(reading, is_alone=not cells) for reading in readings)
    absent = SheetStatus.UNREADABLE if hidden else SheetStatus.MISSING
    return tuple(
        best.get(sheet_id, SubmittedSheet("", SheetReading(sheet_id, absent))) for sheet_id in load_layouts().sheets
    )


def _merge_parts(readings: Sequence[Reading]) -> tuple[SubmittedPart, ...]:
    """Every part with the best that any document says of it. None of them is called missing, or a mere title, while
    something was not read in which it may stand."""
    if not readings:
        return ()
    is_read = all(map(_is_wholly_read, readings))
    absent = PartReading(Part.COVER, PartStatus.MISSING if is_read else PartStatus.UNREADABLE)
    best = {part: SubmittedPart("", replace(absent, part=part)) for part in Part}
    for reading in readings:
        for part in reading.parts:
            status = part.status if is_read or part.status is PartStatus.FOUND else PartStatus.UNREADABLE
            known = best[part.part]
            if not known.file_name or status.rank > known.reading.status.rank:
                best[part.part] = SubmittedPart(reading.document.file_name, replace(part, status=status))
    return tuple(best.values())


def _is_wholly_read(reading: Reading) -> bool:
    """Whether nothing is known to stand in a document that was not read."""
    unread = (ProblemKind.ELSEWHERE, ProblemKind.GARBLED_TEXT, ProblemKind.HIDDEN_SHEET, ProblemKind.NOT_FINAL_ACCOUNTS)
    document = reading.document
    return not (
        document.format == "unreadable"
        or _has_pictures(reading)
        or any(problem.kind in unread for problem in reading.problems)
        or any(isinstance(block, OpaqueBlock) for block in document.blocks)
    )


def _is_refused(reading: Reading) -> bool:
    """Whether a document is none of final accounts, which is all there is to say of its sheets."""
    return any(
        problem.kind is ProblemKind.NOT_FINAL_ACCOUNTS and problem.severity is Severity.ERROR
        for problem in reading.problems
    )


def _may_hide_sheets(reading: Reading, is_alone: bool) -> bool:
    """Whether sheets may stand in a document without having been read. A page that only points to other documents hides
    nothing once one of them is there."""
    if any(problem.kind is ProblemKind.ELSEWHERE for problem in reading.problems):
        return is_alone
    return _has_pictures(reading) or reading.document.format == "unreadable"


def _has_pictures(reading: Reading) -> bool:
    """Whether pages of a document are pictures; where they were recognised, a title may still be misread."""
    told = any(problem.kind is ProblemKind.SCANNED_PAGE for problem in reading.problems)
    return told or bool(reading.document.scanned_pages)


def _report_missing_sheets(sheets: Iterable[SubmittedSheet]) -> list[Problem]:
    layouts = load_layouts()
    return [
        Problem(
            ProblemKind.MISSING_SHEET,
            Severity.WARNING,
            "",
            message(
                "submissions.missing_sheet",
                sheet=layouts.sheets[sheet.reading.sheet_id].name,
                sheet_id=sheet.reading.sheet_id,
            ),
            sheet_id=sheet.reading.sheet_id,
        )
        for sheet in sheets
        if sheet.reading.status is SheetStatus.MISSING
    ]


def _not_readable(name: str, message_id: str) -> Problem:
    return Problem(ProblemKind.UNREADABLE_FILE, Severity.ERROR, name, message(message_id))
