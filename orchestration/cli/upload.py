"""`juesuan upload`: the publication in force, copied to the storage that the settings name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.console import console, errors, home_option, places, stop
from orchestration.home.settings import Settings
from orchestration.home.storage_place import URL_VARIABLE

if TYPE_CHECKING:
    from orchestration.storage.last_copy import LastCopy

REMEDY = (
    "the local publication stands; see JUESUAN_STORAGE_* and the network; the next run or juesuan upload brings it up "
    "本机发布不受影响；请检查 JUESUAN_STORAGE_* 与网络，下次运行或 juesuan upload 会补传"
)


@click.command()
@home_option
def upload(home: Path | None) -> None:
    """Copy the publication in force to the storage of JUESUAN_STORAGE_URL, or prove that it is whole there."""
    from orchestration.home.run_lock import HomeLocked, hold_run_lock
    from orchestration.storage.generation_copy import bring_up

    settings = places(None, home)
    if settings.storage is None:
        stop(f"no storage is set: {URL_VARIABLE} names it, as in s3://bucket/folder 尚未设置存储")
    if not (settings.published / "current").exists():
        stop(f"nothing is published in {settings.published}; run `juesuan run` first 尚未发布")
    try:
        with hold_run_lock(settings, patience=0):
            copy = bring_up(settings)
    except HomeLocked as error:
        stop(str(error))
    if copy.fault is not None:
        stop(f"{copy.fault}; {REMEDY}")
    console.print(copied(copy), markup=False, soft_wrap=True)


def tell_copy(settings: Settings) -> None:
    """Say after a run what became of the copy; nothing where no storage is set."""
    from orchestration.storage.last_copy import is_copy_due, read_last_copy

    copy = read_last_copy(settings)
    if is_copy_due(settings):
        what = (
            copy.fault if copy and copy.fault else f"{URL_VARIABLE}: the publication is not there yet 现行发布尚未上传"
        )
        errors.print(f"{what}; {REMEDY}", style="yellow", markup=False)
    elif copy is not None:
        console.print(copied(copy), markup=False, soft_wrap=True)


def copied(copy: "LastCopy") -> str:
    """What is in the storage, in a line."""
    return f"generation {copy.generation} is in 已上传至 {copy.place}"
