"""The decision over the audit's own tables: Great Expectations alone decides, and reasons bear names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from expectations.model import Waiver, load_identities
from expectations.rules import load_rules
from expectations.suites import AtMost, Check, Suite, identity_suite, rule_suite
from expectations.verdict import Decision
from expectations.vocabulary import SheetStatus, Verdict
from orchestration.disclosure.department_year import DepartmentYear, combine
from orchestration.disclosure.model import (
    CellKey,
    Document,
    NarrativeLine,
    Place,
    Reading,
    Recognition,
    SheetReading,
)
from orchestration.home.settings import Settings
from orchestration.landing.control_rows import identity_rows
from orchestration.landing.frames import frame, frames
from orchestration.landing.rows import department_year_tables
from orchestration.validation.decide import DECISION_MODELS, Decided, decide_verdicts
from orchestration.validation.in_memory import evaluated
from orchestration.validation.suite_run import EngineError
from tests.landed import Printed, landed, rows_of, together

LARGE = Decimal("99999999999999.99")
ROW_TOTAL = "expenditure.row_total"
UNEQUAL = (
    "支出决算表“合计”行“合计”栏 7.02，应等于同行“基本支出”栏 7.00；相差 0.02 万元，"
    "四舍五入最多只能造成 0.01 万元的尾差（expenditure.row_total [total]）"
)
YEAR = 2024
IDENTITIES, RULES = load_identities(), load_rules()


def spent(total: str | Decimal, basic: str | Decimal) -> Printed:
    amounts = {"total": Decimal(total), "basic": Decimal(basic)}
    return Printed({CellKey("expenditure", "total", column): amount for column, amount in amounts.items()})


def waiver(department_id: str, residual: str) -> Waiver:
    return Waiver(
        department_id=department_id,
        fiscal_year=YEAR,
        identity=ROW_TOTAL,
        binding="total",
        residual=Decimal(residual),
        reason="printed so",
        author="somebody",
        date=date(2026, 1, 2),
    )


def explained(expenditure: SheetStatus) -> DepartmentYear:
    """An explanation without any sheet."""
    lines = ("三、支出决算情况说明", "2024年度本年支出合计90.00万元，其中：基本支出60.00万元，占66.67%。")
    reading = Reading(
        Document("said.docx", "0" * 64, 0, "docx", "by hand", ()),
        Recognition(None, YEAR),
        (SheetReading("expenditure", expenditure),),
        (),
        (),
        tuple(NarrativeLine(None, line, Place(page=1)) for line in lines),
        (),
    )
    return combine([reading])


@pytest.fixture(scope="module")
def connection(evaluation: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    printed = {
        "exact": spent("7.00", "7.00"),
        "large and right": spent(LARGE, LARGE),
        "rounded": spent("7.01", "7.00"),
        "waived": spent("7.02", "7.00"),
        "waived otherwise": spent("7.02", "7.00"),
        "wrong": spent("7.02", "7.00"),
        "wrong by much": spent(LARGE, "0.00"),
    }
    waivers = (waiver("waived", "0.02"), waiver("waived otherwise", "0.03"))
    told = {
        "told alone": SheetStatus.MISSING,
        "told beside a scan": SheetStatus.UNREADABLE,
        "told in a blank form": SheetStatus.EMPTY,
    }
    tables = together(
        [
            *(landed(department_id, YEAR, each) for department_id, each in printed.items()),
            *(department_year_tables(department_id, YEAR, explained(status)) for department_id, status in told.items()),
        ]
    )
    tables |= frames(identity_rows(IDENTITIES, waivers))
    tables["departments"] = frame(
        "departments", ({"department_id": department_id} for department_id in (*printed, *told))
    )
    with evaluated(rows_of(tables), evaluation, DECISION_MODELS) as connection:
        yield connection


def decided(connection: duckdb.DuckDBPyConnection) -> Decided:
    return decide_verdicts(connection, IDENTITIES, RULES)


def decision(connection: duckdb.DuckDBPyConnection, department_id: str) -> Decision:
    (found,) = (each for each in decided(connection).decisions if each.department_id == department_id)
    return found


def test_what_is_refused_is_named_and_nothing_else_is(connection: duckdb.DuckDBPyConnection) -> None:
    result = decided(connection)
    failed = [failure.department_id for failure in result.failed_identities]
    assert failed == ["waived otherwise", "wrong", "wrong by much"]
    assert {failure.check_id for failure in result.failed_identities} == {ROW_TOTAL}
    quarantined = [each.department_id for each in result.decisions if each.verdict is Verdict.QUARANTINED]
    assert quarantined == failed


def test_an_explanation_that_stands_alone_is_judged(connection: duckdb.DuckDBPyConnection) -> None:
    told = decision(connection, "told alone")
    assert told.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert any("缺少“支出决算表”" in reason for reason in told.reasons)
    assert decision(connection, "told beside a scan").verdict is Verdict.UNREADABLE
    assert decision(connection, "told in a blank form").verdict is Verdict.UNREADABLE


def test_a_violation_is_a_reason_with_sheet_row_and_column(connection: duckdb.DuckDBPyConnection) -> None:
    assert UNEQUAL in decision(connection, "wrong").reasons


def test_a_waiver_releases_its_violation_and_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    waived = decision(connection, "waived")
    assert waived.verdict is Verdict.PUBLISHED_WITH_WAIVER
    assert waived.reasons[0] == f"{UNEQUAL}；已豁免（somebody，2026-01-02）：printed so"


def test_a_waiver_for_another_residual_releases_nothing_and_is_told_stale(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    stale = "豁免失效：所记差额 0.03 万元，现为 0.02 万元（expenditure.row_total [total]）"
    assert stale in decision(connection, "waived otherwise").reasons


def test_the_counts_of_an_identity_are_those_of_its_results(connection: duckdb.DuckDBPyConnection) -> None:
    ((evaluated, violated),) = connection.execute(
        "select count(*) filter (where outcome in ('exact', 'within_rounding', 'violated')), "
        "count(*) filter (where outcome = 'violated') from evaluation.eval_identity_result"
    ).fetchall()
    counts = decided(connection).counts
    assert sum(each.evaluated for each in counts.values()) == evaluated > 0
    assert sum(each.violated for each in counts.values()) == violated > 0
    assert counts[ROW_TOTAL].released == 1


# ---- Great Expectations decides: what it says changes the verdict, whatever the audit calls a result

Change = Callable[[Suite], Suite]


def with_threshold(check_id: str, threshold: int) -> Change:
    """The suite with another threshold for one check."""

    def changed(suite: Suite) -> Suite:
        (check,) = (each for each in suite.expectations if isinstance(each, AtMost) and each.check_id == check_id)
        other = replace(check, most=threshold)
        return replace(suite, expectations=tuple(other if each is check else each for each in suite.expectations))

    return changed


def without(check_id: str) -> Change:
    """The suite without one check."""

    def changed(suite: Suite) -> Suite:
        return replace(suite, expectations=tuple(each for each in suite.expectations if each.check_id != check_id))

    return changed


def change(monkeypatch: pytest.MonkeyPatch, how: Change) -> None:
    def changed_identities(checks: Iterable[Check]) -> Suite:
        return how(identity_suite(checks))

    monkeypatch.setattr("orchestration.validation.judge.identity_suite", changed_identities)


def test_a_violation_that_great_expectations_accepts_is_published(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch, with_threshold(ROW_TOTAL, 1))
    assert decision(connection, "wrong").verdict is not Verdict.QUARANTINED
    assert decision(connection, "wrong by much").verdict is Verdict.QUARANTINED


def test_a_result_that_great_expectations_refuses_is_quarantined_though_the_audit_calls_it_exact(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert decision(connection, "exact").verdict is not Verdict.QUARANTINED
    change(monkeypatch, with_threshold(ROW_TOTAL, -1))
    refused = decision(connection, "exact")
    assert refused.verdict is Verdict.QUARANTINED
    assert refused.reasons[0] == "超出尾差最多 -0.01 万元（expenditure.row_total）"


def test_a_rule_that_great_expectations_refuses_is_a_reason(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_id = next(rule.id for rule in RULES if rule.severity == "warning")
    change_of_rules = with_threshold(rule_id, -1)
    monkeypatch.setattr("orchestration.validation.judge.rule_suite", lambda checks: change_of_rules(rule_suite(checks)))
    exact = decision(connection, "exact")
    assert exact.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert any(reason.endswith(f"（{rule_id}）") for reason in exact.reasons)


def test_a_suite_without_one_of_the_identities_stops_the_run(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch, without(ROW_TOTAL))
    with pytest.raises(EngineError, match=r"differ in expenditure\.row_total"):
        decided(connection)


@pytest.mark.parametrize("relation", ["decision.dec_identity_result", "decision.dec_rule_result"])
def test_a_row_that_the_audit_lacks_stops_the_run(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    column = "identity_id" if "identity" in relation else "rule_id"
    connection.execute("begin")
    connection.execute(
        f"delete from {relation} where department_id = 'exact' and {column} = (from {relation} select min({column}))"
    )
    with pytest.raises(EngineError, match="without a value"):
        decided(connection)
    connection.execute("rollback")


def test_a_department_year_that_the_audit_lacks_stops_the_run(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("begin")
    connection.execute("delete from decision.dec_identity_result where department_id = 'exact'")
    with pytest.raises(EngineError, match="9 rows where 10 were expected"):
        decided(connection)
    connection.execute("rollback")


def test_an_identity_that_the_catalogue_lacks_stops_the_run(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(EngineError, match=f"the catalogue has no {IDENTITIES[0].id}"):
        decide_verdicts(connection, IDENTITIES[1:], RULES)
