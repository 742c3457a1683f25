"""Runs of the command line that are killed at random moments: one process of theirs, or all of them at once."""

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.stress.outcomes import Case, judged
from benchmarks.stress.processes import READER, RUN, Process, find_processes, send
from benchmarks.stress.published_state import FaultFound, PublishedState, read_published_state
from benchmarks.stress.small_home import Run, SmallHome
from orchestration.cli.home_status import read_home_status

KIND = "kill, command line"
ALL_AT_ONCE = "all processes"
SHARE_OF_ALL, SHARE_OF_RUN = 0.35, 0.35
SHARE_OF_ANOTHER = 0.7
"""How often the run after a killed one is killed too, so that what several of them leave behind meets."""

READING_SECONDS = 1.0
"""How long after a worker began it is killed at the latest."""


@dataclass(frozen=True, slots=True)
class Blow:
    """When a kill comes, what it hits, and whether the next run is killed as well; all of it follows from the seed."""

    seconds: float
    hits: float
    chosen: float
    is_followed: bool

    def choose(self, alive: tuple[Process, ...]) -> tuple[Process, ...]:
        """All processes of a run, the run itself, or any one."""
        if self.hits < SHARE_OF_ALL:
            return alive
        itself = tuple(process for process in alive if process.kind == RUN)
        if self.hits < SHARE_OF_ALL + SHARE_OF_RUN and itself:
            return itself
        return (alive[int(self.chosen * len(alive))],)


def blows(generator: random.Random, span: float) -> Iterator[Blow]:
    """Kills without end at moments within the span of a run."""
    while True:
        yield Blow(
            generator.uniform(0, span),
            generator.random(),
            generator.random(),
            generator.random() < SHARE_OF_ANOTHER,
        )


def killed_runs(home: SmallHome, generator: random.Random) -> Iterator[Case]:
    """Cases without end: a run is killed; unless the next one shall be as well, that one completes, and the inputs
    take turns."""
    span = home.measure_span()
    home.turn()
    for blow in blows(generator, span):
        before = read_published_state(home.settings.published)
        run = home.start()
        with suppress(subprocess.TimeoutExpired):
            run.process.wait(blow.seconds)
        if run.process.poll() is not None:
            # quicker than the one that was measured: nothing was killed
            home.turn()
            continue
        hit = blow.choose(find_processes(run.mark))
        yield _case(home, run, hit, before, blow.is_followed)


def killed_readers(home: SmallHome, generator: random.Random) -> Iterator[Case]:
    """Cases without end: the worker that reads the one document is killed, for it lives so shortly that it is seldom
    hit otherwise."""
    home.turn()
    while True:
        before = read_published_state(home.settings.published)
        run = home.start()
        if not _await_reader(run):
            raise FaultFound(f"a run ended without a worker that reads: {run.told()}")
        time.sleep(generator.uniform(0, READING_SECONDS))
        hit = tuple(process for process in find_processes(run.mark) if process.kind == READER)
        if hit:
            yield _case(home, run, hit[:1], before, is_followed=False)
        else:
            run.wait()
            home.turn()


def _await_reader(run: Run) -> bool:
    while run.process.poll() is None:
        if any(process.kind == READER for process in find_processes(run.mark)):
            return True
    return False


def _case(home: SmallHome, run: Run, hit: tuple[Process, ...], before: PublishedState, is_followed: bool) -> Case:
    send(hit, signal.SIGKILL)
    stage = run.stage()

    def trial() -> str:
        if all(process.pid != run.process.pid for process in hit):
            return _after_a_part(home, run, before)
        return _after_the_run(home, run, before, is_followed)

    return judged(KIND, f"{hit[0].kind if len(hit) == 1 else ALL_AT_ONCE} while {stage}", trial)


def _after_the_run(home: SmallHome, run: Run, before: PublishedState, is_followed: bool) -> str:
    """What is in force after the run itself was killed, and what the next one does."""
    run.wait()
    in_force = home.require_old_or_new(before)
    if "under way" in (told := read_home_status(home.settings).last_run):
        raise FaultFound(f"status says of a killed run: {told}")
    if is_followed:
        return f"{in_force} state; the next run killed as well"
    home.complete()
    home.turn()
    return f"{in_force} state; the next run succeeded"


def _after_a_part(home: SmallHome, run: Run, before: PublishedState) -> str:
    """What a run does that lost one of its processes: its work, or nothing, and then the next one does it."""
    code = run.wait()
    in_force = home.require_old_or_new(before)
    if code == 0 and in_force == "old":
        raise FaultFound("a run told that it succeeded and published nothing")
    if code != 0:
        home.complete()
    home.turn()
    return "the run went on to its end" if code == 0 else f"{in_force} state, the run failed; the next run succeeded"
