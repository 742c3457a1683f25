"""The registry: which departments must publish, for which fiscal years, under which names, and by which day.

`departments.csv` lists departments and the units under them; `due_dates.csv` beside it (optional) gives the day on
which the final accounts of a fiscal year are due. Choosing between registries (see active.py) does not belong here.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from orchestration.disclosure.messages.message import Fragment, fragment, joined
from orchestration.disclosure.text import compact
from orchestration.registry.csv_file import Columns, CsvRefused, in_file, in_line, is_there, read_csv

_RANGE = re.compile(r"(\d{4})(?:-(\d{4}))?")
_ID = r"^[a-z][a-z0-9_]*$"
_FORMER_NAME = "云溪县财政局 2015-2019"

DUE_DATES = "due_dates.csv"
DUE_DATE_COLUMNS = ("fiscal_year", "due_on")


class RegistryError(ValueError):
    """The registry is missing, malformed or contradictory; the message names file, line and reason."""


class RegistryRefused(RegistryError):
    """A file of the registry is refused; `told` says it in both languages."""

    def __init__(self, told: Fragment) -> None:
        super().__init__(told.text_en)
        self.told = told


class _FieldRefused(ValueError):
    """A field of a line is wrong."""

    def __init__(self, told: Fragment) -> None:
        super().__init__(told.text_en)
        self.told = told


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
            raise _FieldRefused(fragment("lists.no_expected_years"))
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise _FieldRefused(fragment("lists.years_reversed", first=self.valid_from, last=self.valid_to))
        if self.successor_id and not self.valid_to:
            raise _FieldRefused(fragment("lists.successor_without_end"))
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
        raise _FieldRefused(fragment("lists.not_one_year", words=text))
    return years.start


def _parse_years(text: str) -> range:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise _FieldRefused(fragment("lists.no_years", words=text))
    first, last = int(match[1]), int(match[2] or match[1])
    if not 2000 <= first <= last <= 2100:
        raise _FieldRefused(fragment("lists.years_out_of_range", words=text))
    return range(first, last + 1)


def _parse_former_name(text: str) -> FormerName:
    name, _, years = text.rpartition(" ")
    if not name:
        raise _FieldRefused(fragment("lists.no_former_name", words=text, example=_FORMER_NAME))
    years_borne = _parse_years(years)
    return FormerName(name.strip(), years_borne[0], years_borne[-1])


class Obligation(StrEnum):
    """Whether a department must publish a fiscal year; `UNKNOWN` where the registry does not state it."""

    EXPECTED = "expected"
    NOT_EXPECTED = "not_expected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """A line of the file as it was read: its number, and its fields by column."""

    number: int
    fields: Mapping[str, str]

    def with_alias(self, alias: str) -> str:
        """The line that registers one more name, as CSV."""
        aliases = ";".join((*_split(self.fields["aliases"]), alias))
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow({**self.fields, "aliases": aliases}.values())
        return text.getvalue()


@dataclass(frozen=True)
class Registry:
    """All departments and units in the order of the file, the due date of each fiscal year that has one, and the lines
    by department_id."""

    departments: tuple[Department, ...]
    due_on: Mapping[int, date] = field(default_factory=dict)
    lines: Mapping[str, RegistryLine] = field(default_factory=dict)

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

    def names_known(self, department: Department, year: int) -> frozenset[str]:
        """Every name that a document of a department may bear, in comparable form: its own of all years, and those of
        the departments that it became or that became it, where these do not exist in the year themselves."""
        names = department.comparable_names.union(compact(former.name) for former in department.former_names)
        kin = (self.by_id[other] for other in self._succession.get(department.department_id, ()))
        return names.union(*(other.comparable_names for other in kin if not other.exists_in(year)))

    @cached_property
    def _succession(self) -> dict[str, tuple[str, ...]]:
        """The departments that one became or that became it, one after another."""
        kin: dict[str, tuple[str, ...]] = {}
        for department in self.departments:
            successor = department.successor_id
            while successor is not None:
                kin[department.department_id] = (*kin.get(department.department_id, ()), successor)
                kin[successor] = (*kin.get(successor, ()), department.department_id)
                successor = self.by_id[successor].successor_id
        return kin

    def find_named(self, name: str, year: int | None = None) -> Department | None:
        """Return the department or unit with exactly this name or alias, a department before a unit; None for no match.

        Former names match in their own fiscal years only.
        """
        words = compact(name)
        matches = [
            d for d in self.departments if words in (d.comparable_names if year is None else d.names_in_year(year))
        ]
        return min(matches, key=lambda department: department.parent_id is not None, default=None)

    def obligation(self, department: Department, year: int) -> tuple[Obligation, Fragment | None]:
        """Return the obligation for a fiscal year and, where there is none, the reason.

        A department owes nothing for years before it was founded or after it was dissolved.
        """
        if department.valid_from and year < department.valid_from:
            return Obligation.NOT_EXPECTED, fragment("lists.founded", year=department.valid_from)
        if department.valid_to and year > department.valid_to:
            if department.successor_id is None:
                return Obligation.NOT_EXPECTED, fragment("lists.ended", year=department.valid_to)
            successor = self.by_id[department.successor_id].name
            merged = fragment("lists.merged", successor=successor, year=department.valid_to)
            return Obligation.NOT_EXPECTED, merged
        if year in department.expected_years:
            return Obligation.EXPECTED, None
        return Obligation.UNKNOWN, fragment("lists.not_stated", year=year)


COLUMNS = ("department_id", "name", "aliases", "district", "administrative_code", "expected_years")
OPTIONAL_COLUMNS = ("parent_id", "valid_from", "valid_to", "successor_id", "former_names")


def load_registry(path: Path) -> Registry:
    """Read the registry and the due dates beside it. Raises RegistryRefused naming file, line and reason."""
    if not is_there(path):
        why = fragment("lists.no_registry", columns=", ".join(COLUMNS))
        raise RegistryRefused(fragment("lists.in_file", file=str(path), reason=why))
    lines: dict[int, Department] = {}
    rows: dict[str, RegistryLine] = {}
    for line, row in _read_rows(path, COLUMNS, OPTIONAL_COLUMNS):
        try:
            lines[line] = department = Department.model_validate(row)
            rows[department.department_id] = RegistryLine(line, row)
        except ValidationError as error:
            reasons = joined(map(_describe_error, error.errors()), "；", "; ")
            raise RegistryRefused(in_line(path, line, reasons)) from error
    if not lines:
        raise RegistryRefused(in_file(path, fragment("lists.nobody_registered")))
    for line, reason in _find_contradictions(lines):
        raise RegistryRefused(in_line(path, line, reason))
    return Registry(tuple(lines.values()), _read_due_dates(path.with_name(DUE_DATES)), rows)


def _describe_error(detail: ErrorDetails) -> Fragment:
    column, context = ": ".join(map(str, detail["loc"])), detail.get("ctx", {})
    match detail["type"]:
        case "string_pattern_mismatch":
            return fragment("lists.wrong_pattern", column=column, pattern=context["pattern"])
        case "string_too_short":
            return fragment("lists.too_short", column=column, least=context["min_length"])
    refused = context.get("error")
    told = refused.told if isinstance(refused, _FieldRefused) else Fragment(detail["msg"], detail["msg"])
    return fragment("lists.wrong_field", column=column, reason=told) if column else told


def _find_contradictions(lines: Mapping[int, Department]) -> Iterator[tuple[int, Fragment]]:
    """Yield contradictions between lines, with the number of the later line."""
    known: dict[str, Department] = {}
    for line, department in lines.items():
        if department.department_id in known:
            yield line, fragment("lists.id_twice", department_id=department.department_id)
        known[department.department_id] = department
    for line, department in lines.items():
        for column in ("parent_id", "successor_id"):
            yield from ((line, reason) for reason in _find_dangling_references(department, column, known))


def _find_dangling_references(
    department: Department, column: str, known: Mapping[str, Department]
) -> Iterator[Fragment]:
    """Yield references that match no registered department, or that form a circle."""
    seen = [department.department_id]
    while (next_id := getattr(known[seen[-1]], column)) is not None:
        if next_id not in known:
            yield fragment("lists.not_registered", column=column, department_id=next_id)
            return
        if next_id in seen:
            yield fragment("lists.circle", column=column, chain=" → ".join((*seen, next_id)))
            return
        seen.append(next_id)


def _read_due_dates(path: Path) -> dict[int, date]:
    if not is_there(path):
        return {}
    due: dict[int, date] = {}
    for line, row in _read_rows(path, DUE_DATE_COLUMNS, ()):
        try:
            year, day = _year(row["fiscal_year"]), _day(row["due_on"])
        except _FieldRefused as error:
            raise RegistryRefused(in_line(path, line, error.told)) from error
        if year in due:
            raise RegistryRefused(in_line(path, line, fragment("lists.year_twice", year=year)))
        due[year] = day
    return due


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _FieldRefused(fragment("lists.no_date", words=text)) from None


def _read_rows(path: Path, required: Columns, optional: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and fields of a CSV file with the required columns in order, then any optional ones."""

    def wrong_with(columns: Columns) -> Fragment | None:
        if columns[: len(required)] == required and set(columns[len(required) :]) <= set(optional):
            return None
        wanted, perhaps = ", ".join(required), ", ".join(optional)
        if not optional:
            return fragment("lists.expected_columns", columns=wanted)
        return fragment("lists.expected_and_optional_columns", columns=wanted, optional=perhaps)

    try:
        yield from read_csv(path, wrong_with=wrong_with).rows
    except CsvRefused as error:
        raise RegistryRefused(error.told) from error
