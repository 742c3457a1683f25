"""`juesuan run` and `juesuan status`: the main job, and what is published."""

import json
import re
import sys
from datetime import datetime
from pathlib import Path

import click

from orchestration.cli.console import (
    DONE,
    FAILED,
    INTERRUPTED,
    WRONG,
    another_version_told,
    console,
    end_at_once,
    home_option,
    places,
    published,
    raw_option,
    stop,
)
from orchestration.cli.upload import tell_copy
from orchestration.home.settings import Settings


class FiscalYears(click.ParamType[tuple[int, ...]]):
    """A fiscal year, or a range of them such as 2019-2023."""

    name = "YEARS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """One fiscal year or a range of them."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(value))
        if match is None:
            self.fail(f"{value!r} is neither a year nor a range such as 2019-2023", param, ctx)
        first, last = int(match[1]), int(match[2] or match[1])
        return tuple(range(first, last + 1))


format_option = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)
all_option = click.option("--all", "everything", is_flag=True, help="List every department-year with all reasons.")


@click.command()
@raw_option
@home_option
@click.option("--department", "departments", multiple=True, help="Read only this department; may be given repeatedly.")
@click.option(
    "--year", "years", type=FiscalYears(), default=(), help="Read only this fiscal year, or these: 2019-2023."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day for which lateness is told (default: today).")
@click.option("--force", is_flag=True, help="Judge and publish everything again though nothing changed.")
@click.option("--strict", is_flag=True, help="Exit 1 where one is quarantined or unreadable, or the registry refused.")
@format_option
@all_option
def run(
    raw: Path | None,
    home: Path | None,
    departments: tuple[str, ...],
    years: tuple[int, ...],
    as_of: datetime | None,
    force: bool,
    strict: bool,
    output: str,
    everything: bool,
) -> None:
    """Run the main job and show what needs a person. Only what changed is read again; where nothing did, nothing is
    done."""
    from expectations.model import CatalogueError
    from orchestration.cli.result import read_standing, show_standing
    from orchestration.cli.run_job import RecordsLost, RunRequest, run_warehouse
    from orchestration.cli.run_progress import drawn_progress
    from orchestration.home.run_lock import HomeLocked
    from orchestration.registry.model import RegistryError

    settings = places(raw, home)
    request = RunRequest(departments, years, as_of.date() if as_of else None, force)
    try:
        with drawn_progress() as progress:
            outcome = run_warehouse(settings, progress, request)
    except (RegistryError, CatalogueError, HomeLocked) as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename or settings.home}: {error.strerror or error}; the home must be a folder to write in")
    except RecordsLost as fault:
        # a step that is still at work would abort the program on its way out
        whole = "what is published is whole, as it was before or as it is now (juesuan status tells)"
        end_at_once(f"the run stopped; {whole}: {fault}", FAILED)
    except KeyboardInterrupt:
        end_at_once("interrupted 已中断; what was published before is unchanged 现行发布未变", INTERRUPTED)
    if not outcome.succeeded:
        stop(f"the run stopped and changed nothing that was published: {outcome.failure}")
    with another_version_told(), published(settings) as connection:
        standing = read_standing(connection)
    if output == "json":
        click.echo(json.dumps(standing.as_json(), ensure_ascii=False, indent=2))
    elif outcome.unchanged_since is not None:
        when = f"{outcome.unchanged_since:%Y-%m-%d %H:%M}"
        console.print(f"nothing changed since the publication of {when}; --force judges anew 无变动，现行发布有效")
    else:
        show_standing(standing, everything)
        console.print(f"published 发布于 {settings.published_database}", markup=False, soft_wrap=True)
    tell_copy(settings)
    sys.exit(WRONG if strict and standing.is_wrong else DONE)


@click.command()
@raw_option
@home_option
@format_option
@all_option
def status(raw: Path | None, home: Path | None, output: str, everything: bool) -> None:
    """What is published and needs a person; and how the last run ended."""
    from orchestration.cli.result import read_standing, show_standing

    settings = places(raw, home)
    with another_version_told(), published(settings) as connection:
        standing = read_standing(connection)
    if output == "json":
        click.echo(json.dumps(standing.as_json(), ensure_ascii=False, indent=2))
        return
    show_home(settings)
    show_standing(standing, everything)


def show_home(settings: Settings) -> None:
    """Print what is published, how the last run ended and what waits in raw/."""
    from rich.table import Table
    from rich.text import Text

    from orchestration.cli.home_status import read_home_status

    found = read_home_status(settings)
    when = f"{found.generation} of {found.published_at:%Y-%m-%d %H:%M}" if found.published_at else "none 尚未发布"
    table = Table(show_header=False, box=None)
    table.add_row("publication in force 现行发布", when)
    table.add_row("last run 最近运行", Text(found.last_run))
    table.add_row("raw/", Text(found.waiting))
    console.print(table)
    tell_copy(settings)
