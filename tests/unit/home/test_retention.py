"""Old runs go; what the pages of the UI show of them stays."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.home.event_history import forget_materializations
from orchestration.home.retention import Pruning, prune, prune_once_a_day, read_last_pruning
from orchestration.home.settings import Settings
from tests.recorded_runs import (
    CELLS,
    NOW,
    ROLL_UP,
    published_numbers,
    record_run,
    tags_of_no_event,
    violated_numbers,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home", keep_days=30, keep_runs=1)


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    settings.dagster_home.mkdir(parents=True)
    with dg.DagsterInstance.local_temp(str(settings.dagster_home)) as found:
        yield found


def run_ids(instance: dg.DagsterInstance) -> list[str]:
    return [run.run_id for run in instance.get_runs()]


def files_naming(settings: Settings, run_id: str) -> list[Path]:
    return [path for path in settings.home.rglob("*") if run_id in path.name]


def test_of_old_runs_the_last_number_of_each_week_stays(instance: dg.DagsterInstance, settings: Settings) -> None:
    # two in the week of Monday 2026-05-04, one in the next, two within the days that are kept
    days = (71, 70, 65, 3, 2)
    runs = [record_run(instance, ago, published=ago) for ago in days]
    done = prune(instance, settings, NOW)
    assert done.runs == 3
    assert run_ids(instance) == [runs[4], runs[3]]
    assert published_numbers(instance) == [70, 65, 3, 2]
    assert violated_numbers(instance) == [2, 3, 65, 70]
    assert tags_of_no_event(instance) == 0
    assert all(files_naming(settings, run) == [] for run in runs[:3])
    assert files_naming(settings, runs[3])


def test_a_second_pass_finds_nothing(instance: dg.DagsterInstance, settings: Settings) -> None:
    for ago in (71, 70, 2):
        record_run(instance, ago, published=ago)
    prune(instance, settings, NOW)
    assert prune(instance, settings, NOW) == Pruning(NOW.isoformat())


def test_a_partition_read_long_ago_stays_materialised(instance: dg.DagsterInstance, settings: Settings) -> None:
    for ago, partition in ((90, "finance|2023"), (80, "finance|2023"), (70, "finance|2024")):
        record_run(instance, ago, partition=partition)
    record_run(instance, 1)
    assert prune(instance, settings, NOW).runs == 3
    assert instance.get_materialized_partitions(CELLS) == {"finance|2023", "finance|2024"}
    assert len(instance.fetch_materializations(CELLS, limit=10).records) == 2
    statuses = instance.get_status_by_partition(
        CELLS, ["finance|2023", "finance|2024"], dg.StaticPartitionsDefinition(["finance|2023", "finance|2024"])
    )
    assert statuses is not None
    assert {status.value if status else None for status in statuses.values()} == {"MATERIALIZED"}


def test_what_holds_of_a_check_outlives_runs_that_never_came_to_it(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    record_run(instance, 80, published=5)
    record_run(instance, 70, is_failing=True)
    record_run(instance, 1, partition="finance|2024")
    prune(instance, settings, NOW)
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key([ROLL_UP])[ROLL_UP]
    assert latest.evaluation is not None
    assert latest.evaluation.passed


def test_the_newest_runs_and_the_last_good_one_stay_however_old(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    older = record_run(instance, 400)
    good = record_run(instance, 300)
    record_run(instance, 200, is_failing=True)
    newest = record_run(instance, 100, is_failing=True)
    assert prune(instance, settings, NOW).runs == 2
    assert run_ids(instance) == [newest, good]
    assert older not in run_ids(instance)


def test_what_was_told_without_a_run_is_thinned_too(instance: dg.DagsterInstance, settings: Settings) -> None:
    for number in range(5):
        instance.report_runless_asset_event(dg.AssetMaterialization("overview", metadata={"published": number}))
    later = NOW + timedelta(days=10_000)
    assert prune(instance, settings, later).events == 4 + 5
    assert published_numbers(instance) == [4]
    assert prune(instance, settings, later).events == 0


@pytest.mark.parametrize(
    "place",
    [
        "dagster._core.storage.local_compute_log_manager.LocalComputeLogManager.delete_logs",
        "orchestration.home.retention._remove_shard",
        "dagster._core.storage.runs.sqlite.sqlite_run_storage.SqliteRunStorage.delete_run",
        "orchestration.home.retention.drop_tags",
    ],
)
def test_a_pass_that_was_killed_is_finished_by_the_next(
    instance: dg.DagsterInstance, settings: Settings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ago in (71, 70, 65):
        record_run(instance, ago, published=ago)
    newest = record_run(instance, 2, published=2)

    def killed(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(place, killed)
        prune(instance, settings, NOW)
    assert published_numbers(instance)[-1] == 2
    prune(instance, settings, NOW)
    assert run_ids(instance) == [newest]
    assert published_numbers(instance) == [70, 65, 2]
    assert violated_numbers(instance) == [2, 65, 70]
    assert tags_of_no_event(instance) == 0


def test_files_shrink(instance: dg.DagsterInstance, settings: Settings) -> None:
    for ago in (72, 71, 70):
        record_run(instance, ago)
    for _ in range(20):
        long = dg.AssetMaterialization("overview", metadata={"published": 1, "told": "x" * 50_000})
        instance.report_runless_asset_event(long)
    index = next(settings.dagster_home.rglob("index.db"))
    before = index.stat().st_size
    done = prune(instance, settings, NOW + timedelta(days=10_000), worthwhile_bytes=4096)
    assert done.freed_bytes > before / 2
    assert index.stat().st_size < before / 2
    assert published_numbers(instance) == [0, 1]


def test_it_happens_once_a_day_and_says_what_it_did(instance: dg.DagsterInstance, settings: Settings) -> None:
    done = prune_once_a_day(instance, settings, NOW)
    assert done == read_last_pruning(settings) == Pruning(NOW.isoformat())
    assert prune_once_a_day(instance, settings, NOW + timedelta(hours=23)) is None
    assert prune_once_a_day(instance, settings, NOW + timedelta(hours=25)) is not None


def test_a_clock_that_was_ahead_does_not_put_it_off(instance: dg.DagsterInstance, settings: Settings) -> None:
    prune_once_a_day(instance, settings, NOW + timedelta(days=36_500))
    assert prune_once_a_day(instance, settings, NOW) is not None
    assert prune_once_a_day(instance, settings, NOW) is None


def test_a_fault_is_told_and_raises_nothing(
    instance: dg.DagsterInstance, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("orchestration.home.retention.drop_tags", full)
    done = prune_once_a_day(instance, settings, NOW)
    assert done is not None
    assert done.fault == "OSError: No space left on device"
    assert read_last_pruning(settings) == done


def test_a_report_that_cannot_be_read_counts_as_none(settings: Settings) -> None:
    settings.home.mkdir()
    for text in ("", "[]", json.dumps({"when": "never"})):
        (settings.home / "retention.json").write_text(text, "utf-8")
        assert read_last_pruning(settings) is None


def test_a_partition_that_went_away_counts_as_never_materialised(instance: dg.DagsterInstance) -> None:
    keys = ["finance|2023", "finance|2024"]
    definition = dg.StaticPartitionsDefinition(keys)
    for partition in (*keys, keys[0]):
        record_run(instance, 3, partition=partition)
    record_run(instance, 1)
    assert instance.get_status_by_partition(CELLS, keys, definition)
    assert forget_materializations(instance, CELLS, [keys[0], "audit|2024"]) == 2
    assert forget_materializations(instance, CELLS, [keys[0], "audit|2024"]) == 0
    assert instance.get_materialized_partitions(CELLS) == {keys[1]}
    statuses = instance.get_status_by_partition(CELLS, keys, definition)
    assert statuses is not None
    assert statuses[keys[0]] is None
