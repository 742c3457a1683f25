"""The one vocabulary: verdicts, outcomes, severities, statuses of sheets and parts, problem kinds, states of waivers
and findings.

Each term has its id, gravity, tone and both names here and nowhere else. Python uses the enums; SQL reads what `seed`
generates from them. No rule that decides anything belongs here, and no label of rows, columns or sheets (layouts).
"""

from expectations.vocabulary.checking import FindingStatus, Outcome, Severity, WaiverState
from expectations.vocabulary.parts import Part, PartStatus
from expectations.vocabulary.publishing import GRAVEST_FIRST, State, Verdict
from expectations.vocabulary.reading import ProblemKind, SheetStatus
from expectations.vocabulary.term import Term, Tone

__all__ = [
    "GRAVEST_FIRST",
    "FindingStatus",
    "Outcome",
    "Part",
    "PartStatus",
    "ProblemKind",
    "Severity",
    "SheetStatus",
    "State",
    "Term",
    "Tone",
    "Verdict",
    "WaiverState",
]
