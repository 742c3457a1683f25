"""Kinds of faults that real explanations contain, one document each: each is reported, and nothing beside it."""

from pathlib import Path

import pytest

from expectations.vocabulary import State
from orchestration.home.settings import PROJECT, Settings
from orchestration.validation.precheck import check_file

FOLDER = PROJECT.parent / "shared" / "cases" / "narrative"
EXPECTED = {
    "I1_item_nature_false": [],
    "J1_residue_daxiaoyu": [("narrative.template_residue", "info")],
    "J3_jianshaowei_chiping": [("narrative.direction_contradiction", "warning")],
    "J5_toc_202": [("narrative.broken_year", "info")],
    "J6_percent_sign": [("narrative.missing_unit", "info")],
    "J8_restated_001": [("narrative.restated_amount", "info")],
    "K1_wrong_section": [("narrative.item_section", "info")],
    "K3_old_class_name": [("narrative.class_name", "info")],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_is_reported_and_nothing_else(name: str, evaluation: Settings) -> None:
    path = FOLDER / f"{name}.html"
    if not path.exists():
        pytest.skip("shared/cases/narrative is not beside this checkout")
    violated = [
        (row["identity_id"], row["severity"])
        for row in check_file(path, evaluation).results
        if row["outcome"] == "violated"
    ]
    assert violated == EXPECTED[name]


def test_an_explanation_without_sheets_is_judged_by_its_own_arithmetic(tmp_path: Path, evaluation: Settings) -> None:
    document = tmp_path / "explanation.txt"
    lines = (
        "云溪市统计局2023年度部门决算说明",
        "三、支出决算情况说明",
        "本年支出合计90.00万元，其中：基本支出60.00万元，占76.67%。",
    )
    document.write_text("\n".join(lines), "utf-8")
    check = check_file(document, evaluation)
    assert check.state is State.CHECK_PASSED
    violated = [row["identity_id"] for row in check.results if row["outcome"] == "violated"]
    assert violated == ["narrative.share"]
