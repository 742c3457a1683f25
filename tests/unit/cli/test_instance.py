"""`juesuan ui` ends with all that it started, however it is ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHILD = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
PARENT = """
import os, sys
from orchestration.cli.instance import run_until_ended
sys.exit(run_until_ended((sys.executable, "-c", sys.argv[1], sys.argv[2]), os.environ))
"""
PATIENCE_SECONDS = 30.0


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_the_command_ends_its_server(tmp_path: Path, how: signal.Signals) -> None:
    note = tmp_path / "pid"
    # a session of its own: what ends it reaches it alone, or all of it, as from a terminal
    running = subprocess.Popen((sys.executable, "-c", PARENT, CHILD, str(note)), start_new_session=True)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (note.is_file() and note.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    child = int(note.read_text())
    if how is signal.SIGINT:
        os.killpg(running.pid, how)
    else:
        running.send_signal(how)
    running.wait(PATIENCE_SECONDS)
    assert not is_alive(child)
