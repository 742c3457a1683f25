"""One run of the main job, timed stage by stage, in a process that does nothing else.

    python -m benchmarks.district.timed_run RAW HOME STARTED [force]

STARTED is when the process was asked for, in seconds since the epoch. Prints what `Timing` holds as JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.progress import Stage
from orchestration.home.settings import Settings

STARTING, READING, RECORDING = "start", "reading", "Dagster events"
EVALUATION, DIAGNOSIS = "evaluation", "diagnosis"
STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.STARTING: STARTING,
        Stage.REGISTRY: RECORDING,
        Stage.CATALOGUE: RECORDING,
        Stage.PREVIOUS: RECORDING,
        Stage.CHANGES: READING,
        Stage.READING: READING,
        Stage.EVALUATION: EVALUATION,
        Stage.SUSPECTS: DIAGNOSIS,
        Stage.VERDICTS: "GX",
        Stage.MARTS: "marts",
        Stage.GATE: "GX",
        Stage.PUBLICATION: "publication",
        Stage.REPORTS: "reports",
        Stage.DEPARTMENT_YEARS: RECORDING,
        Stage.OVERVIEW: RECORDING,
    }
)
"""What each stage of a run counts as."""


@dataclass(frozen=True)
class Timing:
    """Seconds by what the stages count as, how many department-years were read, and the CPU seconds of the process and
    its own children (None where a checkout does not tell): readers are children of the fork server and not counted."""

    seconds: Mapping[str, float]
    read: int
    cpu: float | None = None


class Clock:
    """Progress that measures, from `started` (of time.time) on."""

    def __init__(self, started: float) -> None:
        self._stage = Stage.STARTING
        self._moment = started
        self._seconds = dict.fromkeys(STAGES.values(), 0.0)
        self._read = 0

    def stage(self, stage: Stage, total: int | None = None) -> None:
        # what a step does after its last document is recording it
        self._close(RECORDING if self._stage is Stage.READING else STAGES[self._stage])
        self._stage = stage

    def advance(self, what: str) -> None:
        if self._stage is Stage.READING:
            self._close(READING)
            self._read += 1

    def finish(self) -> Timing:
        self._close(STAGES[self._stage])
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return Timing(self._seconds, self._read, sum(usage.ru_utime + usage.ru_stime for usage in used))

    def _close(self, counts_as: str) -> None:
        now = time.time()
        self._seconds[counts_as] += now - self._moment
        self._moment = now


def main(raw: str, home: str, started: str, force: str = "") -> None:
    clock = Clock(float(started))
    outcome = run_warehouse(Settings(raw=Path(raw), home=Path(home)), clock, RunRequest(force=bool(force)))
    if not outcome.succeeded:
        sys.exit(outcome.failure)
    print(json.dumps(asdict(clock.finish())))


if __name__ == "__main__":
    main(*sys.argv[1:])
