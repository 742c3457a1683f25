"""The vocabulary: every term is named, and what SQL reads of it is what Python says."""

import pickle
from collections.abc import Iterator

import pytest

from expectations.vocabulary import GRAVEST_FIRST, ProblemKind, Severity, State, Term, Tone, Verdict
from expectations.vocabulary.seed import LISTS, TRAITS, render

ENUMS: tuple[type[Term], ...] = (*LISTS.values(), State)
TERMS = [term for terms in ENUMS for term in terms]


def defined_traits(terms: type[Term]) -> Iterator[str]:
    return (name for name, value in vars(terms).items() if isinstance(value, property))


def test_what_sql_reads_is_what_the_vocabulary_says() -> None:
    stale = [path.name for path, text in render().items() if path.read_text("utf-8") != text]
    assert stale == [], "run `make generate`"


def test_sql_is_told_every_trait() -> None:
    assert {name for terms in LISTS.values() for name in defined_traits(terms)} == set(TRAITS)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{type(term).__name__}.{term}")
def test_every_term_is_named_in_both_languages_and_stays_itself(term: Term) -> None:
    assert any("\u4e00" <= letter <= "\u9fff" for letter in term.title_zh)
    assert term.title_en.isascii()
    assert term.title_en
    assert pickle.loads(pickle.dumps(term)) is term


@pytest.mark.parametrize("terms", ENUMS, ids=lambda terms: terms.__name__)
def test_names_are_not_shared_inside_a_list(terms: type[Term]) -> None:
    assert len({term.title_zh for term in terms}) == len({term.title_en for term in terms}) == len(terms)
    assert [term.rank for term in terms] == list(range(len(terms)))


def test_a_report_can_say_what_every_verdict_means_and_what_to_do_about_every_problem() -> None:
    assert all(term.meaning for term in (*GRAVEST_FIRST, State.CHECK_FAILED, State.CHECK_PASSED, *ProblemKind))
    assert set(Verdict) | {State.LATE} == set(GRAVEST_FIRST)


def test_every_tone_has_a_mark_of_its_own() -> None:
    assert len({tone.mark for tone in Tone}) == len(Tone)
    assert min(Severity, key=lambda severity: severity.rank) is Severity.ERROR
