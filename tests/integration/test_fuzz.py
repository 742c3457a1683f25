"""A short run of the fuzz target with a fixed seed: damage never crashes, hangs, escapes or changes checked figures."""

import shutil
from collections.abc import Sequence

import pytest

from benchmarks.fuzz_readers import MUTATORS, OLD_WORD, cases, run_case
from benchmarks.fuzzed_documents import (
    Original,
    old_word_documents,
    originals,
    own_documents,
    short_documents,
)

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


@pytest.mark.parametrize("mutator", sorted(MUTATORS.keys() - {"bytes", OLD_WORD}))
def test_changed_structure_is_refused_told_or_read_as_before(mutator: str, short: tuple[Original, ...]) -> None:
    require_no_defect(mutator, short)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_changed_structure_of_an_old_word_file_is_refused_told_or_read_as_before() -> None:
    require_no_defect(OLD_WORD, originals(old_word_documents()))


def require_no_defect(mutator: str, documents: Sequence[Original]) -> None:
    outcomes = [run_case(case) for case in cases(documents, SEED, range(CASES_OF_STRUCTURE), mutator, MOST_PIECES)]
    assert len(outcomes) == CASES_OF_STRUCTURE
    assert [str(outcome) for outcome in outcomes if outcome.is_defect] == []
