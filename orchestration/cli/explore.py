"""`juesuan explore`: what is published, to be looked at without SQL."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from orchestration.cli.console import console, home_option, places, stop

PORT = 3030
QUIET = {"MARIMO_SKIP_UPDATE_CHECK": "1"}
"""Nothing is asked of the network."""


@click.command()
@home_option
@click.option("--port", type=int, default=PORT, show_default=True)
def explore(home: Path | None, port: int) -> None:
    """A page on which what is published is filtered, sorted and drawn by department, year and class, until interrupted.
    It reads the published files and changes nothing."""
    from orchestration.explore.views import APP

    settings = places(None, home)
    if not settings.published_database.is_file():
        stop(f"nothing is published in {settings.published}; run `juesuan run` first")
    if find_spec("marimo") is None:
        stop("marimo is not installed: install juesuan[explore]")
    console.print(f"http://127.0.0.1:{port}", markup=False)
    command = [sys.executable, "-m", "marimo", "--quiet", "run", str(APP), "--headless", "--no-token", "--no-check"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with settings.as_environment():
        sys.exit(subprocess.run(command, env=os.environ | QUIET, check=False).returncode)
