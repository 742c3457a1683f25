"""What is known here of the copy there, and when another one is due."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.home.settings import Settings
from orchestration.home.storage_place import StoragePlace
from orchestration.storage.last_copy import LastCopy, is_copy_due, note_copy, read_last_copy

PLACE = StoragePlace("accounts")
COPY = LastCopy("2026-07-15T06:00:00+00:00", PLACE.told, "000001")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a publication, and a storage that has it."""
    settings = Settings(tmp_path / "raw", tmp_path / "home", storage=PLACE)
    (settings.published / "generations" / "000001").mkdir(parents=True)
    (settings.published / "current").symlink_to(Path("generations") / "000001")
    note_copy(settings, COPY)
    return settings


def test_nothing_is_due_where_the_storage_has_what_is_in_force(settings: Settings) -> None:
    assert read_last_copy(settings) == COPY
    assert not is_copy_due(settings)


def test_a_copy_is_due_after_a_fault_a_publication_or_a_move_to_another_storage(settings: Settings) -> None:
    assert is_copy_due(replace(settings, storage=StoragePlace("elsewhere")))
    note_copy(settings, replace(COPY, fault="ACCESS_DENIED"))
    assert is_copy_due(settings)
    note_copy(settings, replace(COPY, generation="000000"))
    assert is_copy_due(settings)
    (settings.home / "storage.json").write_text("half a no")
    assert is_copy_due(settings)


def test_nothing_is_due_without_a_storage_or_a_publication(settings: Settings, tmp_path: Path) -> None:
    note_copy(settings, replace(COPY, fault="ACCESS_DENIED"))
    assert not is_copy_due(replace(settings, storage=None))
    assert not is_copy_due(replace(settings, home=tmp_path / "nothing"))
