"""`juesuan ui` and `juesuan view`: what they listen at, and that nobody is let in unasked."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main, services
from orchestration.home.settings import PROJECT
from orchestration.ui_guard.passwords import write_password
from tests.webserver import free_port

Started = list[tuple[str, str, int]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What would have been started, where."""
    found: Started = []

    def note(name: str) -> Any:
        def run(environment: Mapping[str, str], host: str, port: int, *_: Any) -> int:
            assert environment["DAGSTER_HOME"]
            found.append((name, host, port))
            return 0

        return run

    for variable in ("JUESUAN_UI_PASSWORDS", "JUESUAN_VIEW_PASSWORDS", "JUESUAN_UI_USER_HEADER", "JUESUAN_UI_HOSTS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(services, "run_ui", note("ui"))
    monkeypatch.setattr(services, "run_viewer", note("view"))
    return found


@pytest.fixture
def port() -> int:
    return free_port()


def call(command: str, home: Path, port: int, *options: str) -> Result:
    more = ("--reports-port", str(free_port()), "--health-port", str(free_port())) if command == "ui" else ()
    arguments = (command, "--raw", str(PROJECT / "raw"), "--home", str(home), "--port", str(port), *more, *options)
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("command", ["ui", "view"])
def test_by_default_it_listens_at_this_machine_alone(home: Path, port: int, started: Started, command: str) -> None:
    told = call(command, home, port)
    assert (told.exit_code, started) == (0, [(command, "127.0.0.1", port)])
    assert f"http://127.0.0.1:{port}/assets/overview" in told.output


@pytest.mark.parametrize("command", ["ui", "view"])
def test_a_port_that_is_taken_is_told_at_once(home: Path, port: int, started: Started, command: str) -> None:
    with socket.create_server(("127.0.0.1", port)):
        told = call(command, home, port)
    assert (told.exit_code, started) == (2, [])
    assert f"port {port} of 127.0.0.1 cannot be had 端口不可用" in told.stderr


@pytest.mark.parametrize(("command", "variable"), [("ui", "JUESUAN_UI_PASSWORDS"), ("view", "JUESUAN_VIEW_PASSWORDS")])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "127.0.0.2", "bureau"])
def test_the_network_is_refused_until_people_are_known(
    home: Path, port: int, started: Started, command: str, variable: str, host: str
) -> None:
    told = call(command, home, port, "--host", host)
    assert (told.exit_code, started) == (2, [])
    said = " ".join(told.stderr.split())
    assert f"--host {host} is open to the network" in said
    assert f"请先设置 {variable}" in said
    assert not home.exists(), "nothing is begun"


@pytest.mark.parametrize("command", ["ui", "view"])
def test_with_passwords_or_a_gateway_it_listens_where_it_is_told(
    home: Path, port: int, tmp_path: Path, started: Started, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_password(tmp_path / "passwords", "li", "password one")
    monkeypatch.setenv("JUESUAN_UI_HOSTS", f"juesuan.example.org:{port}")
    for variable, value in (
        ("JUESUAN_UI_PASSWORDS", str(tmp_path / "passwords")),
        ("JUESUAN_UI_USER_HEADER", "X-Remote-User"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            told = call(command, home, port, "--host", "0.0.0.0")
            assert (told.exit_code, started.pop()) == (0, (command, "0.0.0.0", port))
            assert f"http://juesuan.example.org:{port}/assets/overview" in told.output


def test_passwords_of_viewers_open_nothing_else(
    home: Path, port: int, tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_password(tmp_path / "passwords", "li", "password one")
    monkeypatch.setenv("JUESUAN_VIEW_PASSWORDS", str(tmp_path / "passwords"))
    assert call("view", home, port, "--host", "0.0.0.0").exit_code == 0
    assert call("ui", home, port, "--host", "0.0.0.0").exit_code == 2
    assert [name for name, *_ in started] == ["view"]


def test_a_file_of_passwords_that_is_not_there_is_told(
    home: Path, port: int, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUESUAN_UI_PASSWORDS", "/nowhere/passwords")
    told = call("ui", home, port)
    assert (told.exit_code, started) == (2, [])
    assert "密码文件无法读取" in told.stderr
