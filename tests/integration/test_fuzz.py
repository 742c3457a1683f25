"""A short run of the fuzz target with a fixed seed: damage never crashes, hangs, escapes or changes checked figures."""

from benchmarks.fuzz_readers import cases, run_case
from benchmarks.fuzzed_documents import originals, own_documents

SEED, CASES = 3, 100


def test_damaged_documents_are_refused_told_or_read_as_before() -> None:
    documents = originals(own_documents())
    outcomes = [run_case(case) for case in cases(documents, SEED, range(CASES))]
    assert [str(outcome) for outcome in outcomes if outcome.is_defect] == []
    assert {outcome.format for outcome in outcomes} == {document.format for document in documents}
