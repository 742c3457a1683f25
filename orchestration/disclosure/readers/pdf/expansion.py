"""How much a page comes to where the forms drawn in it draw others, told from the bytes before PDFium reads them.

PDFium reads a form anew each time that it is drawn: eleven forms that each draw the next ten times, 3 kB in all, keep
it busy for years, and nothing ends it but the end of its process. Whether a file is intact belongs to `integrity`.
Format: ISO 32000-1, 7.5.7 (object streams), 8.10 (forms).
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile

MAX_DRAWN_BYTES = 20_000_000
"""Of content, with all that its forms draw; the most crowded real pages have a tenth of it."""

_CALL_BYTES = 200
"""What drawing a form costs, even an empty one, in bytes of content that cost as much."""

_MAX_STREAM_BYTES = 32_000_000
_MAX_OBJECT_BYTES = 65_536

_MAX_LEVELS = 40
"""Forms inside forms; PDFium draws no more, real documents have two or three."""

_FORM = re.compile(rb"/Subtype\s*/Form\b")
_NO_CONTENT = re.compile(rb"/Type\s*/(?!XObject\b)\w|/Subtype\s*/(?!Form\b)\w|/FunctionType\b|/Length1\b")
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
_FIRST = re.compile(rb"/First\s+(\d{1,9})\b")
_NUMBER = re.compile(rb"(\d{1,10})\s+\d{1,10}\s+obj\b")
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d{1,10})\s+\d{1,10}\s+R\b")
_XOBJECTS = re.compile(rb"/XObject\s*(?:<<([^<>]*+)>>|(\d{1,10})\s+\d{1,10}\s+R\b)")
_RESOURCES = re.compile(rb"/Resources\s+(\d{1,10})\s+\d{1,10}\s+R\b")
_DRAW = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of a file: its object's number, its dictionary and its bytes as they are stored."""

    number: int
    dictionary: bytes
    packed: bytes


@dataclass(slots=True)
class _Forms:
    """The forms of a file by number: how long each is, and how often it draws which name."""

    dictionaries: dict[int, bytes] = field(default_factory=dict)
    lengths: dict[int, int] = field(default_factory=dict)
    draws: dict[int, Counter[bytes]] = field(default_factory=dict)


def is_form(dictionary: bytes) -> bool:
    """Return whether a stream with this dictionary is a form."""
    return _FORM.search(dictionary) is not None


def refuse_expansion(data: bytes, streams: Iterator[Stream]) -> None:
    """Raise UnreadableFile for a page or form that comes to more than `MAX_DRAWN_BYTES`, or a form within itself."""
    found = [stream for stream in streams if not _NO_CONTENT.search(stream.dictionary) or _is_told(stream)]
    forms = _Forms()
    for stream in found:
        if is_form(stream.dictionary):
            content = _content(stream)
            forms.dictionaries[stream.number] = stream.dictionary
            forms.lengths[stream.number] = len(content)
            forms.draws[stream.number] = Counter(_DRAW.findall(content))
    objects = dict(_objects(data, found))
    weights: dict[int, int] = {}
    for number in forms.lengths:
        _weigh(number, forms, objects, weights, ())
    by_name: dict[bytes, int] = {}
    for text in (data, *objects.values()):
        for name, number in _NAMED.findall(text):
            if int(number) in weights:
                by_name[name] = max(by_name.get(name, 0), weights[int(number)])
    for stream in found:
        if stream.number not in weights and not _OBJECTS.search(stream.dictionary):
            draws = Counter(_DRAW.findall(_content(stream)))
            _refuse_beyond(sum(times * by_name.get(name, 0) for name, times in draws.items()))


def _is_told(stream: Stream) -> bool:
    return is_form(stream.dictionary) or _OBJECTS.search(stream.dictionary) is not None


def _weigh(
    number: int, forms: _Forms, objects: Mapping[int, bytes], weights: dict[int, int], above: tuple[int, ...]
) -> int:
    """Return what a form comes to, with all that it draws."""
    if number in above or len(above) > _MAX_LEVELS:
        told = message("pages.draws_itself", levels=_MAX_LEVELS)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)
    if number not in weights:
        names = _forms_named(forms.dictionaries[number], objects) if forms.draws[number] else {}
        drawn = ((names[name], times) for name, times in forms.draws[number].items() if name in names)
        inner = sum(
            times * _weigh(other, forms, objects, weights, (*above, number))
            for other, times in drawn
            if other in forms.lengths
        )
        weights[number] = _CALL_BYTES + forms.lengths[number] + inner
        _refuse_beyond(weights[number])
    return weights[number]


def _forms_named(dictionary: bytes, objects: Mapping[int, bytes]) -> dict[bytes, int]:
    """Return the numbers of the objects that a form draws, by the names that its resources give them."""
    told = dictionary
    if resources := _RESOURCES.search(dictionary):
        told += objects.get(int(resources[1]), b"")
    named: dict[bytes, int] = {}
    for inline, number in _XOBJECTS.findall(told):
        listed = objects.get(int(number), b"") if number else inline
        named.update((name, int(at)) for name, at in _NAMED.findall(listed))
    return named


def _objects(data: bytes, streams: list[Stream]) -> Iterator[tuple[int, bytes]]:
    """Yield the objects of a file that are no streams, those in object streams last."""
    for start in _NUMBER.finditer(data):
        yield int(start[1]), data[start.end() : data.find(b"obj", start.end(), start.end() + _MAX_OBJECT_BYTES)]
    for stream in streams:
        first = _FIRST.search(stream.dictionary)
        if _OBJECTS.search(stream.dictionary) and first is not None:
            content = _content(stream)
            index = content[: int(first[1])].split()
            places = [int(first[1]) + int(at) for at in index[1::2] if at.isdigit()]
            ends = [*places[1:], len(content)]
            for number, place, end in zip(index[0::2], places, ends, strict=False):
                if number.isdigit():
                    yield int(number), content[place:end]


def _content(stream: Stream) -> bytes:
    """Return what is in a stream, as far as it is worth looking at; nothing of one packed in another way."""
    if b"/Filter" not in stream.dictionary:
        return stream.packed[:_MAX_STREAM_BYTES]
    if b"/FlateDecode" not in stream.dictionary and b"/Fl" not in stream.dictionary:
        return b""
    try:
        return zlib.decompressobj().decompress(stream.packed, _MAX_STREAM_BYTES)
    except zlib.error:
        return b""


def _refuse_beyond(drawn: int) -> None:
    if drawn > MAX_DRAWN_BYTES:
        told = message("pages.draws_too_much", megabytes=MAX_DRAWN_BYTES // 1_000_000)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)
