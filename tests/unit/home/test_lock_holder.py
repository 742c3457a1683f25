"""Who holds the run lock, whatever the lock file says."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.home.lock_holder import LockHolder, find_lock_holder
from orchestration.home.settings import Settings

SINCE = "2026-07-15T12:00:00+08:00"
FULL = f'{{"pid": 17, "host": "bureau", "since": "{SINCE}"}}'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "home").mkdir()
    return Settings(tmp_path / "raw", tmp_path / "home")


@contextmanager
def held(settings: Settings, content: str) -> Iterator[None]:
    with (settings.home / ".lock").open("w") as file:
        file.write(content)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_free_lock_is_held_by_nobody(settings: Settings) -> None:
    assert find_lock_holder(settings) is None
    (settings.home / ".lock").write_text('{"pid": 1}', "utf-8")
    assert find_lock_holder(settings) is None


@pytest.mark.parametrize(
    ("content", "holder"),
    [
        ("", LockHolder()),
        ("[1]", LockHolder()),
        ('{"pid": "one", "since": 5}', LockHolder()),
        ('{"pid": 17, "host": "bureau"}', LockHolder(17, "bureau")),
        (
            f'{{"pid": 17, "host": "bureau", "since": "{SINCE}"}}',
            LockHolder(17, "bureau", datetime.fromisoformat(SINCE)),
        ),
    ],
)
def test_what_the_file_does_not_say_is_unknown(settings: Settings, content: str, holder: LockHolder) -> None:
    with held(settings, content):
        assert find_lock_holder(settings) == holder
    assert find_lock_holder(settings) is None
