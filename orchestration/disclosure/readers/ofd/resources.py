"""What the pages of an OFD document share: colour spaces, drawing parameters, media, composite graphics.

Fonts are left aside: text is stated as characters, and widths follow from the distances between them.
Source: GB/T 33190-2016, 7.9 (resources), 8.2 (drawing parameters), 8.3 (colours).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchestration.disclosure.readers.ofd.elements import (
    Element,
    attribute_number,
    child,
    children,
    name_of,
    number,
    numbers,
    text_of,
)
from orchestration.disclosure.readers.ofd.package import Part, media_names

FULL = 255
_PATTERNS = ("Pattern", "AxialShd", "RadialShd", "GouraudShd", "LaGouraudShd")
_HEXADECIMAL = re.compile("#[0-9a-fA-F]{1,4}")
_MOST_RELATIVES = 16
"""Drawing parameters that go on in others; real ones have one or two."""


class Ink(NamedTuple):
    """Red, green, blue and opacity, each of 0 to 255."""

    red: int
    green: int
    blue: int
    opacity: int


BLACK = Ink(0, 0, 0, FULL)


class ColourSpace(NamedTuple):
    """How many bits a component of a colour has, and the colours of its palette."""

    bits: float
    palette: tuple[Sequence[float], ...]


class Composite(NamedTuple):
    """A graphic drawn as one object: its identifier and its content."""

    identifier: str
    content: Element


@dataclass(slots=True)
class Resources:
    """The resources of a document by their identifiers; those of a page are added to a copy."""

    default_space: str = ""
    spaces: dict[str, ColourSpace] = field(default_factory=dict)
    parameters: dict[str, Element] = field(default_factory=dict)
    composites: dict[str, Composite] = field(default_factory=dict)
    media: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def copy(self) -> "Resources":
        """Return resources to which others can be added without a change of these."""
        return Resources(self.default_space, {**self.spaces}, {**self.parameters}, {**self.composites}, {**self.media})

    def add(self, part: Part) -> None:
        """Add the resources of a part. Raises Damage."""
        folder = part.root.get("BaseLoc", "")
        for group in children(part.root):
            for entry in children(group):
                identifier = entry.get("ID", "")
                match name_of(entry):
                    case "ColorSpace":
                        self.spaces[identifier] = _colour_space(entry)
                    case "DrawParam":
                        self.parameters[identifier] = entry
                    case "CompositeGraphicUnit" if (content := child(entry, "Content")) is not None:
                        self.composites[identifier] = Composite(identifier, content)
                    case "MultiMedia":
                        self.media[identifier] = media_names(text_of(entry, "MediaFile"), part.name, folder)

    def parameter(self, identifier: str, name: str) -> Element | None:
        """Return a setting of drawing parameters, or of those to which they are relative."""
        for _ in range(_MOST_RELATIVES):
            parameters = self.parameters.get(identifier)
            if parameters is None:
                return None
            if (setting := child(parameters, name)) is not None:
                return setting
            identifier = parameters.get("Relative", "")
        return None

    def ink(self, colour: Element) -> Ink:
        """Return the ink of a colour; a pattern counts as black. Raises Damage."""
        opacity = round(min(max(attribute_number(colour, "Alpha", FULL), 0), FULL))
        space = self.spaces.get(colour.get("ColorSpace", "") or self.default_space, ColourSpace(8, ()))
        index = colour.get("Index", "")
        if child_pattern(colour) is not None:
            return BLACK._replace(opacity=opacity)
        if index and 0 <= (at := int(number(index))) < len(space.palette):
            return _ink(space.palette[at], space.bits, opacity)
        return _ink(_components(colour.get("Value", "")), space.bits, opacity)


def child_pattern(colour: Element) -> Element | None:
    """Return what a colour is mixed from where it is a pattern or a shading."""
    return next(children(colour, *_PATTERNS), None)


def _colour_space(entry: Element) -> ColourSpace:
    palette = tuple(_components(each.text or "") for each in children(child(entry, "Palette"), "CV"))
    return ColourSpace(attribute_number(entry, "BitsPerComponent", 8), palette)


def _components(text: str) -> list[float]:
    if "#" not in text:
        return numbers(text)
    return [float(int(part[1:], 16)) for part in text.split() if _HEXADECIMAL.fullmatch(part)]


def _ink(components: Sequence[float], bits: float, opacity: int) -> Ink:
    """Return the ink of a colour in grey, RGB or CMYK, by the number of its components."""
    most = 2 ** min(max(bits, 1), 16) - 1
    shares = [min(max(each / most, 0.0), 1.0) for each in components]
    match shares:
        case [grey]:
            mixed = (grey, grey, grey)
        case [red, green, blue]:
            mixed = (red, green, blue)
        case [cyan, magenta, yellow, key]:
            mixed = ((1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key))
        case _:
            mixed = (0.0, 0.0, 0.0)
    red, green, blue = (round(FULL * each) for each in mixed)
    return Ink(red, green, blue, opacity)
