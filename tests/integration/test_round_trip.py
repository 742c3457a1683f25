"""Random consistent disclosures, written in every format and regional template, are read back exactly."""

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.vocabulary import SheetStatus
from orchestration.disclosure.model import CellKey, Reading
from orchestration.disclosure.reading import read_bytes
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.publication import Publication
from tests.synthetic.documents.render import printed_figures

SEEDS = (11, 12)

YEARLESS = {("sichuan", name) for name in ("csv", "ods", "xls", "xlsx")}
"""Without a cover, these print no year anywhere."""


def publication_of(template_name: str, rng: random.Random) -> tuple[Disclosure, Publication]:
    disclosure = random_disclosure(rng)
    return disclosure, compose(disclosure, templates.load(template_name))


def truth(disclosure: Disclosure, publication: Publication) -> Mapping[CellKey, Decimal]:
    return {key: disclosure.figures[key] for key in printed_figures(publication.sheets)}


def figures(reading: Reading) -> Mapping[CellKey, Decimal]:
    return {cell.key: cell.amount for cell in reading.cells}


@pytest.mark.parametrize("template_name", templates.names())
@pytest.mark.parametrize("format_name", sorted(FORMATS))
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_written_is_read_back(format_name: str, template_name: str, seed: int) -> None:
    rng = random.Random(f"{seed} {format_name} {template_name}")
    disclosure, publication = publication_of(template_name, rng)
    data = FORMATS[format_name].write_at_random(publication, rng)
    reading = read_bytes(Path("disclosure"), "disclosure", data)
    assert figures(reading) == truth(disclosure, publication)
    empty = {sheet.sheet_id for sheet in reading.sheets if sheet.status is SheetStatus.EMPTY_DECLARED}
    assert empty == disclosure.declared_empty
    assert len(reading.sheets) == 9
    assert reading.recognition.kind == "final_accounts"
    states_its_year = (template_name, format_name) not in YEARLESS
    assert reading.recognition.fiscal_year == (disclosure.fiscal_year if states_its_year else None)
    assert reading.problems == ()


@pytest.mark.parametrize("ruling", [pdf.Ruling.HORIZONTAL, pdf.Ruling.DOUBLE])
@pytest.mark.parametrize("template_name", templates.names())
def test_a_pdf_is_read_back_however_it_is_ruled(template_name: str, ruling: pdf.Ruling) -> None:
    rng = random.Random(f"rules {template_name}")
    disclosure, publication = publication_of(template_name, rng)
    data = pdf.write(publication, replace(pdf.random_style(rng), ruling=ruling))
    reading = read_bytes(Path("disclosure"), "disclosure", data)
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("template_name", templates.names())
@pytest.mark.parametrize("seed", SEEDS)
def test_a_pdf_without_any_rule_has_no_figure_wrong_and_none_lost_in_silence(template_name: str, seed: int) -> None:
    rng = random.Random(f"no rules {seed} {template_name}")
    disclosure, publication = publication_of(template_name, rng)
    data = pdf.write(publication, replace(pdf.random_style(rng), ruling=pdf.Ruling.NONE))
    reading = read_bytes(Path("disclosure"), "disclosure", data)
    expected, found = truth(disclosure, publication), figures(reading)
    assert {key: amount for key, amount in found.items() if expected.get(key) != amount} == {}
    lost = {key.sheet_id for key in expected.keys() - found.keys()}
    assert lost <= {problem.sheet_id for problem in reading.problems}
    assert found
