"""Processes that are started together and end together: those of `juesuan ui` and `juesuan view`."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from orchestration.home.parent_death import end_with_parent
from orchestration.home.run_origin import CODE_LOCATION

LOOK_SECONDS = 0.3
STOP_SECONDS = 20.0
"""How long a server may take to end: the daemon finishes what it is at."""

WORKSPACE = """\
load_from:
  - grpc_server:
      socket: {socket}
      location_name: {location}
"""


class Services:
    """What was started, in its order."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> None:
        """Start a module of Python. It ends where this process is killed: another one could not have its port."""
        command = (sys.executable, "-m", *arguments)
        ends = partial(end_with_parent, signal.SIGTERM)
        self._running.append(subprocess.Popen(command, env=self._environment, preexec_fn=ends))

    def ended(self) -> int | None:
        """The exit code of the first that ended by itself; None while all run."""
        return next((code for each in self._running if (code := each.poll()) is not None), None)

    def wait(self) -> int:
        """Wait until one ends, and say how."""
        while (code := self.ended()) is None:
            time.sleep(LOOK_SECONDS)
        return code

    def wait_for(self, file: Path) -> bool:
        """Wait until one of them has made a file; False where one ended first."""
        while not file.exists():
            if self.ended() is not None:
                return False
            time.sleep(LOOK_SECONDS)
        return True

    def end(self, are_told: bool) -> None:
        """End what still runs, the last first; what the terminal told already is given the time to obey. Only this
        process was told where somebody else sent the signal."""
        if are_told:
            self._wait_for_all(STOP_SECONDS)
        for each in reversed(self._running):
            each.terminate()
        self._wait_for_all(STOP_SECONDS)
        for each in reversed(self._running):
            each.kill()
            each.wait()

    def _wait_for_all(self, seconds: float) -> None:
        """Wait until all have ended, and no longer than this."""
        until = time.monotonic() + seconds
        while any(each.poll() is None for each in self._running) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)


@contextmanager
def services(environment: Mapping[str, str]) -> Iterator[Services]:
    """Services that end with the block, however this process is asked to end it."""
    running = Services(environment)
    are_told = False
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        yield running
    except KeyboardInterrupt:
        are_told = True
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        running.end(are_told)


def run_ui(environment: Mapping[str, str], host: str, port: int) -> int:
    """The code server, and with it the guarded webserver and the daemon; until one of them ends or all are told to."""
    with tempfile.TemporaryDirectory() as folder, services(environment) as running:
        socket, workspace = Path(folder, "code"), Path(folder, "workspace.yaml")
        workspace.write_text(WORKSPACE.format(socket=socket, location=CODE_LOCATION), "utf-8")
        running.start("orchestration.cli.code_server", "--socket", str(socket))
        # it listens once the code is loaded
        if running.wait_for(socket):
            shared = ("--workspace", str(workspace))
            running.start("orchestration.ui_guard", "--host", host, "--port", str(port), *shared)
            running.start("dagster._daemon", "run", *shared)
        return running.wait()
    return 0


def run_viewer(environment: Mapping[str, str], host: str, port: int, workspace: Path | None) -> int:
    """The guarded webserver for looking only; until it ends or is told to."""
    chosen = ("--workspace", str(workspace)) if workspace is not None else ()
    with services(environment) as running:
        running.start("orchestration.ui_guard", "--read-only", "--host", host, "--port", str(port), *chosen)
        return running.wait()
    return 0
