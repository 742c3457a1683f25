"""Find the parts of a document. A part is there where its heading stands with something under it; a heading alone, or a
line of a table of contents, is not the part. Putting the documents of a department-year together belongs to
`department_year`."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from expectations.vocabulary import Part, PartStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import Document, PartReading, Recognition
from orchestration.disclosure.parts.outline import Entry, Level, outline
from orchestration.disclosure.parts.words import PartWords, load_part_words
from orchestration.disclosure.resolution.titles import title_sheet
from orchestration.disclosure.text import compact

COVER_LINES = 12


def find_parts(document: Document, recognition: Recognition) -> tuple[PartReading, ...]:
    """The parts that a document has or only names, in the order of the vocabulary."""
    search = _Search(outline(document), load_part_words(), compact(recognition.department_name or ""))
    found: dict[Part, PartReading] = {}
    for reading in search.readings():
        known = found.get(reading.part)
        if known is None or reading.status.rank > known.status.rank:
            found[reading.part] = reading
    return tuple(found[part] for part in Part if part in found)


class _Search:
    """One look through the entries of a document; `listed` are those of its table of contents."""

    def __init__(self, entries: Sequence[Entry], words: PartWords, department: str) -> None:
        self.entries = entries
        self.words = words
        self.layouts = load_layouts()
        self.named = tuple(
            words.named_by(entry.title, entry.level is Level.DIVISION, department) if entry.title else frozenset()
            for entry in entries
        )
        self.contents = next((at for at, entry in enumerate(entries) if words.contents.fullmatch(entry.words)), None)
        self.listed = self._listed()
        self._telling = self._next_telling()

    def readings(self) -> Iterator[PartReading]:
        yield from self._cover()
        if self.contents is not None and len(self.listed) > 1:
            yield _reading(Part.CONTENTS, self.entries[self.contents], PartStatus.FOUND)
        glossary: Level | None = None
        for at, entry in enumerate(self.entries):
            level = _level(entry)
            # a term that is explained may bear the name of a part
            if glossary is not None and (level > glossary or entry.runs_on):
                continue
            named = self.named[at]
            is_body = at not in self.listed and not entry.is_listed and (entry.runs_on or self._has_body(at))
            for part in named:
                yield _reading(part, entry, PartStatus.FOUND if is_body else PartStatus.TITLE_ONLY)
            if is_body or entry.is_heading:
                glossary = level if is_body and Part.GLOSSARY in named else None

    def _has_body(self, at: int) -> bool:
        """Whether something stands under a heading, before the next one that is as high."""
        own = _level(self.entries[at])
        are_listed_apart = self.contents is not None
        below = at
        while (below := self._telling[below + 1]) < len(self.entries):
            entry = self.entries[below]
            if entry.is_grid:
                return True
            is_heading = entry.is_heading or bool(self.named[below])
            if entry.is_sheet_name or title_sheet(entry.words, self.layouts) or (is_heading and entry.is_listed):
                return False
            if is_heading and not entry.runs_on:
                if _level(entry) <= own:
                    return False
                # deeper headings are all that a list of offices consists of; in an unmarked table of contents too
                if are_listed_apart or own > Level.DIVISION:
                    return True
            else:
                return True
        return False

    def _next_telling(self) -> Sequence[int]:
        """For each place the next entry, from there on, that says whether something stands above it: a line of one or
        two letters does not. Looked up, since a text may consist of nothing else."""
        following = [len(self.entries)] * (len(self.entries) + 1)
        for at, entry in reversed(tuple(enumerate(self.entries))):
            is_named = entry.is_grid or entry.is_sheet_name or entry.is_heading or bool(self.named[at])
            tells = is_named or entry.runs_on or len(entry.words) > 2
            following[at] = at if tells or title_sheet(entry.words, self.layouts) else following[at + 1]
        return following

    def _listed(self) -> frozenset[int]:
        """The entries of the table of contents: short lines up to the first that begins it again, or to a text."""
        if self.contents is None or self.contents + 1 >= len(self.entries):
            return frozenset()
        begin = self.contents + 1
        first = self.entries[begin]
        end = begin
        for at, entry in enumerate(self.entries[begin:], start=begin):
            if at > begin and _repeats(entry, first):
                return frozenset(range(begin, at))
            if entry.is_grid or entry.is_sheet_name or entry.is_sentence:
                break
            end = at + 1
        if end < len(self.entries) and self.entries[end].is_sheet_name:
            return frozenset(range(begin, end))
        # the headings right above the first text belong to it
        level = Level.ITEM + 1
        while end > begin and not self.entries[end - 1].is_listed and _level(self.entries[end - 1]) < level:
            end -= 1
            level = _level(self.entries[end])
        return frozenset(range(begin, end))

    def _cover(self) -> Iterator[PartReading]:
        """The lines before everything else, where they name the document and a year, on a page of their own."""
        front = tuple(takewhile(self._may_stand_on_cover, self.entries[:COVER_LINES]))
        titles = [entry for entry in front if title_sheet(entry.words, self.layouts) is None]
        named_sheet = next((entry for entry in self.entries[:1] if entry.is_sheet_name), None)
        if named_sheet is not None:
            titles = titles[1:]
        if not titles or not self.words.is_cover("".join(entry.words for entry in titles)):
            return
        page = titles[0].place.page
        rest = self.entries[len(front) :]
        is_alone = all(entry.place.page != page for entry in rest) if page is not None else True
        if named_sheet is not None:
            is_alone = not rest or rest[0].place.sheet_name != named_sheet.place.sheet_name
        title = next((entry for entry in titles if "决算" in entry.words), titles[0])
        yield _reading(Part.COVER, title, PartStatus.FOUND if is_alone else PartStatus.TITLE_ONLY)

    def _may_stand_on_cover(self, entry: Entry) -> bool:
        if entry.is_sheet_name:
            return entry is self.entries[0]
        is_over = entry.is_grid or entry.is_sentence or entry.is_heading
        return not is_over and self.words.contents.fullmatch(entry.words) is None


def _level(entry: Entry) -> Level:
    return Level.DIVISION if entry.level is None else entry.level


def _repeats(entry: Entry, first: Entry) -> bool:
    if entry.level is Level.DIVISION:
        return first.level is Level.DIVISION and entry.ordinal == first.ordinal
    return bool(first.words) and entry.words == first.words


def _reading(part: Part, entry: Entry, status: PartStatus) -> PartReading:
    return PartReading(part, status, entry.words, entry.place)
