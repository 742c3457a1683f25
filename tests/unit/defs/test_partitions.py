"""The grid of department × fiscal year: from the registry and from what lies in raw/, and the instance follows it."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.partitions import GRID, DepartmentYearKey, Grid, follow, grid_of, publishers, split_key
from orchestration.registry.model import COLUMNS, OPTIONAL_COLUMNS, Registry, load_registry

LINES = ("finance,云溪市财政局,,云溪市,420000,2023", "audit,云溪市审计局,,云溪市,420000,2024")
SMALL = Grid(("finance", "audit"), (2023, 2024))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "departments.csv").write_text("\n".join((",".join(COLUMNS), *LINES)) + "\n", "utf-8")
    return tmp_path


@pytest.fixture
def registry(raw: Path) -> Registry:
    return load_registry(raw / "departments.csv")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def test_every_department_meets_every_year_that_is_expected(raw: Path, registry: Registry) -> None:
    grid = grid_of(registry, raw)
    assert grid == SMALL
    assert list(grid) == [("finance", 2023), ("finance", 2024), ("audit", 2023), ("audit", 2024)]


def test_a_year_that_lies_there_unexpected_is_in_the_grid(raw: Path, registry: Registry) -> None:
    (raw / "finance" / "2019").mkdir(parents=True)
    assert grid_of(registry, raw).years == (2019, 2023, 2024)


@pytest.mark.parametrize("folder", ["unknown/2019", "finance/drafts", "finance/20190", "finance/0019"])
def test_other_folders_are_no_years(raw: Path, registry: Registry, folder: str) -> None:
    (raw / folder).mkdir(parents=True)
    assert grid_of(registry, raw).years == (2023, 2024)


def test_a_file_named_like_a_year_is_no_year(raw: Path, registry: Registry) -> None:
    (raw / "finance").mkdir()
    (raw / "finance" / "2019").write_text("not a folder", "utf-8")
    assert grid_of(registry, raw).years == (2023, 2024)


def partitions(instance: dg.DagsterInstance) -> list[DepartmentYearKey]:
    return [split_key(key) for key in GRID.get_partition_keys(dynamic_partitions_store=instance)]


def test_a_unit_is_a_partition_only_if_it_publishes_itself(raw: Path) -> None:
    header = ",".join((*COLUMNS, *OPTIONAL_COLUMNS[:1]))
    units = ("school,云溪市小学,,云溪市,420000,,finance", "museum,云溪市博物馆,,云溪市,420000,2024,finance")
    (raw / "departments.csv").write_text("\n".join((header, f"{LINES[0]},", *units)) + "\n", "utf-8")
    registry = load_registry(raw / "departments.csv")
    assert [unit.department_id for unit in publishers(registry, raw)] == ["finance", "museum"]
    (raw / "school" / "2022").mkdir(parents=True)
    assert grid_of(registry, raw) == Grid(("finance", "school", "museum"), (2022, 2023, 2024))


def test_the_instance_follows_the_grid_as_it_grows_and_shrinks(instance: dg.DagsterInstance) -> None:
    for grid in (
        SMALL,
        Grid(("finance", "audit", "police"), (2023, 2024)),
        Grid(("police", "finance"), (2019, 2024)),
        Grid(("finance",), (2024,)),
    ):
        follow(instance, grid)
        assert partitions(instance) == list(grid)


def test_following_the_same_grid_again_changes_nothing(instance: dg.DagsterInstance) -> None:
    follow(instance, SMALL)
    before = partitions(instance)
    follow(instance, SMALL)
    assert partitions(instance) == before


def selected(instance: dg.DagsterInstance, tags: dict[str, str]) -> set[DepartmentYearKey]:
    """The partitions that Dagster makes of a run's tags."""
    follow(instance, SMALL)
    first, last = tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"]
    with dg.partition_loading_context(dynamic_partitions_store=instance):
        return {split_key(key) for key in GRID.get_partition_keys_in_range(dg.PartitionKeyRange(first, last))}


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (set(SMALL), set(SMALL)),
        ({("audit", 2023), ("audit", 2024)}, {("audit", 2023), ("audit", 2024)}),
        ({("finance", 2024), ("audit", 2024)}, {("finance", 2024), ("audit", 2024)}),
        ({("finance", 2023)}, {("finance", 2023)}),
        # a range is a rectangle: what lies between the two is in it too
        ({("finance", 2023), ("audit", 2024)}, set(SMALL)),
        # a job over partitions must name some
        (set(), {("finance", 2023)}),
    ],
)
def test_a_range_is_the_smallest_that_covers_the_keys(
    instance: dg.DagsterInstance, wanted: set[DepartmentYearKey], chosen: set[DepartmentYearKey]
) -> None:
    assert selected(instance, SMALL.range_over(wanted)) == chosen
