"""Explanations and forms as a whole: real ones against what is known to be wrong, random ones against the truth."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.claims.defects import GRADES, compare, document, load_defects, reports
from benchmarks.claims.handed import measure_handed
from benchmarks.claims.matching import Match
from benchmarks.claims.random_texts import measure_random
from orchestration.home.settings import PROJECT, Settings
from tests.synthetic.explanations.manner import manners

DATA = PROJECT.parent / "shared" / "data"
RECALL = {"numeric": 0.95, "label": 0.7, "editorial": 0.5}
PRECISION = {"numeric": 0.95, "label": 0.9, "editorial": 0.8}
REGIONS = PROJECT.parent / "shared" / "cases" / "prose"
INFORMS = "base_year"
"""The kind of planted errors that are told as info."""

RIGHT = 0.99
"""The share of figures of random texts that must be about the right cells; twins of equal value may be exchanged."""


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


@pytest.mark.skipif(not REGIONS.is_dir(), reason="the folder of texts of six regions is not beside this checkout")
def test_no_true_text_of_a_region_is_accused_and_every_planted_error_is_found(evaluation: Settings) -> None:
    regions = measure_handed(REGIONS, evaluation)
    assert len(regions) >= 6
    assert [alarm for region in regions for alarm in (*region.alarms, *region.unexplained)] == []
    assert [
        (region.name, planted) for region in regions for planted in region.planted if planted not in region.found
    ] == []
    assert [(region.name, region.findings) for region in regions] == [
        (region.name, sum(planted.kind != INFORMS for planted in region.planted)) for region in regions
    ]
    matches = Counter(judged.match for region in regions for judged in region.judged)
    assert matches[Match.RIGHT] >= RIGHT * matches.total()


def test_random_explanations_in_every_manner_are_read_and_one_wrong_figure_is_noticed(evaluation: Settings) -> None:
    tallies = measure_random(range(2 * len(manners())), sorted(manners()), evaluation).values()
    assert [alarm for tally in tallies for alarm in tally.alarms] == []
    assert sum(len(tally.missed) for tally in tallies) <= 1
    assert [tally.one_finding for tally in tallies] == [tally.found for tally in tallies]
    matches = Counter(judged.match for tally in tallies for _, judged in tally.judged)
    assert matches.total() > 1000
    assert matches[Match.RIGHT] >= RIGHT * matches.total()


def test_random_explanations_are_read_whole_through_files(tmp_path: Path, evaluation: Settings) -> None:
    tallies = measure_random(range(4), ("guangdong", "hubei", "sichuan"), evaluation, tmp_path).values()
    assert [alarm for tally in tallies for alarm in tally.alarms] == []
    assert {judged.match for tally in tallies for _, judged in tally.judged} == {Match.RIGHT}
