"""`juesuan ui`, `juesuan view` and `juesuan password`: the Dagster UI, to work with and to look at."""

import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click

from orchestration.cli.console import console, home_option, places, raw_option, stop
from orchestration.cli.health import PORT
from orchestration.home.settings import REPORTS_PORT, REPORTS_URL, Settings
from orchestration.ui_guard.origins import WILDCARDS
from orchestration.ui_guard.people import NotGuarded, People, require_guard

HOST = "127.0.0.1"
"""Who comes sits at this machine, or comes through a tunnel, unless --host says otherwise."""

SHORTEST_PASSWORD = 8

host_option = click.option(
    "--host",
    default=HOST,
    show_default=True,
    help="The address to listen at. Any but this machine's own needs a file of passwords or a gateway.",
)


@click.command()
@raw_option
@home_option
@host_option
@click.option("--port", type=int, default=3000, show_default=True)
@click.option(
    "--reports-port", type=int, default=REPORTS_PORT, show_default=True, help="Where the reports are offered."
)
@click.option("--health-port", type=int, default=PORT, show_default=True, help="Where GET /health is answered.")
def ui(raw: Path | None, home: Path | None, host: str, port: int, reports_port: int, health_port: int) -> None:
    """The Dagster UI with its schedule and sensor, the reports and the health endpoint, until interrupted."""
    from orchestration.cli.health_server import serving_health
    from orchestration.cli.report_server import serving_reports
    from orchestration.cli.services import run_ui
    from orchestration.home.dagster_instance import prepare_instance

    settings = places(raw, home)
    people = _guarded(settings, settings.ui_passwords, host, is_read_only=False)
    _require_port(host, port)
    if settings.reports_url == REPORTS_URL:
        settings = replace(settings, reports_url=f"http://{_address(settings, host)}:{reports_port}")
    prepare_instance(settings)
    with (
        settings.as_environment(),
        serving_health(settings, HOST, health_port),
        serving_reports(settings, host, reports_port, people) as are_reports_served,
    ):
        _say("overview 总览", f"http://{_address(settings, host)}:{port}/assets/overview")
        if are_reports_served:
            _say("reports 报告", f"http://{_address(settings, host)}:{reports_port}/")
        sys.exit(run_ui(_environment(settings), host, port))


@click.command()
@raw_option
@home_option
@host_option
@click.option("--port", type=int, default=3001, show_default=True)
@click.option(
    "--workspace", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Which code servers to ask."
)
def view(raw: Path | None, home: Path | None, host: str, port: int, workspace: Path | None) -> None:
    """The Dagster UI for looking only, until interrupted: nothing can be started or changed there."""
    from orchestration.cli.services import run_viewer
    from orchestration.home.dagster_instance import prepare_instance

    settings = places(raw, home)
    _guarded(settings, settings.view_passwords, host, is_read_only=True)
    _require_port(host, port)
    prepare_instance(settings)
    with settings.as_environment():
        _say("overview 总览", f"http://{_address(settings, host)}:{port}/assets/overview")
        sys.exit(run_viewer(_environment(settings), host, port, workspace))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("name")
def password(file: Path, name: str) -> None:
    """Ask for a password and put NAME with it into FILE, for JUESUAN_UI_PASSWORDS or JUESUAN_VIEW_PASSWORDS."""
    from orchestration.ui_guard.passwords import is_name, write_password

    if not is_name(name):
        stop(
            "a name is printable, has at most 64 characters, and neither blanks nor `:` nor `#` 姓名不得含空格、: 或 #"
        )
    given = click.prompt("password 密码", hide_input=True, confirmation_prompt="again 再次输入")
    if len(given) < SHORTEST_PASSWORD:
        stop(f"a password has at least {SHORTEST_PASSWORD} characters 密码至少 {SHORTEST_PASSWORD} 个字符")
    try:
        write_password(file, name, given)
    except OSError as fault:
        stop(f"{file} cannot be written 无法写入: {fault.strerror}")
    console.print(f"saved 已保存 {file}", markup=False, soft_wrap=True)


def _guarded(settings: Settings, passwords: Path | None, host: str, is_read_only: bool) -> People:
    """Who may come in; ends the program where the network could and nobody is asked who they are."""
    try:
        people = People.of(passwords, settings)
        require_guard(host, people, is_read_only)
    except NotGuarded as refused:
        stop(str(refused))
    return people


def _require_port(host: str, port: int) -> None:
    """End the program where the port cannot be had: the webserver would find out after the code is loaded."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as fault:
        stop(f"port {port} of {host} cannot be had 端口不可用: {fault.strerror}")


def _address(settings: Settings, host: str) -> str:
    """What to call the server that listens there: of every address, the first name that the settings list."""
    if host in WILDCARDS:
        listed = next(iter(settings.ui_hosts), HOST)
        host = listed if listed.endswith("]") else listed.rpartition(":")[0] or listed
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _say(what: str, address: str) -> None:
    console.print(f"{what} {address}", markup=False, soft_wrap=True)


def _environment(settings: Settings) -> dict[str, str]:
    return os.environ | {"DAGSTER_HOME": str(settings.dagster_home)}
