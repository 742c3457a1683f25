"""The Great Expectations suites, built from the catalogue, and one way of running them that fails closed.

A vacuous pass (no rows), a missing expectation and an exception inside an expectation all look like answers; here they
are engine errors: they stop the run and never quarantine anybody. Where the frames come from and what a failure leads
to do not belong here, nor does Great Expectations itself (see engine.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from expectations.engine_process import NoAnswer, ask

if TYPE_CHECKING:
    import pyarrow as pa

DEPARTMENT_YEAR = ("department_id", "fiscal_year")


class EngineError(RuntimeError):
    """The validation itself went wrong: nothing may be concluded from it about any department."""


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


def run_suite(suite: Suite, checks: Iterable[Check], frame: pa.Table, rows: int) -> tuple[Failure, ...]:
    """Every row of a frame that fails one of the checks.

    Raises EngineError where the suite and the checks differ, the frame has not `rows` rows, an expectation does not
    answer, raises an exception inside, does not look at every row, or contradicts itself.
    """
    missing = {check.check_id for check in checks} ^ {expected.check_id for expected in suite.expectations}
    if missing:
        raise EngineError(f"suite {suite.name}: the suite and the catalogue differ in {', '.join(sorted(missing))}")
    return failures_in(suite, frame, rows)


def failures_in(suite: Suite, frame: pa.Table, rows: int) -> tuple[Failure, ...]:
    """`run_suite` for a suite that no catalogue stands behind."""
    if len(frame) != rows:
        raise EngineError(f"suite {suite.name}: {len(frame)} rows where {rows} were expected")
    if not rows:
        return ()
    try:
        answers = ask(suite, frame)
    except NoAnswer as fault:
        raise EngineError(str(fault)) from fault
    if Counter(answer.check_id for answer in answers) != Counter(each.check_id for each in suite.expectations):
        raise EngineError(f"suite {suite.name}: {len(suite.expectations)} expectations, {len(answers)} answers to them")
    return tuple(failure for answer in answers for failure in _parse(suite, answer, rows))


def _parse(suite: Suite, answer: Answer, rows: int) -> Iterator[Failure]:
    where = f"suite {suite.name}, {answer.check_id}"
    if answer.exception is not None:
        raise EngineError(f"{where}: {answer.exception}")
    if answer.seen != rows or answer.without_value:
        raise EngineError(
            f"{where}: looked at {answer.seen} rows of {rows}, {answer.without_value} of them without a value"
        )
    if answer.is_success != (not answer.refused):
        raise EngineError(f"{where}: says success={answer.is_success} with {len(answer.refused)} refused rows")
    for key in answer.refused:
        yield Failure(answer.check_id, key)
