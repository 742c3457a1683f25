"""Every identity against its written cases, through the SQL that the warehouse runs."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from expectations.model import load_identities
from expectations.vocabulary import Outcome, SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.reports.repository import identity_results
from orchestration.validation.in_memory import CHECK, evaluated
from tests.landed import Printed, Result, ResultKey, audit, landed, rows_of, together

REQUIRED = {"holds", "violated", "missing_operand", "other_department"}
DEPARTMENT, YEAR = "this_bureau", 2024
OTHER_YEAR = YEAR - 3
"""So far off that neither year is the year before the other."""

NO_CASE = ("binding", "prints", "printed_before")

Case = Mapping[str, Any]


def load_cases() -> dict[str, dict[str, Any]]:
    """identity id -> its binding, what it prints and its cases; all scalars are texts, so that amounts stay exact."""
    files = sorted((Path(__file__).parent / "cases").glob("*.yml"))
    loaded = [yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader) for file in files]
    return {identity_id: cases for content in loaded for identity_id, cases in content.items()}


CASES = load_cases()
OF_SHEETS = [identity.id for identity in load_identities() if not identity.is_about_claims]
"""Those of claims and of wording have cases in words: test_claim_cases.py."""

ALL = [
    pytest.param(identity_id, name, id=f"{identity_id}-{name}")
    for identity_id, cases in CASES.items()
    for name in cases
    if name not in NO_CASE
]


def cell_key(path: str) -> CellKey:
    sheet_id, row_key, column_key = path.split("/")
    return CellKey(sheet_id, row_key, column_key)


def figures(amounts: Mapping[str, str]) -> dict[CellKey, Decimal]:
    return {cell_key(path): Decimal(amount) for path, amount in amounts.items() if amount}


def printed(identity_id: str, case: Case) -> Printed:
    amounts = case.get("instead", CASES[identity_id]["prints"] | case.get("but", {}))
    return Printed(
        figures(amounts),
        sheets={sheet_id: SheetStatus(status) for sheet_id, status in case.get("sheets", {}).items()},
        unread=frozenset(cell_key(path) for path in case.get("unread", ())),
    )


def printed_before(identity_id: str, case: Case) -> Printed | None:
    """What the department printed the year before; None where it published nothing."""
    if "printed_before" not in CASES[identity_id] or "nothing_published_before" in case:
        return None
    return Printed(
        figures(CASES[identity_id]["printed_before"] | case.get("but_before", {})),
        sheets={sheet_id: SheetStatus(status) for sheet_id, status in case.get("sheets_before", {}).items()},
    )


def elsewhere(identity_id: str, case: Case) -> Printed:
    return Printed(figures(CASES[identity_id]["prints"] | case["elsewhere"]), sheets=printed(identity_id, case).sheets)


def published(department_id: str, year: int, now: Printed, before: Printed | None) -> list[dict[str, pl.DataFrame]]:
    tables = [landed(department_id, year, now)]
    return tables if before is None else [*tables, landed(department_id, year - 1, before)]


def place(identity_id: str, name: str) -> str:
    """Each case is a department of its own."""
    return f"{DEPARTMENT} {identity_id} {name}"


@pytest.fixture(scope="module")
def results(evaluation: Settings) -> dict[ResultKey, Result]:
    """All cases in one pass: a case that reached into another would fail here."""
    tables = []
    for identity_id, cases in CASES.items():
        for name, case in cases.items():
            if name in NO_CASE:
                continue
            department = place(identity_id, name)
            before = printed_before(identity_id, case)
            tables += published(department, YEAR, printed(identity_id, case), before)
            if "elsewhere" in case:
                other = elsewhere(identity_id, case)
                tables += published(department, OTHER_YEAR, other, before)
                tables += published(f"{department} other", YEAR, other, before)
    return audit(together(tables), evaluation)


@pytest.mark.parametrize("identity_id", OF_SHEETS)
def test_every_identity_has_the_required_cases(identity_id: str) -> None:
    assert CASES[identity_id].keys() >= REQUIRED


def test_every_case_is_of_an_identity_and_every_figure_of_a_sheet() -> None:
    assert CASES.keys() == set(OF_SHEETS)
    paths = [path for cases in CASES.values() for path in cases["prints"]]
    assert {cell_key(path).sheet_id for path in paths} == load_layouts().sheets.keys()


@pytest.mark.parametrize(("identity_id", "name"), ALL)
def test_the_case_has_its_outcome(results: Mapping[ResultKey, Result], identity_id: str, name: str) -> None:
    case = CASES[identity_id][name]
    binding = case.get("binding", CASES[identity_id]["binding"])
    result = results[place(identity_id, name), YEAR, identity_id, binding]
    assert result.outcome == case["outcome"]
    if "residual" in case:
        assert result.residual == Decimal(case["residual"])


@pytest.mark.parametrize("identity_id", CASES)
def test_what_others_print_has_its_own_outcome(results: Mapping[ResultKey, Result], identity_id: str) -> None:
    department = place(identity_id, "other_department")
    binding = CASES[identity_id]["binding"]
    assert results[department, OTHER_YEAR, identity_id, binding].outcome == "violated"
    assert results[f"{department} other", YEAR, identity_id, binding].outcome == "violated"


@pytest.mark.parametrize("identity_id", CASES)
def test_a_case_that_holds_violates_no_other_identity(results: Mapping[ResultKey, Result], identity_id: str) -> None:
    outcomes = {key[2:]: result.outcome for key, result in results.items() if key[0] == place(identity_id, "holds")}
    assert "violated" not in outcomes.values()


@pytest.mark.parametrize("name", ["holds", "violated", "missing_operand"])
def test_one_document_is_evaluated_as_the_warehouse_does(
    results: Mapping[ResultKey, Result], evaluation: Settings, name: str
) -> None:
    identity_id = "general_budget_basic.total"
    tables = landed(DEPARTMENT, YEAR, printed(identity_id, CASES[identity_id][name]))
    with evaluated(rows_of(tables), evaluation, CHECK) as connection:
        told = identity_results(connection, tuple(Outcome))
    assert {(row["identity_id"], row["binding"]): row["outcome"] for row in told} == {
        key[2:]: result.outcome for key, result in results.items() if key[0] == place(identity_id, name)
    }
