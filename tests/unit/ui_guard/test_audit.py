"""Who asked for what, and nothing that nobody should read."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.home.log_files import KEPT, numbered
from orchestration.ui_guard import audit
from orchestration.ui_guard.audit import MOST_CHARACTERS, MOST_SUBJECTS, AuditLog, Deed, clean_text, list_subjects

LAUNCH = {
    "executionParams": {
        "selector": {
            "repositoryLocationName": "orchestration.defs.definitions",
            "jobName": "warehouse",
            "assetSelection": [{"path": ["cells"]}, {"path": ["wide", "mart"]}],
        },
        "runConfigData": "resources: {password: 0f1e2d}",
        "executionMetadata": {
            "tags": [
                {"key": "dagster/partition", "value": "putuo_czj|2024"},
                {"key": "password", "value": "0f1e2d"},
            ]
        },
    }
}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_line_says_who_asked_for_what(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "ui.log"
    AuditLog(path).write("let in", "王芳", "10.0.0.9", (Deed("launchPipelineExecution", LAUNCH),))
    (line,) = lines(path)
    assert line.pop("at")
    assert line == {
        "who": "王芳",
        "address": "10.0.0.9",
        "outcome": "let in",
        "asked": [
            {
                "what": "launchPipelineExecution",
                "about": {
                    "repositoryLocationName": ["orchestration.defs.definitions"],
                    "jobName": ["warehouse"],
                    "path": ["cells", "wide", "mart"],
                    "dagster/partition": ["putuo_czj|2024"],
                },
            }
        ],
    }
    assert "0f1e2d" not in path.read_text("utf-8")


def test_nothing_in_it_commands_a_terminal_or_breaks_a_line(tmp_path: Path) -> None:
    path = tmp_path / "ui.log"
    hostile = 'a\n{"who": "b"}\x1b[31m\u202etxt\x00\x9b\u2028\ud800'
    AuditLog(path).write("let in", hostile, hostile, (Deed(hostile, {"jobName": hostile}),))
    (line,) = lines(path)
    assert {line["who"], line["address"], line["asked"][0]["what"]} == {'a{"who": "b"}[31mtxt'}
    assert all(character.isprintable() or character == "\n" for character in path.read_text("utf-8"))


def test_nothing_in_it_is_endless() -> None:
    assert len(clean_text("a" * 10_000)) == MOST_CHARACTERS + 1
    many = list_subjects({"a": [{"runId": str(number)} for number in range(1000)]})
    assert len(many["runId"]) == MOST_SUBJECTS
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"a": deep}
    assert list_subjects(deep) == {}


def test_it_is_rotated_as_the_log_of_runs_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST_BYTES", 100)
    path = tmp_path / "ui.log"
    for number in range(20):
        AuditLog(path).write("let in", str(number), "", ())
    assert lines(path)[-1]["who"] == "19"
    assert numbered(path, 1).is_file()
    assert not numbered(path, KEPT + 1).exists()
