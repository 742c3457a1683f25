"""Great Expectations in a process of its own: asked again where somebody ended it, gone with whoever began it."""

import os
import signal
import sys
from collections.abc import Iterator

import pyarrow as pa
import pytest

from expectations import engine_process
from expectations.engine_process import ATTEMPTS, NoAnswer, ask, begin_engine, end_engine
from expectations.suites import DEPARTMENT_YEAR, AtMost, EngineError, Suite, failures_in

SUITE = Suite("identities", DEPARTMENT_YEAR, (AtMost("income.total", "total", "error"),))
FRAME = pa.Table.from_pylist([{"department_id": "a", "fiscal_year": 2024, "income.total": 0}])


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Each test with a process of its own, and none left behind."""
    end_engine()
    yield
    end_engine()


def process_id() -> int:
    (engine,) = engine_process._running
    return engine.pid


def test_one_process_answers_all_questions() -> None:
    begin_engine()
    first = process_id()
    assert [answer.is_success for answer in (*ask(SUITE, FRAME), *ask(SUITE, FRAME))] == [True, True]
    assert process_id() == first


def test_another_process_is_asked_where_somebody_killed_it() -> None:
    begin_engine()
    killed = process_id()
    os.kill(killed, signal.SIGKILL)
    assert ask(SUITE, FRAME)[0].is_success
    assert process_id() != killed


def test_where_no_process_lives_long_enough_to_answer_nothing_is_concluded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EngineError, match=f"ended {ATTEMPTS} times without an answer"):
        failures_in(SUITE, FRAME, 1)


def test_an_exception_of_the_library_is_told_and_the_next_question_answered() -> None:
    with pytest.raises(NoAnswer, match=r"suite identities: .*unheard of"):
        ask(Suite("identities", DEPARTMENT_YEAR, (AtMost("income.total", "total", "unheard of"),)), FRAME)
    assert ask(SUITE, FRAME)[0].is_success


def test_it_ends_with_its_input() -> None:
    begin_engine()
    (engine,) = engine_process._running
    assert engine.stdin is not None
    engine.stdin.close()
    assert engine.wait(60) == 0
