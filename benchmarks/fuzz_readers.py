"""Damaged documents by the thousand: reading must neither fail, nor hang, nor state other figures in silence.

    python -m benchmarks.fuzz_readers --cases 5000 --seed 1
    python -m benchmarks.fuzz_readers --seed 1 --only 1234

Every case follows from the seed and its number alone, so that a number is all that a report of a defect needs.
"""

import multiprocessing
import random
import signal
import sys
import traceback
from collections import Counter
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

from benchmarks.disclosures import template as templates
from benchmarks.disclosures.compose import compose
from benchmarks.disclosures.formats.registry import FORMATS
from benchmarks.disclosures.generate import random_disclosure
from orchestration.disclosure.model import CellKey, Reading, Severity
from orchestration.disclosure.reading import read_bytes
from orchestration.settings import PROJECT

MOST_SECONDS = 20
"""For one case; a whole document is read in a fraction of one."""

CHECKED_FORMATS = frozenset({"pdf", "xlsx", "ods", "docx"})
"""Formats whose content carries checksums. In the others a flipped digit is a digit, and nobody can tell."""

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

    @property
    def figures(self) -> Mapping[CellKey, Decimal]:
        return _figures(self.reading)


class Verdict(StrEnum):
    """What became of a damaged document; from CHANGED on it is a defect of the reader where the format is checked."""

    SAME = "read as before"
    REFUSED = "refused"
    REPORTED = "reported"
    CHANGED = "figures changed"
    LOST = "figures lost"
    ESCAPED = "exception"
    OVER_TIME = "over time"
    CRASHED = "crash"


_SILENT = (Verdict.CHANGED, Verdict.LOST)
_FATAL = (Verdict.ESCAPED, Verdict.OVER_TIME, Verdict.CRASHED)


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    detail: str = ""

    def is_defect(self, file_format: str) -> bool:
        return self.verdict in _FATAL or (self.verdict in _SILENT and file_format in CHECKED_FORMATS)


@dataclass(frozen=True)
class Case:
    """One damaged document. `damages` say in words what was done to it."""

    number: int
    original: Original
    data: bytes
    damages: tuple[str, ...]


# Documents -----------------------------------------------------------------------------------------------------------


def originals() -> tuple[Original, ...]:
    """The workbooks of raw/, the real documents beside the checkout where they are, and a written one per format."""
    return tuple(Original(name, data, read_bytes(Path(name), name, data)) for name, data in _documents())


def _documents() -> Iterator[tuple[str, bytes]]:
    raw, shared = PROJECT / "raw", PROJECT.parent / "shared" / "data"
    for folder, paths in ((raw, raw.rglob("*.*")), (shared, shared.glob("*.*"))):
        for path in sorted(paths):
            if path.suffix in _REAL_SUFFIXES:
                yield path.relative_to(folder).as_posix(), path.read_bytes()
    for name, file_format in FORMATS.items():
        rng = random.Random(name)
        publication = compose(random_disclosure(rng), templates.load(rng.choice(templates.names())))
        yield f"written{file_format.suffix}", file_format.write_at_random(publication, rng)


# Damage --------------------------------------------------------------------------------------------------------------


def cases(documents: Sequence[Original], seed: int, numbers: Iterable[int]) -> Iterator[Case]:
    """The cases of these numbers. With other documents the same number is another case."""
    for number in numbers:
        rng = random.Random(f"{seed} {number}")
        original = rng.choice(documents)
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


_DAMAGES: tuple[Callable[[bytearray, random.Random], str], ...] = (_flip, _replace, _cut, _cut_off, _duplicate, _insert)


def _place(data: bytearray, rng: random.Random) -> int:
    return rng.randint(0, len(data))


def _length(rng: random.Random) -> int:
    """From one byte to some thousand, short pieces as likely as long ones."""
    return int(2 ** rng.uniform(0, 12))


# Judgement -----------------------------------------------------------------------------------------------------------


def judged(case: Case) -> Outcome:
    """Read in a process of its own, so that a library that hangs or dies takes only that process with it."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_judge_in_child, args=(sender, case))
    process.start()
    sender.close()
    try:
        outcome: Outcome = receiver.recv()
    except EOFError:
        process.join()
        ended_by = -(process.exitcode or 0)
        outcome = Outcome(Verdict.OVER_TIME if ended_by == signal.SIGALRM else Verdict.CRASHED, f"signal {ended_by}")
    process.join()
    receiver.close()
    return outcome


def _judge_in_child(sender: Connection, case: Case) -> None:
    # Without a handler the alarm ends the process wherever it is, in a library's own code too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(MOST_SECONDS)
    sender.send(_judged_here(case))


def _judged_here(case: Case) -> Outcome:
    name = case.original.name
    try:
        reading = read_bytes(Path(name), name, case.data)
    # A panic of a Rust library is no Exception.
    except BaseException:
        return Outcome(Verdict.ESCAPED, traceback.format_exc())
    return compared(case.original, reading)


def compared(original: Original, reading: Reading) -> Outcome:
    """How a damaged document reads beside the whole one."""
    problems = [p for p in reading.problems if p not in original.reading.problems and p.severity is not Severity.INFO]
    told = "\n".join(f"{problem.severity}: {problem.reason}" for problem in problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Outcome(Verdict.REFUSED, told)
    before, after = original.figures, _figures(reading)
    changed = {key: amount for key, amount in after.items() if before.get(key) != amount}
    if changed:
        return Outcome(Verdict.CHANGED, "\n".join(f"{key}: {before.get(key)} -> {new}" for key, new in changed.items()))
    if problems:
        return Outcome(Verdict.REPORTED, told)
    lost = before.keys() - after.keys()
    return Outcome(Verdict.LOST, f"{len(lost)} of {len(before)} figures") if lost else Outcome(Verdict.SAME)


def _figures(reading: Reading) -> Mapping[CellKey, Decimal]:
    return {cell.key: cell.amount for cell in reading.cells}


# Showing -------------------------------------------------------------------------------------------------------------


def _count_table(counts: Mapping[tuple[str, Verdict], int]) -> Table:
    table = Table(title="Damaged documents, by format", title_justify="left")
    table.add_column("format")
    for head in ("cases", *Verdict):
        table.add_column(head, justify="right")
    formats = {file_format for file_format, _ in counts}
    for group in (sorted(formats & CHECKED_FORMATS), sorted(formats - CHECKED_FORMATS)):
        for file_format in group:
            row = [counts.get((file_format, verdict), 0) for verdict in Verdict]
            mark = "" if file_format in CHECKED_FORMATS else " (no checksums)"
            table.add_row(file_format + mark, str(sum(row)), *map(str, row))
        table.add_section()
    return table


def _describe(case: Case, outcome: Outcome) -> str:
    return f"case {case.number}, {case.original.name}, {'; '.join(case.damages)}: {outcome.verdict}\n{outcome.detail}"


@click.command(help=__doc__)
@click.option("--cases", "count", type=click.IntRange(min=1), default=5_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--only", type=click.IntRange(min=0), help="Run the case of this number alone and say all about it.")
def main(count: int, seed: int, only: int | None) -> None:
    console = Console(width=140)
    documents = originals()
    numbers = range(count) if only is None else [only]
    counts: Counter[tuple[str, Verdict]] = Counter()
    defects: list[str] = []
    for case in track(cases(documents, seed, numbers), "Reading", len(numbers), console=console, auto_refresh=False):
        outcome = judged(case)
        counts[case.original.format, outcome.verdict] += 1
        if only is not None:
            console.print(_describe(case, outcome), markup=False)
        elif outcome.is_defect(case.original.format):
            defects.append(_describe(case, outcome))
    console.print(_count_table(counts))
    for defect in defects:
        console.print(defect, markup=False)
    sys.exit(1 if defects else 0)


if __name__ == "__main__":
    main()
