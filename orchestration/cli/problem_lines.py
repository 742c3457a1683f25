"""The problems of a reading as lines for a terminal: one line a cause, with its first places and how many there are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from orchestration.disclosure.layouts.hints import DEVELOPER_HINTS
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import NOWHERE, Problem
from orchestration.disclosure.resolution.cell_values import place_in_words

MOST_PLACES = 3


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """One line for all problems of one kind, reason and remedy in a file."""
    causes: dict[tuple[str, str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        causes[problem.severity, problem.file_name, problem.message.reason, problem.message.remedy].append(problem)
    for (severity, file_name, reason, remedy), found in causes.items():
        places = list(dict.fromkeys(filter(None, map(_place, found))))
        more = f" 等 {len(places)} 处" if len(places) > MOST_PLACES else ""
        where = "；".join(places[:MOST_PLACES]) + more
        source = "，".join(part for part in (file_name, where) if part)
        yield f"{severity} {source}：{reason} → {remedy}" if source else f"{severity}：{reason} → {remedy}"


def developer_hints(problems: Iterable[Problem]) -> Iterator[str]:
    """What the keeper of the system can do about words that are not known, once each."""
    kinds = dict.fromkeys(problem.kind for problem in problems if problem.kind in DEVELOPER_HINTS)
    return (f"{kind}: {DEVELOPER_HINTS[kind]}" for kind in kinds)


def _place(problem: Problem) -> str:
    sheet = load_layouts().sheets[problem.sheet_id].name if problem.sheet_id is not None else ""
    spot = place_in_words(problem.place).text if problem.place != NOWHERE else ""
    return "，".join(part for part in (sheet, spot) if part)
