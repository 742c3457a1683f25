"""Walk through the content of an OFD page, in the order in which its objects are drawn.

Source: GB/T 33190-2016, 7.7 (page objects), 8.1 (graphic units), 12 (composites).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.content import Damage, UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.drawing import (
    RECTANGLE_SEGMENTS,
    Paint,
    bounding_rect,
    refuse_too_many_objects,
)
from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.fixed_layout.page.letters import MOST_LETTERS, too_many_letters
from orchestration.disclosure.readers.ofd.drawn import Drawn, DrawnPath, DrawnPicture, DrawnText, Look
from orchestration.disclosure.readers.ofd.elements import (
    IDENTITY,
    Area,
    Element,
    Matrix,
    area_of,
    attribute_number,
    child,
    children,
    is_so,
    keeps_rectangles,
    matrix_of,
    name_of,
    text_of,
)
from orchestration.disclosure.readers.ofd.paths import Outline
from orchestration.disclosure.readers.ofd.resources import BLACK, FULL, Ink, Resources
from orchestration.disclosure.readers.ofd.texts import read_letters

_LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}
_MAX_LEVELS = 40
"""Composites, blocks or templates inside others; real ones have two or three."""


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What objects take over from what they stand in. `above` are the composites around them."""

    to_page: Matrix
    parameters: str = ""
    opacity: float = 1.0
    clips: tuple[OwnRect, ...] | None = ()
    is_ruled: bool = True
    above: tuple[str, ...] = ()


class _Unit(NamedTuple):
    """One graphic unit: its matrix to the page, its parameters, opacity, clips, and whether it blends with others."""

    to_page: Matrix
    parameters: str
    opacity: float
    clips: tuple[OwnRect, ...] | None
    blends: bool


_Maker: TypeAlias = Callable[[Element, _Unit, bool], Iterator[Drawn]]


class Walk:
    """Collects what is drawn; all limits count over one page."""

    def __init__(self, resources: Resources) -> None:
        self.drawn: list[Drawn] = []
        self._resources = resources
        self._objects = 0
        self._letters = 0

    def add(self, drawn: Sequence[Drawn]) -> None:
        """Add what was drawn elsewhere. Raises UnreadableFile for more than a page has."""
        self._count(len(drawn))
        self._count_letters(sum(len(each.letters) for each in drawn if isinstance(each, DrawnText)))
        self.drawn.extend(drawn)

    def draw_layers(self, content: Element, to_page: Matrix) -> None:
        """Draw the layers of a page or template from the background to the foreground.

        Raises Damage, and UnreadableFile for more than a page has or what draws itself.
        """
        layers = sorted(children(content, "Layer"), key=lambda layer: _LAYERS.get(layer.get("Type", "Body"), 1))
        for layer in layers:
            self._draw(layer, _Surroundings(to_page, layer.get("DrawParam", "")))

    def draw_appearance(self, appearance: Element, to_page: Matrix) -> None:
        """Draw the appearance of an annotation. Raises as `draw_layers` does."""
        boundary = area_of(appearance.get("Boundary", ""))
        moved = to_page if boundary is None else _moved(boundary).then(to_page)
        self._draw(appearance, _Surroundings(moved, is_ruled=False))

    def _draw(self, holder: Element, around: _Surroundings) -> None:
        for element in children(holder):
            match name_of(element):
                case "TextObject":
                    self._draw_unit(element, around, self._text)
                case "PathObject":
                    self._draw_unit(element, around, self._path)
                case "ImageObject":
                    self._draw_unit(element, around, self._picture)
                case "CompositeObject":
                    self._draw_composite(element, around)
                case "PageBlock":
                    self._count(1)
                    self._draw(element, replace(around, above=_deeper(around, "")))

    def _draw_unit(self, element: Element, around: _Surroundings, make: _Maker) -> None:
        self._count(1)
        unit = _unit_of(element, around)
        if unit is not None:
            self.drawn.extend(make(element, unit, around.is_ruled))

    def _draw_composite(self, element: Element, around: _Surroundings) -> None:
        self._count(1)
        unit = _unit_of(element, around)
        composite = self._resources.composites.get(element.get("ResourceID", ""))
        if composite is None:
            shown = element.get("ResourceID", "")[:40]
            raise Damage(fragment("pages.no_resource", identifier=Fragment(shown, shown)))
        if unit is not None:
            above = _deeper(around, composite.identifier)
            inner = _Surroundings(unit.to_page, unit.parameters, unit.opacity, unit.clips, around.is_ruled, above)
            self._draw(composite.content, inner)

    def _text(self, element: Element, unit: _Unit, is_ruled: bool) -> Iterator[Drawn]:
        filled, stroked = is_so(element, "Fill", True), is_so(element, "Stroke", False)
        colour = self._colour(element, "FillColor" if filled else "StrokeColor", unit)
        self._count_letters(sum(len(code.text or "") for code in children(element, "TextCode")))
        letters = read_letters(element, unit.to_page)
        height = attribute_number(element, "Size", 0.0) * math.hypot(*unit.to_page.on_vector(0.0, 1.0))
        look = _look(colour or BLACK, unit, is_ruled)
        yield DrawnText(look, letters, height, (filled or stroked) and look.ink.opacity > 0)

    def _path(self, element: Element, unit: _Unit, is_ruled: bool) -> Iterator[Drawn]:
        fill = self._colour(element, "FillColor", unit) if is_so(element, "Fill", False) else None
        stroke = self._colour(element, "StrokeColor", unit) or BLACK if is_so(element, "Stroke", True) else None
        paint = Paint(fill is not None and fill.opacity > 0, stroke is not None and stroke.opacity > 0)
        outline = Outline(text_of(element, "AbbreviatedData"), unit.to_page)
        ink = fill if paint.filled else stroke
        if outline.points and ink is not None and (paint.filled or paint.stroked):
            look = _look(ink, unit, is_ruled)
            yield DrawnPath(look, tuple(outline.steps), outline.segments, paint, tuple(outline.points))

    def _picture(self, element: Element, unit: _Unit, is_ruled: bool) -> Iterator[Drawn]:
        boundary = area_of(element.get("Boundary", ""))
        sides = (1.0, 1.0) if boundary is None or element.get("CTM") else (boundary.width, boundary.height)
        media = self._resources.media.get(element.get("ResourceID", ""), ())
        right, down = unit.to_page.on_vector(1.0, 0.0), unit.to_page.on_vector(0.0, 1.0)
        is_upright = right[0] > 0 > down[1] and not (right[1] or down[0])
        yield DrawnPicture(_look(BLACK, unit, is_ruled), _rect((0.0, 0.0, *sides), unit.to_page), media, is_upright)

    def _colour(self, element: Element, name: str, unit: _Unit) -> Ink | None:
        """Return the ink that an object states, or its drawing parameters, with its own opacity."""
        stated = child(element, name)
        colour = stated if stated is not None else self._resources.parameter(unit.parameters, name)
        return None if colour is None else self._resources.ink(colour)

    def _count(self, more: int) -> None:
        self._objects += more
        refuse_too_many_objects(self._objects)

    def _count_letters(self, more: int) -> None:
        self._letters += more
        if self._letters > MOST_LETTERS:
            raise too_many_letters(self._letters)


def refuse_itself() -> UnreadableFile:
    """Return the refusal of what draws itself, or is nested too deeply."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("pages.draws_itself", levels=_MAX_LEVELS))


def _deeper(around: _Surroundings, identifier: str) -> tuple[str, ...]:
    if len(around.above) >= _MAX_LEVELS or (identifier and identifier in around.above):
        raise refuse_itself()
    return (*around.above, identifier)


def _unit_of(element: Element, around: _Surroundings) -> _Unit | None:
    """Return what all kinds of objects state; None for one that is not seen."""
    opacity = around.opacity * min(max(attribute_number(element, "Alpha", FULL), 0), FULL) / FULL
    if not is_so(element, "Visible", True) or not opacity:
        return None
    boundary = area_of(element.get("Boundary", "")) or Area(0, 0, 0, 0)
    placed = _moved(boundary).then(around.to_page)
    to_page = (matrix_of(element) or IDENTITY).then(placed)
    clips = around.clips if keeps_rectangles(placed) else None
    if clips is not None and boundary.width > 0 and boundary.height > 0:
        clips = (*clips, _rect((0.0, 0.0, boundary.width, boundary.height), placed))
    if clips is not None and (stated := child(element, "Clips")) is not None:
        own = _clips_of(stated, to_page if is_so(stated, "TransFlag", True) else placed)
        clips = None if own is None else (*clips, *own)
    blends = element.get("BlendMode", "Normal") != "Normal"
    return _Unit(to_page, element.get("DrawParam", "") or around.parameters, opacity, clips, blends)


def _clips_of(clips: Element, to_page: Matrix) -> list[OwnRect] | None:
    """Return the rectangles to which an object is clipped; None where it is clipped to something else."""
    rects: list[OwnRect] = []
    for clip in children(clips, "Clip"):
        areas = list(children(clip, "Area"))
        path = child(areas[0], "Path") if len(areas) == 1 else None
        if path is None:
            return None
        boundary = area_of(path.get("Boundary", "")) or Area(0, 0, 0, 0)
        own = (matrix_of(path) or IDENTITY).then(_moved(boundary))
        whole = own.then(matrix_of(areas[0]) or IDENTITY).then(to_page)
        outline = Outline(text_of(path, "AbbreviatedData"), whole)
        is_rectangle = 0 < outline.segments <= RECTANGLE_SEGMENTS and not outline.is_curved
        if not is_rectangle or not keeps_rectangles(whole):
            return None
        rects.append(bounding_rect(outline.points))
    return rects


def _look(ink: Ink, unit: _Unit, is_ruled: bool) -> Look:
    seen = ink._replace(opacity=round(ink.opacity * unit.opacity))
    return Look(seen, seen.opacity < FULL or unit.blends, unit.clips, is_ruled)


def _moved(boundary: Area) -> Matrix:
    return Matrix(1, 0, 0, 1, boundary.x, boundary.y)


def _rect(sides: tuple[float, float, float, float], matrix: Matrix) -> OwnRect:
    x0, y0, x1, y1 = sides
    return bounding_rect(matrix.on_point(x, y) for x in (x0, x1) for y in (y0, y1))
