"""One run of the main job, timed stage by stage, in a process that does nothing else.

    python -m benchmarks.district.timed_run RAW HOME STARTED

STARTED is when the process was asked for, in seconds since the epoch. Prints what `Timing` holds as JSON.
"""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from orchestration.cli.run_job import run_warehouse
from orchestration.home.settings import Settings

STARTING, READING, RECORDING = "start", "reading", "Dagster events"
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "starting": STARTING,
        "registry": RECORDING,
        "identity catalogue": RECORDING,
        "previous publication": RECORDING,
        "what changed": READING,
        "reading": READING,
        "models up to the audit": "dbt",
        "suspects": "suspects",
        "verdicts": "GX",
        "marts": "dbt",
        "publication gate": "GX",
        "publication": "publication",
        "reports": "reports",
        "verdicts of the department-years": RECORDING,
        "overview": RECORDING,
    }
)
"""What each stage of a run counts as, by the English half of its name."""


@dataclass(frozen=True)
class Timing:
    """Seconds by what the stages count as, and how many department-years were read."""

    seconds: Mapping[str, float]
    read: int


class Clock:
    """Progress that measures, from `started` (of time.time) on."""

    def __init__(self, started: float) -> None:
        self._stage = "starting"
        self._moment = started
        self._seconds = dict.fromkeys(STAGES.values(), 0.0)
        self._read = 0

    def stage(self, name: str, total: int | None = None) -> None:
        # what a step does after its last document is recording it
        self._close(RECORDING if self._stage == "reading" else STAGES[self._stage])
        self._stage = name.rsplit(" ", 1)[0]

    def advance(self, what: str) -> None:
        if self._stage == "reading":
            self._close(READING)
            self._read += 1

    def finish(self) -> Timing:
        self._close(STAGES[self._stage])
        return Timing(self._seconds, self._read)

    def _close(self, counts_as: str) -> None:
        now = time.time()
        self._seconds[counts_as] += now - self._moment
        self._moment = now


def main(raw: str, home: str, started: str) -> None:
    clock = Clock(float(started))
    outcome = run_warehouse(Settings(raw=Path(raw), home=Path(home)), clock)
    if not outcome.succeeded:
        sys.exit(outcome.failure)
    print(json.dumps(asdict(clock.finish())))


if __name__ == "__main__":
    main(*sys.argv[1:])
