"""The project is parsed once per version; what dbt refuses is said in its words."""

from pathlib import Path

import pytest

from orchestration.home.dbt_runner import DbtFailed, invoke, parsed_project
from orchestration.home.settings import Settings


def test_a_parsed_project_serves_every_home(tmp_path: Path) -> None:
    first, second = (Settings(tmp_path / "raw", tmp_path / name) for name in ("one", "two"))
    assert parsed_project(first) == parsed_project(second)
    assert "model.juesuan.dec_identity_result" in parsed_project(first).load().nodes


def test_what_dbt_refuses_is_said_in_its_words(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    with pytest.raises(DbtFailed, match=r"(?i)land_nothing"):
        invoke(settings, ("run-operation", "land_nothing"), tmp_path / "target", parsed_project(settings).load())
