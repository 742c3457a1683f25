"""Formulas under the sheets of written disclosures: right ones raise no alarm in any format, a misprint is told."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.disclosure.department_year import combine
from orchestration.disclosure.reading import read_bytes
from orchestration.home.settings import Settings
from orchestration.landing.rows import department_year_tables
from orchestration.validation.check_json import check_json
from orchestration.validation.in_memory import evaluated
from orchestration.validation.precheck import check_file
from tests.landed import rows_of, together
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure

SEED = 21
SHEETS_WITH_FORMULAS = 8


@pytest.fixture(scope="module")
def judged(evaluation: Settings) -> dict[str, Counter[str]]:
    """How the formulas of one disclosure in the template that prints them are judged, by format."""
    landed = []
    for name in sorted(FORMATS):
        rng = random.Random(SEED)
        publication = compose(random_disclosure(rng), templates.load("hubei"))
        style = replace(pdf.random_style(rng), ruling=pdf.Ruling.FULL)
        data = pdf.write(publication, style) if name == "pdf" else FORMATS[name].write_at_random(publication, rng)
        landed.append(department_year_tables(name, 2024, combine([read_bytes(Path("disclosure"), "disclosure", data)])))
    found: dict[str, Counter[str]] = {}
    with evaluated(rows_of(together(landed)), evaluation) as connection:
        for name, judgement in connection.execute(
            "select department_id, judgement from evaluation.eval_printed_formula"
        ).fetchall():
            found.setdefault(name, Counter())[judgement] += 1
    return found


def test_right_formulas_raise_no_alarm_in_any_format(judged: dict[str, Counter[str]]) -> None:
    assert judged.keys() == FORMATS.keys()
    assert {name: counts["misprinted"] for name, counts in judged.items() if counts["misprinted"]} == {}
    assert {
        name: counts["matches"] for name, counts in judged.items() if counts["matches"] < SHEETS_WITH_FORMULAS
    } == {}


def test_a_misprint_is_told_with_the_line_that_should_stand_there(evaluation: Settings, tmp_path: Path) -> None:
    publication = compose(random_disclosure(random.Random(SEED)), templates.load("hubei"))
    text = FORMATS["text"].write_at_random(publication, random.Random(1)).decode()
    assert "27行=（1+2+3）行" in text
    document = tmp_path / "决算.txt"
    document.write_text(text.replace("27行=（1+2+3）行", "7行=（1+2+3）行"), "utf-8")
    check = check_file(document, evaluation)
    misprinted = [formula for formula in check.formulas if formula["judgement"] == "misprinted"]
    assert [formula["reason_en"] for formula in misprinted] == [
        "the printed formula 7行=(1+2+3)行 should begin with 27行: it is appropriation_summary.income_total"
    ]
    assert misprinted[0]["reason"] in {problem.message.reason for problem in check.report().facts.problems}
    assert not check.violated
    places = [formula["place"] for formula in check_json(check)["printed_formulas"]]
    assert places
    assert not any(document.name in place for place in places)
