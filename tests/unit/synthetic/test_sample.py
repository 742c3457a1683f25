"""The invented district of raw/ is what its description makes of it."""

import shutil
from pathlib import Path

from orchestration.home.settings import PROJECT
from tests.synthetic.district.sample import load_sample

RAW = PROJECT / "raw"


def contents(raw: Path) -> dict[str, bytes]:
    return {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*") if path.is_file()}


def test_raw_is_what_the_sample_writes(tmp_path: Path) -> None:
    raw = shutil.copytree(RAW, tmp_path / "raw")
    for member in load_sample().departments:
        shutil.rmtree(raw / member.id)
    load_sample().write(raw)
    assert contents(raw) == contents(RAW)
