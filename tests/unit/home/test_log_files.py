"""The logs of the last runs are kept, and no more of them."""

from pathlib import Path

from orchestration.home.log_files import numbered, rotate


def test_the_last_ones_are_kept_in_order(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    for run in range(5):
        rotate(log, kept=2)
        log.write_text(f"run {run}", "utf-8")
    assert log.read_text("utf-8") == "run 4"
    assert [numbered(log, number).read_text("utf-8") for number in (1, 2)] == ["run 3", "run 2"]
    assert len(list(tmp_path.iterdir())) == 3


def test_where_there_is_none_nothing_happens(tmp_path: Path) -> None:
    rotate(tmp_path / "run.log")
    assert list(tmp_path.iterdir()) == []
