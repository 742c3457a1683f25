"""Make the annotations of a page that a viewer draws over it part of its content.

A viewer shows form fields, typed text, stamps and boxes as they were left in the file; comments, links and what is
marked as hidden are no part of the page.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.pdf import calls
from orchestration.disclosure.readers.pdf.calls import Address

_DRAWN = frozenset(
    {
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
    }
)
"""What may show text or cover it; others (links, notes, lines, highlighting) leave the text of the page as it is."""

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW

_MOST_ANNOTATIONS = 5_000
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Overlay:
    """What annotations do to a page: objects from number `printed` on are theirs, and text in `struck` is struck out.

    `printed` is None where no annotation is drawn.
    """

    printed: int | None = None
    struck: tuple[OwnRect, ...] = ()


def has_annotations(page: pypdfium2.PdfPage) -> bool:
    """Return whether an open page has annotations of any kind."""
    return bool(pdfium.FPDFPage_GetAnnotCount(page.raw) > 0)


def flatten(page: pypdfium2.PdfPage) -> Overlay:
    """Draw the annotations into the content of an open page of a file in memory; load the page anew to see them.

    Raises UnreadableFile for more than `_MOST_ANNOTATIONS`.
    """
    struck: list[OwnRect] = []
    others: list[int] = []
    count = pdfium.FPDFPage_GetAnnotCount(page.raw)
    if count > _MOST_ANNOTATIONS:
        told = message("pages.too_many_annotations", annotations=count, limit=_MOST_ANNOTATIONS)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)
    for index in range(count):
        with _annotation(page, index) as annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            is_seen = not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN
            if kind == pdfium.FPDF_ANNOT_STRIKEOUT and is_seen:
                struck.extend(_marked_rects(annotation))
            if not is_seen or kind not in _DRAWN or _is_overprint(annotation, kind):
                others.append(index)
    if len(others) == count:
        return Overlay(None, tuple(struck))
    for index in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page.raw, index)
    printed = pdfium.FPDFPage_CountObjects(page.raw)
    is_flat = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
    return Overlay(printed if is_flat else None, tuple(struck))


@contextmanager
def _annotation(page: pypdfium2.PdfPage, index: int) -> Iterator[object]:
    annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
    try:
        yield annotation
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _marked_rects(annotation: object) -> Iterator[OwnRect]:
    """Yield the places of the text that an annotation marks."""
    corners = pdfium.FS_QUADPOINTSF()
    for index in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, corners):
            xs = (corners.x1, corners.x2, corners.x3, corners.x4)
            ys = (corners.y1, corners.y2, corners.y3, corners.y4)
            yield min(xs), max(ys), max(xs), min(ys)


def _is_overprint(annotation: object, kind: int) -> bool:
    """Return whether an annotation is a stamp whose words stand over those of the page without covering them."""
    if kind != pdfium.FPDF_ANNOT_STAMP:
        return False
    objects = [
        calls.address_of(pdfium.FPDFAnnot_GetObject(annotation, index))
        for index in range(pdfium.FPDFAnnot_GetObjectCount(annotation))
    ]
    kinds = [kind for item in objects if item for kind in _shown_kinds(item, 0)]
    return "text" in kinds and "ground" not in kinds


def _shown_kinds(item: Address, depth: int) -> Iterator[str]:
    kind = calls.object_kind(item)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        yield "text"
    elif kind == pdfium.FPDF_PAGEOBJ_PATH and not calls.is_transparent(item):
        fill, stroked = ctypes.c_int(), ctypes.c_int()
        calls.path_mode(item, ctypes.addressof(fill), ctypes.addressof(stroked))
        if fill.value:
            yield "ground"
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        for index in range(calls.objects_in_form(item)):
            yield from _shown_kinds(calls.object_in_form_at(item, index), depth + 1)
