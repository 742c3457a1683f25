"""Which figures of a department-year are shown where they are printed: those of its findings, the likeliest mistakes
first, and not more than a reader looks at."""

from collections.abc import Iterator
from itertools import chain

from orchestration.reports.spots.model import Spot
from orchestration.reports.terms import TermView
from orchestration.reports.view import Finding, ReportView

MOST_DRAWN = 40
"""Figures of one department-year; that of a mistake shows what is wrong, and the sums around it repeat themselves."""

MOST_DOUBTFUL = 100
"""Figures of scans of one department-year that its page shows with their pictures; `juesuan review` shows all."""

MOST_SHOWN = 8
"""Figures of one result in one sheet; a sentence names more of them, row by row."""


def wanted_terms(view: ReportView) -> dict[Spot, TermView]:
    """The figures to show, each once, in the order of their importance."""
    mistaken = chain.from_iterable(mistaken_terms(finding) for finding in view.findings)
    shown = (term for finding in view.findings for term in _shown(finding))
    found: dict[Spot, TermView] = {}
    for term in chain(mistaken, shown):
        if term.spot is not None:
            found.setdefault(term.spot, term)
    return found


def wanted_doubts(view: ReportView) -> tuple[Spot, ...]:
    """The figures of scans that wait for a person, and that a page of theirs shows."""
    return tuple(figure.spot for figure in view.facts.doubtful[:MOST_DOUBTFUL])


def mistaken_terms(finding: Finding) -> Iterator[TermView]:
    """The figures that the likeliest mistakes change, then the first that does not add up."""
    cells = {(cell.sheet_id, cell.row_key, cell.column_key) for cell in finding.candidates}
    for result in finding.results:
        for term in result.terms:
            if (term.sheet_id, term.row_key, term.column_key) in cells:
                yield term
    yield from finding.results[0].terms[:1]


def _shown(finding: Finding) -> Iterator[TermView]:
    for result in finding.results:
        for places in result.places:
            shown = {told.spot for told in places.spots[:MOST_SHOWN]}
            yield from (term for term in result.terms if term.spot in shown)
