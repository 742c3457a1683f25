"""All rules of wording, in the order of their findings."""

from collections.abc import Callable, Iterator

from orchestration.disclosure.claims.model import Finding
from orchestration.disclosure.claims.wording.evidence import Evidence
from orchestration.disclosure.claims.wording.indicators import indicators_between_forms, indicators_in_text
from orchestration.disclosure.claims.wording.items import item_wording
from orchestration.disclosure.claims.wording.names import department_names
from orchestration.disclosure.claims.wording.outlays import listed_outlays
from orchestration.disclosure.claims.wording.residue import residue
from orchestration.disclosure.claims.wording.reviews import (
    omitted_projects,
    review_counts,
    review_names,
    unreviewed_projects,
)
from orchestration.disclosure.claims.wording.statements import completion_labels, level_reasons
from orchestration.disclosure.claims.wording.units import unit_words
from orchestration.disclosure.claims.wording.years import fiscal_years

Rule = Callable[[Evidence], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    residue,
    fiscal_years,
    department_names,
    unit_words,
    item_wording,
    level_reasons,
    completion_labels,
    listed_outlays,
    omitted_projects,
    review_names,
    review_counts,
    unreviewed_projects,
    indicators_between_forms,
    indicators_in_text,
)


def wording_findings(evidence: Evidence) -> tuple[Finding, ...]:
    """What every rule found; two findings of one rule about one thing are one (the violated one)."""
    found: dict[tuple[str, str], Finding] = {}
    for rule in RULES:
        for told in rule(evidence):
            key = (told.identity_id, told.binding)
            if key not in found or (told.outcome != found[key].outcome and told.outcome == "violated"):
                found[key] = told
    return tuple(found.values())
