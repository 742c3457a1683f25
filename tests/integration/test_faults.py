"""Faults: whatever happens to a run, what was published stays whole, and the next run recovers by itself.

Whole runs are dear: each of the two homes here is harmed in many ways at once and recovers in one run.
`make stress` kills many more.
"""

import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from benchmarks.stress.faults import IN_A_POOR_PLACE
from benchmarks.stress.processes import DBT, Process, find_processes, send
from benchmarks.stress.published_state import read_published_state
from benchmarks.stress.small_home import NO_VARIABLES, Run
from orchestration.cli.home_status import read_home_status
from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.progress import Silent
from orchestration.home.run_lock import HomeLocked, hold_run_lock
from orchestration.home.settings import Settings
from orchestration.landing.parquet import SENTINEL, partition_folder
from tests.published import PUTUO, REAL_VERDICTS, published_state, verdicts

DOCUMENT = Path("putuo_czj") / "2024" / "final_accounts.xlsx"
"""Published at first; removed from raw/ before runs are harmed."""

KILLS = 3
RUN_SECONDS = 300

QUERY = "select count(*), sum(amount_wan) from fct_expenditure_by_function"


def copied(warehouse: Settings, folder: Path, name: str = "home") -> Settings:
    """A home and a raw/ of its own in which everything is published."""
    settings = replace(warehouse, raw=folder / "raw", home=folder / name)
    shutil.copytree(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    return settings


def started(
    settings: Settings, variables: Mapping[str, str] = NO_VARIABLES, limit: Callable[[], object] | None = None
) -> Run:
    """A run in processes of its own."""
    return Run.started(settings, ("--force",), variables, limit)


def verdict(settings: Settings) -> str:
    """The verdict of the department-year whose document was removed, of a publication that must be whole."""
    read_published_state(settings.published)
    return verdicts(settings)[PUTUO]


# ---- damage that lies there when a run begins


def corrupt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4:-4] = bytes(len(data) - 8)
    path.write_bytes(data)


@dataclass(frozen=True)
class Harmed:
    """A home after everything in it was harmed and one run passed, and what was noted before."""

    settings: Settings
    generation: int
    fingerprints: dict[Path, int]
    session: duckdb.DuckDBPyConnection
    told_in_session: list[Any]


@pytest.fixture(scope="module")
def harmed(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harmed]:
    settings = copied(warehouse, tmp_path_factory.mktemp("harmed"))
    current = read_home_status(settings).generation
    assert current is not None
    fingerprints = {path: path.stat().st_mtime_ns for path in settings.landing.glob("*/*/fingerprint.json")}
    with duckdb.connect(str(settings.published_database), read_only=True) as session:
        told = session.execute(QUERY).fetchall()
        for table in ("cells", "documents"):
            corrupt(partition_folder(settings.landing, "putuo_czj", 2024) / f"{table}.parquet")
        corrupt(settings.landing / SENTINEL / "0" / "cells.parquet")
        corrupt(settings.home / "decision" / "verdicts.parquet")
        settings.work_database.write_bytes(b"not a database at all")
        (settings.home / ".lock").write_text("left by a process that is gone", "utf-8")
        with settings.registry.open("a", encoding="utf-8") as file:
            file.write("broken line\n")
        _set_the_clock_back(settings)
        # the run asks for another department: what is damaged elsewhere must not stop it
        outcome = run_warehouse(settings, Silent(), RunRequest(("wuhan_jkq_dsj",)))
        assert outcome.succeeded, outcome.failure
        yield Harmed(settings, int(current), fingerprints, session, told)


def _set_the_clock_back(settings: Settings) -> None:
    """All that was published bears a time that is long ahead."""
    ahead = time.time() + 10 * 365 * 86400
    for path in (settings.published / "generations").iterdir():
        os.utime(path, (ahead, ahead))


def test_corrupt_tables_and_a_broken_work_database_are_made_again(harmed: Harmed) -> None:
    assert verdicts(harmed.settings) == REAL_VERDICTS
    with duckdb.connect(str(harmed.settings.published_database), read_only=True) as connection:
        assert connection.execute(QUERY).fetchall() == harmed.told_in_session


def test_only_what_was_damaged_is_read_again(harmed: Harmed) -> None:
    now = {path: path.stat().st_mtime_ns for path in harmed.fingerprints}
    changed = {path.parent.parent.name for path in now if now[path] != harmed.fingerprints[path]}
    assert len(harmed.fingerprints) == 9
    assert changed == {"putuo_czj"}


def test_an_open_session_keeps_what_it_opened(harmed: Harmed) -> None:
    assert harmed.session.execute(QUERY).fetchall() == harmed.told_in_session


def test_a_clock_set_back_does_not_make_the_new_publication_old(harmed: Harmed) -> None:
    assert read_home_status(harmed.settings).generation == f"{harmed.generation + 1:06d}"


def test_a_registry_with_an_error_is_refused_with_its_line_and_the_old_one_stays(harmed: Harmed) -> None:
    with duckdb.connect(str(harmed.settings.published_database), read_only=True) as connection:
        reasons = [reason for (reason,) in connection.execute("select reason_en from dq_problem").fetchall()]
    assert any("departments.csv, line 5" in reason for reason in reasons)


# ---- runs that are cut off


@dataclass(frozen=True)
class CutOff:
    """A home after runs were stopped and killed in it: what status said meanwhile, and how the runs are recorded at the
    end."""

    settings: Settings
    told_alive: str
    told_stopped: str
    told_dead: str
    second_run: tuple[int, str]
    last_run: tuple[int, str]
    statuses: tuple[str, ...]
    steps_tried_again: tuple[str | None, ...]
    """Those of the last run, whose dbt was killed at work."""


@pytest.fixture(scope="module")
def cut_off(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> CutOff:
    settings = copied(warehouse, tmp_path_factory.mktemp("cut_off"), "家 of 决算")
    (settings.raw / DOCUMENT).unlink()
    first = started(settings)
    _until(lambda: any((settings.home / "runs").glob("*")), first)
    _until(lambda: "under way" in read_home_status(settings).last_run, first)
    told_alive = read_home_status(settings).last_run
    processes = find_processes(first.mark)
    send(processes, signal.SIGSTOP)
    told_stopped = read_home_status(settings).last_run
    second = started(settings)
    second_run = second.wait(RUN_SECONDS), second.told()
    send(processes, signal.SIGCONT)
    _killed(first)
    told_dead = read_home_status(settings).last_run
    for seed in range(KILLS):
        _killed_after(settings, random.Random(seed).uniform(3, 12))
    last = started(settings, IN_A_POOR_PLACE, partial(os.umask, 0o077))
    _until(lambda: bool(_dbt_at_work(last, settings)), last)
    send(_dbt_at_work(last, settings), signal.SIGKILL)
    last_run = last.wait(RUN_SECONDS), last.told()
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        runs = [record.dagster_run for record in instance.get_run_records()]
        retries = instance.all_logs(runs[0].run_id, of_type=dg.DagsterEventType.STEP_UP_FOR_RETRY)
    statuses = tuple(run.status.value for run in runs)
    tried_again = tuple(event.step_key for event in retries)
    return CutOff(settings, told_alive, told_stopped, told_dead, second_run, last_run, statuses, tried_again)


def _until(condition: Callable[[], bool], run: Run) -> None:
    deadline = time.monotonic() + RUN_SECONDS
    while not condition():
        assert run.process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _dbt_at_work(run: Run, settings: Settings) -> tuple[Process, ...]:
    """The helper of the run that builds models, while it has the work database open."""
    return tuple(
        process for process in find_processes(run.mark) if process.kind == DBT and _has_open(process, settings)
    )


def _has_open(process: Process, settings: Settings) -> bool:
    with suppress(OSError):
        return any(one.readlink() == settings.work_database for one in Path("/proc", str(process.pid), "fd").iterdir())
    return False


def _killed(run: Run) -> None:
    """Kill the run alone, as the kernel does where memory ends; one that has ended is left alone."""
    run.process.kill()
    run.process.wait()


def _killed_after(settings: Settings, seconds: float) -> None:
    run = started(settings)
    time.sleep(seconds)
    _killed(run)
    assert verdict(settings) in ("published", "not_received")


def test_the_run_after_the_kills_publishes_what_is_there_now(cut_off: CutOff) -> None:
    code, told = cut_off.last_run
    assert code == 0, told
    assert verdict(cut_off.settings) == "not_received"


def test_a_step_whose_dbt_was_killed_is_tried_again(cut_off: CutOff) -> None:
    assert cut_off.steps_tried_again in (("audit_models",), ("mart_models",))


def test_status_tells_a_living_run_from_a_killed_one(cut_off: CutOff) -> None:
    assert "under way" in cut_off.told_alive
    assert "under way" in cut_off.told_stopped
    assert "was killed" in cut_off.told_dead
    assert "succeeded" in read_home_status(cut_off.settings).last_run


def test_killed_runs_are_recorded_as_failed(cut_off: CutOff) -> None:
    newest, *killed, oldest = cut_off.statuses
    assert (newest, oldest) == ("SUCCESS", "SUCCESS")
    assert set(killed) <= {"FAILURE", "SUCCESS", "STARTING", "NOT_STARTED"}
    assert "FAILURE" in killed


def test_nothing_half_written_is_left(cut_off: CutOff) -> None:
    assert not list(cut_off.settings.landing.rglob("*.part"))
    assert not list((cut_off.settings.published / "generations").glob(".building-*"))
    assert not list((cut_off.settings.home / "runs").iterdir())


def test_a_second_run_at_the_same_time_is_refused_at_once(cut_off: CutOff) -> None:
    code, told = cut_off.second_run
    assert code == 2
    assert "another run is writing to" in " ".join(told.split())


def test_a_run_that_may_wait_waits_for_its_turn(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    with hold_run_lock(settings, patience=0), pytest.raises(HomeLocked), hold_run_lock(settings, patience=1):
        pass
    with hold_run_lock(settings, patience=0):
        pass


# ---- a disk that is full


def small_files_only() -> None:
    """No file may grow beyond what the tables of Parquet need: no database can be written."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_full_disk_stops_the_run_and_changes_nothing(warehouse: Settings, tmp_path: Path) -> None:
    settings = copied(warehouse, tmp_path)
    (settings.raw / DOCUMENT).unlink()
    before = published_state(settings)
    run = started(settings, limit=small_files_only)
    assert run.wait(RUN_SECONDS) == 2, run.told()
    assert published_state(settings) == before
    assert verdict(settings) == "published"
