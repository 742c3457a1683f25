"""A YAML file is read once: its content, and the lines that messages name."""

from pathlib import Path

import pytest

from expectations.yaml_file import NoYamlError, read_yaml

TEXT = """\
# a comment
- id: one
  parts: [{sheet: a}]

- id: two
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.yml"


def test_entries_and_their_parts_know_their_lines(path: Path) -> None:
    path.write_text(TEXT, "utf-8")
    file = read_yaml(path)
    assert file.content == [{"id": "one", "parts": [{"sheet": "a"}]}, {"id": "two"}]
    assert file.entry_lines == (2, 5)
    assert [file.line(location) for location in ((), (0, "parts", 0, "sheet"), (1, "id"), (1, "unknown"))] == [
        2,
        3,
        5,
        5,
    ]


def test_an_empty_file_has_no_entries(path: Path) -> None:
    path.write_text("# nothing yet\n", "utf-8")
    file = read_yaml(path)
    assert (file.content, file.entry_lines, file.line(())) == (None, (), 1)


def test_what_is_no_list_has_no_entries(path: Path) -> None:
    path.write_text("id: one\n", "utf-8")
    assert read_yaml(path).entry_lines is None


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\xff"], ids=["syntax", "bytes"])
def test_what_is_no_yaml_is_refused_by_name(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NoYamlError, match=r"some\.yml"):
        read_yaml(path)
