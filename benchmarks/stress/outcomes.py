"""What became of each case of a campaign, kept line by line and summed up as a table."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.stress.published_state import FaultFound

FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Case:
    """One harm done to one run: of which kind it was, what exactly was done, and what became of it."""

    kind: str
    harm: str
    outcome: str
    told: str = ""
    seconds: float = 0.0

    @property
    def is_fault(self) -> bool:
        """Whether something broke that must not."""
        return self.outcome == FAULT


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where cases are noted as they come, so that a campaign that is ended early still tells what it did."""

    file: Path

    def note(self, case: Case) -> None:
        """Add a case."""
        with self.file.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(asdict(case), ensure_ascii=False) + "\n")

    def cases(self) -> tuple[Case, ...]:
        """All that were noted."""
        if not self.file.exists():
            return ()
        return tuple(Case(**json.loads(line)) for line in self.file.read_text("utf-8").splitlines())


def judged(kind: str, harm: str, trial: Callable[[], str]) -> Case:
    """The case of one trial: its outcome in words, or the fault that it found."""
    began = time.monotonic()
    try:
        outcome, told = trial(), ""
    except FaultFound as fault:
        outcome, told = FAULT, str(fault)
    return Case(kind, harm, outcome, told, round(time.monotonic() - began, 1))


def summary(cases: Iterable[Case]) -> Table:
    """How often each harm had each outcome."""
    table = Table("kind", "what was done", "cases", "what became of it", title="Whole runs harmed")
    counts = Counter((case.kind, case.harm, case.outcome) for case in cases)
    for (kind, harm, outcome), count in sorted(counts.items()):
        table.add_row(kind, harm, str(count), outcome)
    return table


def faults(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Those that must not have been."""
    return tuple(case for case in cases if case.is_fault)
