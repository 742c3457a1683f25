"""`juesuan`: the command line. Exit codes: 0 done, 1 found wrong, 2 could not be done.

Commands import what they need when they are called: `juesuan --help` and `juesuan sql` need no Dagster.
"""

import click

from orchestration.cli.doctor import doctor
from orchestration.cli.documents import cells, check
from orchestration.cli.explore import explore
from orchestration.cli.export import export
from orchestration.cli.health import health
from orchestration.cli.instance import backup, prepare, restore
from orchestration.cli.marts import report, sql, waive
from orchestration.cli.registry import registry
from orchestration.cli.review import review
from orchestration.cli.ui import password, ui, view
from orchestration.cli.upload import upload
from orchestration.cli.warehouse import run, status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="juesuan")
def main() -> None:
    """决算 Juesuan: departments' final accounts, read, proved and published."""


for command in (
    *(run, status, doctor, health, sql, check, cells, waive, report, review, export, explore, registry),
    *(ui, view, password, prepare, upload, backup, restore),
):
    main.add_command(command)
