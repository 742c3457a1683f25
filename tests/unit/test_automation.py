"""When the main job runs by itself: every day over the whole grid, and when something in raw/ changed."""

import os
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from orchestration.automation import JOB_NAME, build_raw_sensor, build_schedule, whole_grid_tags
from orchestration.registry import COLUMNS, Registry, load_registry
from orchestration.settings import Settings

LINES = ("finance,云溪市财政局,,云溪市,420000,2022-2023", "audit,云溪市审计局,,云溪市,420000,2024")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    (settings.raw / "finance" / "2023").mkdir(parents=True)
    settings.registry.write_text("\n".join((",".join(COLUMNS), *LINES)) + "\n", "utf-8")
    document(settings).write_text("published", "utf-8")
    return settings


@pytest.fixture
def registry(settings: Settings) -> Registry:
    return load_registry(settings.registry)


def document(settings: Settings) -> Path:
    return settings.raw / "finance" / "2023" / "final_accounts.txt"


def looked(settings: Settings, registry: Registry, cursor: str | None) -> tuple[list[dg.RunRequest], str | None]:
    """One evaluation of the sensor: what it asks for and the cursor it leaves."""
    context = dg.build_sensor_context(cursor=cursor)
    data = build_raw_sensor(registry, settings).evaluate_tick(context)
    return list(data.run_requests or []), data.cursor


def test_the_schedule_asks_for_the_whole_grid_every_day(settings: Settings, registry: Registry) -> None:
    schedule = build_schedule(registry, settings)
    request = schedule(dg.build_schedule_context())
    assert isinstance(request, dg.RunRequest)
    assert {key: value for key, value in request.tags.items() if key in whole_grid_tags(registry, settings)} == {
        "dagster/asset_partition_range_start": "finance|2022",
        "dagster/asset_partition_range_end": "audit|2024",
    }
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 * * *", "Asia/Shanghai")
    assert schedule.job_name == JOB_NAME


def test_the_first_look_at_raw_asks_for_a_run(settings: Settings, registry: Registry) -> None:
    (request,), cursor = looked(settings, registry, None)
    assert request.tags.items() >= whole_grid_tags(registry, settings).items()
    assert request.run_key == cursor


def test_nothing_new_in_raw_asks_for_nothing(settings: Settings, registry: Registry) -> None:
    _, cursor = looked(settings, registry, None)
    assert looked(settings, registry, cursor) == ([], cursor)


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
    settings: Settings, registry: Registry, change: Callable[[Path], object]
) -> None:
    _, before = looked(settings, registry, None)
    change(document(settings))
    (request,), after = looked(settings, registry, before)
    assert after != before
    assert request.run_key == after
    assert looked(settings, registry, after)[0] == []
