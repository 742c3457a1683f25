"""A run on a real terminal of 80 columns: alive from the first second, and Ctrl-C ends it cleanly."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from rich.cells import cell_len

from orchestration.home.progress import Stage
from orchestration.home.run_lock import hold_run_lock
from orchestration.home.settings import Settings
from tests.published import published_state

COLUMNS = 80
CTRL_C = b"\x03"
LIMIT_SECONDS = 300
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(frozen=True)
class Recording:
    """What a terminal showed, screen line by screen line with the second in which it came, and the exit code."""

    lines: tuple[tuple[float, str], ...]
    exit_code: int

    def first(self, words: str) -> float:
        return next(second for second, line in self.lines if words in line)


def _as_a_strict_login() -> None:
    """The terminal is the program's own, and nobody else may read what it writes."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.umask(0o077)


class Terminal:
    """A program on a terminal of its own, without a locale."""

    def __init__(self, command: list[str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "LC_ALL": "C", "LANG": "C"}
        environment.pop("COLUMNS", None)
        self._began = time.monotonic()
        self._program = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            preexec_fn=_as_a_strict_login,
        )
        os.close(slave)
        self._lines: list[tuple[float, str]] = []

    def watch(self, until: Callable[[str], bool] = lambda _: False) -> None:
        """Read what is shown until a line says so, or the program ends."""
        while self._program.poll() is None or select.select([self._master], [], [], 0)[0]:
            assert time.monotonic() - self._began < LIMIT_SECONDS
            if not select.select([self._master], [], [], 0.2)[0]:
                continue
            try:
                shown = os.read(self._master, 65536).decode("utf-8", "replace")
            except OSError:
                return
            second = time.monotonic() - self._began
            lines = [line for line in re.split(r"[\r\n]+", _CONTROL.sub("", shown)) if line.strip()]
            self._lines += [(second, line) for line in lines]
            if any(map(until, lines)):
                return

    def press(self, key: bytes) -> None:
        os.write(self._master, key)

    def recorded(self) -> Recording:
        self.watch()
        return Recording(tuple(self._lines), self._program.wait(LIMIT_SECONDS))


@pytest.fixture(scope="module")
def settings(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the warehouse on a path that no program likes."""
    folder = tmp_path_factory.mktemp("terminal") / "决算 of 2024 'quoted'"
    settings = replace(warehouse, raw=folder / "raw", home=folder / "home")
    shutil.copytree(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    return settings


def run(settings: Settings) -> Terminal:
    places = ["--raw", str(settings.raw), "--home", str(settings.home)]
    return Terminal([sys.executable, "-m", "orchestration.cli", "run", "--force", *places])


def test_the_whole_run_is_told_within_80_columns(settings: Settings) -> None:
    recording = run(settings).recorded()
    assert recording.exit_code == 0
    assert recording.first(Stage.STARTING) < recording.first(Stage.EVALUATION) < recording.first(Stage.MARTS)
    # from the first second on, however slow the machine: before anything heavy is imported
    assert recording.first(Stage.STARTING) < recording.first(Stage.EVALUATION) / 2
    wide = [line for _, line in recording.lines if cell_len(line) > COLUMNS]
    # a path is one word, however long: it is there to be copied
    assert [line for line in wide if not line.startswith("published 发布于")] == []
    counted = [line for _, line in recording.lines if Stage.MARTS in line and re.search(r"[1-9]\d*/\d+ \d:", line)]
    assert counted, "the bar moves while dbt works"
    assert "1 published with waiver 已发布（有豁免）" in recording.lines[-1][1] or any(
        "1 published with waiver" in line for _, line in recording.lines
    )


def test_ctrl_c_ends_the_run_and_leaves_the_publication_alone(settings: Settings) -> None:
    before = published_state(settings)
    terminal = run(settings)
    terminal.watch(until=lambda line: re.search(rf"{Stage.EVALUATION} .*[1-9]\d*/", line) is not None)
    terminal.press(CTRL_C)
    recording = terminal.recorded()
    assert recording.exit_code == 130
    assert "interrupted 已中断" in recording.lines[-2][1] + recording.lines[-1][1]
    assert "Traceback" not in "".join(line for _, line in recording.lines)
    assert published_state(settings) == before
    with hold_run_lock(settings, patience=0):
        pass
