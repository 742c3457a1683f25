"""The files of a release in dist/: the wheel, built twice and equal, the list of what it brings, and their checksums.

The moment of a release is that of its last commit (SOURCE_DATE_EPOCH where it is set), so that whoever builds the same
commit again has the same files.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from release.bill import bill_of_materials
from release.locked import PRODUCT, PROJECT, RELEASED, locked_packages

SOURCES = ("orchestration", "expectations", "dbt_project", "pyproject.toml", "README.md", "LICENSE")
EPOCH = "SOURCE_DATE_EPOCH"
_LITTER = shutil.ignore_patterns("__pycache__", "target", "logs", "*.egg-info", ".*")


class NotReproducible(RuntimeError):
    """Two builds of the same sources differ."""


@click.command(help=__doc__)
def main() -> None:
    moment, dist = moment_of_release(), PROJECT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        wheel, again = (build_wheel(PROJECT, Path(folder), moment) for folder in (first, second))
        if wheel.read_bytes() != again.read_bytes():
            raise NotReproducible(f"two builds of {wheel.name} differ")
        shutil.copy(wheel, dist)
    bill = dist / f"{PRODUCT}-{version(PRODUCT)}.cdx.json"
    bill.write_text(bill_of_materials(locked_packages(*RELEASED), moment), "utf-8")
    sums = "".join(f"{_digest(file)}  {file.name}\n" for file in sorted(dist.iterdir()))
    (dist / "SHA256SUMS").write_text(sums, "utf-8")
    click.echo(sums, nl=False)


def moment_of_release() -> datetime:
    """SOURCE_DATE_EPOCH, or when the last commit was made."""
    epoch = (
        os.environ.get(EPOCH)
        or subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=PROJECT, check=True, capture_output=True, text=True
        ).stdout
    )
    return datetime.fromtimestamp(int(epoch), UTC)


def build_wheel(checkout: Path, folder: Path, moment: datetime) -> Path:
    """A wheel of a checkout, whatever the modes, times and litter of its files. `folder` holds it and what it is of."""
    sources = folder / "sources"
    for name in SOURCES:
        if (checkout / name).is_dir():
            shutil.copytree(checkout / name, sources / name, ignore=_LITTER)
        else:
            shutil.copy(checkout / name, sources / name)
    for path in sources.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder)
    environment = os.environ | {EPOCH: str(int(moment.timestamp()))}
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, sources], check=True, env=environment)
    (built,) = folder.glob("*.whl")
    return built


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
