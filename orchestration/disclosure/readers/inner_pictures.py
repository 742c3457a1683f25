"""The pictures inside a document of text: those that show a sheet are read in their place, where the extra `scan` is
installed; the others stay what they are, something that stands there without being text.

How a format finds its pictures belongs to its reader; pages that are pictures belong to `fixed_layout`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import Fragment, joined, message
from orchestration.disclosure.model import Block, Line, OpaqueBlock, OpaqueKind, Place, Problem, Table
from orchestration.disclosure.readers.content import MOST_PICTURES, Content, RawFile

ReadPicture: TypeAlias = Callable[[RawFile, bytes], Content | None]
"""Reads one picture of a document; None where it shows no table."""


def pictures_in(blocks: Sequence[Block]) -> Iterator[tuple[int, OpaqueBlock]]:
    """Yield the pictures of a document with their numbers, from 1 in reading order."""
    pictures = (block for block in blocks if isinstance(block, OpaqueBlock) and block.kind is OpaqueKind.PICTURE)
    return enumerate(pictures, start=1)


def with_pictures_read(raw: RawFile, content: Content, read_picture: ReadPicture | None) -> Content:
    """Return the content with the sheets on its pictures in their places, and without the bytes of any picture.

    The tables on pictures are numbered behind those of the text; their boxes are in points from the top left corner of
    the picture. Pictures beyond `MOST_PICTURES` different ones are told and not read.
    """
    if not any(isinstance(block, OpaqueBlock) for block in content.blocks):
        return content
    reading = _Pictures(raw, read_picture, max((each.table_no for each in _tables(content.blocks)), default=0))
    found = {id(block): reading.read(number, block) for number, block in pictures_in(content.blocks)}
    blocks = tuple(inner for block in content.blocks for inner in (found.get(id(block)) or (_without_bytes(block),)))
    return replace(content, blocks=blocks, problems=(*content.problems, *reading.problems()))


@dataclass(slots=True)
class _Pictures:
    """The pictures of one document as they are read one after another, each of the same bytes once."""

    raw: RawFile
    read_picture: ReadPicture | None
    tables: int
    _known: dict[bytes, Content | None] = field(default_factory=dict)
    _recognised: list[int] = field(default_factory=list)
    _beyond: list[int] = field(default_factory=list)

    def read(self, number: int, block: OpaqueBlock) -> tuple[Block, ...]:
        """Return what stands on a picture; nothing where it is not read."""
        if self.read_picture is None or block.load is None:
            return ()
        if len(self._known) >= MOST_PICTURES or len(self._recognised) >= MOST_PICTURES:
            self._beyond.append(number)
            return ()
        data = block.load()
        if data not in self._known:
            self._known[data] = self.read_picture(self.raw, data) if data else None
        content = self._known[data]
        if content is None:
            return ()
        self._recognised.append(number)
        return tuple(self._placed(inner, number) for inner in content.blocks)

    def problems(self) -> Iterator[Problem]:
        """Yield what there is to say of the pictures."""
        told = (
            (self._recognised, Severity.INFO, "pages.inner_recognised"),
            (self._beyond, Severity.WARNING, "pages.inner_beyond"),
        )
        for numbers, severity, message_id in told:
            if numbers:
                named = joined(Fragment(str(number), str(number)) for number in numbers)
                place = Place(picture_no=numbers[0])
                yield Problem(
                    ProblemKind.SCANNED_PAGE, severity, self.raw.file_name, message(message_id, pictures=named), place
                )

    def _placed(self, block: Block, number: int) -> Block:
        """Return a block with its place in the document: the picture takes the place of the page."""
        match block:
            case Table():
                self.tables += 1
                return replace(block, table_no=self.tables, page=None, picture_no=number)
            case Line() | OpaqueBlock():
                return replace(block, place=block.place._replace(page=None, picture_no=number))


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))


def _without_bytes(block: Block) -> Block:
    return replace(block, load=None) if isinstance(block, OpaqueBlock) and block.load is not None else block
