"""What all commands share: where they print, their exit codes, and the folders that they work on."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from rich.console import Console

from orchestration.home.settings import Settings, SettingsError

if TYPE_CHECKING:
    import duckdb

DONE, WRONG, FAILED = 0, 1, 2

PIPE_WIDTH = 140
console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = Console(stderr=True, highlight=False)

raw_option = click.option("--raw", type=click.Path(path_type=Path), help="What was published (default: ./raw).")
home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="Where everything is written (default: ./warehouse)."
)


def stop(message: str) -> NoReturn:
    """Say what is wrong and end with the code of an engine error."""
    errors.print(message, style="red", markup=False)
    sys.exit(FAILED)


def places(raw: Path | None, home: Path | None) -> Settings:
    """The settings of the environment, these folders in place of its own. Ends the program where they are wrong."""
    try:
        default = Settings.from_environment()
    except SettingsError as error:
        stop(str(error))
    return replace(default, raw=(raw or default.raw).resolve(), home=(home or default.home).resolve())


def published(settings: Settings) -> "duckdb.DuckDBPyConnection":
    """The published database, read-only. Ends the program where nothing is published."""
    import duckdb

    if not settings.published_database.is_file():
        stop(f"nothing is published in {settings.published}; run `juesuan run` first")
    return duckdb.connect(str(settings.published_database), read_only=True)
