"""Waivers: each has one state, and a proposal releases exactly its violation once a person has filled it in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.model import CatalogueError, Waiver, load_waivers
from expectations.vocabulary import WaiverState
from expectations.waivers import HeldWaiver, Waivable, hold, proposal

KEY = ("some_bureau", 2024, "expenditure.row_total", "2010350.total")
RESIDUAL = Decimal("-33.370000")
WAIVER = Waiver(
    department_id=KEY[0],
    fiscal_year=KEY[1],
    identity=KEY[2],
    binding=KEY[3],
    residual=Decimal("-33.37"),
    reason="printed so",
    author="somebody",
    date=date(2026, 1, 2),
)
VIOLATION = Waivable(KEY, RESIDUAL, ("49.19 ≠ 15.82",))


def held(waiver: Waiver, residual: Decimal | None = RESIDUAL, received: bool = True) -> HeldWaiver:
    place = frozenset({(KEY[0], KEY[1])})
    (result,) = hold(
        [waiver],
        {} if residual is None else {KEY: residual},
        departments={KEY[0]},
        identities={KEY[2]},
        expected=place,
        received=place if received else frozenset(),
    )
    return result


def test_a_waiver_with_the_exact_residual_is_in_force() -> None:
    assert held(WAIVER).state is WaiverState.IN_FORCE
    assert not held(WAIVER).state.is_stale


def test_a_waiver_of_a_department_year_that_is_expected_waits() -> None:
    assert held(WAIVER, None, received=False).state is WaiverState.AWAITING
    assert not held(WAIVER, None, received=False).state.is_stale


@pytest.mark.parametrize(
    ("change", "residual", "state", "word"),
    [
        ({"residual": Decimal("-33.36")}, RESIDUAL, WaiverState.RESIDUAL_CHANGED, "the residual is -33.37"),
        ({}, None, WaiverState.VIOLATION_GONE, "the violation is gone"),
        ({"binding": "2010399.total"}, RESIDUAL, WaiverState.VIOLATION_GONE, "the violation is gone"),
        ({"identity": "expenditure.row_totl"}, RESIDUAL, WaiverState.UNKNOWN_IDENTITY, "no such identity"),
        ({"department_id": "sme_bureau"}, RESIDUAL, WaiverState.UNKNOWN_DEPARTMENT, "no department sme_bureau"),
        ({"fiscal_year": 2042}, RESIDUAL, WaiverState.UNKNOWN_YEAR, "2042 is neither expected nor received"),
    ],
)
def test_every_other_waiver_is_stale_and_says_why(
    change: dict[str, object], residual: Decimal | None, state: WaiverState, word: str
) -> None:
    result = held(WAIVER.model_copy(update=change), residual)
    assert result.state is state
    assert result.state.is_stale
    assert word in result.words


def test_every_state_is_either_stale_or_not() -> None:
    assert {state for state in WaiverState if not state.is_stale} == {WaiverState.IN_FORCE, WaiverState.AWAITING}


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
def test_a_filled_in_proposal_releases_exactly_its_violation(file: Path, residual: str) -> None:
    violation = replace(VIOLATION, residual=Decimal(residual))
    file.write_text(filled_in(proposal(violation), ANSWERS), "utf-8")
    (waiver,) = load_waivers(file)
    assert held(waiver, Decimal(residual)).state is WaiverState.IN_FORCE
    assert held(waiver, Decimal(residual) + Decimal("0.000001")).state.is_stale
    assert waiver.binding == KEY[3]


def test_a_proposal_without_binding_and_with_odd_words_still_loads(file: Path) -> None:
    key = ("some_bureau", 2024, "a.b", "")
    entry = proposal(Waivable(key, RESIDUAL, ("a note: with\na line break",)))
    file.write_text(filled_in(entry, ANSWERS), "utf-8")
    (waiver,) = load_waivers(file)
    assert (waiver.department_id, waiver.identity, waiver.binding) == ("some_bureau", "a.b", "")
