"""What a home takes, and what the next run needs."""

from pathlib import Path

import pytest

from orchestration.home.disk_use import MARGIN_BYTES, measure_disk_use
from orchestration.home.settings import Settings

BLOCK = 4096


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home")


def write(path: Path, blocks: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * BLOCK * blocks)


def test_every_file_counts_in_one_part(settings: Settings) -> None:
    generation = settings.published / "generations" / "000001"
    write(generation / "juesuan.duckdb", 100)
    (settings.published / "current").symlink_to(Path("generations") / "000001")
    write(settings.work_database, 200)
    write(settings.landing / "finance" / "2024" / "cells.parquet", 50)
    write(settings.dagster_home / "history" / "runs" / "index.db", 400)
    write(settings.dagster_home / "storage" / "a-run" / "compute_logs" / "step.out", 30)
    write(settings.run_log, 10)
    write(settings.home / "run.log.1", 10)
    write(settings.home / "cache" / "dbt" / "manifest.json", 20)
    use = measure_disk_use(settings)
    # folders take some blocks of their own
    wanted = {"published": 100, "landing": 50, "work database": 200, "records": 400, "logs": 50, "other": 20}
    for part, blocks in wanted.items():
        assert blocks * BLOCK <= use.parts[part] <= (blocks + 10) * BLOCK, part
    assert use.total == sum(use.parts.values())
    assert (200 + 100 + 2 * 400) * BLOCK <= use.needed - MARGIN_BYTES <= (200 + 100 + 2 * 400 + 10) * BLOCK
    assert use.free > 0


def test_without_a_home_there_is_nothing_to_measure(settings: Settings) -> None:
    with pytest.raises(FileNotFoundError):
        measure_disk_use(settings)
