"""`juesuan ui`, `prepare`, `backup` and `restore`: the home that a warehouse lives in."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from orchestration.cli.console import console, home_option, places, raw_option, stop
from orchestration.cli.health import PORT, serving_health
from orchestration.cli.report_server import serving_reports
from orchestration.home.run_origin import CODE_LOCATION
from orchestration.home.settings import REPORTS_PORT, REPORTS_URL

HOST = "127.0.0.1"
"""Who may press buttons sits at this machine, or comes through a tunnel."""


@click.command()
@raw_option
@home_option
@click.option("--port", type=int, default=3000, show_default=True)
@click.option(
    "--reports-port", type=int, default=REPORTS_PORT, show_default=True, help="Where the reports are offered."
)
@click.option("--health-port", type=int, default=PORT, show_default=True, help="Where GET /health is answered.")
def ui(raw: Path | None, home: Path | None, port: int, reports_port: int, health_port: int) -> None:
    """The Dagster UI with its schedule and sensor, the reports and the health endpoint, until interrupted."""
    from orchestration.home.dagster_instance import prepare_instance

    settings = places(raw, home)
    if settings.reports_url == REPORTS_URL:
        settings = replace(settings, reports_url=f"http://{HOST}:{reports_port}")
    prepare_instance(settings)
    command = (sys.executable, "-m", "dagster", "dev", "-m", CODE_LOCATION, "-h", HOST, "-p", str(port))
    with (
        settings.as_environment(),
        serving_health(settings, HOST, health_port),
        serving_reports(settings, HOST, reports_port) as are_reports_served,
    ):
        console.print(f"overview 总览 http://{HOST}:{port}/assets/overview", markup=False, soft_wrap=True)
        if are_reports_served:
            console.print(f"reports 报告 http://{HOST}:{reports_port}/", markup=False, soft_wrap=True)
        sys.exit(run_until_ended(command, os.environ | {"DAGSTER_HOME": str(settings.dagster_home)}))


def run_until_ended(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a server that ends when this process is asked to; its own children end with it."""
    with subprocess.Popen(command, env=environment) as server:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            # the terminal told it too
            return server.wait()


@click.command()
@home_option
def prepare(home: Path | None) -> None:
    """Make the Dagster instance of a home (its configuration is kept where there is one)."""
    from orchestration.home.dagster_instance import prepare_instance

    settings = places(None, home)
    prepare_instance(settings)
    console.print(f"ready 就绪 {settings.dagster_home / 'dagster.yaml'}", markup=False, soft_wrap=True)


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def backup(target: Path, home: Path | None) -> None:
    """Save the publication in force and Dagster's records to a tar.gz file. Runs wait meanwhile."""
    from orchestration.home.backup import BackupRefused, back_up
    from orchestration.home.run_lock import HomeLocked

    try:
        size = back_up(places(None, home), target)
    except (BackupRefused, HomeLocked, OSError) as error:
        stop(str(error))
    console.print(f"saved 已备份 {target} ({size / 1024 / 1024:.1f} MB)", markup=False, soft_wrap=True)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
def restore(source: Path, home: Path | None) -> None:
    """Put a backup into an empty home."""
    from orchestration.home.backup import BackupRefused
    from orchestration.home.backup import restore as put_back

    try:
        put_back(places(None, home), source)
    except BackupRefused as error:
        stop(str(error))
    console.print("restored 已恢复; the next run reads raw/ again", markup=False)
