"""`juesuan ui` ends with all that it started, however it is ended; and all of it ends where one part does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.cli import services as module
from orchestration.cli.services import run_ui, services

CHILD = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
PARENT = """
import os, sys
from orchestration.cli.services import services
with services(os.environ) as running:
    running.start("child", sys.argv[1])
    running.start("child", sys.argv[2])
    sys.exit(running.wait())
"""
PATIENCE_SECONDS = 30.0


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def modules(tmp_path: Path) -> dict[str, str]:
    """An environment in which `child` is a module that notes its process and waits, and `gone` one that ends."""
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "gone.py").write_text("import sys; sys.exit(3)")
    return os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))}


def process(note: Path) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (note.is_file() and note.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return int(note.read_text())


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_whoever_ends_the_command_ends_its_servers(
    tmp_path: Path, modules: dict[str, str], how: signal.Signals
) -> None:
    notes = (tmp_path / "first", tmp_path / "second")
    # a session of its own: what ends it reaches it alone, or all of it, as from a terminal
    command = (sys.executable, "-c", PARENT, *map(str, notes))
    running = subprocess.Popen(command, start_new_session=True, env=modules)
    children = [process(note) for note in notes]
    if how is signal.SIGINT:
        os.killpg(running.pid, how)
    else:
        running.send_signal(how)
    running.wait(PATIENCE_SECONDS)
    # the kernel ends the children of who was killed a moment after it
    deadline = time.monotonic() + PATIENCE_SECONDS * (how is signal.SIGKILL)
    while any(is_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_alive(child) for child in children)


def test_where_one_ends_all_do_and_its_code_is_told(tmp_path: Path, modules: dict[str, str]) -> None:
    with services(modules) as running:
        running.start("child", str(tmp_path / "note"))
        child = process(tmp_path / "note")
        running.start("gone")
        assert running.wait() == 3
    assert not is_alive(child)


def test_who_does_not_listen_is_killed(
    tmp_path: Path, modules: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    (tmp_path / "child.py").write_text(deaf + CHILD)
    with services(modules) as running:
        running.start("child", str(tmp_path / "note"))
        child = process(tmp_path / "note")
    assert not is_alive(child)


def test_code_that_cannot_be_served_ends_the_command(modules: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CODE_LOCATION", "no.such.module")
    (Path(modules["PYTHONPATH"].split(os.pathsep)[0]) / "dagster.py").write_text("import sys; sys.exit(4)")
    assert run_ui(modules, "127.0.0.1", 1) == 4


def test_who_was_not_told_with_the_command_is_asked_before_it_is_killed(
    tmp_path: Path, modules: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 1.0)
    polite = "import pathlib, signal, sys\ndef obey(*_):\n    pathlib.Path(sys.argv[2]).touch()\n    sys.exit()\n"
    (tmp_path / "child.py").write_text(f"{polite}signal.signal(signal.SIGTERM, obey)\n{CHILD}")
    with services(modules) as running:
        running.start("child", str(tmp_path / "note"), str(tmp_path / "obeyed"))
        process(tmp_path / "note")
        raise KeyboardInterrupt
    assert (tmp_path / "obeyed").exists()
