"""The services of deploy/ start what there is, with options that it takes."""

import shlex
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from orchestration.cli import main
from orchestration.home.settings import PROJECT
from orchestration.ui_guard.command import serve_guarded

DEPLOY = PROJECT / "deploy"
GUARD = ["python", "-m", "orchestration.ui_guard"]


def started(service: Path) -> list[str]:
    """What a service starts, without the folder of the program."""
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(service, "utf-8")
    program, *arguments = shlex.split(parser["Service"]["ExecStart"])
    return [Path(program).name, *arguments]


@pytest.mark.parametrize("name", ["webserver", "viewer", "health"])
def test_a_service_is_started_with_options_that_there_are(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    program = started(DEPLOY / f"juesuan-{name}.service")
    command: click.Command = serve_guarded
    if program[: len(GUARD)] == GUARD:
        arguments = program[len(GUARD) :]
    else:
        assert program[0] == "juesuan"
        command, arguments = main.commands[program[1]], program[2:]
    assert command.make_context(name, arguments).params["port"] in (3000, 3001, 3010)


def test_no_service_starts_a_webserver_without_its_door() -> None:
    services = list(DEPLOY.glob("*.service"))
    assert len(services) == 5
    assert not [service.name for service in services if "webserver" in started(service)[0]]
