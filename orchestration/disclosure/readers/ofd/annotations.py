"""The annotations of an OFD document that a viewer draws over its pages: forms, typed text, boxes, stamps.

As in PDF files, links, highlighting and watermarks leave the text of the page as it is, a stamp whose words stand over
those of the page without covering them is left out, and what is marked as struck out counts as such.
Source: GB/T 33190-2016, 14 (annotations).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.drawing import bounding_rect
from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.ofd.drawn import Drawn, DrawnPath, DrawnPicture, DrawnText
from orchestration.disclosure.readers.ofd.elements import Element, Matrix, area_of, child, children, is_so, text_of
from orchestration.disclosure.readers.ofd.package import OfdPackage, Part
from orchestration.disclosure.readers.ofd.resources import Resources
from orchestration.disclosure.readers.ofd.walk import Walk

_NOT_DRAWN = frozenset({"Link", "Highlight", "Watermark"})
_STAMP = "Stamp"
_STRIKEOUT = "strikeout"
_MOST_ANNOTATIONS = 5_000


class Overlay(NamedTuple):
    """What annotations draw over a page, and the places of the text that they strike out."""

    drawn: Sequence[Drawn]
    struck: Sequence[OwnRect]


class Annotations:
    """The annotations of a document by the identifiers of its pages."""

    def __init__(self, package: OfdPackage, document: Part) -> None:
        """Raises Damage for a list that cannot be read."""
        self._package = package
        self._locations: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        listed = package.find(text_of(document.root, "Annotations"), document.name)
        if listed is not None:
            for entry in children(listed.root, "Page"):
                self._locations[entry.get("PageID", "")].append((text_of(entry, "FileLoc"), listed.name))

    def draw(self, page: str, resources: Resources, to_page: Matrix) -> Overlay:
        """Return what the annotations of a page do to it. Raises Damage, and UnreadableFile for too many."""
        drawn: list[Drawn] = []
        struck: list[OwnRect] = []
        annotations = list(self._of_page(page))
        if len(annotations) > _MOST_ANNOTATIONS:
            told = message("pages.too_many_annotations", annotations=len(annotations), limit=_MOST_ANNOTATIONS)
            raise UnreadableFile(ProblemKind.TOO_LARGE, told)
        for annotation in annotations:
            appearance = child(annotation, "Appearance")
            if appearance is None or not is_so(annotation, "Visible", True):
                continue
            if annotation.get("Subtype", "").lower() == _STRIKEOUT:
                struck.extend(_place_of(appearance, to_page))
            elif annotation.get("Type", "") not in _NOT_DRAWN:
                walk = Walk(resources)
                walk.draw_appearance(appearance, to_page)
                if annotation.get("Type", "") != _STAMP or not _is_overprint(walk.drawn):
                    drawn.extend(walk.drawn)
        return Overlay(drawn, struck)

    def _of_page(self, page: str) -> Iterator[Element]:
        for location, seen_from in self._locations.get(page, ()):
            part = self._package.find(location, seen_from)
            yield from children(None if part is None else part.root, "Annot")


def _place_of(appearance: Element, to_page: Matrix) -> Iterator[OwnRect]:
    area = area_of(appearance.get("Boundary", ""))
    if area is not None:
        sides = ((area.x, area.x + area.width), (area.y, area.y + area.height))
        yield bounding_rect(to_page.on_point(x, y) for x in sides[0] for y in sides[1])


def _is_overprint(drawn: Sequence[Drawn]) -> bool:
    """Return whether a stamp has words and no ground that covers what is under them."""
    is_ground = any(
        isinstance(each, DrawnPath) and each.paint.filled and not each.look.is_translucent for each in drawn
    )
    has_picture = any(isinstance(each, DrawnPicture) for each in drawn)
    return any(isinstance(each, DrawnText) for each in drawn) and not is_ground and not has_picture
