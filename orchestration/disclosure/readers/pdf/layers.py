"""Text in layers that are switched off: no viewer shows it, PDFium tells it like any other text.

PDFium does not say whether a layer is shown, but draws a page as a viewer does: what may be left out of the drawing
without a dot changing, nobody sees. That is asked only of what belongs to layers, in files that have some. Format:
ISO 32000-1, 8.11 (optional content).
"""

import ctypes
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from orchestration.disclosure.readers.pdf import calls
from orchestration.disclosure.readers.pdf.calls import Address
from orchestration.disclosure.readers.pdf.drawing import is_lost

_LAYERS = b"/OCProperties"
_LAYERED_FORM = re.compile(rb"/OC\s+\d{1,10}\s+\d{1,10}\s+R\b")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM, _STREAM_END = re.compile(rb"stream\r?\n"), b"endstream"
_DICTIONARY_BYTES = 512
_MOST_UNPACKED = 32_000_000

_MOST_LAYERS = 60
"""Of one page, each of which takes one drawing of it; what is in further ones counts as seen."""

_MAX_DEPTH = 8
_MARK = b"OC"
_NAME = ctypes.create_string_buffer(b"Name")
_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class Layers:
    """Whether a file has layers, and whether whole forms belong to any."""

    of_content: bool
    of_forms: bool


NO_LAYERS = Layers(of_content=False, of_forms=False)


def layers_of(data: bytes) -> Layers:
    """What a file says of its layers: in its catalogue, which may be in a compressed stream of objects."""
    if _LAYERS not in data and not any(_LAYERS in objects for objects in _object_streams(data)):
        return NO_LAYERS
    return Layers(of_content=True, of_forms=_LAYERED_FORM.search(data) is not None)


def _object_streams(data: bytes) -> Iterator[bytes]:
    left = _MOST_UNPACKED
    for found in _OBJECT_STREAM.finditer(data):
        begun = _STREAM.search(data, found.end(), found.end() + _DICTIONARY_BYTES)
        if begun is None or left <= 0:
            continue
        end = data.find(_STREAM_END, begun.end())
        if end < 0:
            return
        try:
            # of what is behind a stream, zlib makes a copy
            objects = zlib.decompressobj().decompress(data[begun.end() : end], left)
        except zlib.error:
            continue  # packed in another way
        left -= len(objects)
        yield objects


def leave_out(page: pypdfium2.PdfPage, layers: Layers) -> frozenset[Address]:
    """Leave out of an open page, while it is open, what is in layers and what it looks the same without. Return
    these objects, which PDFium still lists."""
    if not layers.of_content:
        return frozenset()
    members: defaultdict[object, list[Address]] = defaultdict(list)
    for layer, item in _layered(calls.address_of(page.raw), layers):
        members[layer].append(item)
    if not members:
        return frozenset()
    whole = _drawn(page)
    left_out: set[Address] = set()
    for items in list(members.values())[:_MOST_LAYERS]:
        if any(is_lost(text) for item in items for text in _texts(item)):
            continue  # not drawn for want of a font, which is told
        _set_active(items, False)
        if np.array_equal(_drawn(page), whole):
            left_out.update(items)
        else:
            _set_active(items, True)
    return frozenset(left_out)


def _layered(page: Address, layers: Layers) -> Iterator[tuple[object, Address]]:
    """The objects that belong to layers, each with what tells its layer from others."""
    for item in _all_objects(page, calls.objects_on_page(page), calls.object_at, 0):
        if (layer := _layer_of(item)) is not None:
            yield layer, item
        elif layers.of_forms and calls.object_kind(item) == pdfium.FPDF_PAGEOBJ_FORM:
            yield item, item


def _all_objects(
    holder: Address, count: int, item_at: Callable[[Address, int], Address], depth: int
) -> Iterator[Address]:
    for number in range(count):
        item = item_at(holder, number)
        yield item
        if depth < _MAX_DEPTH and calls.object_kind(item) == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _all_objects(item, calls.objects_in_form(item), calls.object_in_form_at, depth + 1)


def _layer_of(item: Address) -> bytes | None:
    """The name of the layer to which an object's content is marked to belong; None where it is to none."""
    for number in range(calls.marks_of(item)):
        mark = calls.mark_at(item, number)
        if _text(calls.mark_name, mark) == _MARK:
            return _text(calls.mark_words, mark, ctypes.addressof(_NAME))
    return None


def _text(call: Callable[..., object], *arguments: Address) -> bytes:
    """What a call writes into a buffer in UTF-16; plain letters only count."""
    words, length = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_ulong()
    call(*arguments, ctypes.addressof(words), _NAME_BYTES, ctypes.addressof(length))
    return words.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0").encode()


def _texts(item: Address) -> Iterator[Address]:
    if calls.object_kind(item) == pdfium.FPDF_PAGEOBJ_TEXT:
        yield item
    elif calls.object_kind(item) == pdfium.FPDF_PAGEOBJ_FORM:
        inner = _all_objects(item, calls.objects_in_form(item), calls.object_in_form_at, 1)
        yield from (each for each in inner if calls.object_kind(each) == pdfium.FPDF_PAGEOBJ_TEXT)


def _drawn(page: pypdfium2.PdfPage) -> NDArray[np.uint8]:
    dots: NDArray[np.uint8] = page.render(scale=1, grayscale=True).to_numpy().copy()
    return dots


def _set_active(items: Sequence[Address], is_active: bool) -> None:
    calls.run_all(map(calls.set_active, items, repeat(is_active)))
