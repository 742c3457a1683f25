"""Runs that the UI or the daemon began, and services that are killed while they work."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from itertools import cycle

from benchmarks.stress.outcomes import Case, judged
from benchmarks.stress.processes import RUN_WORKER, Process, find_processes, send
from benchmarks.stress.published_state import FaultFound, read_published_state
from benchmarks.stress.served_home import LOOK_SECONDS, ServedHome
from benchmarks.stress.small_home import RUN_SECONDS, SmallHome

SHARE_OF_RUN_WORKERS = 0.4
SHARE_OF_ALL = 0.1
UI, BACKFILL, SENSOR = "kill, UI", "kill, daemon", "kill, sensor"
KINDS = (UI, BACKFILL, SENSOR)
SENSOR_SECONDS = 600
"""How long the sensor may take until it asks for a run: it looks every minute, and at the second look that is quiet."""

OVER = frozenset({"SUCCESS", "FAILURE", "CANCELED"})
SUCCEEDED = frozenset({"COMPLETED", "COMPLETED_SUCCESS"})
COUNTED_AS_FAILED = "COMPLETED_FAILED"
FILLED = SUCCEEDED | {COUNTED_AS_FAILED, "FAILED"}


def killed_served_runs(home: SmallHome, generator: random.Random) -> Iterator[Case]:
    """Cases without end, in turn: a run of the UI is harmed and a second one launched by hand; a backfill, or a run
    that the sensor asked for, is harmed, and nobody does anything but start services again that ended."""
    served = ServedHome.started(home.settings)
    try:
        home.turn()
        began = time.monotonic()
        _settled(home, served, served.launch())
        span = time.monotonic() - began
        for kind in cycle(KINDS):
            yield _case(kind, home, served, generator, span)
    finally:
        served.end()


def _case(kind: str, home: SmallHome, served: ServedHome, generator: random.Random, span: float) -> Case:
    home.turn()
    asked = _begun(kind, served)
    time.sleep(generator.uniform(0, span))
    hit = _chosen(find_processes(served.mark), generator)
    send(hit, signal.SIGKILL)

    restarts = served.restarts

    def trial() -> str:
        in_force = home.require_whole()
        served.restart_where_ended()
        if kind == UI:
            _settled(home, served, served.answered(served.launch))
            told = "the next run succeeded"
        else:
            told = _filled(served, asked) if kind == BACKFILL else "what the sensor asked for was published"
            _await_figures(home, served)
        return f"{in_force} state; {told}{' after a restart' if served.restarts > restarts else ''}"

    try:
        return judged(kind, hit[0].kind if len(hit) == 1 else "all processes", trial)
    finally:
        if kind == SENSOR:
            served.answered(lambda: served.watch_raw(is_on=False))


def _begun(kind: str, served: ServedHome) -> str:
    """Begin what is to be harmed; the id of its run or backfill, if it has one by now."""
    if kind == UI:
        return served.launch()
    if kind == BACKFILL:
        return served.fill()
    served.watch_raw(is_on=True)
    deadline = time.monotonic() + SENSOR_SECONDS
    while not served.runs_under_way():
        if time.monotonic() > deadline:
            raise FaultFound("the sensor asked for no run")
        time.sleep(LOOK_SECONDS)
    return ""


def _chosen(alive: tuple[Process, ...], generator: random.Random) -> tuple[Process, ...]:
    """One process: often the one that does the work; or all."""
    if generator.random() < SHARE_OF_ALL:
        return alive
    workers = [process for process in alive if process.kind == RUN_WORKER]
    if workers and generator.random() < SHARE_OF_RUN_WORKERS:
        return (generator.choice(workers),)
    return (generator.choice(alive),)


def _settled(home: SmallHome, served: ServedHome, run_id: str) -> None:
    """Wait for a run. Raises FaultFound unless it succeeds and publishes what raw/ holds."""
    status = _until(lambda: served.answered(lambda: served.run_status(run_id)), OVER)
    if status != "SUCCESS":
        raise FaultFound(f"the next run ended with {status}")
    if not _are_published(home):
        raise FaultFound(f"a run that succeeded did not publish what {home.holds} leads to")


def _filled(served: ServedHome, backfill_id: str) -> str:
    """Wait for a backfill, and say how it counts: Dagster calls one failed of which a run failed, though that was
    repeated. Whether all is published is asked afterwards."""
    status = _until(lambda: served.answered(lambda: served.backfill_status(backfill_id)), FILLED)
    if status in SUCCEEDED:
        return "the backfill succeeded"
    if status == COUNTED_AS_FAILED:
        return "the backfill counts as failed, what was killed of it was run again"
    return "Dagster gave up the backfill, what it was for was run as one"


def _await_figures(home: SmallHome, served: ServedHome) -> None:
    """Wait until what raw/ holds is published and nothing is under way. Raises FaultFound where it does not come."""
    deadline = time.monotonic() + RUN_SECONDS
    while served.answered(served.runs_under_way) or not _are_published(home):
        if time.monotonic() > deadline:
            raise FaultFound(f"what {home.holds} leads to is not published after {RUN_SECONDS} s")
        time.sleep(LOOK_SECONDS)


def _are_published(home: SmallHome) -> bool:
    return read_published_state(home.settings.published).figures == home.figures[home.holds]


def _until(status: Callable[[], str], ends: frozenset[str]) -> str:
    deadline = time.monotonic() + RUN_SECONDS
    while (found := status()) not in ends:
        if time.monotonic() > deadline:
            raise FaultFound(f"not over after {RUN_SECONDS} s: {found}")
        time.sleep(LOOK_SECONDS)
    return found
