"""Everything that a publication follows from, so that a run over the same inputs has nothing to do.

A run notes its inputs before it reads the first of them: what changes meanwhile differs from the note, and the next
run sees to it. The note goes with the generation that follows from it. What lies outside (fonts, LibreOffice, the
kernel) is not noted: a forced run once a week covers it.
"""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from stat import S_ISREG

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.disclosure.department_year import IGNORED_PREFIXES
from orchestration.disclosure.file_names import reported_name
from orchestration.disclosure.readers.content import MAX_FILE_BYTES
from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import EXECUTABLES, INPUTS, PROJECT, Settings
from orchestration.registry.active import load_active_registry

PACKAGE = ("orchestration", "expectations", "dbt_project")
_NOTES = "inputs"
NOT_PACKAGED = frozenset({"__pycache__", "target", "logs"})


class InputFile(BaseModel):
    """A file of raw/: how it looked (size, times of modification and of change in nanoseconds), and its content."""

    model_config = ConfigDict(frozen=True)

    look: tuple[int, int, int]
    sha256: str


FOLDER = InputFile(look=(0, 0, 0), sha256="folder")


class RunInputs(BaseModel):
    """`files` are those of raw/ by path; `due` the fiscal years whose due date has passed on the day `as_of`;
    `package` is the state of code, layouts and models, `catalogue` that of identities and rules, `libraries` that of
    what is installed, `reviews` that of what people noted on findings."""

    model_config = ConfigDict(frozen=True)

    files: Mapping[str, InputFile]
    due: tuple[int, ...]
    as_of: date
    read_seconds: float
    slow_files: int
    data_licence: str
    package: str
    catalogue: str
    libraries: str
    reviews: str

    def differ_from(self, other: "RunInputs") -> tuple[str, ...]:
        """What differs, in words; the day counts only by the due dates that have passed."""
        mine, theirs = ({path: file.sha256 for path, file in each.files.items()} for each in (self, other))
        paths = sorted(path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path))
        parts = {
            "a due date passed 已过截止日": self.due != other.due,
            "the limit for reading 读取时限": (self.read_seconds, self.slow_files)
            != (other.read_seconds, other.slow_files),
            "the licence 数据许可": self.data_licence != other.data_licence,
            "the program 程序": self.package != other.package,
            "identities or rules 勾稽关系或规则": self.catalogue != other.catalogue,
            "installed libraries 依赖库": self.libraries != other.libraries,
            "notes on findings 问题登记": self.reviews != other.reviews,
        }
        return (*(f"raw/{path}" for path in paths), *(words for words, differs in parts.items() if differs))


def find_inputs(settings: Settings, as_of: date, known: RunInputs | None = None) -> RunInputs:
    """The inputs as they are now. A file that looks as it did when `known` was noted is not read again.

    Raises RegistryError where there is no registry at all.
    """
    registry = load_active_registry(settings).registry
    before = known.files if known is not None else {}
    return RunInputs(
        files={name: _input_file(path, before.get(name)) for name, path in _raw_files(settings.raw)},
        due=tuple(sorted(year for year, day in registry.due_on.items() if day < as_of)),
        as_of=as_of,
        read_seconds=settings.read_seconds,
        slow_files=settings.slow_files,
        data_licence=settings.data_licence,
        package=_digest(*(PROJECT / folder for folder in PACKAGE)),
        catalogue=_digest(settings.identities, settings.rules),
        libraries=_libraries(),
        reviews=_digest(settings.reviews.parent),
    )


def note_inputs(settings: Settings, run_id: str, as_of: date) -> None:
    """Note the inputs of a run that begins. What an earlier run noted and did not publish is forgotten."""
    folder = settings.home / _NOTES
    for forgotten in folder.glob("*"):
        forgotten.unlink()
    inputs = find_inputs(settings, as_of, published_inputs(settings))
    with atomic_file(folder / run_id) as file:
        file.write(inputs.model_dump_json().encode())


def withdraw_inputs(settings: Settings, run_id: str) -> None:
    """For a run that leaves out something that waits: its publication does not follow from all inputs."""
    (settings.home / _NOTES / run_id).unlink(missing_ok=True)


def noted_inputs(settings: Settings, run_id: str) -> bytes | None:
    """What a run noted, if it did and did not withdraw it."""
    try:
        return (settings.home / _NOTES / run_id).read_bytes()
    except OSError:
        return None


def published_inputs(settings: Settings) -> RunInputs | None:
    """What the publication in force follows from, where that was noted."""
    try:
        return RunInputs.model_validate_json((settings.published / "current" / INPUTS).read_bytes())
    except (OSError, ValidationError):
        return None


def is_unchanged(settings: Settings, as_of: date, is_day_asked_for: bool) -> bool:
    """Whether a publication is in force, whole, that follows from the inputs as they are now, and, where a day is asked
    for, tells lateness for that day."""
    published = published_inputs(settings)
    if published is None or not settings.published_database.is_file():
        return False
    if is_day_asked_for and published.as_of != as_of:
        return False
    return not find_inputs(settings, as_of, published).differ_from(published)


def _raw_files(raw: Path) -> Iterator[tuple[str, Path]]:
    """Files and folders: an empty folder may belong to nobody registered."""
    for path in sorted(raw.rglob("*")):
        if not path.name.startswith(IGNORED_PREFIXES):
            yield reported_name(path.relative_to(raw)), path


def _input_file(path: Path, before: InputFile | None) -> InputFile:
    try:
        if path.is_dir():
            return FOLDER
        stat = path.stat()
        look = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        if before is not None and before.look == look:
            return before
        if not S_ISREG(stat.st_mode) or stat.st_size > MAX_FILE_BYTES:
            # of what is not read the look says enough, and a pipe would be waited for
            return InputFile(look=look, sha256="not read")
        with path.open("rb") as file:
            return InputFile(look=look, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as fault:
        return InputFile(look=(0, 0, 0), sha256=fault.strerror or "unreadable")


def _digest(*folders: Path) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not NOT_PACKAGED.intersection(path.relative_to(folder).parts):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _libraries() -> str:
    """Name and version of everything that is installed beside the program, as their folders say it."""
    folders = {Path(entry) for entry in sys.path if entry.endswith("site-packages")}
    installed = sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))
    return hashlib.sha256("\n".join((sys.version, str(EXECUTABLES), *installed)).encode()).hexdigest()
