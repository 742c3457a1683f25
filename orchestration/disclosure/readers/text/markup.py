"""What Markdown marks as not printed: struck-out text, comments, raised note marks and the marks of footnotes.

Tables in HTML inside Markdown belong to the reader of web pages.
"""

import re

from orchestration.disclosure.readers.sight import is_note_mark, is_power

_MOST = 200
"""The greatest length of what is struck out or of a comment, so that no stray sign runs through a whole text."""

_SIGNS = ("~~", "[^", "<")
_COMMENT = re.compile(rf"<!--(?:[^-]|-(?!->)){{0,{_MOST}}}-->")
_STRUCK = re.compile(
    rf"~~(?=[^\s~])[^~|\n]{{1,{_MOST}}}(?<=\S)~~|<(?P<tag>del|s|strike)>[^<|\n]{{0,{_MOST}}}</(?P=tag)>", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"\[\^[\w*-]{1,20}\](?!:)")
_RAISED = re.compile(r"(?P<before>[^<\n]{0,3})<sup>(?P<raised>[^<|\n]{0,20})</sup>", re.IGNORECASE)


def printed_markdown(text: str) -> str:
    """Return the text without what Markdown does not print and without note marks; its lines stay where they are."""
    if not any(sign in text for sign in _SIGNS):
        return text
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    return _RAISED.sub(_without_mark, _FOOTNOTE.sub("", _STRUCK.sub("", text)))


def _without_mark(found: re.Match[str]) -> str:
    before, raised = found["before"], found["raised"]
    return before if is_note_mark(raised) and not is_power(before, raised) else before + raised
