"""The sentences of a disclosure: every line outside the sheets, under its nearest heading, free of justified spaces."""

import re
import unicodedata

from orchestration.disclosure.model import NarrativeLine
from orchestration.disclosure.resolution.segments import Cut

_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
    r"[^。;,:]{0,40}(?::|(?<=情况)。|(?<=说明)。)?$"
)
"""A numbered line without inner punctuation: the first line of a PDF's paragraph has some, a glossary has a colon."""

_WHITE = re.compile(r"\s+")


def narrative_lines(cut: Cut) -> tuple[NarrativeLine, ...]:
    """The lines in reading order; a heading is the section of the lines below it."""
    section: str | None = None
    lines = []
    for line in cut.narrative:
        text = _WHITE.sub("", line.text)
        if not text:
            continue
        if _HEADING.match(unicodedata.normalize("NFKC", text)):
            section = text
        lines.append(NarrativeLine(section, text, line.place))
    return tuple(lines)
