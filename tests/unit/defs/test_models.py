"""When the dbt project is parsed again."""

import os
import shutil
from pathlib import Path

import pytest
from dagster_dbt import DagsterDbtProjectPreparer, DbtProject

from orchestration.defs.assets.models import PARTIAL_PARSE, dbt_project
from orchestration.home.settings import PROJECT, Settings


def test_the_project_is_parsed_again_only_when_it_changed_however_old_its_files_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parsed = []

    def prepare(_: DagsterDbtProjectPreparer, project: DbtProject) -> None:
        parsed.append(project)
        for path in (project.manifest_path, project.target_path / PARTIAL_PARSE):
            path.write_text(f"parsed {len(parsed)}", "utf-8")

    monkeypatch.setattr(DagsterDbtProjectPreparer, "prepare", prepare)
    monkeypatch.setattr("orchestration.home.settings.PROJECT", tmp_path)
    shutil.copytree(PROJECT / "dbt_project", tmp_path / "dbt_project")
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    manifest = dbt_project(settings).manifest_path
    assert manifest.read_text("utf-8") == "parsed 1"
    dbt_project(settings)
    assert manifest.read_text("utf-8") == "parsed 1"
    model = settings.dbt_project / "models" / "decision" / "dec_publishable.sql"
    model.write_text("select 1", "utf-8")
    os.utime(model, (0, 0))
    dbt_project(settings)
    assert manifest.read_text("utf-8") == "parsed 2"
