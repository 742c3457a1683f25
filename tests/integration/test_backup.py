"""A home that was saved and put back elsewhere says the same, and goes on from there."""

import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.backup import BackupRefused, back_up, restore
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from tests.published import published_state, verdicts


@pytest.fixture
def home(warehouse: Settings, tmp_path: Path) -> Settings:
    settings = replace(warehouse, home=tmp_path / "home")
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    return settings


def runs(settings: Settings) -> list[str]:
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        return [run.run_id for run in instance.get_runs()]


def test_what_was_saved_is_put_back_and_goes_on(home: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    assert back_up(home, archive) == archive.stat().st_size
    elsewhere = replace(home, home=tmp_path / "elsewhere")
    restore(elsewhere, archive)
    assert published_state(elsewhere) == published_state(home)
    assert runs(elsewhere) == runs(home)
    assert run_warehouse(elsewhere, Silent()).unchanged_since is not None, "all inputs are as they were saved"
    outcome = run_warehouse(elsewhere, Silent(), RunRequest(force=True))
    assert outcome.succeeded, outcome.failure
    assert verdicts(elsewhere) == verdicts(home)
    assert len(runs(elsewhere)) == len(runs(home)) + 1


def test_a_home_in_use_is_not_overwritten(home: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    back_up(home, archive)
    before = published_state(home)
    with pytest.raises(BackupRefused, match="is in use"):
        restore(home, archive)
    assert published_state(home) == before


def test_a_home_without_a_publication_has_nothing_to_save(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="nothing is published"):
        back_up(Settings(tmp_path / "raw", tmp_path / "home"), tmp_path / "backup.tar.gz")
    assert not (tmp_path / "backup.tar.gz").exists()


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_broken_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "backup.tar.gz"
    archive.write_bytes(content)
    with pytest.raises(BackupRefused, match="no backup that can be read"):
        restore(Settings(tmp_path / "raw", tmp_path / "home"), archive)
