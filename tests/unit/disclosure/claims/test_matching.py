"""Projects by full and short names, and by their amounts."""

from decimal import Decimal

import pytest

from orchestration.disclosure.claims.matching import (
    SAME_NAME_SIMILARITY,
    ProjectMention,
    match_many_to_one,
    match_one_to_one,
    name_similarity,
)


def named(key: str, name: str, *amounts: str) -> ProjectMention:
    return ProjectMention(key, name, tuple(Decimal(amount) for amount in amounts), (Decimal("0.005"),) * len(amounts))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("人口普查项目", "2023年人口普查", True),
        ("统计网站维护项目", "市统计网站维护服务项目", True),
        ("普查办工作经费", "人口普查领导小组办公室", False),
        ("网群服务中心", "网上群众工作服务中心", True),
        ("住户调查", "企业名录更新", False),
        ("", "企业名录更新", False),
    ],
)
def test_full_and_short_names_are_alike(one: str, other: str, same: bool) -> None:
    assert (name_similarity(one, other) >= SAME_NAME_SIMILARITY) == same
    assert name_similarity(one, other) == name_similarity(other, one)


def test_of_two_with_one_name_the_amounts_decide() -> None:
    reviews = [named("a", "住户调查", "9.00"), named("b", "住户调查", "5.00")]
    forms = [named("1", "住户调查", "5.00"), named("2", "企业名录更新", "9.00")]
    matches = {match.one.key: (match.other.key, match.is_name_match) for match in match_one_to_one(reviews, forms)}
    assert matches == {"b": ("1", True), "a": ("2", False)}


def test_what_neither_name_nor_amount_connects_stays_alone() -> None:
    assert match_one_to_one([named("a", "住户调查", "9.00")], [named("1", "网站维护", "5.00")]) == ()


def test_two_parts_may_belong_to_one() -> None:
    parts = [named("a", "网站维护项目", "2.00"), named("b", "统计网站维护项目（结转）", "3.00")]
    matches = match_many_to_one(parts, [named("1", "统计网站维护", "5.00")])
    assert [match.one.key for match in matches] == ["a", "b"]
