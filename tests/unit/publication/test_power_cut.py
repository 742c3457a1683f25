"""A power cut at any moment of a publication leaves the old one in force or the new one, whole."""

from pathlib import Path

import pytest

from benchmarks.stress.power_cut import Files, files_in_force, recorded, states_after
from orchestration.home.progress import Silent
from orchestration.publication.generation import publish
from tests.small_work_database import small_work_database


@pytest.mark.parametrize("earlier", [0, 2], ids=lambda count: f"after {count} publications")
def test_either_publication_is_in_force_after_a_power_cut(tmp_path: Path, earlier: int) -> None:
    database, published = tmp_path / "work.duckdb", tmp_path / "published"
    published.mkdir()
    for number in range(earlier):
        small_work_database(database, f"{number}.00")
        publish(database, published, Silent(), b"{}")
    small_work_database(database, "100.00")
    before = files_in_force(published)
    with recorded(published) as record:
        publish(database, published, Silent(), b'{"of": "the new one"}')
    after = files_in_force(published)
    assert before != after
    found: dict[str, Files] = {}
    states = 0
    for moment in record.moments:
        for state in states_after(moment, published.stat().st_ino):
            states += 1
            if state not in (before, after):
                found[moment.before] = {name: content for name, content in state.items() if after.get(name) != content}
    assert found == {}
    assert states > len(record.moments) > 50
    last = record.moments[-1]
    assert all(state == after for state in states_after(last, published.stat().st_ino)), "what was told is kept"
