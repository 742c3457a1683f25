"""The registry: which departments must publish, for which fiscal years, under which names, and by which day.

`departments.csv` lists departments and the units under them; `due_dates.csv` beside it (optional) gives the day on
which the final accounts of a fiscal year are due. Choosing between registries (see active.py) does not belong here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from orchestration.disclosure.text import compact
from orchestration.registry.csv_file import Columns, CsvRefused, is_there, read_csv

_RANGE = re.compile(r"(\d{4})(?:-(\d{4}))?")
_ID = r"^[a-z][a-z0-9_]*$"

DUE_DATES = "due_dates.csv"
DUE_DATE_COLUMNS = ("fiscal_year", "due_on")


class RegistryError(ValueError):
    """The registry is missing, malformed or contradictory; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a department had from `first_year` to `last_year`, both fiscal years included."""

    name: str
    first_year: int
    last_year: int


class Department(BaseModel):
    """One department, or a unit under the department `parent_id`.

    `aliases` are other names that its documents print. `valid_from` and `valid_to` are its first and last fiscal year
    where it was founded or dissolved; `successor_id` names the department it was merged into.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    department_id: str = Field(pattern=_ID)
    name: str = Field(min_length=2)
    aliases: tuple[str, ...] = ()
    district: str
    administrative_code: str = Field(pattern=r"^\d{6}(\d{3})?$")
    expected_years: tuple[int, ...]
    parent_id: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    successor_id: str | None = None
    former_names: tuple[FormerName, ...] = ()

    @field_validator("aliases", mode="before")
    @classmethod
    def _split_aliases(cls, text: str) -> tuple[str, ...]:
        return _split(text)

    @field_validator("expected_years", mode="before")
    @classmethod
    def _expand_years(cls, text: str) -> tuple[int, ...]:
        return tuple(sorted({year for part in _split(text) for year in _parse_years(part)}))

    @field_validator("former_names", mode="before")
    @classmethod
    def _split_former_names(cls, text: str) -> tuple[FormerName, ...]:
        return tuple(_parse_former_name(part) for part in _split(text))

    @field_validator("parent_id", "successor_id", mode="before")
    @classmethod
    def _blank_to_none(cls, text: str) -> str | None:
        return text or None

    @field_validator("valid_from", "valid_to", mode="before")
    @classmethod
    def _parse_year(cls, text: str) -> int | None:
        return _year(text) if text else None

    @model_validator(mode="after")
    def _check_consistency(self) -> "Department":
        if not self.expected_years and self.parent_id is None:
            raise ValueError("expected_years is empty; only a unit under a department may publish nothing itself")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from {self.valid_from} comes after valid_to {self.valid_to}")
        if self.successor_id and not self.valid_to:
            raise ValueError("successor_id needs valid_to, the last fiscal year before the merger")
        return self

    @cached_property
    def comparable_names(self) -> frozenset[str]:
        """The name and aliases, valid in every year, in comparable form."""
        return frozenset(compact(name) for name in (self.name, *self.aliases))

    def names_in_year(self, year: int) -> frozenset[str]:
        """Return the names that a document of a fiscal year may print for it, in comparable form."""
        former = (compact(former.name) for former in self.former_names if former.first_year <= year <= former.last_year)
        return self.comparable_names.union(former)

    def exists_in(self, year: int) -> bool:
        """Return whether the fiscal year lies between `valid_from` and `valid_to`."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _year(text: str) -> int:
    years = _parse_years(text)
    if len(years) != 1:
        raise ValueError(f"{text!r} is not one year")
    return years.start


def _parse_years(text: str) -> range:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is neither a year nor a range such as 2022-2024")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 2000 <= first <= last <= 2100:
        raise ValueError(f"{text!r} is no range of years between 2000 and 2100")
    return range(first, last + 1)


def _parse_former_name(text: str) -> FormerName:
    name, _, years = text.rpartition(" ")
    if not name:
        raise ValueError(f"{text!r} is no former name with its years, such as 云溪县财政局 2015-2019")
    years_borne = _parse_years(years)
    return FormerName(name.strip(), years_borne[0], years_borne[-1])


class Obligation(StrEnum):
    """Whether a department must publish a fiscal year; `UNKNOWN` where the registry does not state it."""

    EXPECTED = "expected"
    NOT_EXPECTED = "not_expected"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Registry:
    """All departments and units in the order of the file, and the due date of each fiscal year that has one."""

    departments: tuple[Department, ...]
    due_on: Mapping[int, date] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Department]:
        """The departments and units by department_id."""
        return {department.department_id: department for department in self.departments}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """All expected fiscal years, ascending."""
        return tuple(sorted({year for department in self.departments for year in department.expected_years}))

    def units_of(self, department: Department) -> tuple[Department, ...]:
        """The units under a department, in the order of the file."""
        return tuple(unit for unit in self.departments if unit.parent_id == department.department_id)

    def find_named(self, name: str, year: int | None = None) -> Department | None:
        """Return the department or unit with exactly this name or alias, a department before a unit; None for no match.

        Former names match in their own fiscal years only.
        """
        words = compact(name)
        matches = [
            d for d in self.departments if words in (d.comparable_names if year is None else d.names_in_year(year))
        ]
        return min(matches, key=lambda department: department.parent_id is not None, default=None)

    def obligation(self, department: Department, year: int) -> tuple[Obligation, str]:
        """Return the obligation for a fiscal year and the reason where there is none.

        A department owes nothing for years before it was founded or after it was dissolved.
        """
        if department.valid_from and year < department.valid_from:
            return Obligation.NOT_EXPECTED, f"founded in {department.valid_from}"
        if department.valid_to and year > department.valid_to:
            if department.successor_id is None:
                return Obligation.NOT_EXPECTED, f"ended after {department.valid_to}"
            successor = self.by_id[department.successor_id]
            return Obligation.NOT_EXPECTED, f"merged into {successor.name} after {department.valid_to}"
        if year in department.expected_years:
            return Obligation.EXPECTED, ""
        return Obligation.UNKNOWN, f"the registry does not say whether {year} was to be published"


COLUMNS = ("department_id", "name", "aliases", "district", "administrative_code", "expected_years")
OPTIONAL_COLUMNS = ("parent_id", "valid_from", "valid_to", "successor_id", "former_names")


def load_registry(path: Path) -> Registry:
    """Read the registry and the due dates beside it. Raises RegistryError naming file, line and reason."""
    if not is_there(path):
        raise RegistryError(f"{path}: there is no registry; list the departments in it (columns {', '.join(COLUMNS)})")
    lines: dict[int, Department] = {}
    for line, row in _read_rows(path, COLUMNS, OPTIONAL_COLUMNS):
        try:
            lines[line] = Department.model_validate(row)
        except ValidationError as error:
            reasons = "; ".join(_describe_error(detail["loc"], detail["msg"]) for detail in error.errors())
            raise RegistryError(f"{path.name}, line {line}: {reasons}") from error
    if not lines:
        raise RegistryError(f"{path.name}: no department is registered")
    for line, reason in _find_contradictions(lines):
        raise RegistryError(f"{path.name}, line {line}: {reason}")
    return Registry(tuple(lines.values()), _read_due_dates(path.with_name(DUE_DATES)))


def _describe_error(place: Sequence[int | str], message: str) -> str:
    return ": ".join((*map(str, place), message)) if place else message.removeprefix("Value error, ")


def _find_contradictions(lines: Mapping[int, Department]) -> Iterator[tuple[int, str]]:
    """Yield contradictions between lines, with the number of the later line."""
    known: dict[str, Department] = {}
    for line, department in lines.items():
        if department.department_id in known:
            yield line, f"department_id {department.department_id} stands twice"
        known[department.department_id] = department
    for line, department in lines.items():
        for column in ("parent_id", "successor_id"):
            yield from ((line, reason) for reason in _find_dangling_references(department, column, known))


def _find_dangling_references(department: Department, column: str, known: Mapping[str, Department]) -> Iterator[str]:
    """Yield references that match no registered department, or that form a circle."""
    seen = [department.department_id]
    while (next_id := getattr(known[seen[-1]], column)) is not None:
        if next_id not in known:
            yield f"{column} {next_id} is not registered"
            return
        if next_id in seen:
            yield f"{column} leads in a circle: {' → '.join((*seen, next_id))}"
            return
        seen.append(next_id)


def _read_due_dates(path: Path) -> dict[int, date]:
    if not is_there(path):
        return {}
    due: dict[int, date] = {}
    for line, row in _read_rows(path, DUE_DATE_COLUMNS, ()):
        try:
            year, day = _year(row["fiscal_year"]), date.fromisoformat(row["due_on"])
        except ValueError as error:
            raise RegistryError(f"{path.name}, line {line}: {error}") from error
        if year in due:
            raise RegistryError(f"{path.name}, line {line}: fiscal year {year} stands twice")
        due[year] = day
    return due


def _read_rows(path: Path, required: Columns, optional: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and fields of a CSV file with the required columns in order, then any optional ones."""

    def wrong_with(columns: Columns) -> str:
        if columns[: len(required)] == required and set(columns[len(required) :]) <= set(optional):
            return ""
        return f"expected the columns {', '.join(required)}" + (
            f" and perhaps {', '.join(optional)}" if optional else ""
        )

    try:
        yield from read_csv(path, wrong_with=wrong_with).rows
    except CsvRefused as error:
        raise RegistryError(str(error)) from error
