"""What the UI says of a department-year that was read."""

from pathlib import Path

import pytest

from orchestration.defs.assets.cells import materialization_of
from orchestration.home.settings import Settings

IMAGE, SCRIPT = "财政局![](http://outside.example/a.png)", "<img src=http://outside.example/b.png onerror=alert(1)>"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("云溪市财政局（本级）", "云溪市财政局（本级） 2024"),
        (IMAGE, r"财政局\!\[\]\(http://outside.example/a.png\) 2024"),
        (SCRIPT, r"\<img src=http://outside.example/b.png onerror=alert\(1\)\> 2024"),
    ],
)
def test_a_name_is_no_markdown(name: str, told: str, tmp_path: Path) -> None:
    event = materialization_of(Settings(raw=tmp_path, home=tmp_path), name, ("finance", 2024), is_read_again=True)
    assert event.description == told
    assert event.metadata["department 部门"].value == name
