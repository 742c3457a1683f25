"""Doubts of one kind that stand many times in a sheet, in the words of their common cause: one message and a count."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.resolution.outcomes import Doubt

MOST_ALONE = 3
"""So many doubts of a kind in a sheet are told one by one."""

MOST_EXAMPLES = 3

_CAUSES: Mapping[ProblemKind, str] = {
    ProblemKind.NOT_A_NUMBER: "{count} cells of sheet {sheet} hold no number: {examples}",
    ProblemKind.UNKNOWN_LABEL: "{count} row labels of sheet {sheet} are not known ({figures} figures): {examples}",
}


def with_common_causes(doubts: Sequence[Doubt], sheet: str) -> list[Doubt]:
    """The doubts, each with its own place and key; those of a kind that occurs often with one reason for all."""
    by_kind: dict[ProblemKind, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        if doubt.printed:
            by_kind[doubt.kind].append(doubt)
    reasons = {kind: _reason(kind, found, sheet) for kind, found in by_kind.items() if len(found) > MOST_ALONE}
    return [
        replace(doubt, reason=reasons[doubt.kind]) if doubt.printed and doubt.kind in reasons else doubt
        for doubt in doubts
    ]


def _reason(kind: ProblemKind, doubts: Sequence[Doubt], sheet: str) -> str:
    words = list(dict.fromkeys(doubt.printed[:40] for doubt in doubts))
    examples = "、".join(map(repr, words[:MOST_EXAMPLES])) + (" …" if len(words) > MOST_EXAMPLES else "")
    figures = sum(doubt.figures for doubt in doubts)
    return _CAUSES[kind].format(count=len(doubts), sheet=sheet, examples=examples, figures=figures)
