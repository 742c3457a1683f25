"""Runs that are stopped at random moments for as long as it takes to copy their home: each copy is what a kill of all
processes at that moment would leave, and the run itself must go on as if nothing had been."""

import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from benchmarks.stress.outcomes import Case, judged
from benchmarks.stress.processes import find_processes, send
from benchmarks.stress.published_state import FaultFound, PublishedState, read_published_state
from benchmarks.stress.small_home import Run, SmallHome

KIND = "copy at a moment"
MOMENTS = 25
"""How often one run is stopped."""

SHARE_OF_COMPLETED = 0.1
"""In how many copies a run follows."""


def frozen_runs(home: SmallHome, generator: random.Random, folder: Path) -> Iterator[Case]:
    """Cases without end: copies of a home while a run writes to it, and at last the run itself."""
    span = home.measure_span()
    while True:
        home.turn()
        before = read_published_state(home.settings.published)
        run = home.start()
        pauses = sorted(generator.uniform(0, span) for _ in range(MOMENTS))
        for number, (earlier, later) in enumerate(zip((0.0, *pauses), pauses, strict=False)):
            with suppress(subprocess.TimeoutExpired):
                run.process.wait(later - earlier)
                break
            stage = run.stage()
            processes = find_processes(run.mark)
            send(processes, signal.SIGSTOP)
            copy = home.copied(folder / f"moment-{number}")
            send(processes, signal.SIGCONT)
            is_completed = generator.random() < SHARE_OF_COMPLETED

            yield judged(KIND, f"while {stage}", partial(_copied_state, copy, before, is_completed))
            shutil.rmtree(copy.settings.raw.parent)

        yield judged("stop and go", f"the run, {MOMENTS} times", partial(_end_of_run, home, run, before))


def _copied_state(copy: SmallHome, before: PublishedState, is_completed: bool) -> str:
    in_force = copy.require_old_or_new(before)
    if not is_completed:
        return f"{in_force} state"
    copy.complete()
    return f"{in_force} state; the next run succeeded"


def _end_of_run(home: SmallHome, run: Run, before: PublishedState) -> str:
    if run.wait() != 0 or home.require_old_or_new(before) == "old":
        raise FaultFound(f"a run that was stopped for moments failed: {run.told()}")
    return "went on and succeeded"
