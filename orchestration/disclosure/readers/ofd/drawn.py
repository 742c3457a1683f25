"""The objects that a page of an OFD file draws, in the page's own coordinates: points, y upwards from the top edge.

How they are found in the file belongs to `walk`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from orchestration.disclosure.readers.fixed_layout.page.drawing import Paint, Point, Step, bounding_rect
from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.ofd.resources import Ink


class Letter(NamedTuple):
    """A letter: where it stands on its baseline, the angle at which it stands (clockwise, radians), and its box."""

    text: str
    origin: tuple[float, float]
    angle: float
    rect: OwnRect


@dataclass(frozen=True, slots=True)
class Look:
    """What objects of all kinds have: an ink, rectangles to which they are clipped (None for another outline), and
    whether they may be rules of tables, which annotations are not."""

    ink: Ink
    is_translucent: bool
    clips: Sequence[OwnRect] | None
    is_ruled: bool


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text; it is not painted where it has neither filling nor stroke. `height` is that of its font."""

    look: Look
    letters: tuple[Letter, ...]
    height: float
    is_painted: bool


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A path of so many segments; its steps end with the first curve."""

    look: Look
    outline: tuple[Step, ...]
    segments: int
    paint: Paint
    points: tuple[Point, ...]

    def bounds(self) -> OwnRect:
        """Return the rectangle around the path and the handles of its curves."""
        return bounding_rect(self.points)


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture, and the names that its file may have in the container. One that is not upright is turned or mirrored
    inside its rectangle."""

    look: Look
    rect: OwnRect
    media: tuple[str, ...]
    is_upright: bool


Drawn: TypeAlias = DrawnText | DrawnPath | DrawnPicture
