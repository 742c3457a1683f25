"""What follows from the package alone is made once per version, wherever it can be kept."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.stress.power_cut import recorded, unsynced_files
from orchestration.home.settings import Settings
from orchestration.home.user_cache import KEPT_DAYS, cached_folder, digest_files, load_cached


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home", cache=tmp_path / "cache")


def writing(text: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "made").write_text(text, "utf-8")

    return write


def test_it_is_made_once_per_digest(settings: Settings) -> None:
    first = cached_folder(settings, "kind", "one", writing("first"))
    again = cached_folder(settings, "kind", "one", writing("again"))
    other = cached_folder(settings, "kind", "two", writing("other"))
    assert first == again != other
    assert [(folder / "made").read_text("utf-8") for folder in (first, other)] == ["first", "other"]


def test_what_is_put_in_place_outlasts_a_power_cut(settings: Settings) -> None:
    settings.cache.mkdir()
    with recorded(settings.cache) as record:
        cached_folder(settings, "kind", "one", writing("whole"))
    (put_in_place,) = [moment for moment in record.moments if moment.before == "rename"]
    assert any("made" in listing for listing in put_in_place.seen.values())
    assert unsynced_files(put_in_place) == []


def test_what_failed_halfway_is_not_found(settings: Settings) -> None:
    def fail(folder: Path) -> None:
        writing("half")(folder)
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        cached_folder(settings, "kind", "one", fail)
    assert list(settings.cache.iterdir()) == []
    assert (cached_folder(settings, "kind", "one", writing("whole")) / "made").read_text("utf-8") == "whole"


def test_the_home_serves_where_the_cache_cannot_be_written(settings: Settings) -> None:
    settings.cache.write_text("a file where the folder should be", "utf-8")
    folder = cached_folder(settings, "kind", "one", writing("at home"))
    assert folder.is_relative_to(settings.home)
    assert cached_folder(settings, "kind", "one", writing("again")) == folder


def test_what_nobody_asked_for_in_a_month_goes(settings: Settings) -> None:
    old, other = (cached_folder(settings, kind, "old", writing("old")) for kind in ("kind", "other"))
    long_ago = time.time() - (KEPT_DAYS + 1) * 86400
    for folder in (old, other):
        os.utime(folder, (long_ago, long_ago))
    cached_folder(settings, "kind", "new", writing("new"))
    assert not old.exists()
    assert other.exists()


def test_what_is_damaged_is_made_again(settings: Settings) -> None:
    def load() -> int:
        return load_cached(
            settings,
            "kind",
            "one",
            writing("42"),
            lambda folder: int((folder / "made").read_text("utf-8")),
            (OSError, ValueError),
        )

    assert load() == 42
    made = cached_folder(settings, "kind", "one", writing("never")) / "made"
    made.write_text("damaged", "utf-8")
    assert load() == 42
    made.unlink()
    assert load() == 42


def test_a_digest_follows_contents_places_and_the_version(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a", "utf-8")
    other.write_text("a", "utf-8")
    digests = [digest_files([one], "1"), digest_files([one], "2"), digest_files([other], "1")]
    one.write_text("b", "utf-8")
    digests.append(digest_files([one], "1"))
    assert len(set(digests)) == len(digests)
