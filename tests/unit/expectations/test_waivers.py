"""Waivers: a stale one says why, and a proposal waives exactly its violation once a person has filled it in."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.model import CatalogueError, load_waivers
from expectations.vocabulary import WaiverState
from expectations.waivers import OpenViolation, StaleWaiver, proposal

KEY = ("some_bureau", 2024, "expenditure.row_total", "2010350.total")
RESIDUAL = Decimal("-33.370000")
VIOLATION = OpenViolation(KEY, RESIDUAL, ("49.19 ≠ 15.82",))


STALE = StaleWaiver(*KEY, WaiverState.VIOLATION_GONE, RESIDUAL)


@pytest.mark.parametrize(
    ("state", "found", "message"),
    [
        (WaiverState.RESIDUAL_CHANGED, Decimal("-33.360000"), "所记差额 -33.37 万元，现为 -33.36 万元"),
        (WaiverState.VIOLATION_GONE, None, "所记差额 -33.37 万元，不符已消除"),
        (WaiverState.UNKNOWN_IDENTITY, None, "所记差额 -33.37 万元，没有这项勾稽关系"),
        (WaiverState.UNKNOWN_DEPARTMENT, None, "所记差额 -33.37 万元，没有登记部门 some_bureau"),
        (WaiverState.UNKNOWN_YEAR, None, "所记差额 -33.37 万元，2024 年度既不应公开，也未收到"),
    ],
)
def test_a_stale_waiver_says_why_it_releases_nothing(state: WaiverState, found: Decimal | None, message: str) -> None:
    assert replace(STALE, state=state, found=found).message == message


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "waivers.yml"


def test_a_proposal_does_not_load_until_a_person_fills_it_in(file: Path) -> None:
    file.write_text(proposal(VIOLATION), "utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_waivers(file)
    for missing in ("reason: ", "author: ", "date: "):
        assert missing in str(refused.value)


@pytest.mark.parametrize("blank", ["reason", "author", "date"])
def test_a_proposal_with_one_thing_left_out_does_not_load(file: Path, blank: str) -> None:
    filled = filled_in(proposal(VIOLATION), {key: value for key, value in ANSWERS.items() if key != blank})
    file.write_text(filled, "utf-8")
    with pytest.raises(CatalogueError, match=f"{blank}: "):
        load_waivers(file)


ANSWERS = {"reason": "printed so", "author": "somebody", "date": "2026-01-02"}


def filled_in(text: str, answers: dict[str, str]) -> str:
    for key, value in answers.items():
        before = f"  {key}:"
        assert text.count(before) == 1
        text = text.replace(before, f"{before} {value}")
    return text


@pytest.mark.parametrize("residual", ["-33.370000", "0.001500", "100.000000", "99999999999999.000001"])
def test_a_filled_in_proposal_waives_exactly_its_violation(file: Path, residual: str) -> None:
    violation = replace(VIOLATION, residual=Decimal(residual))
    file.write_text(filled_in(proposal(violation), ANSWERS), "utf-8")
    (waiver,) = load_waivers(file)
    assert (waiver.department_id, waiver.fiscal_year, waiver.identity, waiver.binding) == KEY
    assert waiver.residual == Decimal(residual)


def test_a_proposal_without_binding_and_with_odd_words_still_loads(file: Path) -> None:
    key = ("some_bureau", 2024, "a.b", "")
    entry = proposal(OpenViolation(key, RESIDUAL, ("a note: with\na line break",)))
    file.write_text(filled_in(entry, ANSWERS), "utf-8")
    (waiver,) = load_waivers(file)
    assert (waiver.department_id, waiver.identity, waiver.binding) == ("some_bureau", "a.b", "")
