"""Write a district to disk: raw/ as a bureau keeps it, truth/ beside it."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.synthetic.district.forms import form_name
from tests.synthetic.district.population import Department, departments
from tests.synthetic.district.produce import Task, Truth, due_on, produce, tasks
from tests.synthetic.district.scenarios import Plan, Scenario, plans

_ADMINISTRATIVE_CODE = "429900"
"""No place has it."""


@dataclass(frozen=True)
class District:
    """What to make; the same district gives the same files, byte for byte."""

    departments: int
    years: tuple[int, ...]
    formats: tuple[str, ...]
    layouts: tuple[str, ...]
    defects: int
    seed: int


def write_district(district: District, out: Path, advance: Callable[[str], object], jobs: int | None = None) -> None:
    """Write `out`/raw and `out`/truth; `advance` is called with each department written.

    Raises ValueError where there are too few names or too many defects, FileExistsError where `out` is not empty.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    registered = departments(district.seed, district.departments, district.years, district.formats, district.layouts)
    planned = plans(district.seed, registered, district.years, district.defects)
    raw = out / "raw"
    raw.mkdir(parents=True)
    _write(raw / "departments.csv", _REGISTRY, _registry(registered, district.years))
    _write(raw / "due_dates.csv", ("fiscal_year", "due_on"), ((year, due_on(year)) for year in district.years))
    truths = []
    for truth in _produced(tasks(district.seed, registered, district.years, planned, district.formats, raw), jobs):
        truths.append(truth)
        advance(truth.department_id)
    _write(raw / "manifest.csv", _MANIFEST, _manifest(truths))
    _write_truth(out / "truth", truths)
    _write(out / "truth" / "coverage.csv", _COVERAGE, _coverage(registered, district.years, planned))


def _produced(work: Iterable[Task], jobs: int | None) -> Iterator[Truth]:
    workers = jobs or os.cpu_count() or 1
    if workers == 1:
        yield from map(produce, work)
        return
    # forked workers share what is imported already; they only write their own department's files
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        yield from pool.map(produce, work)


_REGISTRY = (
    *("department_id", "name", "aliases", "district", "administrative_code", "expected_years"),
    *("parent_id", "valid_from", "valid_to", "successor_id", "former_names"),
)
_COVERAGE = ("department_id", "fiscal_year", "status", "is_late")
_MANIFEST = ("department_id", "fiscal_year", "file_name", "source_url", "fetched_on", "sha256", "supersedes")


def _registry(registered: Sequence[Department], years: Sequence[int]) -> Iterator[tuple[object, ...]]:
    for d in registered:
        former = f"{d.former_name} {years[0]}-{d.renamed_after}" if d.former_name else ""
        expected = f"{years[0]}-{years[-1]}"
        changes = (d.founded or "", d.merged or "", d.successor_id or "", former)
        yield d.department_id, d.name, "", d.district, _ADMINISTRATIVE_CODE, expected, "", *changes
        for unit in d.units:
            yield unit.unit_id, unit.name, "", d.district, _ADMINISTRATIVE_CODE, "", d.department_id, "", "", "", ""


def _manifest(truths: Iterable[Truth]) -> Iterator[tuple[object, ...]]:
    for truth in truths:
        for file in truth.files:
            place = (truth.department_id, file.fiscal_year, file.file_name, "", file.received_on)
            yield *place, file.sha256, file.supersedes


def _coverage(
    registered: Sequence[Department], years: Sequence[int], planned: Mapping[tuple[str, int], Plan]
) -> Iterator[tuple[object, ...]]:
    """Yield the submission status of every department and year long after the last due date."""
    for department in registered:
        for year in years:
            key = (department.department_id, year)
            if key not in planned:
                yield *key, "not_expected", ""
            elif planned[key].scenario is Scenario.MISSING:
                yield *key, "missing", "true"
            else:
                yield *key, "received", str(planned[key].scenario is Scenario.LATE).lower()


def _write_truth(folder: Path, truths: Sequence[Truth]) -> None:
    folder.mkdir()
    key = ("department_id", "fiscal_year")
    cell = ("sheet_id", "row_key", "column_key")
    _write(
        folder / "cells.csv",
        (*key, *cell, "amount"),
        (
            (truth.department_id, year, place.sheet_id, place.row_key, place.column_key, f"{amount:f}")
            for truth in truths
            for year, place, amount in truth.cells
        ),
    )
    _write(folder / "defects.csv", (*key, "kind", *cell, "printed", "true", "identities"), _defects(truths))
    _write(
        folder / "consequences.csv",
        (*key, "identities"),
        (
            (truth.department_id, year, ";".join(sorted(violated)))
            for truth in truths
            for year, violated in truth.consequences
        ),
    )
    _write(
        folder / "projects.csv",
        (*key, "name", "budget", "executed", "rate", "score"),
        _projects(truths),
    )
    _write(
        folder / "verdicts.csv",
        (*key, "verdict"),
        ((truth.department_id, year, verdict) for truth in truths for year, verdict in truth.verdicts),
    )


def _projects(truths: Iterable[Truth]) -> Iterator[tuple[object, ...]]:
    for truth in truths:
        for year, project in truth.projects:
            told = (project[name] for name in ("budget", "final", "completion", "score"))
            yield truth.department_id, year, form_name(project["name"]), *told


def _defects(truths: Iterable[Truth]) -> Iterator[tuple[object, ...]]:
    """One line per cell that an error changed."""
    for truth in truths:
        for year, defect, true in truth.defects:
            for place, printed in defect.changes.items():
                yield (
                    *(truth.department_id, year, defect.kind, place.sheet_id, place.row_key, place.column_key),
                    *("" if amount is None else f"{amount:f}" for amount in (printed, true.get(place))),
                    ";".join(sorted(defect.violated)),
                )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
