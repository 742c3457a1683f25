"""An error of the engine stops the run and changes nothing that was published."""

import os
import shutil
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.defs.automation import JOB_NAME
from orchestration.defs.definitions import build_defs
from orchestration.home.settings import Settings
from tests.published import PUTUO, published_state


@pytest.fixture
def spoilt(warehouse: Settings, tmp_path: Path) -> Settings:
    """A home where raw/ is published, and copies of raw/ and of the identities that a test may spoil."""
    settings = Settings(tmp_path / "raw", tmp_path / "home", tmp_path / "identities")
    shutil.copytree(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    shutil.copytree(warehouse.identities, settings.identities)
    return settings


def juesuan_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr("orchestration.cli.warehouse.places", lambda *_: settings)
    return CliRunner().invoke(main, ["run", "--force"])


def test_a_broken_identity_changes_nothing_that_was_published(
    spoilt: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (spoilt.identities / "broken.yml").write_text("- id: expenditure.odd\n  totl: {}\n", "utf-8")
    before = published_state(spoilt)
    result = juesuan_run(spoilt, monkeypatch)
    assert result.exit_code == 2
    assert "broken.yml, line 1: " in result.stderr
    assert "totl: Extra inputs are not permitted" in " ".join(result.stderr.split())
    assert published_state(spoilt) == before


def test_an_error_in_the_middle_of_a_run_changes_nothing_that_was_published(
    spoilt: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt.waivers.write_text("- department_id: putuo_czj\n", "utf-8")
    before = published_state(spoilt)
    result = juesuan_run(spoilt, monkeypatch)
    told = " ".join(result.stderr.split())
    assert result.exit_code == 2
    assert "changed nothing that was published: identity_catalogue: " in told
    assert "waivers.yml, line 1: fiscal_year: Field required" in told
    assert published_state(spoilt) == before


def test_a_gate_that_refuses_stops_the_publication(spoilt: Settings) -> None:
    with duckdb.connect(str(spoilt.work_database)) as connection:
        connection.execute("delete from marts.mart_department_year where department_id = ?", [PUTUO[0]])
    before = published_state(spoilt)
    gate = dg.AssetCheckKey(dg.AssetKey("mart_department_year"), "marts_may_be_published")
    job = build_defs(spoilt).resolve_job_def(JOB_NAME)
    with dg.DagsterInstance.ephemeral() as instance:
        last_steps = job.get_subset(asset_selection={dg.AssetKey("publication")}, asset_check_selection={gate})
        result = last_steps.execute_in_process(instance=instance, raise_on_error=False)
    (evaluation,) = result.get_asset_check_evaluations()
    assert not evaluation.passed
    assert "'department_id': 'putuo_czj'" in str(evaluation.metadata["first"].value)
    assert not result.success
    assert published_state(spoilt) == before


def test_a_second_run_on_the_same_home_is_refused_while_the_first_writes(
    spoilt: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.home.run_lock import hold_run_lock

    with hold_run_lock(spoilt, patience=0):
        result = juesuan_run(spoilt, monkeypatch)
    assert result.exit_code == 2
    assert "another run is writing to" in " ".join(result.stderr.split())
    assert os.environ.get("JUESUAN_HOME") is None
