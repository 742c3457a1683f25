"""The judgement over the audit's own tables: every result is looked at, amounts stay exact, failures bear names."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from expectations.rules import load_rules
from expectations.suites import RESULT_KEY, EngineError
from expectations.vocabulary import Verdict
from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.validation.decide import JUDGED, judge_audit
from orchestration.validation.in_memory import evaluated
from orchestration.validation.judge import EVALUATED
from tests.landed import Printed, landed, together

LARGE = Decimal("99999999999999.99")


def spent(total: str | Decimal, basic: str | Decimal) -> Printed:
    amounts = {"total": Decimal(total), "basic": Decimal(basic)}
    return Printed({CellKey("expenditure", "total", column): amount for column, amount in amounts.items()})


@pytest.fixture(scope="module")
def connection(evaluation: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    tables = together(
        [
            landed("exact", 2024, spent("7.00", "7.00")),
            landed("rounded", 2024, spent("7.01", "7.00")),
            landed("wrong", 2024, spent("7.02", "7.00")),
            landed("wrong by more than 64 bits hold", 2024, spent(LARGE, "0.00")),
            landed("large and right", 2024, spent(LARGE, LARGE)),
        ]
    )
    with evaluated(tables, evaluation, JUDGED) as connection:
        yield connection


def test_what_is_refused_is_named_and_nothing_else_is(connection: duckdb.DuckDBPyConnection) -> None:
    judgement = judge_audit(connection, (), load_rules())
    assert [tuple(failure.key[column] for column in RESULT_KEY) for failure in judgement.failures] == [
        ("wrong", 2024, "expenditure.row_total", "total"),
        ("wrong by more than 64 bits hold", 2024, "expenditure.row_total", "total"),
    ]
    assert [violation.residual for violation in judgement.violations] == [Decimal("0.02"), LARGE]
    quarantined = [ruling.department_id for ruling in judgement.rulings if ruling.verdict is Verdict.QUARANTINED]
    assert quarantined == ["wrong", "wrong by more than 64 bits hold"]


def test_every_evaluated_result_is_counted(connection: duckdb.DuckDBPyConnection) -> None:
    ((evaluated,),) = connection.execute(
        f"select count(*) from evaluation.eval_identity_result where outcome in {EVALUATED}"
    ).fetchall()
    outcomes = judge_audit(connection, (), load_rules()).outcomes.values()
    assert sum(counts[outcome] for counts in outcomes for outcome in EVALUATED) == evaluated > 0


def test_results_that_were_not_judged_stop_the_run(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.validation.judge._sheet_frames", lambda _: iter(()))
    with pytest.raises(EngineError, match=r"expenditure\.row_total"):
        judge_audit(connection, (), load_rules())


def test_a_violation_that_the_suite_does_not_refuse_stops_the_run(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.validation.judge.judge", lambda *_: ())
    with pytest.raises(EngineError, match="disagree"):
        judge_audit(connection, (), load_rules())
