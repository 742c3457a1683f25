"""The progress of a run: a bar on a terminal, one line per stage elsewhere."""

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from orchestration.cli.console import printing_to
from orchestration.home.progress import Stage

STAGES = len(Stage)
_STEP = {stage: step for step, stage in enumerate(Stage, 1)}


@contextmanager
def drawn_progress() -> Iterator["Bar | Lines"]:
    """What a run tells, drawn on this process's standard error.

    The stream is a descriptor of its own: while steps run, Dagster points the shared one at its compute logs.
    """
    with _own_stream() as stream:
        console = printing_to(stream)
        if not console.is_terminal:
            yield Lines(console)
            return
        columns = (
            SpinnerColumn(),
            TextColumn(f"{{task.fields[step]:>2}}/{STAGES} {{task.description}}"),
            BarColumn(bar_width=12),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield Bar(progress)


def _own_stream() -> TextIO:
    try:
        descriptor = os.dup(sys.stderr.fileno())
    except OSError:
        # standard error is no file: somebody gathers what is said
        return io.StringIO()
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="replace")


class Bar:
    """One bar: the stage and which of all it is, its counted steps, the time of the whole run, and what is left of the
    stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task(Stage.STARTING, total=None, step=_STEP[Stage.STARTING])

    def stage(self, stage: Stage, total: int | None = None) -> None:
        """Begin a stage; `total` counts its steps where they are known."""
        self._progress.update(self._task, description=stage, completed=0, step=_STEP[stage])
        # an update without a total would keep that of the stage before, and its end
        task = self._progress.tasks[self._task]
        task.total, task.finished_time = total, None

    def advance(self, what: str) -> None:
        """Count one step of the stage."""
        task = self._progress.tasks[self._task]
        if task.total is None or task.completed < task.total:
            self._progress.advance(self._task)


class Lines:
    """One line per stage, and one per tenth of a long one, with the seconds since the start."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._total = 0
        self._done = 0
        self.stage(Stage.STARTING)

    def stage(self, stage: Stage, total: int | None = None) -> None:
        """Begin a stage; `total` counts its steps where they are known."""
        self._total, self._done = total or 0, 0
        self._say(f"{_STEP[stage]:>2}/{STAGES} {stage}" + (f" ({total})" if total else ""))

    def advance(self, what: str) -> None:
        """Count one step of the stage."""
        self._done += 1
        if self._total >= _LONG and self._done * 10 // self._total > (self._done - 1) * 10 // self._total:
            self._say(f"      {self._done}/{self._total}")

    def _say(self, words: str) -> None:
        self._console.print(f"{time.monotonic() - self._began:5.0f} s  {words}", markup=False)


_LONG = 100
"""Steps of a stage that is worth a line for each tenth."""
