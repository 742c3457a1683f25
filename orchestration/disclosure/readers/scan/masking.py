"""Mask what two readings of a sentence do not agree about: its figures are compared with those of the sheets."""

import re
from difflib import SequenceMatcher

from orchestration.disclosure.readers.scan.agreement import comparable
from orchestration.disclosure.text import UNREAD

_WEIGHTY = re.compile(r"[\d.,%元万亿千百十年]")
"""Letters of figures, years and units; in other words a misread letter makes no other figure."""


def mask_differences(first: str, second: str) -> str:
    """Return the first reading; what the second has otherwise is masked where it may change a figure or its unit."""
    one, other = comparable(first), comparable(second)
    if one == other:
        return first
    parts: list[str] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        ours, theirs = one[start:end], other[other_start:other_end]
        differs = kind != "equal" and _WEIGHTY.search(ours + theirs) is not None
        parts.append(UNREAD * max(len(ours), 1) if differs else ours)
    return "".join(parts)
