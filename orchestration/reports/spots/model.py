"""What passes between the marts, the drawers and the pages: a spot, and what was drawn of it. How it is drawn, and how
it is shown, does not belong here."""

import hashlib
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from orchestration.disclosure.model import Box

DRAWING_VERSION = "2"
"""To be raised with every change of what is drawn: what is kept was drawn by the version that its name says."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place in one edition of a file where a figure is printed: `printed` is its text there, `phrase` the words
    around a stated figure. Numbers count from 1; a box is in points from the top left corner of the page. Where the
    figure was recognised on a picture, no letters tell whether it stands in the box; in a picture inside a document of
    text, the box is measured from the corner of the picture."""

    document_sha256: str
    printed: str
    phrase: str = ""
    page: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None
    box: Box | None = None
    is_recognised: bool = False
    picture_no: int | None = None

    @property
    def key(self) -> str:
        """A name that changes with all that a drawing follows from."""
        return hashlib.sha256(repr((DRAWING_VERSION, astuple(self))).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class DrawingTask:
    """Spots of one edition of a file, and the files that may be it, or an archive of it."""

    document_sha256: str
    paths: tuple[Path, ...]
    spots: tuple[Spot, ...]


class _Drawn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class Picture(_Drawn):
    """A part of a page as PNG: `strip` is as wide as the page, `close_up` what stands next to the figure. `framed` says
    what the frame encloses: `nothing` where it could not be found for certain."""

    kind: Literal["picture"] = "picture"
    strip: bytes
    close_up: bytes
    framed: Literal["figure", "line", "nothing"]


class ExcerptCell(_Drawn):
    """A cell or line of an excerpt; what is `marked` of its text is that from `start` up to `end`."""

    text: str
    rows: int = 1
    columns: int = 1
    start: int = 0
    end: int = 0


class ExcerptRow(_Drawn):
    """A row of an excerpt, with its number in the file."""

    number: int | None
    cells: tuple[ExcerptCell, ...]


class Excerpt(_Drawn):
    """A few rows of a table, or lines of a text, as they were read from a format without pages."""

    kind: Literal["excerpt"] = "excerpt"
    columns: tuple[int, ...]
    rows: tuple[ExcerptRow, ...]


class NotDrawn(_Drawn):
    """Why nothing was drawn, in words for a reader."""

    kind: Literal["not_drawn"] = "not_drawn"
    reason: str


Drawn: TypeAlias = Picture | Excerpt | NotDrawn


class KeptDrawing(_Drawn):
    """What was drawn of a spot, as it is kept."""

    drawn: Drawn = Field(discriminator="kind")
