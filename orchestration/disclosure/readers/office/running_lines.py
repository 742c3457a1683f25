"""The lines in page headers and footers: a unit or a title may stand there and nowhere else."""

import re
from collections.abc import Iterable, Iterator, Sequence

_SAYS_NOTHING = re.compile(r"(?i)page|of|[第共总页码次\W\d_]")
_CODE = re.compile(
    r'&(?:(?P<section>[LCR])|(?P<switch>[SXY])|(?P<name>A)|(?P<ampersand>&)|"[^"]*"|\d{1,2}'
    r"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|[PN](?:[+-]\d+)?|[A-Z])|(?P<text>[^&]+|&)",
    re.IGNORECASE,
)
"""What a worksheet's header is written in (ECMA-376 part 1, 18.3.1.46). S strikes out, X raises and Y lowers what
follows, until it is said again."""


def spoken_lines(texts: Iterable[str]) -> Iterator[str]:
    """The lines of these texts that hold more than page numbers and rules, each once."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    return iter(dict.fromkeys(line for line in lines if line and not _says_nothing(line)))


def coded_lines(headers: Sequence[str], sheet_name: str) -> tuple[str, ...]:
    """The lines of a worksheet's headers and footers, each part (left, middle, right) by itself."""
    return tuple(spoken_lines(text for header in headers for text in _parts(header, sheet_name)))


def _parts(header: str, sheet_name: str) -> Iterator[str]:
    text = ""
    unprinted: set[str] = set()
    for token in _CODE.finditer(header):
        if token["section"]:
            yield text
            text, unprinted = "", set()
        elif token["switch"]:
            unprinted ^= {token["switch"].upper()}
        elif not unprinted:
            text += sheet_name if token["name"] else "&" if token["ampersand"] else token["text"] or ""
    yield text


def _says_nothing(line: str) -> bool:
    return not _SAYS_NOTHING.sub("", line)
