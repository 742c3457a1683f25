"""One way of running a suite that fails closed.

A vacuous pass (no rows), a missing expectation and an exception inside an expectation all look like answers; here they
are engine errors: they stop the run and never quarantine anybody. Where the frames come from and what a failure leads
to do not belong here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from expectations.suites import Answer, Check, Failure, Suite
from orchestration.home.helper_process import HelperFault, HelperGone, HelperProcess

if TYPE_CHECKING:
    import pyarrow as pa

ENGINE = HelperProcess("orchestration.validation.suite_engine", GX_ANALYTICS_ENABLED="false")
"""Great Expectations, in a process of its own."""

ATTEMPTS = 2
"""How often a suite is asked for where somebody ended the process that should answer."""


class EngineError(RuntimeError):
    """The validation itself went wrong: nothing may be concluded from it about any department."""


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
    answers = _ask(suite, frame)
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


def _ask(suite: Suite, frame: pa.Table) -> list[Answer]:
    for _ in range(ATTEMPTS):
        try:
            (answers,) = ENGINE.ask((suite, frame))
        except HelperGone:
            continue
        except HelperFault as fault:
            raise EngineError(f"suite {suite.name}: {fault}") from fault
        return list(answers)
    raise EngineError(f"suite {suite.name}: the process of Great Expectations ended {ATTEMPTS} times without an answer")
