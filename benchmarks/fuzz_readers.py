"""Fuzz the readers with damaged documents: reading must not fail, hang or change figures silently.

    python -m benchmarks.fuzz_readers --cases 5000 --seed 1
    python -m benchmarks.fuzz_readers --seed 1 --only 1234

Every case follows from the seed, its number and the documents at hand, so that a number is all that a report of a
defect needs. Where a file carries checksums, figures must never change silently; elsewhere a flipped digit cannot be
detected, and such cases are only counted.
"""

import multiprocessing
import random
import re
import signal
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.pdf_structure import change_structure
from expectations.vocabulary import Severity
from orchestration.disclosure.model import CellKey, Reading
from orchestration.disclosure.reading import read_bytes
from orchestration.home.settings import PROJECT
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure

MOST_SECONDS = 20
"""For one case; a whole document is read in a fraction of one."""

_ZIP_FORMATS = frozenset({"xlsx", "ods", "docx"})
_STREAM = re.compile(rb"(?<!end)stream(\r?\n.*?)endstream", re.DOTALL)
"""What a PDF's checksums cover; its dictionaries have none."""

_FAULT = "reading it failed with"
"""How a reading says that an exception stopped it."""

_STRUCTURE_SHARE = 0.5
"""The share of the cases of PDF files in which their structure is changed rather than their bytes."""

_REAL_SUFFIXES = frozenset({".pdf", ".txt", ".xlsx"})
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Original:
    """A whole document, and how it reads."""

    name: str
    data: bytes
    reading: Reading

    @property
    def format(self) -> str:
        return self.reading.document.format


class Verdict(StrEnum):
    """The outcome of a damaged document; the last three are defects wherever the damage is."""

    SAME = "read as before"
    REFUSED = "refused"
    REPORTED = "reported"
    CHANGED = "figures changed"
    LOST = "figures lost"
    ESCAPED = "exception"
    OVER_TIME = "over time"
    CRASHED = "crash"


_SILENT = frozenset({Verdict.CHANGED, Verdict.LOST})
_FATAL = frozenset({Verdict.ESCAPED, Verdict.OVER_TIME, Verdict.CRASHED})


class Cover(StrEnum):
    """Whether the damage lies where the format has checksums."""

    CHECKSUMS = "under checksums"
    NOTHING = "without checksums"
    REWRITTEN = "of structure, written with sound references"


@dataclass(frozen=True)
class Case:
    """One damaged document. `damages` say in words what was done to it."""

    number: int
    original: Original
    data: bytes
    damages: tuple[str, ...]
    is_rewritten: bool = False

    @property
    def cover(self) -> Cover:
        if self.is_rewritten:
            return Cover.REWRITTEN
        if self.original.format in _ZIP_FORMATS:
            return Cover.CHECKSUMS
        in_streams = self.original.format == "pdf" and self._is_damaged_in_streams_only()
        return Cover.CHECKSUMS if in_streams else Cover.NOTHING

    def _is_damaged_in_streams_only(self) -> bool:
        before, after = self.original.data, self.data
        ends = [0, *(end for stream in _STREAM.finditer(before) for end in stream.span(1)), len(before)]
        gaps = zip(ends[::2], ends[1::2], strict=True)
        return len(after) == len(before) and all(before[start:end] == after[start:end] for start, end in gaps)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a case without its bytes, since thousands are kept."""

    number: int
    what: str
    format: str
    cover: Cover
    verdict: Verdict
    detail: str

    @property
    def is_silent(self) -> bool:
        """Whether the figures differ and no problem says so."""
        return self.verdict in _SILENT

    @property
    def is_defect(self) -> bool:
        return self.verdict in _FATAL or (self.is_silent and self.cover is Cover.CHECKSUMS)

    def __str__(self) -> str:
        return f"case {self.number}, {self.what}: {self.verdict}\n{self.detail}"


# Documents -----------------------------------------------------------------------------------------------------------


def originals(documents: Iterable[tuple[str, bytes]]) -> tuple[Original, ...]:
    """The documents, by name and content, with how they read."""
    return tuple(Original(name, data, read_bytes(Path(name), name, data)) for name, data in documents)


def own_documents() -> Iterator[tuple[str, bytes]]:
    """The workbooks of raw/ and a written document of every format."""
    yield from _real_documents(PROJECT / "raw")
    for name, file_format in FORMATS.items():
        rng = random.Random(name)
        publication = compose(random_disclosure(rng), templates.load(rng.choice(templates.names())))
        yield f"written{file_format.suffix}", file_format.write_at_random(publication, rng)


def neighbouring_documents() -> Iterator[tuple[str, bytes]]:
    """The real disclosures beside the checkout, where they are."""
    yield from _real_documents(PROJECT.parent / "shared" / "data")


def _real_documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in _REAL_SUFFIXES:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


# Damage --------------------------------------------------------------------------------------------------------------


def cases(documents: Sequence[Original], seed: int, numbers: Iterable[int]) -> Iterator[Case]:
    """The cases of these numbers."""
    for number in numbers:
        rng = random.Random(f"{seed} {number}")
        original = rng.choice(documents)
        if original.format == "pdf" and rng.random() < _STRUCTURE_SHARE:
            changed = change_structure(original.data, rng)
            if changed is not None:
                yield Case(number, original, changed[0], (changed[1],), is_rewritten=True)
                continue
        data = bytearray(original.data)
        damages = tuple(rng.choice(_DAMAGES)(data, rng) for _ in range(rng.choice((1, 1, 1, 2, 3, 8))))
        yield Case(number, original, bytes(data), damages)


def _flip(data: bytearray, rng: random.Random) -> str:
    at, bit = _place(data, rng), rng.randrange(8)
    data[at : at + 1] = bytes(byte ^ (1 << bit) for byte in data[at : at + 1])
    return f"bit {bit} of byte {at} flipped"


def _replace(data: bytearray, rng: random.Random) -> str:
    at, length = _place(data, rng), _length(rng)
    data[at : at + length] = rng.randbytes(len(data[at : at + length]))
    return f"{length} bytes at {at} replaced"


def _cut(data: bytearray, rng: random.Random) -> str:
    at, length = _place(data, rng), _length(rng)
    del data[at : at + length]
    return f"{length} bytes at {at} cut"


def _cut_off(data: bytearray, rng: random.Random) -> str:
    at = _place(data, rng)
    del data[at:]
    return f"cut off at {at}"


def _duplicate(data: bytearray, rng: random.Random) -> str:
    at, length, to = _place(data, rng), _length(rng), _place(data, rng)
    data[to:to] = data[at : at + length]
    return f"{length} bytes at {at} repeated at {to}"


def _insert(data: bytearray, rng: random.Random) -> str:
    at, length = _place(data, rng), _length(rng)
    data[at:at] = rng.randbytes(length)
    return f"{length} bytes inserted at {at}"


_DAMAGES: tuple[Callable[[bytearray, random.Random], str], ...] = (
    # the subtlest damage is the most frequent
    *[_flip] * 4,
    *[_replace] * 2,
    _cut,
    _cut_off,
    _duplicate,
    _insert,
)


def _place(data: bytearray, rng: random.Random) -> int:
    return rng.randint(0, len(data))


def _length(rng: random.Random) -> int:
    """From one byte to some thousand, short pieces as likely as long ones."""
    return int(2 ** rng.uniform(0, 12))


# Judgement -----------------------------------------------------------------------------------------------------------


def run_case(case: Case) -> Outcome:
    """Read in a process of its own, so that a library that hangs or dies takes only that process with it."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_judge_in_child, args=(sender, case))
    process.start()
    sender.close()
    try:
        verdict, detail = receiver.recv()
    except EOFError:
        process.join()
        ended_by = -(process.exitcode or 0)
        verdict = Verdict.OVER_TIME if ended_by == signal.SIGALRM else Verdict.CRASHED
        detail = f"ended by signal {ended_by}"
    process.join()
    receiver.close()
    what = f"{case.original.name}, {'; '.join(case.damages)}"
    return Outcome(case.number, what, case.original.format, case.cover, verdict, detail)


def _judge_in_child(sender: Connection, case: Case) -> None:
    # Without a handler the alarm ends the process wherever it is, in a library's own code too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(MOST_SECONDS)
    name = case.original.name
    try:
        reading = read_bytes(Path(name), name, case.data)
    # A panic of a Rust library is no Exception.
    except BaseException as error:
        sender.send((Verdict.ESCAPED, f"{error!r}\n{traceback.format_exc()}"))
    else:
        sender.send(compared(case.original.reading, reading))


def compared(before: Reading, after: Reading) -> tuple[Verdict, str]:
    """How a damaged document reads beside the whole one, and what there is to say about it."""
    problems = [p for p in after.problems if p not in before.problems and p.severity is not Severity.INFO]
    told = "\n".join(f"{problem.severity}: {problem.reason}" for problem in problems)
    if _FAULT in told:
        return Verdict.ESCAPED, told
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Verdict.REFUSED, told
    known, found = _figures(before), _figures(after)
    changed = {key: amount for key, amount in found.items() if known.get(key) != amount}
    if changed:
        return Verdict.CHANGED, "\n".join(f"{_told(key)}: {known.get(key)} -> {new}" for key, new in changed.items())
    if problems:
        return Verdict.REPORTED, told
    lost = known.keys() - found.keys()
    return (Verdict.LOST, f"{len(lost)} of {len(known)} figures") if lost else (Verdict.SAME, "")


def _figures(reading: Reading) -> Mapping[CellKey, Decimal]:
    return {cell.key: cell.amount for cell in reading.cells}


def _told(key: CellKey) -> str:
    return f"{key.sheet_id}/{key.row_key}/{key.column_key}"


# Showing -------------------------------------------------------------------------------------------------------------

_LINES_OF_A_DEFECT = 4


def _count_table(cover: Cover, outcomes: Iterable[Outcome]) -> Table:
    table = Table(title=f"Damage {cover}", title_justify="left")
    table.add_column("format")
    for head in ("cases", *Verdict):
        table.add_column(head, justify="right")
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for outcome in outcomes:
        if outcome.cover is cover:
            counts[outcome.format][outcome.verdict] += 1
    for file_format, verdicts in sorted(counts.items()):
        table.add_row(file_format, str(verdicts.total()), *(str(verdicts[verdict]) for verdict in Verdict))
    return table


def _silent_pdfs(outcomes: Iterable[Outcome]) -> str:
    """A PDF has no checksum over its dictionaries, but damage there can often be known by its traces."""
    damaged = (outcome for outcome in outcomes if outcome.cover is not Cover.REWRITTEN)
    numbers = [str(o.number) for o in damaged if o.is_silent and o.format == "pdf"]
    return f"PDF cases in which figures changed or were lost in silence: {', '.join(numbers) or 'none'}"


@click.command(help=__doc__)
@click.option("--cases", "count", type=click.IntRange(min=1), default=5_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--only", type=click.IntRange(min=0), help="Run the case of this number alone and say all about it.")
def main(count: int, seed: int, only: int | None) -> None:
    console = Console(width=140)
    documents = originals([*own_documents(), *neighbouring_documents()])
    if only is not None:
        console.print(*map(run_case, cases(documents, seed, [only])), markup=False)
        return
    numbers = range(count)
    running = track(cases(documents, seed, numbers), "Reading", count, console=console, auto_refresh=False)
    outcomes = [run_case(case) for case in running]
    for cover in Cover:
        console.print(_count_table(cover, outcomes))
    console.print(_silent_pdfs(outcomes))
    defects = [outcome for outcome in outcomes if outcome.is_defect]
    for defect in defects:
        console.print(*str(defect).splitlines()[:_LINES_OF_A_DEFECT], sep="\n", markup=False)
    sys.exit(1 if defects else 0)


if __name__ == "__main__":
    main()
