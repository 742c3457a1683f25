"""`juesuan ui`, `prepare`, `backup` and `restore`: the home that a warehouse lives in."""

import os
import subprocess
import sys
from pathlib import Path

import click

from orchestration.cli.console import console, home_option, places, raw_option, stop
from orchestration.cli.health import PORT, serving_health


@click.command()
@raw_option
@home_option
@click.option("--port", type=int, default=3000, show_default=True)
@click.option("--health-port", type=int, default=PORT, show_default=True, help="Where GET /health is answered.")
def ui(raw: Path | None, home: Path | None, port: int, health_port: int) -> None:
    """The Dagster UI with its schedule and sensor, and the health endpoint, until interrupted."""
    from orchestration.home.dagster_instance import prepare_instance

    settings = places(raw, home)
    prepare_instance(settings)
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "orchestration.defs.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    with settings.as_environment(), serving_health(settings, "127.0.0.1", health_port):
        environment = os.environ | {"DAGSTER_HOME": str(settings.dagster_home)}
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)


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
