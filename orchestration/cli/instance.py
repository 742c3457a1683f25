"""`juesuan prepare`, `backup` and `restore`: the home that a warehouse lives in."""

from pathlib import Path

import click

from orchestration.cli.console import console, home_option, places, stop


@click.command()
@home_option
def prepare(home: Path | None) -> None:
    """Make the Dagster instance of a home (its configuration is kept where there is one), and what the first run and
    the first check would have to make of the models of this version."""
    from orchestration.home.dagster_instance import prepare_instance
    from orchestration.home.dbt_runner import DbtFailed
    from orchestration.validation.in_memory import prepare_models

    settings = places(None, home)
    prepare_instance(settings)
    try:
        prepare_models(settings)
    except DbtFailed as error:
        stop(str(error))
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
