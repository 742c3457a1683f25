"""Where files lie in raw/ against what they say of themselves: neither silently wins."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.department_year import DepartmentYear, combine, is_within, readable_files
from orchestration.disclosure.file_names import reported_name
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.messages.message import NOTHING, fragment, message
from orchestration.disclosure.model import Body, Filed, Problem, Reading
from orchestration.disclosure.resolution.names import same_body
from orchestration.disclosure.resolution.printed_names import is_whole_name
from orchestration.disclosure.text import compact
from orchestration.home.settings import FORMS, Settings
from orchestration.ingestion.confirmations import Confirmations, load_confirmations, void_confirmations
from orchestration.ingestion.manifest import Entry, Manifest, received_on, source_urls, stated_date
from orchestration.registry.model import Department, Registry

Combine: TypeAlias = Callable[[Sequence[Reading], frozenset[str], Iterable[Problem]], DepartmentYear]


@dataclass(frozen=True, slots=True)
class Submission:
    """One department-year of raw/ before it is read: what is to be read, and what the manifest says of it.

    `files` are paths with the names to report; `listing` is how they looked then (size, modification time).
    """

    department: Department
    year: int
    files: tuple[tuple[Path, str], ...]
    listing: Mapping[str, tuple[int, int]]
    superseded: frozenset[str]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    confirmations: Confirmations = field(default_factory=Confirmations)

    @property
    def key(self) -> tuple[str, int]:
        """department_id and fiscal year."""
        return self.department.department_id, self.year


def find_submission(settings: Settings, manifest: Manifest, department: Department, year: int) -> Submission:
    """What lies in the folder of a department-year."""
    entries = manifest.of(department.department_id, year)
    received, problems = _received(settings.raw, Path(department.department_id) / str(year))
    superseded, doubts = _superseded(entries, frozenset(name for _, name in received))
    files = tuple((path, name) for path, name in received if name not in superseded)
    listing = {name: look for path, name in files if (look := look_of(path)) is not None}
    folder = settings.raw / department.department_id / str(year)
    confirmations = load_confirmations(folder) if is_within(folder, settings.raw) else Confirmations()
    told = (*problems, *doubts, *confirmations.problems)
    return Submission(department, year, files, listing, superseded, entries, told, confirmations)


def _received(raw: Path, folder: Path) -> tuple[tuple[tuple[Path, str], ...], tuple[Problem, ...]]:
    """What is to be read of a folder of raw/; nothing of one that a link leads out of it."""
    if is_within(raw / folder, raw):
        return readable_files(raw / folder)
    told = message("submissions.outside_folder")
    return (), (Problem(ProblemKind.UNREADABLE_FILE, Severity.ERROR, folder.as_posix(), told),)


def _superseded(entries: Sequence[Entry], received: frozenset[str]) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The files that a newer one replaces which is there too; what the manifest says beside is told and replaces none,
    so that no slip in it makes a received disclosure a missing one."""
    named = [(entry["supersedes"], entry["file_name"]) for entry in entries if entry["supersedes"]]
    replaced = frozenset(old for old, new in named if old != new and _is_among(new, received))
    if received and received <= replaced:
        replaced = frozenset()
    doubts = tuple(
        Problem(
            ProblemKind.MANIFEST_PROBLEM,
            Severity.WARNING,
            new,
            message("submissions.supersedes_all", old=old)
            if _is_among(new, received)
            else message("submissions.supersedes_without_file", old=old, new=new),
        )
        for old, new in named
        if received and old not in replaced
    )
    return replaced, doubts


def _is_among(name: str, received: frozenset[str]) -> bool:
    """Whether a file was received, by itself or as a document of an archive."""
    return name in received or any(name.startswith(f"{archive}/") for archive in received)


def look_of(path: Path) -> tuple[int, int] | None:
    """Size and modification time; None for a link that leads nowhere, which reading will tell."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def combine_readings(
    submission: Submission, registry: Registry, readings: Sequence[Reading], put_together: Combine = combine
) -> DepartmentYear:
    """The readings of a submission put together, each compared with its folder, the registry and the manifest."""
    standing = [reading for reading in readings if reading.document.file_name not in submission.superseded]
    disagreements = [
        problem
        for reading in standing
        for problem in (
            *_department(reading, registry, submission.department, submission.year),
            *_fiscal_year(reading, submission.year),
            *_checksum(reading, submission.entries),
        )
    ]
    undated = _undated(submission.entries)
    void = void_confirmations(submission.confirmations.entries, readings)
    combined = put_together(standing, submission.superseded, (*submission.problems, *disagreements, *undated, *void))
    return replace(combined, source_urls=source_urls(submission.entries))


def _undated(entries: Iterable[Entry]) -> Iterator[Problem]:
    for entry in entries:
        if stated_date(entry) and received_on(entry) is None:
            yield Problem(
                ProblemKind.MANIFEST_DATE,
                Severity.WARNING,
                entry["file_name"],
                message("submissions.no_date", date=stated_date(entry)),
            )


def unregistered_folders(settings: Settings, registry: Registry) -> tuple[Problem, ...]:
    """One problem for each folder of raw/ that belongs to no registered department."""
    folders = sorted(path for path in settings.raw.iterdir() if path.is_dir()) if settings.raw.is_dir() else []
    return tuple(
        Problem(
            ProblemKind.UNKNOWN_DEPARTMENT,
            Severity.ERROR,
            reported_name(Path(folder.name)),
            message("submissions.unknown_department", folder=reported_name(Path(folder.name))),
        )
        for folder in folders
        if folder.name not in registry.by_id and folder.name != FORMS and not folder.name.startswith(".")
    )


def filed_under(registry: Registry, submission: Submission) -> Filed:
    """What the documents in the folder of a department-year were filed under."""
    department, year = submission.department, submission.year
    names = registry.names_known(department, year)
    return Filed(department.name, names, year, submission.confirmations.entries)


def is_explained(name: str, registry: Registry, department: Department, year: int) -> bool:
    """Whether the registry says whose name it is: the department's own in one form or another, or that of another."""
    known = registry.names_known(department, year)
    return registry.find_named(name, year) is not None or _is_among_bodies(name, known)


def _department(reading: Reading, registry: Registry, department: Department, year: int) -> Iterator[Problem]:
    said = reading.recognition
    for name in (said.department_name, said.sheets_name):
        if name is not None and (problem := _of_other(name, reading, registry, department, year)):
            yield problem
    if said.department_name is not None and _is_among_bodies(said.department_name, department.names_in_year(year)):
        yield from _of_unit_alone(reading, registry, department)


def _of_other(name: str, reading: Reading, registry: Registry, department: Department, year: int) -> Problem | None:
    """What is wrong with a name under which a document, or all of its sheets, stand. One that nobody is registered
    under waits for a person; one in passing says less, and so does a former name of the department itself."""
    other = _registered_otherwise(name, registry, department, year)
    if other is None and _is_among_bodies(name, department.names_in_year(year)):
        return None
    is_open = other is None and not is_explained(name, registry, department, year)
    is_told = not reading.recognition.is_in_passing and is_whole_name(name, load_layouts())
    if is_open and is_told:
        return _unregistered(name, reading, registry, department)
    whose = fragment("submissions.registered_as", department_id=other.department_id) if other else NOTHING
    return Problem(
        ProblemKind.DEPARTMENT_DISAGREES,
        Severity.WARNING if other is None else Severity.ERROR,
        reading.document.file_name,
        message("submissions.wrong_department", name=name, whose=whose, department=department.name),
    )


def _registered_otherwise(name: str, registry: Registry, department: Department, year: int) -> Department | None:
    """The other department or unit that bears exactly this name; one and a unit under it may be called alike."""
    other = registry.find_named(name, year)
    if other is None or other == department or compact(name) in registry.names_known(department, year):
        return None
    is_kin = department.department_id == other.parent_id or other.department_id == department.parent_id
    return None if is_kin and _is_among_bodies(name, department.names_in_year(year)) else other


def _unregistered(name: str, reading: Reading, registry: Registry, department: Department) -> Problem:
    line = registry.lines[department.department_id]
    return Problem(
        ProblemKind.DEPARTMENT_DISAGREES,
        Severity.ERROR,
        reading.document.file_name,
        message(
            "submissions.unregistered_name",
            name=name,
            department=department.name,
            number=line.number,
            line=line.with_alias(name),
        ),
    )


def _of_unit_alone(reading: Reading, registry: Registry, department: Department) -> Iterator[Problem]:
    """A department with units publishes two documents under its name: its own (本级) and that of all of them."""
    if reading.recognition.body is not Body.UNIT or not registry.units_of(department):
        return
    own = next((unit for unit in registry.units_of(department) if _is_own_body(unit, department)), None)
    where = (
        fragment("submissions.move_to_unit", department_id=own.department_id)
        if own
        else fragment("submissions.register_unit")
    )
    yield Problem(
        ProblemKind.DEPARTMENT_DISAGREES,
        Severity.WARNING,
        reading.document.file_name,
        message(
            "submissions.unit_alone",
            department=department.name,
            units=len(registry.units_of(department)),
            where=where,
        ),
    )


def _is_own_body(unit: Department, department: Department) -> bool:
    return same_body(unit.name, department.name, load_layouts().vocabulary)


def _is_among_bodies(name: str, known: Iterable[str]) -> bool:
    vocabulary = load_layouts().vocabulary
    return any(same_body(name, each, vocabulary) for each in known)


def _fiscal_year(reading: Reading, year: int) -> Iterator[Problem]:
    said = reading.recognition.fiscal_year
    if said is not None and said != year:
        yield Problem(
            ProblemKind.FISCAL_YEAR_DISAGREES,
            Severity.ERROR,
            reading.document.file_name,
            message("submissions.wrong_year", said=said, year=year),
        )


def _checksum(reading: Reading, entries: Sequence[Entry]) -> Iterator[Problem]:
    document = reading.document
    received = {document.file_name: document.sha256}
    if document.archive is not None:
        received[document.archive.file_name] = document.archive.sha256
    stated = {entry["file_name"]: entry["sha256"] for entry in entries if entry["sha256"]}
    for name, sha256 in received.items():
        if stated.get(name, sha256) == sha256:
            continue
        yield Problem(
            ProblemKind.CHECKSUM_DISAGREES,
            Severity.ERROR,
            name,
            message("submissions.wrong_checksum", found=sha256[:12], stated=stated[name][:12]),
        )
