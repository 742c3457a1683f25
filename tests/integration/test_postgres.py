"""Dagster's records in PostgreSQL by configuration alone: a real server on this machine, the real job."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa

from orchestration.cli.home_status import read_home_status
from orchestration.cli.run_job import run_warehouse
from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.instance_state import read_instance_state
from orchestration.home.progress import Silent
from orchestration.home.retention import Pruning, prune
from orchestration.home.settings import Settings
from tests.published import verdicts
from tests.recorded_runs import CELLS, NOW, published_numbers, record_run, tags_of_no_event, violated_numbers

BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
pytestmark = pytest.mark.skipif(
    BINARIES is None, reason="PostgreSQL is not installed (Debian: postgresql); .ci/run installs it"
)


def as_server_user(*command: str) -> list[str]:
    """The server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a database of a server that lives as long as the tests."""
    assert BINARIES is not None
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    # pytest keeps its own folders from other users
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, log = folder / "data", folder / "log"
        initdb = [str(BINARIES / "initdb"), "-D", str(data), "-U", "juesuan", "-A", "trust", "--no-sync"]
        subprocess.run(as_server_user(*initdb), check=True, capture_output=True)
        control = [str(BINARIES / "pg_ctl"), "-D", str(data), "-w"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run(
            as_server_user(*control, "-l", str(log), "-o", options, "start"), check=True, capture_output=True
        )
        try:
            yield f"postgresql://juesuan@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(as_server_user(*control, "-m", "immediate", "stop"), check=True, capture_output=True)


def test_the_job_keeps_its_records_in_postgres(
    warehouse: Settings, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUESUAN_POSTGRES_URL", server)
    settings = replace(Settings.from_environment(), raw=warehouse.raw, home=tmp_path / "home")
    outcome = run_warehouse(settings, Silent())
    assert outcome.succeeded, outcome.failure
    assert verdicts(settings) == verdicts(warehouse)
    assert "succeeded" in read_home_status(settings).last_run
    assert not list(settings.dagster_home.rglob("*.db")), "nothing is kept in SQLite files"
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        assert instance.get_materialized_partitions(dg.AssetKey("cells")) == {"wuhan_jkq_dsj|2023", "putuo_czj|2024"}


def test_old_runs_leave_what_pages_draw(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text("create database retention"))
    monkeypatch.setenv("JUESUAN_POSTGRES_URL", f"{server.rpartition('/')[0]}/retention")
    settings = replace(Settings.from_environment(), home=tmp_path / "home", keep_days=30, keep_runs=1)
    prepare_instance(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        runs = [record_run(instance, ago, published=ago) for ago in (71, 70, 65)]
        runs += [record_run(instance, 60, partition="finance|2023") for _ in range(2)]
        runs.append(record_run(instance, 2, published=2))
        instance.report_runless_asset_event(dg.AssetObservation("overview"))
        assert prune(instance, settings, NOW).runs == 5
        assert [run.run_id for run in instance.get_runs()] == [runs[-1]]
        assert published_numbers(instance) == [70, 65, 2]
        assert violated_numbers(instance) == [2, 65, 70]
        assert len(instance.fetch_materializations(CELLS, limit=10).records) == 1
        assert tags_of_no_event(instance) == 0
        assert instance.all_logs(runs[-1])
        assert prune(instance, settings, NOW) == Pruning(NOW.isoformat())
    state = read_instance_state(settings)
    assert state is not None
    assert state.last_good_run_at == NOW - timedelta(days=2)
