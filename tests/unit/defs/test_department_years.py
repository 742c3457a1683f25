"""The check of each department-year: what it says, of which materialisation, and when it is said again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from dagster import AssetCheckEvaluation
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationPlanned
from dagster._core.definitions.partitions.subset import DefaultPartitionsSubset

from expectations.vocabulary import Verdict
from orchestration.defs.assets import department_years
from orchestration.defs.assets.department_years import SPEC, as_event, by_gravity, due, last_told, targets_of
from orchestration.home.settings import Settings
from orchestration.reports.dashboard.department_year import MOST_REASONS, evaluation
from orchestration.reports.dashboard.record import Record
from tests.unit.reports.dashboard.records import OVERDUE, QUARANTINED, RECEIVED, UNKNOWN

SETTINGS = Settings(raw=Path("raw"), home=Path("home"))
PARTITION = "education|2024"
PARTITIONS = ("finance|2024", PARTITION, "health|2024", "finance|2023")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """On SQLite files, as a home has them: they keep the events of each run apart."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        for key in PARTITIONS:
            instance.report_runless_asset_event(dg.AssetMaterialization("cells", partition=key))
        yield instance


def events(instance: dg.DagsterInstance, *records: Record) -> list[AssetCheckEvaluation]:
    found = by_gravity(evaluation(record) for record in records)
    targets = targets_of(instance, [each.partition for each in found])
    return [as_event(each, SETTINGS, targets.get(each.partition)) for each in found]


def test_every_verdict_passes_warns_or_fails() -> None:
    graves = {evaluation(replace(RECEIVED, verdict=verdict)).severity for verdict in Verdict if verdict.is_withheld}
    assert graves == {"error"}
    assert evaluation(OVERDUE).severity == "warning"
    assert evaluation(UNKNOWN).severity is None


def test_reasons_end_after_a_while() -> None:
    reasons = evaluation(replace(QUARANTINED, reasons=tuple(map(str, range(MOST_REASONS + 5))))).reasons
    assert len(reasons) == MOST_REASONS + 1
    assert reasons[-1] == "… 5 more 另有 5 条"


def test_an_evaluation_points_to_the_last_materialisation_of_its_partition(instance: dg.DagsterInstance) -> None:
    instance.report_runless_asset_event(dg.AssetMaterialization("cells", partition=PARTITION))
    latest = instance.fetch_materializations(dg.AssetKey("cells"), limit=1).records[0]
    (event,) = events(instance, QUARANTINED)
    assert event.target_materialization_data is not None
    assert event.target_materialization_data.storage_id == latest.storage_id
    assert (event.passed, event.severity, event.partition) == (False, dg.AssetCheckSeverity.ERROR, PARTITION)
    assert event.description == "云溪市教育局 2024: quarantined 已隔离，未发布"
    assert event.metadata["department 部门"].value == "云溪市教育局"
    assert event.metadata["report"] == dg.MetadataValue.url("http://127.0.0.1:3020/education-2024.html")


def test_the_gravest_is_evaluated_last(instance: dg.DagsterInstance) -> None:
    found = [event.partition for event in events(instance, QUARANTINED, OVERDUE, RECEIVED)]
    assert found == ["finance|2024", "health|2024", PARTITION]


def test_what_was_told_is_read_back_and_told_again_only_where_it_changed(instance: dg.DagsterInstance) -> None:
    first = events(instance, QUARANTINED, OVERDUE, RECEIVED, UNKNOWN)
    assert list(due(first, (), last_told(instance, PARTITIONS))) == first
    for event in first:
        instance.report_runless_asset_event(event)
    told = last_told(instance, PARTITIONS)
    assert told == {event.partition: event for event in first}
    assert list(due(first, (), told)) == []
    assert [event.partition for event in due(first, {"finance|2024"}, told)] == ["finance|2024"]
    changed = events(instance, replace(QUARANTINED, reasons=("another",)), OVERDUE, RECEIVED, UNKNOWN)
    assert [event.partition for event in due(changed, (), told)] == [PARTITION]


def test_the_latest_evaluation_counts_however_many_pages_back_it_is(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(department_years, "PAGE", 2)
    first = events(instance, QUARANTINED, OVERDUE, RECEIVED, UNKNOWN)
    latest = events(instance, replace(RECEIVED, problems=1))
    for run, told in enumerate((first, events(instance, replace(RECEIVED, problems=2)), latest)):
        for event in told:
            instance.report_dagster_event(
                dg.DagsterEvent("ASSET_CHECK_EVALUATION", "warehouse", event_specific_data=event), f"run-{run}"
            )
    assert last_told(instance, PARTITIONS) == {event.partition: event for event in (*first, *latest)}
    assert last_told(instance, (*PARTITIONS, "new|2024")).keys() == set(PARTITIONS)


def test_what_a_dead_run_meant_to_tell_is_told_by_the_next_one(instance: dg.DagsterInstance) -> None:
    first = events(instance, QUARANTINED, RECEIVED)
    for event in first:
        instance.report_runless_asset_event(event)
    planned = AssetCheckEvaluationPlanned(
        asset_key=dg.AssetKey("cells"),
        check_name=SPEC.name,
        partitions_subset=DefaultPartitionsSubset({PARTITION}),
    )
    instance.report_dagster_event(
        dg.DagsterEvent("ASSET_CHECK_EVALUATION_PLANNED", "warehouse", event_specific_data=planned), "a-dead-run"
    )
    told = last_told(instance, ("finance|2024", PARTITION))
    assert [event.partition for event in due(first, (), told)] == [PARTITION]


def test_what_was_never_received_is_checked_though_it_is_not_materialised(instance: dg.DagsterInstance) -> None:
    (event,) = events(instance, replace(OVERDUE, department_id="audit"))
    assert event.target_materialization_data is None
    instance.report_runless_asset_event(event)
    (info,) = instance.event_log_storage.get_asset_check_partition_info([SPEC.key])
    assert (info.partition_key, info.latest_execution_status.value) == ("audit|2024", "FAILED")
    assert info.is_current
    assert list(due([event], (), last_told(instance, ["audit|2024"]))) == []


def test_dagster_counts_the_partition_as_checked(instance: dg.DagsterInstance) -> None:
    (event,) = events(instance, QUARANTINED)
    instance.report_runless_asset_event(event)
    (info,) = instance.event_log_storage.get_asset_check_partition_info([SPEC.key])
    assert (info.partition_key, info.latest_execution_status.value) == (PARTITION, "FAILED")
    assert info.latest_target_materialization_storage_id == info.latest_materialization_storage_id


def test_a_report_is_linked_where_the_settings_say_it_is_offered(instance: dg.DagsterInstance) -> None:
    event = as_event(evaluation(QUARANTINED), replace(SETTINGS, reports_url="https://reports.example"), None)
    assert event.metadata["report"] == dg.MetadataValue.url("https://reports.example/education-2024.html")
