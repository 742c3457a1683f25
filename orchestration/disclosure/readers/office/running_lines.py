"""The lines in page headers and footers: a unit or a title may stand there and nowhere else."""

import re
from collections.abc import Iterable, Iterator

_SAYS_NOTHING = re.compile(r"(?i)page|of|[第共总页码次\W\d_]")


def spoken_lines(texts: Iterable[str]) -> Iterator[str]:
    """The lines of these texts that hold more than page numbers and rules, each once."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    return iter(dict.fromkeys(line for line in lines if line and not _says_nothing(line)))


def _says_nothing(line: str) -> bool:
    return not _SAYS_NOTHING.sub("", line)
