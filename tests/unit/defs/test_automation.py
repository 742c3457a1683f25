"""When the main job runs by itself: every day, and when something changed and it has been quiet since."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.automation import JOB_NAME, build_raw_sensor, build_schedule, due
from orchestration.defs.partitions import sync_partitions
from orchestration.disclosure.reading import read_file
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import land_with_fingerprint
from orchestration.ingestion.ingest import find_changed, find_submissions
from orchestration.ingestion.submission import combine_readings
from orchestration.landing.parquet import partition_folder
from orchestration.landing.rows import department_year_tables
from orchestration.registry.grid import build_grid
from orchestration.registry.model import COLUMNS, load_registry

LINES = ("finance,云溪市财政局,,云溪市,420000,2022-2023", "audit,云溪市审计局,,云溪市,420000,2024")
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    (settings.raw / "finance" / "2023").mkdir(parents=True)
    register(settings, *LINES)
    document(settings).write_text("published", "utf-8")
    return settings


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def register(settings: Settings, *lines: str) -> None:
    settings.registry.write_text("\n".join((",".join(COLUMNS), *lines)) + "\n", "utf-8")


def document(settings: Settings) -> Path:
    return settings.raw / "finance" / "2023" / "final_accounts.txt"


def land_everything(settings: Settings) -> None:
    """What the job does with raw/, in this process."""
    registry = load_registry(settings.registry)
    for submission in find_changed(settings, registry, build_grid(registry, settings.raw)):
        readings = [read_file(path, name) for path, name in submission.files]
        folder = partition_folder(settings.landing, *submission.key)
        land_with_fingerprint(
            folder,
            submission,
            registry,
            department_year_tables(*submission.key, combine_readings(submission, registry, readings)),
        )


class Watch:
    """The sensor over and over, with the cursor it left."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self._sensor = build_raw_sensor(settings)
        self._instance = instance
        self._cursor: str | None = None

    def look(self) -> dg.RunRequest | None:
        data = self._sensor.evaluate_tick(dg.build_sensor_context(self._instance, cursor=self._cursor))
        self._cursor = data.cursor
        requests = data.run_requests or []
        assert len(requests) <= 1
        return requests[0] if requests else None


@pytest.fixture
def watch(settings: Settings, instance: dg.DagsterInstance) -> Watch:
    return Watch(settings, instance)


@pytest.fixture
def settled(settings: Settings, watch: Watch) -> Watch:
    """A watch that asked for its first run, which is done."""
    assert watch.look() is None
    assert watch.look() is not None
    land_everything(settings)
    assert watch.look() is None
    return watch


def test_the_first_looks_ask_for_one_run_over_everything(watch: Watch) -> None:
    assert watch.look() is None, "what lies there may still be coming"
    request = watch.look()
    assert request is not None
    assert (request.tags[START], request.tags[END]) == ("finance|2022", "audit|2024")
    assert watch.look() is None, "it was asked for"


def test_nothing_new_asks_for_nothing(settled: Watch) -> None:
    assert [settled.look(), settled.look()] == [None, None]


def append(path: Path) -> None:
    path.write_text("published and corrected", "utf-8")


def rewrite_in_the_same_length(path: Path) -> None:
    path.write_text("PUBLISHED", "utf-8")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000))


def rename(path: Path) -> None:
    path.rename(path.with_name("renamed.txt"))


def add_another(path: Path) -> None:
    path.with_name("narrative.txt").write_text("more", "utf-8")


@pytest.mark.parametrize("change", [append, rewrite_in_the_same_length, rename, add_another, Path.unlink])
def test_a_file_that_came_went_or_changed_asks_for_one_run(
    settings: Settings, instance: dg.DagsterInstance, settled: Watch, change: Callable[[Path], object]
) -> None:
    for key in GRID_KEYS:
        record(instance, key)
    change(document(settings))
    assert settled.look() is None
    request = settled.look()
    assert request is not None
    assert request.tags[START] == request.tags[END] == "finance|2023"
    land_everything(settings)
    assert [settled.look(), settled.look()] == [None, None]


GRID_KEYS = ("finance|2022", "finance|2023", "finance|2024", "audit|2022", "audit|2023", "audit|2024")


def record(instance: dg.DagsterInstance, key: str) -> None:
    instance.report_runless_asset_event(dg.AssetMaterialization("cells", partition=key))


def test_files_that_keep_coming_are_waited_for(settings: Settings, settled: Watch) -> None:
    for number in range(4):
        document(settings).with_name(f"part{number}.txt").write_text("more", "utf-8")
        assert settled.look() is None
    assert settled.look() is not None


def test_a_file_that_comes_during_a_run_is_asked_for_after_it(
    settings: Settings, instance: dg.DagsterInstance, settled: Watch
) -> None:
    append(document(settings))
    settled.look()
    assert settled.look() is not None
    run = instance.create_run_for_job(job_def=warehouse_like(), status=dg.DagsterRunStatus.STARTED)
    land_everything(settings)
    add_another(document(settings))
    assert [settled.look(), settled.look()] == [None, None], "a run is under way"
    instance.report_run_failed(run)
    assert settled.look() is not None


def warehouse_like() -> dg.JobDefinition:
    @dg.op
    def nothing() -> None:
        return None

    @dg.job(name=JOB_NAME)
    def job() -> None:
        nothing()

    return job


def test_a_run_that_did_not_settle_it_is_not_asked_for_again(settings: Settings, settled: Watch) -> None:
    append(document(settings))
    settled.look()
    assert settled.look() is not None
    assert [settled.look(), settled.look()] == [None, None]


def test_the_same_change_a_second_time_asks_a_second_time(settings: Settings, settled: Watch) -> None:
    keys = set()
    for text, modified in (("first", 1), ("other", 2), ("first", 1)):
        document(settings).write_text(text, "utf-8")
        os.utime(document(settings), (modified, modified))
        settled.look()
        request = settled.look()
        assert request is not None
        keys.add(request.run_key)
        land_everything(settings)
        settled.look()
    assert len(keys) == 3


def test_a_new_department_is_in_the_grid_without_a_restart(
    settings: Settings, instance: dg.DagsterInstance, settled: Watch
) -> None:
    register(settings, *LINES, "police,云溪市公安局,,云溪市,420000,2024")
    settled.look()
    assert settled.look() is not None
    assert list(instance.get_dynamic_partitions("department")) == ["finance", "audit", "police"]


def test_a_waiver_asks_for_a_run_though_no_file_changed(settings: Settings, settled: Watch) -> None:
    settings.waivers.write_text("[]", "utf-8")
    settled.look()
    assert settled.look() is not None


def test_a_note_on_a_finding_asks_for_a_run_so_that_it_is_published(settings: Settings, settled: Watch) -> None:
    settings.reviews.parent.mkdir(parents=True)
    settings.reviews.write_text("noted", "utf-8")
    settled.look()
    assert settled.look() is not None


def test_a_template_of_a_form_asks_for_a_run(settings: Settings, settled: Watch) -> None:
    settings.forms.mkdir()
    (settings.forms / "inspection.xlsx").write_bytes(b"\xff")
    settled.look()
    assert settled.look() is not None


def test_a_registry_with_an_error_asks_for_nothing(settings: Settings, settled: Watch) -> None:
    register(settings, *LINES, "police")
    append(document(settings))
    assert [settled.look(), settled.look()] == [None, None]


def test_the_schedule_asks_every_day_for_what_is_due(settings: Settings, tmp_path: Path) -> None:
    schedule = build_schedule(settings)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 * * *", "Asia/Shanghai")
    assert schedule.job_name == JOB_NAME
    # a schedule is only ever given an instance on disk
    with dg.DagsterInstance.local_temp(str(tmp_path), {"telemetry": {"enabled": False}}) as instance:
        request = schedule(dg.build_schedule_context(instance))
    assert isinstance(request, dg.RunRequest)
    assert (request.tags[START], request.tags[END]) == ("finance|2022", "audit|2024")


def test_what_the_instance_never_saw_is_due_even_where_it_was_landed(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    land_everything(settings)
    registry = load_registry(settings.registry)
    grid = build_grid(registry, settings.raw)
    sync_partitions(instance, grid)
    assert due(instance, settings, registry, grid) == {("finance", 2023)}, "of the others no file was ever received"
    record(instance, "finance|2023")
    assert due(instance, settings, registry, grid) == set()
    append(document(settings))
    assert due(instance, settings, registry, grid) == {("finance", 2023)}
    assert len(list(find_submissions(settings, registry, grid))) == 6
