"""The guarded webserver alone, as `juesuan ui`, `juesuan view` and the services in deploy/ start it."""

import sys
from pathlib import Path

import click

from orchestration.home.settings import Settings
from orchestration.home.settings_error import SettingsError
from orchestration.ui_guard.people import NotGuarded


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=3000, show_default=True)
@click.option("--read-only", "is_read_only", is_flag=True, help="For looking only.")
@click.option("--workspace", type=click.Path(dir_okay=False, path_type=Path), help="Which code servers to ask.")
def serve_guarded(host: str, port: int, is_read_only: bool, workspace: Path | None) -> None:
    """Serve Dagster's UI over the home that the environment names, guarded."""
    from orchestration.ui_guard.webserver import Served, serve

    try:
        serve(Settings.from_environment(), Served(host, port, is_read_only, workspace))
    except (SettingsError, NotGuarded) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
