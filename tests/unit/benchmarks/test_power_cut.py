"""A replayed power cut loses what was not synced, and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.stress.power_cut import Files, files_in_force, recorded, states_after
from orchestration.home.atomic_files import sync, sync_tree


def written(published: Path, content: str) -> None:
    """A generation of one file, and the link to it."""
    generations = published / "generations"
    (generations / "building").mkdir(parents=True)
    (generations / "building" / "report.html").write_text(content, "utf-8")


def in_force(published: Path) -> None:
    (published / "generations" / "building").rename(published / "generations" / "2")
    (published / "aside").symlink_to("generations/2")
    (published / "aside").replace(published / "current")


def synced(published: Path) -> None:
    sync_tree(published / "generations" / "building")
    (published / "generations" / "building").rename(published / "generations" / "2")
    sync(published / "generations")
    sync(published)
    (published / "aside").symlink_to("generations/2")
    (published / "aside").replace(published / "current")


def without_content(published: Path) -> None:
    sync(published / "generations" / "building")
    in_force(published)


def without_name(published: Path) -> None:
    handle = os.open(published / "generations" / "building" / "report.html", os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    in_force(published)


@pytest.mark.parametrize(
    ("publish", "is_safe"), [(synced, True), (without_content, False), (without_name, False), (in_force, False)]
)
def test_what_was_not_synced_may_be_lost(tmp_path: Path, publish: Callable[[Path], None], is_safe: bool) -> None:
    with recorded(tmp_path) as record:
        written(tmp_path, "the new one")
        publish(tmp_path)
    after = files_in_force(tmp_path)
    assert after.keys() == {"report.html"}
    found: list[Files] = [state for moment in record.moments for state in states_after(moment, tmp_path.stat().st_ino)]
    assert {} in found
    assert all(state in ({}, after) for state in found) == is_safe
