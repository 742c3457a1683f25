"""The grid as Dagster partitions: the instance follows it, and a run's tags choose a range of it."""

from collections.abc import Iterator

import dagster as dg
import pytest

from orchestration.defs.partitions import GRID, chosen_partitions, partition_keys, range_tags, sync_partitions
from orchestration.registry.grid import DepartmentYearKey, Grid

SMALL = Grid(("finance", "audit"), (2023, 2024))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def partitions(instance: dg.DagsterInstance) -> list[str]:
    return list(GRID.get_partition_keys(dynamic_partitions_store=instance))


def test_the_instance_follows_the_grid_as_it_grows_and_shrinks(instance: dg.DagsterInstance) -> None:
    for grid in (
        SMALL,
        Grid(("finance", "audit", "police"), (2023, 2024)),
        Grid(("police", "finance"), (2019, 2024)),
        Grid(("finance",), (2024,)),
    ):
        sync_partitions(instance, grid)
        assert partitions(instance) == list(partition_keys(grid))


def test_following_the_same_grid_again_changes_nothing(instance: dg.DagsterInstance) -> None:
    sync_partitions(instance, SMALL)
    before = partitions(instance)
    sync_partitions(instance, SMALL)
    assert partitions(instance) == before


def selected(instance: dg.DagsterInstance, tags: dict[str, str]) -> set[DepartmentYearKey]:
    """The partitions that Dagster makes of a run's tags."""
    sync_partitions(instance, SMALL)
    first, last = tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"]
    with dg.partition_loading_context(dynamic_partitions_store=instance):
        known = partition_keys(SMALL)
        return {known[key] for key in GRID.get_partition_keys_in_range(dg.PartitionKeyRange(first, last))}


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
    assert selected(instance, range_tags(SMALL, wanted)) == chosen


FIRST_OF_ALL = {"dagster/partition/department": "finance", "dagster/partition/fiscal_year": "2023"}
"""What Dagster tags every run of a job's backfill with, beside its range."""


@pytest.mark.parametrize(
    ("tags", "chosen"),
    [
        (range_tags(SMALL, [("audit", 2023), ("audit", 2024)]), ["audit|2023", "audit|2024"]),
        (FIRST_OF_ALL | range_tags(SMALL, [("audit", 2023), ("audit", 2024)]), ["audit|2023", "audit|2024"]),
        (FIRST_OF_ALL, ["finance|2023"]),
    ],
    ids=["a range", "a range of a backfill", "one partition"],
)
def test_a_run_is_for_the_range_that_it_bears(
    instance: dg.DagsterInstance, tags: dict[str, str], chosen: list[str]
) -> None:
    found: list[str] = []

    @dg.asset(partitions_def=GRID, backfill_policy=dg.BackfillPolicy.single_run())
    def grid(context: dg.AssetExecutionContext) -> None:
        found.extend(map(str, chosen_partitions(context)))

    sync_partitions(instance, SMALL)
    job = dg.Definitions([grid], jobs=[dg.define_asset_job("job", [grid])]).resolve_job_def("job")
    assert job.execute_in_process(instance=instance, tags=tags).success
    assert found == chosen
