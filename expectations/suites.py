"""The Great Expectations suites as data, built from the catalogue, and what Great Expectations answers to them.

Where the frames come from does not belong here, nor does Great Expectations itself (see engine.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

DEPARTMENT_YEAR = ("department_id", "fiscal_year")


@dataclass(frozen=True, slots=True)
class Check:
    """What a suite needs to know of an identity or a rule; `severity` is error, warning or info."""

    check_id: str
    title: str
    severity: str


@dataclass(frozen=True, slots=True)
class AtMost:
    """In every row the column that bears the id of the check is at most `most`."""

    check_id: str
    title: str
    severity: str
    most: int = 0


@dataclass(frozen=True, slots=True)
class Equal:
    """In every row two columns are equal."""

    check_id: str
    column: str
    other: str


@dataclass(frozen=True, slots=True)
class Zero:
    """In every row a column is zero."""

    check_id: str
    column: str


Expected: TypeAlias = AtMost | Equal | Zero


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that an expectation refused, by its key."""

    check_id: str
    key: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Great Expectations says of one expectation: how many rows it looked at and how many of them had no value,
    the keys of those that it refuses, and the exception that was raised inside, if any."""

    check_id: str
    is_success: bool
    seen: int | None
    without_value: int
    refused: tuple[Mapping[str, str | int], ...]
    exception: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations over one frame; `key` are the columns that name a row."""

    name: str
    key: tuple[str, ...]
    expectations: tuple[Expected, ...]


def identity_suite(identities: Iterable[Check]) -> Suite:
    """One expectation per identity: in its own column no department-year exceeds the allowance (万元)."""
    return Suite("identities", DEPARTMENT_YEAR, tuple(map(_at_most_zero, identities)))


def rule_suite(rules: Iterable[Check]) -> Suite:
    """One expectation per rule: in its own column no department-year has a place that breaks it."""
    return Suite("rules", DEPARTMENT_YEAR, tuple(map(_at_most_zero, rules)))


def _at_most_zero(check: Check) -> AtMost:
    return AtMost(check.check_id, check.title, check.severity)
