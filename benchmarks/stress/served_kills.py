"""Runs that the UI or the daemon began, and services that are killed while they work."""

import random
import signal
import time
from collections.abc import Callable, Iterator

from benchmarks.stress.outcomes import Case, judged
from benchmarks.stress.processes import Process, find_processes, send
from benchmarks.stress.published_state import FaultFound, read_published_state
from benchmarks.stress.served_home import LOOK_SECONDS, ServedHome
from benchmarks.stress.small_home import RUN_SECONDS, SmallHome

RUN_WORKER = "run worker"
SHARE_OF_RUN_WORKERS = 0.4
SHARE_OF_ALL = 0.1
UI, DAEMON = "kill, UI", "kill, daemon"
OVER = frozenset({"SUCCESS", "FAILURE", "CANCELED"})
FILLED = frozenset({"COMPLETED", "COMPLETED_SUCCESS", "COMPLETED_FAILED", "FAILED"})


def killed_served_runs(home: SmallHome, generator: random.Random) -> Iterator[Case]:
    """Cases without end, in turn: a run of the UI is harmed and a second one launched by hand; a backfill is harmed,
    and nobody does anything but start services again that ended."""
    served = ServedHome.started(home.settings)
    try:
        home.turn()
        began = time.monotonic()
        _settled(home, served, served.launch())
        span = time.monotonic() - began
        while True:
            yield _case(UI, home, served, generator, span)
            yield _case(DAEMON, home, served, generator, span)
    finally:
        served.end()


def _case(kind: str, home: SmallHome, served: ServedHome, generator: random.Random, span: float) -> Case:
    home.turn()
    asked = served.launch() if kind == UI else served.fill()
    time.sleep(generator.uniform(0, span))
    hit = _chosen(find_processes(served.mark), generator)
    send(hit, signal.SIGKILL)

    def trial() -> str:
        in_force = home.require_whole()
        was_restarted = served.restart_where_ended()
        if kind == UI:
            _settled(home, served, served.launch())
        else:
            _filled(home, served, asked)
        after = " after a restart" if was_restarted else ""
        return f"{in_force} state; the next run succeeded{after}"

    return judged(kind, hit[0].kind if len(hit) == 1 else "all processes", trial)


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
    status = _until(lambda: served.run_status(run_id), OVER)
    if status != "SUCCESS":
        raise FaultFound(f"the next run ended with {status}")
    _require_figures(home)


def _filled(home: SmallHome, served: ServedHome, backfill_id: str) -> None:
    """Wait for a backfill. Raises FaultFound unless it succeeds, by whatever retries, and publishes what raw/ holds."""
    status = _until(lambda: served.backfill_status(backfill_id), FILLED)
    if status not in ("COMPLETED", "COMPLETED_SUCCESS"):
        raise FaultFound(f"the backfill ended with {status}")
    _require_figures(home)


def _require_figures(home: SmallHome) -> None:
    if read_published_state(home.settings.published).figures != home.figures[home.holds]:
        raise FaultFound(f"a run that succeeded did not publish what {home.holds} leads to")


def _until(status: Callable[[], str], ends: frozenset[str]) -> str:
    deadline = time.monotonic() + RUN_SECONDS
    while (found := status()) not in ends:
        if time.monotonic() > deadline:
            raise FaultFound(f"not over after {RUN_SECONDS} s: {found}")
        time.sleep(LOOK_SECONDS)
    return found
