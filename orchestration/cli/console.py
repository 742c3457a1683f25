"""What all commands share: where they print, their exit codes, and the folders that they work on."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult

from orchestration.home.settings import Settings
from orchestration.home.settings_error import SettingsError
from orchestration.reports.printable import printable

if TYPE_CHECKING:
    import duckdb

DONE, WRONG, FAILED = 0, 1, 2
INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C ended."""

PIPE_WIDTH = 140


class _Printable(RenderHook):
    """What a document or a file name holds never speaks to the terminal: neither commands nor reversed text."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Shown(renderable) for renderable in renderables]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is to be printed, with its words as a terminal may have them; colours are no words."""

    renderable: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.renderable, options):
            yield segment if segment.control else segment._replace(text=printable(segment.text))


def printing_to(stream: TextIO | None = None, *, stderr: bool = False, width: int | None = None) -> Console:
    """A console on which no text that is printed speaks to the terminal."""
    made = Console(file=stream, stderr=stderr, highlight=False, width=width)
    made.push_render_hook(_Printable())
    return made


console = printing_to(width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = printing_to(stderr=True)

CONFINED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
    "memory_limit": "2GB",
    "lock_configuration": "true",
}
"""A query is answered from the published tables alone: it reads and writes no other file, loads nothing, and changes
none of this."""

raw_option = click.option("--raw", type=click.Path(path_type=Path), help="What was published (default: ./raw).")
home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="Where everything is written (default: ./warehouse)."
)


def stop(message: str, code: int = FAILED) -> NoReturn:
    """Say what is wrong and end, unless told otherwise with the code of an engine error."""
    errors.print(message, style="red", markup=False)
    sys.exit(code)


def end_at_once(message: str, code: int) -> NoReturn:
    """Say why and end without waiting for threads that still work: what they write is thrown away by the next run."""
    errors.print(message, style="red", markup=False)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def places(raw: Path | None, home: Path | None) -> Settings:
    """The settings of the environment, these folders in place of its own. Ends the program where they are wrong."""
    try:
        default = Settings.from_environment()
        return replace(default, raw=(raw or default.raw).resolve(), home=(home or default.home).resolve())
    except SettingsError as error:
        stop(str(error))


@contextmanager
def another_version_told() -> Iterator[None]:
    """Say so where what is published lacks a table or a column, and end the program."""
    import duckdb

    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        stop(f"what is published was written by another version of Juesuan ({error}); `juesuan run` publishes it anew")


def published(settings: Settings) -> "duckdb.DuckDBPyConnection":
    """The published database, read-only and confined. Ends the program where nothing is published."""
    import duckdb

    if not settings.published_database.is_file():
        stop(f"nothing is published in {settings.published}; run `juesuan run` first")
    return duckdb.connect(str(settings.published_database), read_only=True, config=dict(CONFINED))
