"""Fuzz the readers with damaged documents: reading must not fail, hang or change figures silently.

    python -m benchmarks.fuzz_readers --cases 5000 --seed 1
    python -m benchmarks.fuzz_readers --cases 5000 --seed 1 --mutator xlsx --mutator ods
    python -m benchmarks.fuzz_readers --cases 5000 --seed 1 --mutator docx --most 2000 --short
    python -m benchmarks.fuzz_readers --cases 300 --seed 1 --mutator doc --short
    python -m benchmarks.fuzz_readers --seed 1 --mutator xlsx --only 1234

Every case follows from the seed, its mutator and number and the documents at hand, so that a name and a number are all
that a report of a defect needs. Where a file carries checksums, or keeps its figures beside what was put into it, these
must never change silently; elsewhere a flipped digit cannot be detected, and such cases are only counted. DOC needs
LibreOffice, which takes two seconds a case.
"""

import multiprocessing
import random
import re
import resource
import signal
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.binary_word_structure import change_binary_word
from benchmarks.byte_damage import damage_bytes
from benchmarks.fuzzed_documents import (
    Original,
    neighbouring_documents,
    old_word_documents,
    originals,
    own_documents,
    short_documents,
)
from benchmarks.markup_structure import change_markup
from benchmarks.mutants import Mutant, Mutator
from benchmarks.ofd_structure import change_ofd
from benchmarks.package_structure import change_package
from benchmarks.pdf_structure import change_structure
from benchmarks.record_structure import change_records
from benchmarks.text_structure import change_text
from benchmarks.word_structure import change_word
from benchmarks.worksheet_structure import change_ods, change_xlsx
from expectations.vocabulary import Severity
from orchestration.disclosure.model import CellKey, Reading
from orchestration.disclosure.readers.content import MOST_PICTURES
from orchestration.disclosure.readers.scan.allowance import PICTURE_SECONDS
from orchestration.disclosure.reading import read_bytes

MOST_SECONDS = 20
"""Of a processor, for one case beside its pictures; a whole document is read in a fraction of one."""

MOST_BYTES = 2 * 1024**3
"""Of memory that reading one case may take."""

MOST_PIECES = 200_000
"""What a mutator puts into a document at most."""

_ZIP_FORMATS = frozenset({"xlsx", "ods", "docx", "ofd"})
_OFFICE_FORMATS = _ZIP_FORMATS - {"ofd"}
_STREAM = re.compile(rb"(?<!end)stream(\r?\n.*?)endstream", re.DOTALL)
"""What a PDF's checksums cover; its dictionaries have none."""

_FAULT = "reading it failed with"
"""How a reading says that an exception stopped it."""

_TIMERS = frozenset({signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL})
_MOST_WAITING = 6
"""Times the limit that may pass on the clock: other programs run beside this one."""

_FORK = multiprocessing.get_context("fork")


def _damage(data: bytes, rng: random.Random, most: int) -> Mutant:
    return Mutant(*damage_bytes(data, rng))


def _pdf(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    changed = change_structure(data, rng)
    return None if changed is None else Mutant(*changed)


_DAMAGE, OLD_WORD = "bytes", "doc"

MUTATORS: Mapping[str, tuple[frozenset[str], Mutator]] = {
    _DAMAGE: (frozenset({"xlsx", "xls", "ods", "docx", "pdf", "ofd", "html", "text", "csv"}), _damage),
    "pdf": (frozenset({"pdf"}), _pdf),
    "html": (frozenset({"html"}), change_markup),
    "package": (_OFFICE_FORMATS, change_package),
    "xlsx": (frozenset({"xlsx"}), change_xlsx),
    "ods": (frozenset({"ods"}), change_ods),
    "docx": (frozenset({"docx"}), change_word),
    OLD_WORD: (frozenset({"doc"}), change_binary_word),
    "ofd": (frozenset({"ofd"}), change_ofd),
    "xls": (frozenset({"xls"}), change_records),
    "text": (frozenset({"text", "csv"}), change_text),
}
"""By name: the formats of the documents that they change."""


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
    """Whether the file itself tells what its figures were."""

    CHECKSUMS = "under checksums"
    NOTHING = "without checksums"
    KEPT = "of structure, all figures kept"
    REWRITTEN = "of structure, written with sound references"


@dataclass(frozen=True)
class Case:
    """One changed document."""

    number: int
    mutator: str
    original: Original
    mutant: Mutant

    @property
    def cover(self) -> Cover:
        if self.mutator != _DAMAGE:
            return Cover.KEPT if self.mutant.keeps_figures else Cover.REWRITTEN
        if self.original.format in _ZIP_FORMATS:
            return Cover.CHECKSUMS
        in_streams = self.original.format == "pdf" and self._is_damaged_in_streams_only()
        return Cover.CHECKSUMS if in_streams else Cover.NOTHING

    def _is_damaged_in_streams_only(self) -> bool:
        before, after = self.original.data, self.mutant.data
        ends = [0, *(end for stream in _STREAM.finditer(before) for end in stream.span(1)), len(before)]
        gaps = zip(ends[::2], ends[1::2], strict=True)
        return len(after) == len(before) and all(before[start:end] == after[start:end] for start, end in gaps)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a case without its bytes, since thousands are kept."""

    number: int
    mutator: str
    what: str
    format: str
    cover: Cover
    verdict: Verdict
    detail: str
    seconds: float
    """Of a processor."""
    megabytes: float
    """That reading added to its process at most; nothing where the process was ended."""

    @property
    def has_one_message(self) -> bool:
        """Whether one problem alone says why it is refused."""
        return sum(line.startswith(f"{Severity.ERROR}: ") for line in self.detail.splitlines()) == 1

    @property
    def is_silent(self) -> bool:
        """Whether the figures differ and no problem says so."""
        return self.verdict in _SILENT

    @property
    def is_defect(self) -> bool:
        return self.verdict in _FATAL or (self.is_silent and self.cover in (Cover.CHECKSUMS, Cover.KEPT))

    def __str__(self) -> str:
        return f"{self.mutator} {self.number}, {self.what}: {self.verdict} in {self.seconds:.1f} s\n{self.detail}"


# Changes -------------------------------------------------------------------------------------------------------------


def cases(
    documents: Sequence[Original],
    seed: int,
    numbers: Iterable[int],
    mutator: str = _DAMAGE,
    most: int = MOST_PIECES,
) -> Iterator[Case]:
    """The cases of these numbers; none where no document is of a kind that the mutator changes."""
    formats, mutate = MUTATORS[mutator]
    fitting = [document for document in documents if document.format in formats]
    for number in numbers if fitting else ():
        rng = random.Random(f"{seed} {mutator} {number}")
        mutant: Mutant | None = None
        while mutant is None:
            original = rng.choice(fitting)
            mutant = mutate(original.data, rng, most)
        yield Case(number, mutator, original, mutant)


# Judgement -----------------------------------------------------------------------------------------------------------


def run_case(case: Case) -> Outcome:
    """Read in a process of its own, so that a library that hangs or dies takes only that process with it."""
    began = _seconds(resource.RUSAGE_CHILDREN)
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_judge_in_child, args=(sender, case))
    process.start()
    sender.close()
    try:
        verdict, detail, megabytes = receiver.recv()
    except EOFError:
        process.join()
        ended_by = -(process.exitcode or 0)
        verdict = Verdict.OVER_TIME if ended_by in _TIMERS else Verdict.CRASHED
        detail, megabytes = f"ended by signal {ended_by}", 0.0
    process.join()
    receiver.close()
    what, file_format = f"{case.original.name}, {case.mutant.told}", case.original.format
    seconds = _seconds(resource.RUSAGE_CHILDREN) - began
    return Outcome(case.number, case.mutator, what, file_format, case.cover, verdict, detail, seconds, megabytes)


def _seconds(whose: int) -> float:
    usage = resource.getrusage(whose)
    return usage.ru_utime + usage.ru_stime


def _judge_in_child(sender: Connection, case: Case) -> None:
    # Without a handler these signals end the process wherever it is, in a library's own code too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_MOST_WAITING * MOST_SECONDS)
    # each page that is a picture lets itself have a share of its own, which the hard limit must leave room for
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + PICTURE_SECONDS * MOST_PICTURES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most_bytes = _address_space() + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    name, least = case.original.name, _peak_megabytes()
    try:
        reading = read_bytes(Path(name), name, case.mutant.data)
    # A panic of a Rust library is no Exception.
    except BaseException as error:
        verdict, detail = Verdict.ESCAPED, f"{error!r}\n{traceback.format_exc()}"
    else:
        verdict, detail = compared(case.original.reading, reading)
    sender.send((verdict, detail, _peak_megabytes() - least))


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def compared(before: Reading, after: Reading) -> tuple[Verdict, str]:
    """How a damaged document reads beside the whole one, and what there is to say about it."""
    problems = [p for p in after.problems if p not in before.problems and p.severity is not Severity.INFO]
    told = "\n".join(f"{problem.severity}: {problem.message.reason_en}" for problem in problems)
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
_CHARACTERS_OF_A_DEFECT = 400


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


def _mutator_table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(title="By mutator", title_justify="left")
    table.add_column("mutator")
    heads = ("cases", "read", "refused", "with one message", "slowest s", "peak MB", "escaped", "over time", "crash")
    for head in heads:
        table.add_column(head, justify="right")
    for name in dict.fromkeys(outcome.mutator for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.mutator == name]
        verdicts = Counter(outcome.verdict for outcome in own)
        refused = [outcome for outcome in own if outcome.verdict is Verdict.REFUSED]
        table.add_row(
            *(name, str(len(own)), str(len(own) - len(refused) - sum(verdicts[verdict] for verdict in _FATAL))),
            *(str(len(refused)), str(sum(outcome.has_one_message for outcome in refused))),
            *(f"{max(outcome.seconds for outcome in own):.1f}", f"{max(outcome.megabytes for outcome in own):.0f}"),
            *(str(verdicts[verdict]) for verdict in (Verdict.ESCAPED, Verdict.OVER_TIME, Verdict.CRASHED)),
        )
    return table


def _silent_pdfs(outcomes: Iterable[Outcome]) -> str:
    """A PDF has no checksum over its dictionaries, but damage there can often be known by its traces."""
    damaged = (outcome for outcome in outcomes if outcome.mutator == _DAMAGE)
    numbers = [str(o.number) for o in damaged if o.is_silent and o.format == "pdf"]
    return f"PDF cases in which figures changed or were lost in silence: {', '.join(numbers) or 'none'}"


def _shortly(outcome: Outcome) -> str:
    return "\n".join(line[:_CHARACTERS_OF_A_DEFECT] for line in str(outcome).splitlines()[:_LINES_OF_A_DEFECT])


def _run(running: Iterable[Case], console: Console) -> Iterator[Outcome]:
    """The outcome of each case; a defect is told as it is found, for whoever stops before the end."""
    for outcome in map(run_case, running):
        if outcome.is_defect:
            console.print(_shortly(outcome), markup=False)
        yield outcome


@click.command(help=__doc__)
@click.option("--cases", "count", type=click.IntRange(min=1), default=5_000, show_default=True, help="Of each mutator.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--mutator", "names", type=click.Choice(sorted(MUTATORS)), multiple=True, default=(_DAMAGE, "pdf"))
@click.option("--most", type=click.IntRange(min=2), default=MOST_PIECES, show_default=True, help="Pieces put into one.")
@click.option("--short", is_flag=True, help="Short written documents alone: more cases in the same time.")
@click.option("--only", type=click.IntRange(min=0), help="Run the case of this number alone and say all about it.")
def main(count: int, seed: int, names: tuple[str, ...], most: int, short: bool, only: int | None) -> None:
    console = Console(width=140)
    documents = originals(short_documents() if short else [*own_documents(), *neighbouring_documents()])
    if OLD_WORD in names:
        documents += originals(old_word_documents())
    if only is not None:
        for name in names:
            console.print(*map(run_case, cases(documents, seed, [only], name, most)), markup=False)
        return
    outcomes: list[Outcome] = []
    for name in names:
        running = track(
            cases(documents, seed, range(count), name, most), name, count, console=console, auto_refresh=False
        )
        outcomes += _run(running, console)
    console.print(_mutator_table(outcomes))
    for cover in Cover:
        console.print(_count_table(cover, outcomes))
    console.print(_silent_pdfs(outcomes))
    console.print("The slowest case:", _shortly(max(outcomes, key=lambda each: each.seconds)), sep="\n", markup=False)
    sys.exit(1 if any(outcome.is_defect for outcome in outcomes) else 0)


if __name__ == "__main__":
    main()
