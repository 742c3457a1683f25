"""A module of this project in a process of its own: begun while others work, asked when there is something to do.

Its imports cost seconds of a processor, and its work keeps Python busy; in the process of a run they would be seconds
of the run. Questions and what comes of them pass pickled. It ends with its input, at once and in the midst of its work:
with whoever began it, however that came to its end.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, BinaryIO, TypeAlias

Tell: TypeAlias = Callable[[object], None]
"""Passes on what came of a question, from any thread."""


class HelperGone(OSError):
    """The process came to an end before it had answered."""


class HelperFault(RuntimeError):
    """An exception that nobody expected was raised there; the message is its type and text."""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more comes of a question. `fault` is the exception that it came to, if any, as text."""

    fault: str | None = None


class HelperProcess:
    """The process of one module, whose `main` calls `serve`: from its first use to the end of this process."""

    def __init__(self, module: str, **variables: str) -> None:
        self._module = module
        self._variables = variables
        self._one_at_a_time = Lock()
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process, where there is one."""
        return self._running.pid if self._running is not None else None

    def begin(self) -> None:
        """Begin its imports, where they have not begun; returns at once."""
        with self._one_at_a_time:
            self._begun()

    def ask(self, question: object) -> Generator[Any, None, None]:
        """What comes of the question, as it comes. Where the iterator is closed before its end, so is the process.

        Raises HelperGone where the process ended, HelperFault for an exception in it.
        """
        with self._one_at_a_time:
            process = self._begun()
            assert process.stdin is not None and process.stdout is not None
            try:
                pickle.dump(question, process.stdin)
                process.stdin.flush()
                while not isinstance(told := pickle.load(process.stdout), Done):
                    yield told
            except (OSError, EOFError, pickle.UnpicklingError) as fault:
                self._end()
                raise HelperGone(f"the process of {self._module} ended ({process.returncode})") from fault
            except BaseException:
                # what still comes of this question would be taken for an answer to the next one
                self._end()
                raise
        if told.fault is not None:
            raise HelperFault(told.fault)

    def end(self) -> None:
        """End the process, where there is one that nobody is asking."""
        with self._one_at_a_time:
            self._end()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._running is not None and self._running.poll() is None:
            return self._running
        self._end()
        package = str(Path(__file__).parent.parent.parent)
        known = os.environ.get("PYTHONPATH")
        path = package if not known else os.pathsep.join((package, known))
        self._running = subprocess.Popen(
            # not with -m: what it pickles would be of the module `__main__`
            [sys.executable, "-P", "-c", f"from {self._module} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | self._variables | {"PYTHONPATH": path},
            # an interrupt at the terminal is for the run, which lets go of it
            start_new_session=True,
        )
        return self._running

    def _end(self) -> None:
        if self._running is None:
            return
        # a question that it never read is dropped
        with suppress(OSError), self._running as process:
            process.kill()
        self._running = None


def serve(answer: Callable[[Any, Tell], None]) -> None:
    """Answer until the input ends; for the process itself."""
    told = os.fdopen(os.dup(1), "wb")
    # whatever a library prints is no answer
    os.dup2(2, 1)
    questions: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_receive, args=(sys.stdin.buffer, questions), daemon=True).start()
    one_at_a_time = Lock()

    def tell(what: object) -> None:
        with one_at_a_time:
            pickle.dump(what, told)
            told.flush()

    while True:
        question = questions.get()
        try:
            answer(question, tell)
        except Exception as fault:
            tell(Done(f"{type(fault).__name__}: {fault}"))
        else:
            tell(Done())


def _receive(asked: BinaryIO, questions: SimpleQueue[Any]) -> None:
    while True:
        try:
            questions.put(pickle.load(asked))
        except EOFError:
            os._exit(0)
