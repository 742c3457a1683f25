"""Faults: whatever happens to a run, what was published stays whole, and the next run recovers by itself."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.landing import partition_folder
from orchestration.progress import Silent
from orchestration.runs import run_warehouse
from orchestration.settings import PROJECT, Settings
from orchestration.sole_writer import Busy, exclusive
from orchestration.standing import standing
from tests.integration.test_warehouse import published_state, verdicts

KILLS = 3
RUN_SECONDS = 120


@pytest.fixture
def home(warehouse: Settings, tmp_path: Path) -> Settings:
    """A home in which raw/ is published, for a test to harm."""
    settings = replace(warehouse, home=tmp_path / "home")
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    return settings


@pytest.fixture
def edited(home: Settings, tmp_path: Path) -> Settings:
    """The same, with raw/ of its own in which a department-year went away since."""
    settings = replace(home, raw=tmp_path / "raw")
    shutil.copytree(home.raw, settings.raw)
    (settings.raw / "putuo_czj" / "2024" / "final_accounts.xlsx").unlink()
    return settings


def started(settings: Settings, limit: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    """A run in a process group of its own, as a person would start it."""
    command = [sys.executable, "-m", "orchestration.cli", "run"]
    places = ["--raw", str(settings.raw), "--home", str(settings.home)]
    return subprocess.Popen(
        [*command, *places],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=limit,
    )


def kill(run: subprocess.Popen[bytes]) -> None:
    """End the run and everything that it started, at once."""
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def recovered(settings: Settings) -> None:
    outcome = run_warehouse(settings, Silent())
    assert outcome.succeeded, outcome.failure


def readable(settings: Settings) -> None:
    """Every table of the publication can be read to its end, and the Parquet files say the same."""
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            parquet = settings.published / "parquet" / f"{table}.parquet"
            counts = connection.execute(
                f"select (select count(*) from {table}), (select count(*) from read_parquet('{parquet}'))"
            ).fetchone()
            assert counts is not None
            assert counts[0] == counts[1]


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_run_leaves_the_last_publication_and_the_next_run_recovers(edited: Settings, seed: int) -> None:
    before = published_state(edited)
    run = started(edited)
    time.sleep(random.Random(seed).uniform(4, 14))
    interrupted = run.poll() is None
    kill(run)
    readable(edited)
    if interrupted:
        assert published_state(edited) == before or verdicts(edited)["putuo_czj", 2024] == "not_received"
        assert any(word in standing(edited).last_run for word in ("killed", "succeeded", "starting"))
    recovered(edited)
    assert verdicts(edited)["putuo_czj", 2024] == "not_received"
    assert "succeeded" in standing(edited).last_run
    assert not list(edited.landing.rglob("*.part"))
    assert not list((edited.published / "generations").glob(".building-*"))


def test_a_killed_run_is_told_as_killed_and_then_as_failed(edited: Settings) -> None:
    run = started(edited)
    _until(lambda: any((edited.home / "runs").glob("*")), run)
    _until(lambda: "under way" in standing(edited).last_run, run)
    kill(run)
    assert "was killed" in standing(edited).last_run
    recovered(edited)
    statuses = _statuses(edited)
    assert statuses[0] == "SUCCESS"
    assert statuses[1] == "FAILURE"


def _until(condition: Callable[[], bool], run: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + RUN_SECONDS
    while not condition():
        assert run.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _statuses(settings: Settings) -> list[str]:
    import dagster as dg

    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        return [record.dagster_run.status.value for record in instance.get_run_records(limit=2)]


def test_a_full_disk_stops_the_run_and_changes_nothing(edited: Settings) -> None:
    """No file may grow beyond what the tables of Parquet need: the databases cannot be written."""
    before = published_state(edited)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    run = started(edited, small_files_only)
    _, told = run.communicate(timeout=RUN_SECONDS)
    assert run.returncode == 2, told.decode()
    assert published_state(edited) == before
    readable(edited)
    recovered(edited)
    assert verdicts(edited)["putuo_czj", 2024] == "not_received"


def corrupt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4 : len(data) - 4] = bytes(len(data) - 8)
    path.write_bytes(data)


def test_a_corrupt_landing_table_is_read_again_from_raw(home: Settings) -> None:
    before = verdicts(home)
    for table in ("cells", "documents"):
        corrupt(partition_folder(home.landing, "putuo_czj", 2024) / f"{table}.parquet")
    # the run asks for another department: what is damaged elsewhere must not stop it
    outcome = run_warehouse(home, Silent(), ("wuhan_jkq_dsj",))
    assert outcome.succeeded, outcome.failure
    assert verdicts(home) == before


def test_a_corrupt_catalogue_and_sentinel_are_written_anew(home: Settings) -> None:
    before = verdicts(home)
    corrupt(home.landing / "__none__" / "0" / "cells.parquet")
    corrupt(home.home / "catalogue" / "verdicts.parquet")
    recovered(home)
    assert verdicts(home) == before


@pytest.mark.parametrize("rest", [b"", b"not a database at all"])
def test_a_broken_work_database_is_built_anew(home: Settings, rest: bytes) -> None:
    before = verdicts(home)
    home.work_database.write_bytes(rest)
    recovered(home)
    assert verdicts(home) == before


@pytest.fixture
def reader(home: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home.published_database), read_only=True) as connection:
        yield connection


def test_an_open_session_keeps_what_it_opened_while_it_is_replaced(
    home: Settings, reader: duckdb.DuckDBPyConnection
) -> None:
    query = "select count(*), sum(amount_wan) from fct_expenditure_by_function"
    before = reader.execute(query).fetchall()
    for _ in range(3):
        recovered(home)
    assert reader.execute(query).fetchall() == before


def test_a_lock_left_behind_stops_nobody(home: Settings) -> None:
    (home.home / ".lock").write_text("left by a process that is gone", "utf-8")
    recovered(home)


def test_two_runs_at_once_do_not_collide(edited: Settings) -> None:
    first = started(edited)
    _until(lambda: any((edited.home / "runs").glob("*")), first)
    second = started(edited)
    _, told = second.communicate(timeout=RUN_SECONDS)
    assert second.returncode == 2
    assert b"another run is writing" in told
    first.communicate(timeout=RUN_SECONDS)
    assert first.returncode == 0
    readable(edited)


def test_a_run_that_may_wait_takes_its_turn(home: Settings) -> None:
    with exclusive(home, patience=0), pytest.raises(Busy), exclusive(home, patience=1):
        pass
    with exclusive(home, patience=1):
        pass


def test_a_clock_set_back_changes_nothing(home: Settings) -> None:
    """Generations are numbered, so that the newest is the newest whatever the clock says."""
    long_ahead = time.time() + 10 * 365 * 86400
    for path in (home.published / "generations").iterdir():
        os.utime(path, (long_ahead, long_ahead))
    before = standing(home).generation
    recovered(home)
    after = standing(home).generation
    assert before is not None
    assert after is not None
    assert int(after) == int(before) + 1


def test_a_registry_with_an_error_leaves_the_old_one_in_force(edited: Settings) -> None:
    with edited.registry.open("a", encoding="utf-8") as file:
        file.write("broken line\n")
    recovered(edited)
    assert "departments.csv, line 5" in json.dumps(_unregistered_problems(edited), ensure_ascii=False)
    assert verdicts(edited)["wuhan_jkq_dsj", 2023] == "published_with_waiver"


def _unregistered_problems(settings: Settings) -> list[str]:
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        return [reason for (reason,) in connection.execute("select reason from dq_problem").fetchall()]


def test_nothing_is_read_twice(home: Settings) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in home.landing.glob("*/*/stamp.json")}
    assert len(stamps) == 9
    recovered(home)
    assert {path: path.stat().st_mtime_ns for path in home.landing.glob("*/*/stamp.json")} == stamps
