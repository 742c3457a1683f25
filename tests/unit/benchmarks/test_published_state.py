"""A publication counts as whole only where every part of it is what was published."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.stress.published_state import FaultFound, PublishedState, read_published_state
from orchestration.home.progress import Silent
from orchestration.publication.generation import publish
from tests.small_work_database import small_work_database


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return published_anew(tmp_path, "1.00")


def published_anew(folder: Path, amount: str) -> Path:
    small_work_database(folder / "work.duckdb", amount)
    publish(folder / "work.duckdb", folder / "published", Silent())
    return folder / "published"


def test_the_same_inputs_are_the_same_figures_and_others_are_not(published: Path) -> None:
    def state(amount: str) -> PublishedState:
        return read_published_state(published_anew(published.parent, amount))

    first, again, other = state("1.00"), state("1.00"), state("2.00")
    assert first.figures == again.figures != other.figures
    assert first.generation < again.generation < other.generation


def emptied(published: Path) -> None:
    (published / "current" / "reports" / "index.html").write_bytes(b"")


def without_a_table(published: Path) -> None:
    (published / "current" / "parquet" / "dim_department.parquet").unlink()


def without_a_generation(published: Path) -> None:
    (published / "current").unlink()


def with_a_link_to_nowhere(published: Path) -> None:
    (published / "models.html").unlink()


@pytest.mark.parametrize("damage", [emptied, without_a_table, without_a_generation, with_a_link_to_nowhere])
def test_damage_is_noticed(published: Path, damage: Callable[[Path], None]) -> None:
    damage(published)
    with pytest.raises(FaultFound):
        read_published_state(published)
