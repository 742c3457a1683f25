"""Commands that a person waits for load no library that they do not need."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from orchestration.publication.generation import publish
from tests.architecture.imports import ROOT
from tests.small_work_database import small_work_database

HEAVY = ("dagster", "dbt", "great_expectations", "openpyxl", "pandas", "pyarrow")
_REPORT = f"""
import sys
from orchestration.cli import main
try:
    main()
except SystemExit as end:
    found = sorted({{name.partition(".")[0] for name in sys.modules}} & set({HEAVY!r}))
    print(end.code, *found, sep=",", file=sys.stderr)
"""
DOCUMENT = ROOT / "raw" / "wuhan_jkq_dsj" / "2023" / "final_accounts.xlsx"


@pytest.fixture
def published(evaluation: Settings, tmp_path: Path) -> Path:
    """A home with a publication; the models are compiled already."""
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    small_work_database(settings.work_database)
    publish(settings.work_database, settings.published, Silent())
    return settings.home


def run(*arguments: str) -> tuple[int, list[str]]:
    """The exit code of a command in a process of its own, and the heavy libraries in its memory at the end."""
    done = subprocess.run(
        [sys.executable, "-c", _REPORT, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, *found = done.stderr.strip().splitlines()[-1].split(",")
    return int(code), found


@pytest.mark.parametrize("command", ["check", "cells", "status", "sql"])
def test_a_command_imports_only_what_it_needs(published: Path, command: str) -> None:
    arguments = {
        "check": ("check", str(DOCUMENT)),
        "cells": ("cells", str(DOCUMENT)),
        "status": ("status", "--home", str(published)),
        "sql": ("sql", "select * from dq_department_year", "--home", str(published)),
    }[command]
    code, found = run(*arguments)
    assert code in (0, 1)
    assert found == []
