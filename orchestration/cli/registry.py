"""`juesuan registry`: make a registry from a district's list, and check one before it goes into raw/."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.console import FAILED

if TYPE_CHECKING:
    from orchestration.registry.model import RegistryError


@click.group()
def registry() -> None:
    """The registry: who must publish (departments.csv)."""


@registry.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", required=True, help="The district as it is called in full.")
@click.option("--code", required=True, help="Its administrative code: six or nine digits.")
@click.option("--years", required=True, help="The fiscal years that departments must publish: 2022-2024;2026.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default="departments.csv", show_default=True)
def import_list(file: Path, district: str, code: str, years: str, out: Path) -> None:
    """Make a registry of a list of departments and units (a CSV with the columns name, level, parent)."""
    from orchestration.registry.import_list import build_registry_rows, write_registry
    from orchestration.registry.model import RegistryError

    try:
        write_registry(out, build_registry_rows(file, district, code, years))
        told(out)
    except RegistryError as error:
        refuse(error)


@registry.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a registry, and the due dates beside it, before a run does. Exit 0 right, 2 refused."""
    from orchestration.registry.model import RegistryError

    try:
        told(file)
    except RegistryError as error:
        refuse(error)


def told(path: Path) -> None:
    """Print how many departments, units and fiscal years a registry holds. Raises RegistryError."""
    from orchestration.registry.model import load_registry

    registered = load_registry(path)
    units = sum(department.parent_id is not None for department in registered.departments)
    years = f"{registered.years[0]} to {registered.years[-1]}"
    click.echo(f"{path}: {len(registered.departments) - units} departments, {units} units, fiscal years {years}")


def refuse(error: "RegistryError") -> None:
    """Print why a registry is refused and end with the code of a failure."""
    click.echo(str(error), err=True)
    sys.exit(FAILED)
