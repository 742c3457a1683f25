"""The pages of an old binary document on which it says, run by run of its text, what that looks like.

A table lists the pages and where the text of each begins; the page says so once more.
Source: [MS-DOC] 2.8.5, 2.8.6 (tables), 2.9.33, 2.9.175 (pages).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from orchestration.disclosure.readers.office.binary_word_properties import astray

_BYTES, _NUMBER = 512, 0x3FFFFF
_LAST = _BYTES - 1
"""Where a page states the number of its runs, and behind all else."""

_STYLE_BYTES = 2


class PageKind(NamedTuple):
    """What pages tell of: how many runs one has at most, how many bytes lead to the properties of each, and whether
    these name a style first."""

    most_runs: int
    entry_bytes: int
    is_of_paragraphs: bool


CHARACTERS = PageKind(0x65, 1, is_of_paragraphs=False)
PARAGRAPHS = PageKind(0x1D, 13, is_of_paragraphs=True)


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page: where its runs begin in the text, and the last of them ends; and the properties of each."""

    places: tuple[int, ...]
    properties: tuple[bytes, ...]


def read_run_pages(table: bytes, text: bytes, kind: PageKind) -> Iterator[RunPage]:
    """Yield the pages that a table lists. Raises Damage where they are not what it says."""
    count = (len(table) - 4) // 8
    starts = struct.unpack_from(f"<{count + 1}I", table)
    for number, (start, end) in zip(
        struct.unpack_from(f"<{count}I", table, 4 * (count + 1)), pairwise(starts), strict=True
    ):
        place = (number & _NUMBER) * _BYTES
        page = _read_page(text[place : place + _BYTES], kind)
        if (page.places[0], page.places[-1]) != (start, end) or start >= end:
            raise astray()
        yield page


def _read_page(page: bytes, kind: PageKind) -> RunPage:
    runs = page[_LAST] if len(page) == _BYTES else 0
    if not 0 < runs <= kind.most_runs:
        raise astray()
    places = struct.unpack_from(f"<{runs + 1}I", page)
    if any(end <= start for start, end in pairwise(places)):
        raise astray()
    first = 4 * (runs + 1)
    entries = range(first, first + runs * kind.entry_bytes, kind.entry_bytes)
    return RunPage(places, tuple(_properties(page, 2 * page[entry], kind) for entry in entries))


def _properties(page: bytes, at: int, kind: PageKind) -> bytes:
    """The properties that begin in a page; none where nothing is said of a run."""
    if not at:
        return b""
    if not kind.is_of_paragraphs:
        begin, size = at + 1, page[at]
    elif page[at]:
        begin, size = at + 1, 2 * page[at] - 1
    else:
        # an even number of bytes is stated in the byte behind a zero
        begin, size = at + 2, 2 * page[min(at + 1, _LAST)]
    if begin + size > _LAST:
        raise astray()
    return page[begin + _STYLE_BYTES * kind.is_of_paragraphs : begin + size]
