"""The processes of a run, whoever began them: what can be killed of it."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = "STRESSED_RUN"
"""The variable of the environment by which every process of a run is known, orphans too."""

RUN, FORK_SERVER, READER = "run", "fork server", "reading worker"
RUN_WORKER, INNER_CODE_SERVER, DBT = "run worker", "inner code server", "dbt"
_KINDS = (
    ("multiprocessing.resource_tracker", "resource tracker"),
    ("multiprocessing.spawn", RUN_WORKER),
    ("orchestration.home.dbt_process", DBT),
    ("orchestration.validation.suite_engine", "Great Expectations"),
    ("orchestration.cli.code_server", "code server"),
    ("api grpc", INNER_CODE_SERVER),
    ("dagster._daemon", "daemon"),
    ("orchestration.ui_guard", "webserver"),
    ("orchestration.cli ui", "juesuan ui"),
    ("orchestration.cli", RUN),
)


@dataclass(frozen=True, slots=True)
class Process:
    """A living process and what it is to the run."""

    pid: int
    kind: str


def find_processes(mark: str) -> tuple[Process, ...]:
    """Every living process of the run that was started under this mark."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(Process(int(folder.name), _kind_of(folder)))
    return tuple(sorted(found, key=lambda process: process.pid))


def send(processes: tuple[Process, ...], signal_number: signal.Signals) -> None:
    """Send a signal to each that still lives."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal_number)


def _kind_of(folder: Path) -> str:
    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if "multiprocessing.forkserver" in command:
        parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        above = Path("/proc", str(parent), "cmdline").read_bytes()
        return READER if b"multiprocessing.forkserver" in above else FORK_SERVER
    return next((kind for part, kind in _KINDS if part in command), "helper")
