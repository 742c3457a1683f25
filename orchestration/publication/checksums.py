"""`SHA256SUMS`: what `sha256sum -c` holds the files of a publication against."""

from pathlib import Path

from orchestration.home.published_generation import CHECKSUMS
from orchestration.publication.data_package import sha256_of


def write_checksums(folder: Path) -> None:
    """Write the sums of all files below the folder, by name."""
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    lines = (f"{sha256_of(folder / name)}  {name.as_posix()}\n" for name in files)
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")
