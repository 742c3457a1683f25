"""The registry: which departments must publish, for which fiscal years, under which names (raw/departments.csv)."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from orchestration.disclosure.resolution.words import compact

_RANGE = re.compile(r"(\d{4})(?:-(\d{4}))?")
_ID = r"^[a-z][a-z0-9_]*$"


class RegistryError(ValueError):
    """The registry says something unknown or impossible: names the file, the line and the reason."""


class Department(BaseModel):
    """One department of the registry. `aliases` are other names that stand in its documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    department_id: str = Field(pattern=_ID)
    name: str = Field(min_length=2)
    aliases: tuple[str, ...] = ()
    district: str
    administrative_code: str = Field(pattern=r"^\d{6}(\d{3})?$")
    expected_years: tuple[int, ...] = Field(min_length=1)

    @field_validator("aliases", mode="before")
    @classmethod
    def _split_aliases(cls, text: str) -> tuple[str, ...]:
        return tuple(alias.strip() for alias in text.split(";") if alias.strip())

    @field_validator("expected_years", mode="before")
    @classmethod
    def _expand_years(cls, text: str) -> tuple[int, ...]:
        return tuple(sorted({year for part in text.split(";") for year in _years(part.strip())}))

    @cached_property
    def comparable_names(self) -> frozenset[str]:
        return frozenset(compact(name) for name in (self.name, *self.aliases))


def _years(text: str) -> range:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is neither a year nor a range such as 2022-2024")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 2000 <= first <= last <= 2100:
        raise ValueError(f"{text!r} is no range of years between 2000 and 2100")
    return range(first, last + 1)


@dataclass(frozen=True)
class Registry:
    """All departments, in the order of the file."""

    departments: tuple[Department, ...]

    @cached_property
    def by_id(self) -> dict[str, Department]:
        return {department.department_id: department for department in self.departments}

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({year for department in self.departments for year in department.expected_years}))

    def named(self, name: str) -> Department | None:
        """The department that bears exactly this name or alias."""
        words = compact(name)
        return next((department for department in self.departments if words in department.comparable_names), None)


COLUMNS = tuple(Department.model_fields)


def load_registry(path: Path) -> Registry:
    """Read the registry. Raises RegistryError naming the line and the reason."""
    if not path.is_file():
        raise RegistryError(f"{path}: there is no registry; list the departments in it (columns {', '.join(COLUMNS)})")
    departments: list[Department] = []
    for line, row in _rows(path):
        try:
            department = Department.model_validate(row)
        except ValidationError as error:
            reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise RegistryError(f"{path.name}, line {line}: {reasons}") from error
        if any(known.department_id == department.department_id for known in departments):
            raise RegistryError(f"{path.name}, line {line}: department_id {department.department_id} stands twice")
        departments.append(department)
    if not departments:
        raise RegistryError(f"{path.name}: no department is registered")
    return Registry(tuple(departments))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise RegistryError(f"{path.name}, line 1: expected the columns {', '.join(COLUMNS)}")
        for row in reader:
            if None in row or None in row.values():
                raise RegistryError(f"{path.name}, line {reader.line_num}: expected {len(COLUMNS)} fields")
            yield reader.line_num, row
