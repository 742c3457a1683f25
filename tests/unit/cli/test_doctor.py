"""`juesuan doctor` and `juesuan health` over homes that are well, ill and absent."""

import json
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner, Result
from dagster._daemon.types import DaemonHeartbeat

from orchestration.cli import main
from orchestration.cli.health_server import HealthServer, look, serving_health
from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.settings import PROJECT, Settings
from tests.recorded_runs import NOW, record_run
from tests.webserver import free_port

RAN_DAYS_AGO = 3


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with one run and a publication, over a registry that is right."""
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    settings.raw.mkdir()
    shutil.copy(PROJECT / "raw" / "departments.csv", settings.raw)
    (settings.published / "generations" / "000001").mkdir(parents=True)
    (settings.published / "current").symlink_to(Path("generations") / "000001")
    prepare_instance(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        record_run(instance, RAN_DAYS_AGO)
    return settings


def doctor(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["doctor", "--raw", str(settings.raw), "--home", str(settings.home), *arguments])


def levels(result: Result) -> dict[str, str]:
    return {condition["name"]: condition["level"] for condition in json.loads(result.stdout)}


def test_a_home_that_is_well(settings: Settings) -> None:
    result = doctor(settings)
    assert result.exit_code == 0, result.output
    for words in ("last good run 最近成功运行", "free space 磁盘空间", "fine 正常", "→ daemon heartbeat"):
        assert words in result.stdout
    told = levels(doctor(settings, "--format", "json"))
    assert told["last_good_run"] == told["publication"] == told["registry"] == "fine"
    assert told["daemon"] == "note"


def test_what_needs_a_person(settings: Settings) -> None:
    (settings.raw / "departments.csv").write_text("nonsense", "utf-8")
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        instance.add_daemon_heartbeat(DaemonHeartbeat((NOW - timedelta(hours=2)).timestamp(), "SENSOR", None))
    result = doctor(settings, "--format", "json")
    assert result.exit_code == 1
    assert {name for name, level in levels(result).items() if level == "wrong"} == {
        "last_good_run",
        "daemon",
        "registry",
    }


def test_what_could_not_be_looked_at(settings: Settings, tmp_path: Path) -> None:
    (settings.dagster_home / "history" / "runs.db").write_bytes(b"no database" * 100)
    result = doctor(settings, "--format", "json")
    assert result.exit_code == 2
    assert levels(result)["records"] == "unknown"
    assert levels(result)["publication"] == "fine"
    absent = CliRunner().invoke(main, ["doctor", "--home", str(tmp_path / "nowhere")])
    assert absent.exit_code == 2
    assert "there is no home" in absent.stderr


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    with HealthServer(("127.0.0.1", 0), settings) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_the_endpoint_answers_with_figures_alone(server: str, settings: Settings) -> None:
    with urllib.request.urlopen(f"{server}/health") as response:
        assert response.status == 200
        text = response.read().decode()
    told = json.loads(text)
    assert told["status"] == "fine"
    assert told["last_good_run"]["at"].startswith((NOW - timedelta(days=RAN_DAYS_AGO)).isoformat()[:10])
    assert told["publication"]["age_seconds"] >= 0
    assert told["daemon"]["level"] == "note"
    assert str(settings.home) not in text
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server}/")
    assert refused.value.code == 404


def test_the_endpoint_says_503_where_a_person_is_needed(settings: Settings, tmp_path: Path) -> None:
    old = look(settings, timedelta(hours=1))
    assert (old.status, json.loads(old.body)["last_good_run"]["level"]) == (503, "wrong")
    absent = look(Settings(tmp_path / "raw", tmp_path / "nowhere"))
    assert (absent.status, json.loads(absent.body)["status"]) == (503, "unknown")
    assert datetime.fromisoformat(json.loads(absent.body)["checked_at"])


def test_beside_the_webserver_a_port_in_use_is_told_and_no_more(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    with (
        serving_health(settings, "127.0.0.1", port),
        serving_health(settings, "127.0.0.1", port),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as response,
    ):
        assert response.status == 200
    assert "no health endpoint" in capsys.readouterr().err
