"""What a rule of wording tells: one sentence in Chinese, with nothing in it that only a programmer reads."""

import re
from collections.abc import Sequence

import pytest

from expectations.model import Relation, load_identities
from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.department_year import combine
from tests.identities.test_claim_cases import ABOUT, CASES, reading

RULES = [identity.id for identity in load_identities() if identity.relation is Relation.WORDING]
VIOLATED = [
    pytest.param(rule, name, id=f"{rule}-{name}")
    for rule in RULES
    for name, case in CASES[rule].items()
    if name not in ABOUT and case["outcome"] == "violated"
]
QUOTED = re.compile(r"“[^”]+”|「[^」]+」")


def violations(rule: str, name: str) -> Sequence[WordingResult]:
    results = combine([reading(CASES[rule], CASES[rule][name])]).explanation.wording_results
    return [result for result in results if result.identity_id == rule and result.outcome == "violated"]


def test_every_rule_of_wording_says_what_it_tells() -> None:
    assert [rule for rule in RULES if "tells" not in CASES[rule]["violated"]] == []


@pytest.mark.parametrize(("rule", "name"), VIOLATED)
def test_a_violation_is_told_in_plain_chinese(rule: str, name: str) -> None:
    told = [result.terms for result in violations(rule, name)]
    own_words = " ".join(QUOTED.sub("", sentence) for sentence in told)
    assert told
    assert not re.search(r"[A-Za-z≠↔→×?]|万元万元|“”", own_words)
    assert CASES[rule][name].get("tells", told[0]) in told
