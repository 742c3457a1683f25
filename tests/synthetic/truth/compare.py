"""What a warehouse made of a district, against the truth about it.

    python -m tests.synthetic.truth.compare --truth district/truth --home district/home

Exits 1 where anything differs: a verdict, a figure, an error that was not found, a finding where there is no error, or
what the coverage says.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias, TypeVar

import click
import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.home.settings import Settings

DepartmentYear: TypeAlias = tuple[str, int]
Key = TypeVar("Key")
Value = TypeVar("Value")
Figure: TypeAlias = tuple[str, int, str, str, str]


@dataclass(frozen=True)
class Planted:
    """An error and the identities that it violates."""

    kind: str
    identities: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """The first three fields hold what differs; `found` are the identities violated in each department-year, `follow`
    those that must be because the year before is wrong.

    What only informs is left out: the templates print instructions under empty sheets, as some regions do, and they are
    told for what they are.
    """

    verdicts: Mapping[DepartmentYear, tuple[str | None, str | None]]
    figures: Mapping[Figure, tuple[Decimal | None, Decimal | None]]
    coverage: Mapping[DepartmentYear, tuple[str | None, str | None]]
    planted: Mapping[DepartmentYear, Planted]
    follow: Mapping[DepartmentYear, frozenset[str]]
    found: Mapping[DepartmentYear, frozenset[str]]

    @property
    def undetected(self) -> list[DepartmentYear]:
        expected = [*((key, planted.identities) for key, planted in self.planted.items()), *self.follow.items()]
        return [key for key, identities in expected if not identities <= self.found.get(key, frozenset())]

    @property
    def false_findings(self) -> list[DepartmentYear]:
        """A wrong figure may show in more places than its error was made for; one that is right in none."""
        right = {key: found for key, found in self.found.items() if key not in self.planted}
        return [key for key, found in right.items() if not found <= self.follow.get(key, frozenset())]

    @property
    def agrees(self) -> bool:
        return not (self.verdicts or self.figures or self.coverage or self.undetected or self.false_findings)


def compare(truth: Path, settings: Settings) -> Comparison:
    """Hold the last publication, and the figures that were read, against the truth."""
    with duckdb.connect(str(settings.published_database), read_only=True) as marts:
        verdicts = _answers(marts, "select department_id, fiscal_year, verdict from dq_department_year")
        coverage = _answers(
            marts, "select department_id, fiscal_year, status || ' ' || coalesce(is_late::varchar, '') from dq_coverage"
        )
        violations = marts.execute(
            "select department_id, fiscal_year, list(distinct identity_id) from dq_identity_result "
            "where outcome = 'violated' and severity <> 'info' group by all"
        ).fetchall()
    with duckdb.connect() as landed:
        cells = landed.execute(
            "select department_id, fiscal_year, sheet_id, row_key, column_key, amount from read_parquet(?)",
            [f"{settings.landing}/*/*/cells.parquet"],
        ).fetchall()
    return Comparison(
        verdicts=_differences({_key(row): row["verdict"] for row in _rows(truth / "verdicts.csv")}, verdicts),
        figures=_differences(dict(_figures(truth / "cells.csv")), {tuple(row[:5]): row[5] for row in cells}),
        coverage=_differences(
            {_key(row): f"{row['status']} {row['is_late']}" for row in _rows(truth / "coverage.csv")}, coverage
        ),
        planted={
            _key(row): Planted(row["kind"], frozenset(row["identities"].split(";")))
            for row in _rows(truth / "defects.csv")
        },
        follow={_key(row): frozenset(row["identities"].split(";")) for row in _rows(truth / "consequences.csv")},
        found={(department, year): frozenset(identities) for department, year, identities in violations},
    )


def _answers(connection: duckdb.DuckDBPyConnection, query: str) -> dict[DepartmentYear, str]:
    return {(department, year): answer for department, year, answer in connection.execute(query).fetchall()}


def _differences(true: Mapping[Key, Value], said: Mapping[Key, Value]) -> dict[Key, tuple[Value | None, Value | None]]:
    keys = [*true, *(key for key in said if key not in true)]
    return {key: (true.get(key), said.get(key)) for key in keys if true.get(key) != said.get(key)}


def _figures(path: Path) -> Iterator[tuple[Figure, Decimal]]:
    for row in _rows(path):
        yield (*_key(row), row["sheet_id"], row["row_key"], row["column_key"]), Decimal(row["amount"])


def _key(row: Mapping[str, str]) -> DepartmentYear:
    return row["department_id"], int(row["fiscal_year"])


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _shown(comparison: Comparison) -> Table:
    table = Table("department", "year", "planted", "identities violated", "found")
    for (department, year), planted in sorted(comparison.planted.items()):
        found = comparison.found.get((department, year), frozenset())
        missed = planted.identities - found
        verdict = "all" if not missed else f"not {', '.join(sorted(missed))}"
        more = f" and {', '.join(sorted(found - planted.identities))}" if found - planted.identities else ""
        table.add_row(department, str(year), planted.kind, "\n".join(sorted(planted.identities)), verdict + more)
    return table


@click.command(help=__doc__)
@click.option("--truth", type=click.Path(exists=True, file_okay=False, path_type=Path), default="district/truth")
@click.option("--home", type=click.Path(exists=True, file_okay=False, path_type=Path), default="district/home")
def main(truth: Path, home: Path) -> None:
    comparison = compare(truth, Settings(raw=home, home=home.resolve()))
    console = Console(width=140, highlight=False)
    console.print(_shown(comparison))
    for name, differences in (
        ("verdict", comparison.verdicts),
        ("figure", comparison.figures),
        ("coverage", comparison.coverage),
    ):
        console.print(f"{name}: {len(differences)} differ")
        for key, (true, said) in list(differences.items())[:20]:
            console.print(f"  {key}: true {true}, said {said}", markup=False)
    expected = len(comparison.planted) + len(comparison.follow)
    seen = expected - len(comparison.undetected)
    console.print(
        f"errors: {len(comparison.planted)} and {len(comparison.follow)} years after one: "
        f"{seen} of {expected} found with every identity that they violate"
    )
    console.print(f"findings where there is no error: {comparison.false_findings or 'none'}", markup=False)
    raise SystemExit(0 if comparison.agrees else 1)


if __name__ == "__main__":
    main()
