"""An alert as text, and as the posts that a chat takes. How a chat wants to be asked belongs to `robots`.

Every line of an alert is in a post, or in the count of those left out; a line too long for a post says how much of it
is missing.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_LINES = 50
MOST_POSTS = 5
"""Robots of WeCom and DingTalk take twenty posts a minute, all alerts together."""

_WIDEST_NUMBER = f" ({MOST_POSTS}/{MOST_POSTS})"


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to people. The title is short; each line tells of one thing."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Title and lines as one text; of many lines the first, and how many more there are."""
        shown = self.lines[:MOST_LINES]
        return _joined(self.title, shown, len(self.lines) - len(shown))


@dataclass(frozen=True, slots=True)
class Post:
    """One part of an alert. With it, the first `settled` lines of the alert are told or counted as left out."""

    text: str
    settled: int


def split_alert(alert: Alert, size: Callable[[str], int], most_bytes: int) -> tuple[Post, ...]:
    """The posts of an alert, at most MOST_POSTS, none larger than `most_bytes` as `size` measures texts."""
    if size(alert.text) <= most_bytes:
        return (Post(alert.text, len(alert.lines)),)

    def fits(lines: Sequence[str]) -> bool:
        # with the widest title and the longest count, so that neither must be known yet
        return size(_joined(alert.title + _WIDEST_NUMBER, lines, len(alert.lines))) <= most_bytes

    parts: list[list[str]] = []
    for line in alert.lines[:MOST_LINES]:
        if parts and fits((*parts[-1], line)):
            parts[-1].append(line)
        else:
            parts.append([_shortened(line, fits)])
    del parts[MOST_POSTS:]
    return _numbered(alert, parts)


def _numbered(alert: Alert, parts: Sequence[Sequence[str]]) -> tuple[Post, ...]:
    posts = []
    settled = 0
    for number, lines in enumerate(parts, start=1):
        settled += len(lines)
        title = f"{alert.title} ({number}/{len(parts)})" if len(parts) > 1 else alert.title
        if number < len(parts):
            posts.append(Post(_joined(title, lines, 0), settled))
        else:
            posts.append(Post(_joined(title, lines, len(alert.lines) - settled), len(alert.lines)))
    return tuple(posts)


def _shortened(line: str, fits: Callable[[Sequence[str]], bool]) -> str:
    """The line, or as much of it as a post of its own holds and how many characters are missing."""
    if fits((line,)):
        return line
    kept = bisect_right(range(len(line)), False, key=lambda end: not fits((line[:end] + _missing(len(line)),))) - 1
    return line[:kept] + _missing(len(line) - kept)


def _missing(characters: int) -> str:
    return f" … {characters} more characters 余 {characters} 字"


def _joined(title: str, lines: Sequence[str], left_out: int) -> str:
    return "\n".join((title, *lines, *([f"… {left_out} more 另有 {left_out} 条"] if left_out else ())))
