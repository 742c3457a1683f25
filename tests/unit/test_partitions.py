"""The grid of department × fiscal year: from the registry and from what lies in raw/."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration.automation import whole_grid_tags
from orchestration.partitions import department_years, fiscal_years, publishers, range_tags, split_key
from orchestration.registry import COLUMNS, OPTIONAL_COLUMNS, Registry, load_registry
from orchestration.settings import Settings

LINES = ("finance,云溪市财政局,,云溪市,420000,2023", "audit,云溪市审计局,,云溪市,420000,2024")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    settings.raw.mkdir()
    settings.registry.write_text("\n".join((",".join(COLUMNS), *LINES)) + "\n", "utf-8")
    return settings


@pytest.fixture
def registry(settings: Settings) -> Registry:
    return load_registry(settings.registry)


def test_years_are_those_expected_and_those_that_lie_there(settings: Settings, registry: Registry) -> None:
    assert fiscal_years(registry, settings.raw) == (2023, 2024)
    (settings.raw / "finance" / "2019").mkdir(parents=True)
    assert fiscal_years(registry, settings.raw) == (2019, 2023, 2024)


@pytest.mark.parametrize("folder", ["unknown/2019", "finance/drafts", "finance/20190", "finance/0019"])
def test_other_folders_are_no_years(settings: Settings, registry: Registry, folder: str) -> None:
    (settings.raw / folder).mkdir(parents=True)
    assert fiscal_years(registry, settings.raw) == (2023, 2024)


def test_a_file_named_like_a_year_is_no_year(settings: Settings, registry: Registry) -> None:
    (settings.raw / "finance").mkdir()
    (settings.raw / "finance" / "2019").write_text("not a folder", "utf-8")
    assert fiscal_years(registry, settings.raw) == (2023, 2024)


def test_every_department_meets_every_year(settings: Settings, registry: Registry) -> None:
    keys = department_years(registry, settings.raw).get_partition_keys()
    assert sorted(split_key(key) for key in keys) == [
        ("audit", 2023),
        ("audit", 2024),
        ("finance", 2023),
        ("finance", 2024),
    ]


def test_a_unit_is_a_partition_only_if_it_publishes_itself(settings: Settings) -> None:
    header = ",".join((*COLUMNS, *OPTIONAL_COLUMNS[:1]))
    units = ("school,云溪市小学,,云溪市,420000,,finance", "museum,云溪市博物馆,,云溪市,420000,2024,finance")
    settings.registry.write_text("\n".join((header, f"{LINES[0]},", *units)) + "\n", "utf-8")
    registry = load_registry(settings.registry)
    assert [unit.department_id for unit in publishers(registry, settings.raw)] == ["finance", "museum"]
    (settings.raw / "school" / "2022").mkdir(parents=True)
    assert [unit.department_id for unit in publishers(registry, settings.raw)] == ["finance", "school", "museum"]
    assert fiscal_years(registry, settings.raw) == (2022, 2023, 2024)


def selected(settings: Settings, registry: Registry, tags: dict[str, str]) -> set[tuple[str, int]]:
    """The partitions that Dagster makes of a run's tags."""
    first, last = tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"]
    grid = department_years(registry, settings.raw)
    return {split_key(key) for key in grid.get_partition_keys_in_range(dg.PartitionKeyRange(first, last))}


def test_the_tags_of_the_whole_grid_select_all_of_it(settings: Settings, registry: Registry) -> None:
    everything = {split_key(key) for key in department_years(registry, settings.raw).get_partition_keys()}
    assert selected(settings, registry, whole_grid_tags(registry, settings)) == everything


@pytest.mark.parametrize(
    ("first", "last", "chosen"),
    [
        (("audit", 2023), ("audit", 2024), {("audit", 2023), ("audit", 2024)}),
        (("finance", 2024), ("audit", 2024), {("finance", 2024), ("audit", 2024)}),
        (("finance", 2023), ("finance", 2023), {("finance", 2023)}),
    ],
)
def test_a_range_selects_one_department_or_one_year(
    settings: Settings,
    registry: Registry,
    first: tuple[str, int],
    last: tuple[str, int],
    chosen: set[tuple[str, int]],
) -> None:
    assert selected(settings, registry, range_tags(first, last)) == chosen
