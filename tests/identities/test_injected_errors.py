"""The injected-error trial of benchmarks/suspects.py, small and with a fixed seed."""

import pytest

from benchmarks.suspects import Score, audit_trials, score
from orchestration.home.settings import Settings
from tests.synthetic.truth.trials import trials

SEED = 7


@pytest.fixture(scope="module")
def single(evaluation: Settings) -> Score:
    population = list(trials(SEED, 60, 1))
    return score(population, audit_trials(population, evaluation))


@pytest.fixture(scope="module")
def double(evaluation: Settings) -> Score:
    population = list(trials(SEED, 30, 2))
    return score(population, audit_trials(population, evaluation))


def test_every_violation_is_seen_and_none_is_invented(single: Score, double: Score) -> None:
    assert single.visible >= 55
    assert (single.missed_violations, single.false_violations) == (0, 0)
    assert (double.missed_violations, double.false_violations) == (0, 0)


def test_the_wrong_figure_is_named_where_the_identities_single_it_out(single: Score) -> None:
    assert single.singled_out >= 40
    assert single.singled_out_named >= 0.95 * single.singled_out


def test_it_is_listed_where_they_do_not(single: Score) -> None:
    assert single.others > 0
    assert single.others_listed == single.others


def test_one_mistake_is_one_finding(single: Score) -> None:
    assert single.as_many_findings == single.visible


def test_two_mistakes_are_told_apart(double: Score) -> None:
    assert double.as_many_findings >= 0.95 * double.visible
    assert double.named >= 0.85 * double.wrong_cells
    assert double.listed >= 0.95 * double.wrong_cells
