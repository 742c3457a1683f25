"""Whether a run has anything to do: every input counts, and nothing else."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.home.settings import INPUTS, Settings
from orchestration.ingestion import run_inputs
from orchestration.ingestion.run_inputs import (
    find_inputs,
    is_unchanged,
    note_inputs,
    noted_inputs,
    published_inputs,
    withdraw_inputs,
)

BEFORE, AFTER = date(2025, 9, 30), date(2025, 10, 1)
DEPARTMENTS = (
    "department_id,name,aliases,district,administrative_code,expected_years\nfinance,云溪市财政局,,云溪市,420000,2024\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose publication follows from what lies in raw/, told for the day before a due date passes."""
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    (settings.raw / "finance" / "2024").mkdir(parents=True)
    settings.registry.write_text(DEPARTMENTS, "utf-8")
    (settings.raw / "due_dates.csv").write_text("fiscal_year,due_on\n2024,2025-09-30\n", "utf-8")
    document(settings).write_text("published", "utf-8")
    publish(settings, BEFORE)
    return settings


def document(settings: Settings) -> Path:
    return settings.raw / "finance" / "2024" / "final_accounts.txt"


def publish(settings: Settings, day: date) -> None:
    """What a run leaves that looked at everything."""
    note_inputs(settings, "run", day)
    noted = noted_inputs(settings, "run")
    assert noted is not None
    generation = settings.published / "current"
    generation.mkdir(parents=True, exist_ok=True)
    (generation / INPUTS).write_bytes(noted)
    settings.published_database.touch()


def test_nothing_changed(settings: Settings) -> None:
    assert is_unchanged(settings, BEFORE, is_day_asked_for=False)


def touch(settings: Settings) -> None:
    os.utime(document(settings), (0, 0))


def rewrite_as_it_was(settings: Settings) -> None:
    document(settings).write_text("published", "utf-8")


@pytest.mark.parametrize("change", [touch, rewrite_as_it_was])
def test_a_file_with_the_same_content_is_the_same(settings: Settings, change: Callable[[Settings], None]) -> None:
    change(settings)
    assert is_unchanged(settings, BEFORE, is_day_asked_for=False)


def another_content_under_the_same_look(settings: Settings) -> None:
    stat = document(settings).stat()
    document(settings).write_text("PUBLISHED", "utf-8")
    os.utime(document(settings), ns=(stat.st_atime_ns, stat.st_mtime_ns))


def a_waiver(settings: Settings) -> None:
    settings.waivers.write_text("[]", "utf-8")


def a_note_on_a_finding(settings: Settings) -> None:
    settings.reviews.parent.mkdir()
    settings.reviews.write_text("noted", "utf-8")


def a_template(settings: Settings) -> None:
    settings.forms.mkdir()
    (settings.forms / "inspection.xlsx").write_bytes(b"")


def a_file_less(settings: Settings) -> None:
    document(settings).unlink()


def a_folder_of_nobody(settings: Settings) -> None:
    (settings.raw / "nobody").mkdir()


def no_publication(settings: Settings) -> None:
    settings.published_database.unlink()


def an_unreadable_note(settings: Settings) -> None:
    (settings.published / "current" / INPUTS).write_text('{"files": ', "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        another_content_under_the_same_look,
        a_waiver,
        a_note_on_a_finding,
        a_template,
        a_file_less,
        a_folder_of_nobody,
        no_publication,
        an_unreadable_note,
    ],
)
def test_whatever_changed_is_seen(settings: Settings, change: Callable[[Settings], None]) -> None:
    change(settings)
    assert not is_unchanged(settings, BEFORE, is_day_asked_for=False)


def test_another_limit_for_reading_is_a_change(settings: Settings) -> None:
    assert not is_unchanged(replace(settings, read_seconds=1), BEFORE, is_day_asked_for=False)
    assert not is_unchanged(replace(settings, slow_files=1), BEFORE, is_day_asked_for=False)


@pytest.mark.parametrize(
    ("part", "words"), [("_digest", "the program 程序"), ("_libraries", "installed libraries 依赖库")]
)
def test_another_program_or_library_is_a_change(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, part: str, words: str
) -> None:
    published = published_inputs(settings)
    assert published is not None
    monkeypatch.setattr(run_inputs, part, lambda *_: "another")
    assert words in find_inputs(settings, BEFORE).differ_from(published)
    assert not is_unchanged(settings, BEFORE, is_day_asked_for=False)


def other_identities(settings: Settings, folder: Path) -> Settings:
    return replace(settings, identities=shutil.copytree(settings.identities, folder))


def other_rules(settings: Settings, folder: Path) -> Settings:
    return replace(settings, rules=shutil.copytree(settings.rules, folder))


@pytest.mark.parametrize("another", [other_identities, other_rules])
def test_another_catalogue_is_a_change(
    settings: Settings, tmp_path: Path, another: Callable[[Settings, Path], Settings]
) -> None:
    folder = tmp_path / "another"
    changed = another(settings, folder)
    assert is_unchanged(changed, BEFORE, is_day_asked_for=False), "the same words in another place"
    (folder / "more.yml").write_text("[]", "utf-8")
    assert not is_unchanged(changed, BEFORE, is_day_asked_for=False)


def test_a_day_counts_where_a_due_date_passed_or_where_it_is_asked_for(settings: Settings) -> None:
    earlier = date(2025, 9, 1)
    assert is_unchanged(settings, earlier, is_day_asked_for=False)
    assert not is_unchanged(settings, earlier, is_day_asked_for=True)
    assert not is_unchanged(settings, AFTER, is_day_asked_for=False)


def test_what_differs_is_said(settings: Settings) -> None:
    published = published_inputs(settings)
    assert published is not None
    document(settings).write_text("corrected", "utf-8")
    differs = find_inputs(settings, AFTER).differ_from(published)
    assert differs == ("raw/finance/2024/final_accounts.txt", "a due date passed 已过截止日")


def test_a_run_that_leaves_something_out_notes_nothing(settings: Settings) -> None:
    note_inputs(settings, "partial", BEFORE)
    withdraw_inputs(settings, "partial")
    assert noted_inputs(settings, "partial") is None


def test_what_a_killed_run_noted_is_forgotten(settings: Settings) -> None:
    note_inputs(settings, "killed", BEFORE)
    note_inputs(settings, "next", BEFORE)
    assert noted_inputs(settings, "killed") is None
