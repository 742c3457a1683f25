"""A file is the old one or the new one, never a part."""

from pathlib import Path

import pytest

from orchestration.home.atomic_files import atomic_file


def test_a_write_replaces_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    for content in (b"old", b"new"):
        with atomic_file(path) as file:
            file.write(content)
        assert path.read_bytes() == content


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="full"), atomic_file(path) as file:
        file.write(b"half")
        raise OSError("the disk is full")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
