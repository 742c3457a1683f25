"""Find statements whose own words exclude each other: reduced to a figure, and level with the same year."""

import re
from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.claims.language import Comparison, load_language
from orchestration.disclosure.claims.model import Base, WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, quote_around
from orchestration.disclosure.claims.wording.quoting import quoted

RULE = "narrative.direction_contradiction"
REACHED = frozenset({"为", "至", "到"})
"""Words between a direction and the figure that it reached: a zero behind them was moved to, not by."""


def check_contradictions(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield a violation for each self-contradicting statement, and an exact result for each section without any."""
    language = load_language()
    for submitted in evidence.passages:
        passage = submitted.passage
        if passage.section is None or not language.section(passage.section).accounts:
            continue
        found = list(_find(passage.text, evidence, language.phrases.comparisons))
        for number, (match, title) in enumerate(found, start=1):
            binding = f"{passage.section}|{passage.number}|{number}"
            phrase = quote_around(passage.text, match)
            place = passage.place(match.start())
            terms = f"{quoted(match[0])}：{title}"
            yield WordingResult(RULE, binding, VIOLATED, terms, phrase, submitted.file_name, place)
        if not found and any(direction.words.search(passage.text) for direction in language.phrases.directions):
            binding = f"{passage.section}|{passage.number}"
            yield WordingResult(RULE, binding, HOLDS, "", "", submitted.file_name, passage.place(0))


def _find(text: str, evidence: Evidence, comparisons: tuple[Comparison, ...]) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the contradictions, each with the title of its kind."""
    for fault in evidence.wording.contradictions:
        for match in fault.words.finditer(text):
            stated = match.groupdict()
            if evidence.wording.nearly.search(match[0]) or not _moves(stated):
                continue
            if _same_base(text, match, comparisons):
                yield match, fault.title


def _moves(stated: dict[str, str | None]) -> bool:
    """Whether the figures of a statement say that something moved: by more than zero, or to a figure."""
    numbers = [Decimal(number.replace(",", "")) for name in ("number", "second") if (number := stated.get(name))]
    return stated.get("to") in REACHED or all(number != 0 for number in numbers)


def _same_base(text: str, match: re.Match[str], comparisons: tuple[Comparison, ...]) -> bool:
    """Whether both halves are against the same year or budget: a level without any takes that of the move, and a move
    without any is against the year before."""
    stated = match.groupdict()
    if "level" not in stated:
        return True
    level = _bases(stated["level"] or "", comparisons)
    if "other" in stated:
        return _agree(_budget_named(stated["level"] or ""), _budget_named(stated["other"] or ""))
    sentence = text[text.rfind("。", 0, match.start()) + 1 : match.start()]
    moved = _bases(re.split("；", sentence)[-1], comparisons)
    is_behind = match.start("level") > match.start("move")
    return not level or not is_behind or _are_one(level[-1], moved[-1] if moved else Base.PREVIOUS_YEAR)


def _are_one(one: Base, other: Base) -> bool:
    """Whether two bases are the same; 预算 without a word before it may be any budget."""
    return one is other or (Base.STATED in (one, other) and Base.PREVIOUS_YEAR not in (one, other))


def _bases(words: str, comparisons: tuple[Comparison, ...]) -> list[Base]:
    """Return the years and budgets that words compare with, in order; of several at one place the first entry's."""
    found = {
        match.start(): comparison.base
        for comparison in reversed(comparisons)
        for match in comparison.words.finditer(words)
    }
    return [base for _, base in sorted(found.items())]


def _budget_named(words: str) -> str:
    named = re.search("年初|全年|调整", words)
    return named[0] if named else ""


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other
