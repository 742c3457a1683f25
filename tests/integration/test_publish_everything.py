"""The job that a person presses for everything: nothing to choose, and one run of the main job."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.cli.run_job import run_warehouse
from orchestration.defs.definitions import build_defs
from orchestration.defs.publish_everything import PUBLISH_EVERYTHING
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from tests.published import verdicts

CELLS = dg.AssetKey("cells")
DOCUMENT = Path("putuo_czj") / "2024" / "final_accounts.xlsx"
STRAY = {"department": "nobody", "fiscal_year": "next year"}


@pytest.fixture(scope="module")
def settings(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the warehouse; somebody added partitions in the UI that no registry knows."""
    folder = tmp_path_factory.mktemp("publish_everything")
    settings = replace(warehouse, raw=folder / "raw", home=folder / "home")
    shutil.copytree(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    with instance_of(settings) as instance:
        for dimension, key in STRAY.items():
            instance.add_dynamic_partitions(dimension, [key])
    return settings


def instance_of(settings: Settings) -> dg.DagsterInstance:
    return dg.DagsterInstance.from_config(str(settings.dagster_home))


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with instance_of(settings) as instance:
        yield instance


def generation(settings: Settings) -> str:
    return (settings.published / "current").resolve().name


def press(settings: Settings, instance: dg.DagsterInstance, only_if_changed: bool) -> bool:
    job = build_defs(settings, patience=0).resolve_job_def(PUBLISH_EVERYTHING)
    config = {"ops": {"run_main_job": {"config": {"only_if_changed": only_if_changed}}}}
    return job.execute_in_process(instance=instance, run_config=config, raise_on_error=False).success


def runs(instance: dg.DagsterInstance) -> list[str]:
    return [run.job_name for run in instance.get_runs()]


def test_where_nothing_changed_it_does_nothing_if_asked_so(settings: Settings, instance: dg.DagsterInstance) -> None:
    before = generation(settings)
    assert press(settings, instance, only_if_changed=True)
    assert runs(instance) == [PUBLISH_EVERYTHING, "warehouse"]
    assert generation(settings) == before


def test_an_unchanged_run_costs_little_and_says_since_when(settings: Settings, instance: dg.DagsterInstance) -> None:
    def size() -> int:
        return sum(path.stat().st_size for path in settings.dagster_home.rglob("*") if path.is_file())

    run_warehouse(settings, Silent())
    before, sizes = generation(settings), size()
    outcomes = [run_warehouse(settings, Silent()) for _ in range(5)]
    assert all(outcome.succeeded and outcome.unchanged_since is not None for outcome in outcomes)
    assert generation(settings) == before
    assert (size() - sizes) / len(outcomes) <= 50_000


def test_pressed_it_publishes_what_is_there_in_one_run(settings: Settings, instance: dg.DagsterInstance) -> None:
    assert instance.get_materialized_partitions(CELLS) == {"putuo_czj|2024", "wuhan_jkq_dsj|2023"}
    (settings.raw / DOCUMENT).unlink()
    assert press(settings, instance, only_if_changed=True)
    assert runs(instance)[:2] == ["warehouse", PUBLISH_EVERYTHING]
    assert verdicts(settings)["putuo_czj", 2024] == "not_received"
    assert instance.get_materialized_partitions(CELLS) == {"wuhan_jkq_dsj|2023"}
    (main_run, pressed) = instance.get_runs(limit=2)
    assert main_run.remote_job_origin is not None, "the home page shows it beside the job that was pressed"
    assert main_run.tags["juesuan/trigger"] == PUBLISH_EVERYTHING == pressed.job_name
    assert set(STRAY.values()).isdisjoint(
        {key for dimension in STRAY for key in instance.get_dynamic_partitions(dimension)}
    )
