"""Gather the blocks of a document from its pages in order; tables that continue over pages are joined."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from orchestration.disclosure.model import Block, Table
from orchestration.disclosure.readers.fixed_layout.blocks import FinishedPage, make_blocks
from orchestration.disclosure.readers.fixed_layout.continuation import goes_on, join_pages
from orchestration.disclosure.readers.fixed_layout.pieces import Legibility, PageContent


class GatheredPages(NamedTuple):
    """The blocks of all pages in reading order, and the pages by their legibility with their slopes in radians."""

    blocks: tuple[Block, ...]
    doubtful: Mapping[Legibility, Mapping[int, float]]


def gather_pages(contents: Iterable[PageContent]) -> GatheredPages:
    """Return what the pages hold; each is read when its turn comes."""
    blocks: list[Block] = []
    doubtful: dict[Legibility, dict[int, float]] = {}
    tables = 0
    for page in _join_tables(contents):
        found = list(make_blocks(page, tables))
        blocks.extend(found)
        tables += sum(isinstance(block, Table) for block in found)
        doubtful.setdefault(page.legibility, {})[page.number] = page.slope
    return GatheredPages(tuple(blocks), doubtful)


def _join_tables(contents: Iterable[PageContent]) -> Iterator[FinishedPage]:
    """Yield the finished pages; pages over which tables continue are held back and joined."""
    held: list[PageContent] = []
    for content in contents:
        if held and not goes_on(held, content):
            yield from join_pages(held)
            held = []
        held.append(content)
    yield from join_pages(held)
