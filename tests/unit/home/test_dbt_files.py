"""What counts as a change of the dbt project."""

import os
import shutil
from pathlib import Path

import pytest

from orchestration.home.dbt_files import digest_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name in ("dbt_project.yml", "models/marts/fct_expenditure.sql", "seeds/codes.csv", "target/manifest.json"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("as it was", "utf-8")
    return folder


@pytest.mark.parametrize("name", ["dbt_project.yml", "models/marts/fct_expenditure.sql", "seeds/codes.csv"])
def test_content_counts_though_the_file_is_as_old_as_before(project: Path, name: str) -> None:
    before, times = digest_project(project), (project / name).stat()
    (project / name).write_text("as it is", "utf-8")
    os.utime(project / name, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert digest_project(project) != before


def test_files_that_come_and_go_count(project: Path) -> None:
    before = digest_project(project)
    (project / "models" / "new.sql").write_text("select 1", "utf-8")
    assert digest_project(project) != before
    (project / "models" / "new.sql").unlink()
    assert digest_project(project) == before


def test_another_place_counts_and_neither_age_nor_what_dbt_wrote_does(project: Path) -> None:
    before = digest_project(project)
    os.utime(project / "dbt_project.yml")
    (project / "target" / "manifest.json").write_text("written", "utf-8")
    assert digest_project(project) == before
    assert digest_project(shutil.copytree(project, project.with_name("elsewhere"))) != before
