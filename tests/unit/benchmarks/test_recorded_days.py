"""The simulated days look to Dagster like runs that happened, and retention treats them so."""

from datetime import timedelta
from pathlib import Path

import dagster as dg

from benchmarks.recorded_days import CHECKS, District, copy_run, record_whole_run
from benchmarks.retention import FIRST_DAY, simulate
from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.settings import Settings

DISTRICT = District(departments=2, years=2)


def test_a_copied_day_is_a_run_with_its_events(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    recorded = record_whole_run(tmp_path / "recorded", DISTRICT)
    prepare_instance(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        copy_run(instance, recorded, FIRST_DAY, DISTRICT.partitions)
        copy_run(instance, recorded, FIRST_DAY + timedelta(days=1), DISTRICT.partitions[:1])
        newest, oldest = instance.get_run_records()
        assert oldest.create_timestamp == FIRST_DAY
        assert instance.get_materialized_partitions(dg.AssetKey("cells")) == set(DISTRICT.partitions)
        records = instance.fetch_materializations(dg.AssetKey("cells"), limit=10).records
        assert [record.run_id for record in records] == [newest.dagster_run.run_id, *[oldest.dagster_run.run_id] * 4]
        log = instance.all_logs(newest.dagster_run.run_id)
        assert (
            sum(entry.dagster_event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION for entry in log) == CHECKS + 1
        )
        check = dg.AssetCheckKey(dg.AssetKey("verdicts"), "identity_000")
        history = instance.event_log_storage.get_asset_check_execution_history(check, limit=10)
        assert [record.run_id for record in history] == [newest.dagster_run.run_id, oldest.dagster_run.run_id]
        assert history[0].evaluation is not None


def test_the_simulation_tells_each_month(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home", keep_days=2, keep_runs=2)
    (month,) = simulate(settings, tmp_path / "recorded", DISTRICT, days=6, changed=1)
    assert (month.day, month.runs) == (6, 3)
    assert month.records > 3 * 1_000_000
