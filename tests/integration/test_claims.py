"""Explanations and forms as a whole: real ones against what is known to be wrong, random ones against the truth."""

from pathlib import Path

import pytest

from benchmarks.claims.defects import GRADES, compare, document, load_defects, reports
from benchmarks.claims.matching import Match
from benchmarks.claims.random_texts import measure_random
from orchestration.home.settings import PROJECT, Settings

DATA = PROJECT.parent / "shared" / "data"
RECALL = {"numeric": 0.95, "label": 0.7, "editorial": 0.5}
PRECISION = {"numeric": 0.95, "label": 0.9, "editorial": 0.8}
READ_WHOLE = ("guangdong", "hubei", "sichuan")
"""The manners of writing that are read without a miss; benchmarks/claims measures all."""


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real disclosures is not beside this checkout")
def test_what_is_known_to_be_wrong_is_found_and_nothing_else(evaluation: Settings) -> None:
    defects = load_defects(DATA / "defects.csv")
    names = dict.fromkeys(defect.document for defect in defects)
    told = [report for name in names for report in reports(document(DATA, name), evaluation)]
    comparison = compare(defects, told)
    for grade in GRADES:
        rows = [defect for defect in defects if defect.status == "error" and defect.grade == grade]
        found = sum(comparison.found(defect) for defect in rows)
        graded = [index for index, report in enumerate(told) if report.grade == grade]
        true = sum(index in comparison.matches and comparison.matches[index].status == "error" for index in graded)
        assert found >= RECALL[grade] * len(rows), grade
        assert true >= PRECISION[grade] * len(graded), grade


def test_random_explanations_are_read_whole_and_one_wrong_figure_is_noticed(
    tmp_path: Path, evaluation: Settings
) -> None:
    tallies = measure_random(range(9), READ_WHOLE, evaluation, tmp_path).values()
    assert [alarm for tally in tallies for alarm in tally.alarms] == []
    assert [missed for tally in tallies for missed in tally.missed] == []
    matches = [judged.match for tally in tallies for _, judged in tally.judged]
    assert len(matches) > 100
    assert set(matches) == {Match.RIGHT}
