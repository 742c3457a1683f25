"""The locks against what is installed and what has been released since, with the licence of each package: `make audit`.

The lock of an extra (`scan`, `spark`) counts where the extra is installed. Asks the package index that pip is told of,
and nobody else.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata

import click
from packaging.utils import canonicalize_name
from rich.console import Console
from rich.table import Table

from release.locked import PRODUCT, Package, installed_locks, locked_packages, shipped_graph


@click.command(help=__doc__)
@click.option("--offline", is_flag=True, help="Licences and versions alone; ask no index.")
def main(offline: bool) -> None:
    console = Console(width=max(Console().width, 120))
    packages = locked_packages(*installed_locks())
    newest = {} if offline else newest_versions()
    shipped = shipped_graph(packages).keys()
    table = Table(title=f"{len(packages)} locked packages, {len(shipped) - 1} of them of an installation")
    for head in ("package", "of", "locked", "newest", "licence"):
        table.add_column(head, overflow="fold")
    for name, package in sorted(packages.items()):
        of = PRODUCT if name in shipped else "development"
        table.add_row(name, of, package.version, newest.get(name, ""), package.licence)
    console.print(table)
    problems = other_than_locked(packages)
    for problem in problems:
        console.print(problem, markup=False)
    sys.exit(1 if problems else 0)


def newest_versions() -> Mapping[str, str]:
    """The packages of this environment of which the index has a newer version."""
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format", "json", "--disable-pip-version-check"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {str(canonicalize_name(each["name"])): each["latest_version"] for each in told}


def other_than_locked(packages: Mapping[str, Package]) -> list[str]:
    """What is wrong: packages installed in other versions than locked, or not installed, or beside the lock."""
    installed = {str(canonicalize_name(each.metadata["Name"])): each.version for each in metadata.distributions()}
    wrong = [
        f"{name} {package.version} is locked, {installed.get(name, 'nothing')} is installed"
        for name, package in sorted(packages.items())
        if installed.get(name) != package.version
    ]
    beside = sorted(installed.keys() - packages.keys() - {PRODUCT, "pip"})
    return wrong + [f"{name} {installed[name]} is installed and not locked" for name in beside]


if __name__ == "__main__":
    main()
