"""A short run of the fuzz target with a fixed seed: damage never crashes, hangs, escapes or changes checked figures."""

import pytest

from benchmarks.fuzz_readers import MUTATORS, cases, run_case
from benchmarks.fuzzed_documents import Original, originals, own_documents, short_documents

SEED, CASES = 3, 100
CASES_OF_STRUCTURE, MOST_PIECES = 3, 200


def test_damaged_documents_are_refused_told_or_read_as_before() -> None:
    documents = originals(own_documents())
    outcomes = [run_case(case) for case in cases(documents, SEED, range(CASES))]
    assert [str(outcome) for outcome in outcomes if outcome.is_defect] == []
    assert {outcome.format for outcome in outcomes} == {document.format for document in documents}


@pytest.fixture(scope="module")
def short() -> tuple[Original, ...]:
    return originals(short_documents())


@pytest.mark.parametrize("mutator", sorted(MUTATORS.keys() - {"bytes"}))
def test_changed_structure_is_refused_told_or_read_as_before(mutator: str, short: tuple[Original, ...]) -> None:
    numbers = range(CASES_OF_STRUCTURE)
    outcomes = [run_case(case) for case in cases(short, SEED, numbers, mutator, MOST_PIECES)]
    assert len(outcomes) == CASES_OF_STRUCTURE
    assert [str(outcome) for outcome in outcomes if outcome.is_defect] == []
