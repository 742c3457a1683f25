"""All wording rules, in the order of their results."""

from collections.abc import Callable, Iterator

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.wording.class_names import check_class_names
from orchestration.disclosure.claims.wording.contradictions import check_contradictions
from orchestration.disclosure.claims.wording.evidence import Evidence
from orchestration.disclosure.claims.wording.indicators import check_indicators_between_forms, check_indicators_in_text
from orchestration.disclosure.claims.wording.item_places import check_item_places
from orchestration.disclosure.claims.wording.items import check_items
from orchestration.disclosure.claims.wording.missing_units import check_missing_units
from orchestration.disclosure.claims.wording.names import check_department_names
from orchestration.disclosure.claims.wording.outlays import check_listed_outlays
from orchestration.disclosure.claims.wording.punctuation import check_punctuation
from orchestration.disclosure.claims.wording.residue import check_template_residue
from orchestration.disclosure.claims.wording.reviews import (
    check_omitted_projects,
    check_review_counts,
    check_review_names,
    check_unreviewed_projects,
)
from orchestration.disclosure.claims.wording.statements import check_completion_labels, check_level_reasons
from orchestration.disclosure.claims.wording.three_public import check_three_public_counts
from orchestration.disclosure.claims.wording.units import check_units
from orchestration.disclosure.claims.wording.years import check_broken_years, check_fiscal_years

Rule = Callable[[Evidence], Iterator[WordingResult]]

RULES: tuple[Rule, ...] = (
    check_template_residue,
    check_punctuation,
    check_fiscal_years,
    check_broken_years,
    check_department_names,
    check_units,
    check_missing_units,
    check_items,
    check_item_places,
    check_class_names,
    check_contradictions,
    check_level_reasons,
    check_completion_labels,
    check_listed_outlays,
    check_three_public_counts,
    check_omitted_projects,
    check_review_names,
    check_review_counts,
    check_unreviewed_projects,
    check_indicators_between_forms,
    check_indicators_in_text,
)


def evaluate_wording(evidence: Evidence) -> tuple[WordingResult, ...]:
    """Return the results of every rule; of two with one identity id and binding, the violated one is kept."""
    found: dict[tuple[str, str], WordingResult] = {}
    for rule in RULES:
        for result in rule(evidence):
            key = (result.identity_id, result.binding)
            if key not in found or (result.outcome != found[key].outcome and result.outcome == "violated"):
                found[key] = result
    return tuple(found.values())
