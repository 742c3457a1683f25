"""The one vocabulary: verdicts, outcomes, severities, sheet statuses, problem kinds, states of waivers and findings.

Each term has its id, gravity, tone and both names here and nowhere else. Python uses the enums; SQL reads what `seed`
generates from them. No rule that decides anything belongs here, and no label of rows, columns or sheets (layouts).
"""

from expectations.vocabulary.checking import FindingStatus, Outcome, Severity, WaiverState
from expectations.vocabulary.publishing import GRAVEST_FIRST, State, Verdict
from expectations.vocabulary.reading import ProblemKind, SheetStatus
from expectations.vocabulary.term import Term, Tone

__all__ = [
    "GRAVEST_FIRST",
    "FindingStatus",
    "Outcome",
    "ProblemKind",
    "Severity",
    "SheetStatus",
    "State",
    "Term",
    "Tone",
    "Verdict",
    "WaiverState",
]
