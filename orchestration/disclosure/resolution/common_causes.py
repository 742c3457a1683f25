"""Doubts of one kind that stand many times in a sheet, in the words of their common cause: one message and a count."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Message, fragment, joined, message, quoted
from orchestration.disclosure.resolution.outcomes import Doubt

MOST_ALONE = 3
"""So many doubts of a kind in a sheet are told one by one."""

MOST_EXAMPLES = 3


def with_common_causes(doubts: Sequence[Doubt], sheet: str) -> list[Doubt]:
    """The doubts, each with its own place and key; those of a kind that occurs often with one message for all."""
    by_kind: dict[ProblemKind, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        if doubt.printed:
            by_kind[doubt.kind].append(doubt)
    messages = {kind: _common(kind, found, sheet) for kind, found in by_kind.items() if len(found) > MOST_ALONE}
    return [
        replace(doubt, message=messages[doubt.kind]) if doubt.printed and doubt.kind in messages else doubt
        for doubt in doubts
    ]


def _common(kind: ProblemKind, doubts: Sequence[Doubt], sheet: str) -> Message:
    words = list(dict.fromkeys(doubt.printed[:40] for doubt in doubts))
    examples = joined(map(quoted, words[:MOST_EXAMPLES]), separator_en="、")
    if len(words) > MOST_EXAMPLES:
        examples = fragment("sheets.more_examples", examples=examples)
    if kind is ProblemKind.NOT_A_NUMBER:
        return message("sheets.not_numbers", cells=len(doubts), sheet=sheet, examples=examples)
    if kind is ProblemKind.DOUBTFUL_FIGURE:
        return message("sheets.doubtful_figures", cells=len(doubts), sheet=sheet, examples=examples)
    figures = sum(doubt.figures for doubt in doubts)
    return message("sheets.unknown_labels", rows=len(doubts), sheet=sheet, figures=figures, examples=examples)
