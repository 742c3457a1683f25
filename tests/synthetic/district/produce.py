"""Write one department's files over the years and record the truth about them."""

import hashlib
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from orchestration.disclosure.model import CellKey
from tests.synthetic.district.disclosing import make_disclosure
from tests.synthetic.district.files import CHECKED_FORMATS, FORMATS_WITH_PROSE, encrypted, scanned, truncated, written
from tests.synthetic.district.history import history
from tests.synthetic.district.population import Department
from tests.synthetic.district.prose import Prose, prose
from tests.synthetic.district.scenarios import MISFILED, PUBLISHED, VERDICTS, WARNED, Plan, Scenario
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import Facts, compose, field_name
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.model import YUAN_PER_WAN, Disclosure
from tests.synthetic.documents.publication import Publication
from tests.synthetic.documents.render import printed_figures
from tests.synthetic.truth.consequences import find_consequences
from tests.synthetic.truth.defects import KINDS, Defect, DefectDoesNotFit, plant

_OPTIONAL_SHEETS = ("government_fund", "state_capital", "three_public")
_SHEETS_OF_FIRST_PART = 5
_CHANGES_FORMAT = 0.15

FIRST = "first"
"""The name of a file that a corrected one supersedes."""

_CORRECTED_AFTER = 40
"""By how many days it is older, at least."""


@dataclass(frozen=True)
class Task:
    """A department with the plans of its years. `other_department` is the one whose document is misfiled here."""

    seed: int
    department: Department
    years: tuple[int, ...]
    plans: Mapping[int, Plan]
    formats: tuple[str, ...]
    other_department: Department
    raw: Path


@dataclass(frozen=True)
class SubmittedFile:
    """One file of raw/, the day it was received and the older file that it supersedes."""

    fiscal_year: int
    file_name: str
    sha256: str
    received_on: date
    supersedes: str = ""


@dataclass
class Truth:
    """The truth about one department: cells in 万元 as printed, errors, the identities they violate in the next year,
    facts that each year's narrative states, the projects of its forms, verdicts, and the lines of the manifest."""

    department_id: str
    cells: list[tuple[int, CellKey, Decimal]] = field(default_factory=list)
    defects: list[tuple[int, Defect, Mapping[CellKey, Decimal]]] = field(default_factory=list)
    consequences: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    told: dict[int, Facts] = field(default_factory=dict)
    projects: list[tuple[int, Facts]] = field(default_factory=list)
    verdicts: list[tuple[int, str]] = field(default_factory=list)
    files: list[SubmittedFile] = field(default_factory=list)


@dataclass(frozen=True)
class _Version:
    """A publication with the figures that it prints, in 万元."""

    publication: Publication
    figures: Mapping[CellKey, Decimal]


def due_on(fiscal_year: int) -> date:
    """The day by which the final accounts of a fiscal year must be published."""
    return date(fiscal_year + 1, 9, 30)


def produce(task: Task) -> Truth:
    """Write the department's files below `task.raw` and return the truth about them."""
    department, truth = task.department, Truth(task.department.department_id)
    years = history(task.seed, department, task.years)
    disclosures = {year: make_disclosure(task.seed, department, accounts) for year, accounts in years.items()}
    for year, plan in sorted(task.plans.items()):
        rng = random.Random(f"{task.seed}/file/{department.department_id}/{year}")
        of = year - 1 if plan.scenario is Scenario.OTHER_YEAR and year - 1 in years else year
        own_prose = prose(task.seed, department, years[of], disclosures[of], disclosures.get(of - 1))
        writer = _DepartmentYearWriter(task, year, plan.scenario, rng, own_prose, truth)
        writer.file(plan.defect, disclosures[year], disclosures.get(year - 1))
    truth.consequences += _consequences(truth, [year for year, plan in task.plans.items() if plan.scenario in MISFILED])
    affected = {year for year, _ in truth.consequences}
    for year, plan in sorted(task.plans.items()):
        verdict = VERDICTS[plan.scenario]
        truth.verdicts.append((year, WARNED if verdict == PUBLISHED and year in affected else verdict))
    return truth


def _consequences(truth: Truth, misfiled: Collection[int]) -> Iterator[tuple[int, frozenset[str]]]:
    for year, defect, true in truth.defects:
        if year + 1 in misfiled:
            continue
        after = {key: amount for of, key, amount in truth.cells if of == year + 1}
        if violated := find_consequences(defect, true, after, truth.told.get(year + 1, {})):
            yield year + 1, violated


@dataclass(frozen=True)
class _DepartmentYearWriter:
    """Writes the files of one department-year."""

    task: Task
    year: int
    scenario: Scenario
    rng: random.Random
    own_prose: Prose
    truth: Truth

    def file(self, defect: str | None, disclosure: Disclosure, last: Disclosure | None) -> None:
        format_name = self._format()
        match self.scenario:
            case Scenario.MISSING:
                return
            case Scenario.SCANNED:
                self._add(scanned(self._composed(disclosure).publication, self.rng), ".pdf")
            case Scenario.ENCRYPTED:
                self._add(encrypted(self._composed(disclosure).publication, self.rng), ".pdf")
            case Scenario.TRUNCATED:
                checked = format_name if format_name in CHECKED_FORMATS else "xlsx"
                data = truncated(self._composed(disclosure).publication, checked, self.rng)
                self._add(data, FORMATS[checked].suffix)
            case Scenario.OTHER_DEPARTMENT:
                misfiled = replace(disclosure, department_name=self.task.other_department.name_in(self.year))
                self._publish(self._composed(misfiled), format_name)
            case Scenario.OTHER_YEAR:
                other = last or replace(disclosure, fiscal_year=self.year - 1)
                self._publish(self._composed(other), format_name if format_name in FORMATS_WITH_PROSE else "docx")
            case Scenario.WRONG_FIGURES:
                self._publish(self._wrong(disclosure, defect, self.truth.defects), format_name)
            case Scenario.SUPERSEDED:
                first = self._wrong(disclosure, None, [])
                old = self._add(written(first.publication, format_name, self.rng), FORMATS[format_name].suffix, FIRST)
                self._publish(self._composed(disclosure), format_name, supersedes=old)
            case Scenario.IN_PARTS:
                self._in_parts(self._composed(disclosure), format_name)
            case Scenario.SHEET_LEFT_OUT:
                self._publish(_without(self._composed(disclosure), self.rng.choice(_OPTIONAL_SHEETS)), format_name)
            case Scenario.IN_ORDER | Scenario.LATE:
                self._publish(self._composed(disclosure), format_name)

    def _format(self) -> str:
        """Return the department's usual format, now and then another one."""
        changes = self.rng.random() < _CHANGES_FORMAT
        return self.rng.choice(self.task.formats) if changes else self.task.department.format

    def _composed(self, disclosure: Disclosure, told: Disclosure | None = None) -> _Version:
        """Compose a publication whose narrative states the figures of `told`, or those of its sheets."""
        figures = {field_name(key): f"{amount:.2f}" for key, amount in (told or disclosure).figures.items()}
        template = templates.load(self.task.department.template)
        publication = compose(
            disclosure, template, self.own_prose.narrative, {**figures, **self.own_prose.facts}, self.own_prose.lists
        )
        whole = replace(publication, after=(*publication.after, *self.own_prose.forms))
        return _Version(whole, dict(_in_wan(publication, disclosure)))

    def _wrong(
        self,
        disclosure: Disclosure,
        kind: str | None,
        planted: list[tuple[int, Defect, Mapping[CellKey, Decimal]]],
    ) -> _Version:
        """Return the disclosure with an error of this kind in its sheets, or of another kind where none of it fits."""
        true = self._composed(disclosure).figures
        kinds = self.rng.sample(sorted(KINDS), k=len(KINDS))
        for candidate in [kind, *kinds] if kind else kinds:
            try:
                defect = plant(self.rng, candidate, true)
            except DefectDoesNotFit:
                continue
            planted.append((self.year, defect, true))
            return self._composed(replace(disclosure, figures=defect.printed(true)), told=disclosure)
        raise DefectDoesNotFit(f"{self.truth.department_id} {self.year}")

    def _publish(self, version: _Version, format_name: str, supersedes: str = "") -> None:
        data = written(version.publication, format_name, self.rng)
        self._add(data, FORMATS[format_name].suffix, supersedes=supersedes)
        self._state(version, format_name)

    def _in_parts(self, version: _Version, format_name: str) -> None:
        sheets = version.publication.sheets
        for name, part in (("part1", sheets[:_SHEETS_OF_FIRST_PART]), ("part2", sheets[_SHEETS_OF_FIRST_PART:])):
            data = written(replace(version.publication, sheets=part), format_name, self.rng)
            self._add(data, FORMATS[format_name].suffix, name)
        self._state(version, format_name)

    def _state(self, version: _Version, format_name: str) -> None:
        if format_name in FORMATS_WITH_PROSE:
            self.truth.told[self.year] = self.own_prose.facts
            self.truth.projects += [(self.year, project) for project in self.own_prose.projects]
        self.truth.cells += [(self.year, key, amount) for key, amount in version.figures.items()]

    def _add(self, data: bytes, suffix: str, stem: str = "final_accounts", supersedes: str = "") -> str:
        """Write one file and its line of the manifest. Returns the file's name."""
        folder = self.task.raw / self.truth.department_id / str(self.year)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{stem}{suffix}"
        (folder / name).write_bytes(data)
        days = self.rng.randint(5, 80) if self.scenario is Scenario.LATE else -self.rng.randint(1, 40)
        if stem == FIRST:
            days -= _CORRECTED_AFTER
        self.truth.files.append(
            SubmittedFile(
                fiscal_year=self.year,
                file_name=name,
                sha256=hashlib.sha256(data).hexdigest(),
                received_on=due_on(self.year) + timedelta(days=days),
                supersedes=supersedes,
            )
        )
        return name


def _without(version: _Version, sheet_id: str) -> _Version:
    sheets = tuple(sheet for sheet in version.publication.sheets if sheet.sheet_id != sheet_id)
    figures = {key: amount for key, amount in version.figures.items() if key.sheet_id != sheet_id}
    return _Version(replace(version.publication, sheets=sheets), figures)


def _in_wan(publication: Publication, disclosure: Disclosure) -> Iterator[tuple[CellKey, Decimal]]:
    for key, printed in printed_figures(publication.sheets).items():
        yield key, printed / YUAN_PER_WAN if disclosure.unit(key.sheet_id) == "元" else printed


def tasks(
    seed: int,
    departments: Sequence[Department],
    years: Sequence[int],
    plans: Mapping[tuple[str, int], Plan],
    formats: Sequence[str],
    raw: Path,
) -> Iterator[Task]:
    """Yield one task per department; `other_department` is the next one in the list."""
    for place, department in enumerate(departments):
        own = {year: plan for (department_id, year), plan in plans.items() if department_id == department.department_id}
        other_department = departments[(place + 1) % len(departments)]
        yield Task(seed, department, tuple(years), own, tuple(formats), other_department, raw)
