"""Every identity of claims and every rule of wording against its cases: from words through the warehouse's SQL."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from expectations.model import load_identities
from expectations.vocabulary import SheetStatus
from orchestration.disclosure.department_year import combine
from orchestration.disclosure.model import (
    Cell,
    CellKey,
    Document,
    NarrativeLine,
    Place,
    Reading,
    Recognition,
    SheetReading,
)
from orchestration.home.settings import Settings
from orchestration.landing.rows import department_year_tables
from orchestration.validation.in_memory import evaluated
from tests.documents import table
from tests.landed import rows_of, together

REQUIRED = {"holds", "violated", "missing"}
ABOUT = ("names", "prints", "before", "says", "forms")
YEAR = 2023
SEVERITY_ORDER = ("violated", "not_stated", "not_read", "within_rounding", "exact", "not_applicable")

Case = Mapping[str, Any]


def load_cases() -> dict[str, dict[str, Any]]:
    """identity id -> what it prints and says, and its cases; all scalars are texts, so that amounts stay exact."""
    files = sorted((Path(__file__).parent / "claim_cases").glob("*.yml"))
    loaded = [yaml.load(file.read_text("utf-8"), Loader=_Texts) for file in files]
    return {identity_id: cases for content in loaded for identity_id, cases in content.items()}


class _Texts(yaml.SafeLoader):
    """Merge keys as in YAML, every scalar as text."""


_Texts.yaml_implicit_resolvers = {"<": [("tag:yaml.org,2002:merge", re.compile("^(?:<<)$"))]}

CASES = load_cases()
ALL = [
    pytest.param(identity_id, name, id=f"{identity_id}-{name}")
    for identity_id, cases in CASES.items()
    for name in cases
    if name not in ABOUT
]


@dataclass(frozen=True)
class Judged:
    outcome: str
    severity: str


def reading(about: Case, case: Case) -> Reading:
    """A document with these cells, these lines outside the sheets and this table."""
    names = about.get("names", {})
    figures = about["prints"] | case.get("but", {})
    lines = _replaced(about["says"], case.get("says", {}))
    rows = _replaced(about.get("forms", ()), case.get("forms", {}))
    cells = tuple(
        Cell(key, names.get(key.row_key, ""), key.column_key, Decimal(amount), 2, "万元", amount, Place(row_no=1))
        for path, amount in figures.items()
        if amount
        for key in [CellKey(*path.split("/"))]
    )
    return Reading(
        Document("said.docx", "0" * 64, 0, "docx", "by hand", ()),
        Recognition("云溪市统计局", YEAR),
        tuple(SheetReading(sheet_id, SheetStatus.FOUND) for sheet_id in {cell.key.sheet_id for cell in cells}),
        cells,
        (),
        tuple(NarrativeLine(None, line, Place(page=1)) for line in lines if line),
        (table(*rows),) if rows else (),
    )


def _replaced(told: list[str], instead: Mapping[str, str]) -> list[str]:
    return [instead.get(str(number), line) for number, line in enumerate(told, start=1)]


def departments() -> Iterator[Mapping[str, pl.DataFrame]]:
    """Each case is a department of its own; all stand beside each other."""
    for identity_id, cases in CASES.items():
        for name, case in cases.items():
            if name in ABOUT:
                continue
            department = f"{identity_id} {name}"
            yield department_year_tables(department, YEAR, combine([reading(cases, case)]))
            before = case.get("before", cases.get("before"))
            if before:
                yield department_year_tables(
                    department, YEAR - 1, combine([reading({"prints": before, "says": []}, {})])
                )


@pytest.fixture(scope="module")
def results(evaluation: Settings) -> dict[tuple[str, str], Judged]:
    """The gravest outcome of each identity in each department, all cases in one pass."""
    with evaluated(rows_of(together(departments())), evaluation, ("eval_identity_result",)) as connection:
        rows = connection.execute(
            "select department_id, identity_id, outcome, severity from evaluation.eval_identity_result "
            "where fiscal_year = ?",
            [YEAR],
        ).fetchall()
    found: dict[tuple[str, str], Judged] = {}
    for department, identity_id, outcome, severity in rows:
        known = found.get((department, identity_id))
        if known is None or SEVERITY_ORDER.index(outcome) < SEVERITY_ORDER.index(known.outcome):
            found[department, identity_id] = Judged(outcome, severity)
    return found


def test_every_identity_of_words_has_the_required_cases() -> None:
    of_words = {identity.id for identity in load_identities() if identity.is_about_claims}
    assert CASES.keys() == of_words
    assert [identity_id for identity_id, cases in CASES.items() if not cases.keys() >= REQUIRED] == []


@pytest.mark.parametrize(("identity_id", "name"), ALL)
def test_the_case_has_its_outcome(results: Mapping[tuple[str, str], Judged], identity_id: str, name: str) -> None:
    case = CASES[identity_id][name]
    judged = results[f"{identity_id} {name}", identity_id]
    assert judged.outcome == case["outcome"]
    assert judged.severity == case.get("severity", judged.severity)


@pytest.mark.parametrize("identity_id", CASES)
def test_a_case_that_holds_violates_nothing_else(results: Mapping[tuple[str, str], Judged], identity_id: str) -> None:
    department = f"{identity_id} holds"
    violated = [key[1] for key, judged in results.items() if key[0] == department and judged.outcome == "violated"]
    assert violated == []
