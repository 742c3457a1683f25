"""The process that Great Expectations runs in: begun while others work, asked when there is something to judge.

Its import takes seconds of a processor; in the process of a run they would be seconds of the run. It reads until its
input ends, so that it ends with whoever began it, also where that was killed.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from expectations.suites import Answer, Suite

ATTEMPTS = 2
"""How often a suite is asked for where somebody ended the process that should answer."""

_ONE_AT_A_TIME = Lock()
_running: list[subprocess.Popen[bytes]] = []


class NoAnswer(RuntimeError):
    """Great Expectations raised an exception, or its process came to an end each time it was asked."""


def begin_engine() -> None:
    """Begin to import Great Expectations, where it has not begun; returns at once."""
    with _ONE_AT_A_TIME:
        _engine()


def ask(suite: Suite, frame: pa.Table) -> list[Answer]:
    """What each expectation of the suite says of the frame. Raises NoAnswer."""
    with _ONE_AT_A_TIME:
        for _ in range(ATTEMPTS):
            engine = _engine()
            try:
                answer = _asked(engine, pickle.dumps((suite, frame)))
            except (OSError, EOFError, pickle.UnpicklingError):
                end_engine()
                continue
            except BaseException:
                # the answer that comes would be taken for that to the next question
                end_engine()
                raise
            if isinstance(answer, str):
                raise NoAnswer(f"suite {suite.name}: {answer}")
            return answer
    raise NoAnswer(f"suite {suite.name}: the process of Great Expectations ended {ATTEMPTS} times without an answer")


def _asked(engine: subprocess.Popen[bytes], question: bytes) -> list[Answer] | str:
    assert engine.stdin is not None and engine.stdout is not None
    engine.stdin.write(question)
    engine.stdin.flush()
    answer: list[Answer] | str = pickle.load(engine.stdout)
    return answer


def _engine() -> subprocess.Popen[bytes]:
    if _running and _running[0].poll() is None:
        return _running[0]
    end_engine()
    package = str(Path(__file__).parent.parent)
    known = os.environ.get("PYTHONPATH")
    environment = os.environ | {
        "PYTHONPATH": package if not known else os.pathsep.join((package, known)),
        "GX_ANALYTICS_ENABLED": "false",
    }
    engine = subprocess.Popen(
        [sys.executable, "-P", "-m", "expectations.engine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        # an interrupt at the terminal is for the run, which lets go of it
        start_new_session=True,
    )
    _running.append(engine)
    return engine


@atexit.register
def end_engine() -> None:
    """End the process, where there is one: nobody waits for an answer of it."""
    while _running:
        # a question that it never read is dropped
        with suppress(OSError), _running.pop() as engine:
            engine.kill()
