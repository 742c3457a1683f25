"""Write the invented district of raw/ anew, over the one that is there.

    python -m tests.synthetic.district.sample

Who is in it, and what happens to whom, is `data/sample.yaml`. Lines of other departments in the registry and the
manifest stay as they are. The same file gives the same bytes.
"""

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import click
import yaml
from pydantic import BaseModel, ConfigDict

from orchestration.home.settings import PROJECT
from tests.synthetic.district.population import Department
from tests.synthetic.district.produce import Task, Truth, due_on, produce
from tests.synthetic.district.scenarios import Plan, Scenario

_FILE = Path(__file__).parent / "data" / "sample.yaml"

ADMINISTRATIVE_CODE = "429900"
"""No place has it."""

DUE_DATES = ("fiscal_year", "due_on")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedYear(_Data):
    """What happens to one department-year."""

    scenario: Scenario
    defect: str | None = None


class SampleDepartment(_Data):
    """A department of the sample; `size` in 万元."""

    id: str
    name: str
    kind: str
    size: int
    template: str
    format: str
    former_name: str | None = None
    renamed_after: int | None = None
    plans: Mapping[int, PlannedYear] = {}


class Sample(_Data):
    """The sample as its file describes it."""

    seed: int
    years: tuple[int, ...]
    district: str
    url: str
    departments: tuple[SampleDepartment, ...]

    def write(self, raw: Path) -> tuple[Truth, ...]:
        """Write all files, and the lines of the registry, the due dates and the manifest. Returns the truth."""
        for member in self.departments:
            shutil.rmtree(raw / member.id, ignore_errors=True)
        truths = tuple(produce(task) for task in self._tasks(raw))
        _replace_lines(raw / "departments.csv", self._own_ids, self._registered())
        _replace_lines(raw / "manifest.csv", self._own_ids, self._manifest(truths))
        _write(raw / "due_dates.csv", DUE_DATES, [(str(year), str(due_on(year))) for year in self.years])
        return truths

    @property
    def _own_ids(self) -> frozenset[str]:
        return frozenset(member.id for member in self.departments)

    def _tasks(self, raw: Path) -> Iterator[Task]:
        everybody = [self._department(member) for member in self.departments]
        for member, department in zip(self.departments, everybody, strict=True):
            planned = {year: member.plans.get(year, PlannedYear(scenario=Scenario.IN_ORDER)) for year in self.years}
            plans = {year: Plan(each.scenario, each.defect) for year, each in planned.items()}
            yield Task(self.seed, department, self.years, plans, (department.format,), everybody[0], raw)

    def _department(self, member: SampleDepartment) -> Department:
        return Department(
            department_id=member.id,
            name=member.name,
            district=self.district,
            kind=member.kind,
            size=member.size * 10_000,
            granule=100,
            template=member.template,
            format=member.format,
            unit="万元",
            former_name=member.former_name,
            renamed_after=member.renamed_after,
        )

    def _registered(self) -> Iterator[dict[str, str]]:
        for member in self.departments:
            yield {
                "department_id": member.id,
                "name": member.name,
                "district": self.district,
                "administrative_code": ADMINISTRATIVE_CODE,
                "expected_years": f"{self.years[0]}-{self.years[-1]}",
                "former_names": f"{member.former_name} {self.years[0]}-{member.renamed_after}"
                if member.former_name
                else "",
            }

    def _manifest(self, truths: Iterable[Truth]) -> Iterator[dict[str, str]]:
        for truth in truths:
            for file in truth.files:
                yield {
                    "department_id": truth.department_id,
                    "fiscal_year": str(file.fiscal_year),
                    "file_name": file.file_name,
                    "source_url": self.url.format(department_id=truth.department_id, fiscal_year=file.fiscal_year),
                    "fetched_on": str(file.received_on),
                    "sha256": file.sha256,
                    "supersedes": file.supersedes,
                }


@cache
def load_sample() -> Sample:
    """Raises pydantic's ValidationError that says where."""
    return Sample.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def _replace_lines(path: Path, own_ids: frozenset[str], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        header = reader.fieldnames or ()
        others = [row for row in reader if row["department_id"] not in own_ids]
    lines = ([row.get(name, "") for name in header] for row in (*others, *rows))
    _write(path, header, lines)


def _write(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


@click.command(help=__doc__)
@click.option("--raw", type=click.Path(file_okay=False, path_type=Path), default=PROJECT / "raw")
def main(raw: Path) -> None:
    truths = load_sample().write(raw)
    click.echo(
        "\n".join(f"{truth.department_id} {year}: {verdict}" for truth in truths for year, verdict in truth.verdicts)
    )


if __name__ == "__main__":
    main()
