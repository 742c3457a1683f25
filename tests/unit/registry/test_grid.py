"""The grid of department × fiscal year: from the registry and from what lies in raw/."""

from pathlib import Path

import pytest

from orchestration.registry.grid import Grid, build_grid, list_publishers
from orchestration.registry.model import COLUMNS, OPTIONAL_COLUMNS, Registry, load_registry

LINES = ("finance,云溪市财政局,,云溪市,420000,2023", "audit,云溪市审计局,,云溪市,420000,2024")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "departments.csv").write_text("\n".join((",".join(COLUMNS), *LINES)) + "\n", "utf-8")
    return tmp_path


@pytest.fixture
def registry(raw: Path) -> Registry:
    return load_registry(raw / "departments.csv")


def test_every_department_meets_every_year_that_is_expected(raw: Path, registry: Registry) -> None:
    grid = build_grid(registry, raw)
    assert grid == Grid(("finance", "audit"), (2023, 2024))
    assert list(grid) == [("finance", 2023), ("finance", 2024), ("audit", 2023), ("audit", 2024)]


def test_a_year_that_lies_there_unexpected_is_in_the_grid(raw: Path, registry: Registry) -> None:
    (raw / "finance" / "2019").mkdir(parents=True)
    assert build_grid(registry, raw).years == (2019, 2023, 2024)


@pytest.mark.parametrize("folder", ["unknown/2019", "finance/drafts", "finance/20190", "finance/0019"])
def test_other_folders_are_no_years(raw: Path, registry: Registry, folder: str) -> None:
    (raw / folder).mkdir(parents=True)
    assert build_grid(registry, raw).years == (2023, 2024)


def test_a_file_named_like_a_year_is_no_year(raw: Path, registry: Registry) -> None:
    (raw / "finance").mkdir()
    (raw / "finance" / "2019").write_text("not a folder", "utf-8")
    assert build_grid(registry, raw).years == (2023, 2024)


def test_a_unit_is_a_partition_only_if_it_publishes_itself(raw: Path) -> None:
    header = ",".join((*COLUMNS, *OPTIONAL_COLUMNS[:1]))
    units = ("school,云溪市小学,,云溪市,420000,,finance", "museum,云溪市博物馆,,云溪市,420000,2024,finance")
    (raw / "departments.csv").write_text("\n".join((header, f"{LINES[0]},", *units)) + "\n", "utf-8")
    registry = load_registry(raw / "departments.csv")
    assert [unit.department_id for unit in list_publishers(registry, raw)] == ["finance", "museum"]
    (raw / "school" / "2022").mkdir(parents=True)
    assert build_grid(registry, raw) == Grid(("finance", "school", "museum"), (2022, 2023, 2024))
