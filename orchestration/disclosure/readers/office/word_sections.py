"""The page headers and footers of the sections of a Word document, as lines over what they stand on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Block, Line, Table
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.office.running_lines import spoken_lines
from orchestration.disclosure.readers.office.word_elements import child, name_of, named, switch, value

_REFERENCES = {"headerReference": "header", "footerReference": "footer", "hdr": "header", "ftr": "footer"}
"""In Word 2003 the content stands where later versions refer to a part that holds it."""

_USUAL, _FIRST, _EVEN = ("default", "odd"), ("first",), ("even",)

_MOST_LINES = 100_000
"""Over all sections together."""

Position: TypeAlias = tuple[str, str]
"""header or footer, and on which pages."""


class RunningLines(NamedTuple):
    """The lines over the first section, and by the last block of a section those over the next one."""

    first: tuple[str, ...] = ()
    after: Mapping[etree._Element, tuple[str, ...]] = MappingProxyType({})


def running_lines(
    document: etree._Element, has_even_pages: bool, read: Callable[[etree._Element], tuple[str, ...]]
) -> RunningLines:
    """What the headers and footers of a document say, where a section says something else than the one before it.

    `read` gives the lines of the header or footer that an element refers to, or is. Raises UnreadableFile for too many.
    """
    positions: dict[Position, tuple[str, ...]] = {}
    shown: list[tuple[str, ...]] = []
    last_blocks: list[etree._Element | None] = []
    lines = 0
    for section, last_block in _sections(document):
        positions |= {position: read(element) for position, element in _references(section)}
        shown.append(_shown(positions, switch(section, "titlePg") is True, has_even_pages))
        last_blocks.append(last_block)
        lines += len(shown[-1])
        if lines > _MOST_LINES:
            raise UnreadableFile(ProblemKind.TOO_LARGE, message("office.too_many_running_lines", limit=_MOST_LINES))
    after = {
        last_block: _new(here, frozenset(before))
        for last_block, before, here in zip(last_blocks, shown, shown[1:], strict=False)
        if last_block is not None
    }
    return RunningLines(shown[0] if shown else (), after)


def _new(here: tuple[str, ...], before: frozenset[str]) -> tuple[str, ...]:
    return tuple(line for line in here if line not in before)


def _sections(document: etree._Element) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """The properties of the sections with the blocks that end them; former properties are none."""
    for section in named(document, "sectPr"):
        outer = section.getparent()
        if outer is None or name_of(outer) == "sectPrChange":
            continue
        if name_of(outer) != "pPr":
            yield section, section.getprevious()
        elif (paragraph := outer.getparent()) is not None and name_of(paragraph) == "p":
            yield section, paragraph


def _references(section: etree._Element) -> Iterator[tuple[Position, etree._Element]]:
    for said in section:
        position = _REFERENCES.get(name_of(said))
        if position is not None:
            yield (position, value(said, "type") or "default"), said


def _shown(
    positions: Mapping[Position, tuple[str, ...]], has_first_page: bool, has_even_pages: bool
) -> tuple[str, ...]:
    pages = (*(_FIRST if has_first_page else ()), *_USUAL, *(_EVEN if has_even_pages else ()))
    texts = (line for kind in ("header", "footer") for page in pages for line in positions.get((kind, page), ()))
    return tuple(dict.fromkeys(texts))


def lines_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The lines in the blocks of a header or footer that say something."""
    return tuple(spoken_lines(text for block in blocks for text in _texts(block)))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        yield block.text
    elif isinstance(block, Table):
        rows: dict[int, list[str]] = {}
        for cell in block.cells:
            rows.setdefault(cell.row_no, []).append(cell.text)
        yield from ("\t".join(texts) for _, texts in sorted(rows.items()))


def has_even_pages(settings: etree._Element | None) -> bool:
    """Whether even pages have headers and footers of their own."""
    return settings is not None and child(settings, "evenAndOddHeaders") is not None
