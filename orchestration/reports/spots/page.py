"""The page of a department-year's figures as they are printed, the pictures on it, and the links that lead there. What
is drawn and how belongs to the drawers."""

import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from orchestration.reports.places import in_words
from orchestration.reports.spots.model import Drawn, Excerpt, NotDrawn, Picture, Spot
from orchestration.reports.spots.wanted import MOST_DRAWN
from orchestration.reports.terms import TermView

PICTURES = "spots"
"""The folder of the pictures beside the pages."""

TITLE, TITLE_EN = "数字在原文中的位置", "the figures as they are printed"

_FRAMED = {
    "figure": ("框内是这一数字", "the frame holds the figure"),
    "line": ("框内是所在的一行", "the frame holds its line"),
    "nothing": ("未能确定其位置，未加框", "it was not found for certain; there is no frame"),
}

Seen: TypeAlias = Mapping[Spot, TermView]


class PictureFile(NamedTuple):
    """A picture by its name beside the pages, with its size in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure on the page: what it is, where it stands, and its picture as wide as the page and from near, or its
    excerpt."""

    anchor: str
    title: str
    place: str
    note: tuple[str, str]
    strip: PictureFile | None = None
    close_up: PictureFile | None = None
    excerpt: Excerpt | None = None

    @property
    def alternative(self) -> str:
        """What the picture shows, for who does not see it."""
        return f"{self.place}：{self.title}（{self.note[0]}）"


@dataclass(frozen=True, slots=True)
class SpotPage:
    """What is shown of a department-year, what leads there, and in words what is not shown."""

    name: str
    shown: tuple[Shown, ...] = ()
    links: Mapping[Spot, str] = field(default_factory=dict)
    unshown: tuple[str, ...] = ()


def spot_page_name(department_id: str, fiscal_year: int | None) -> str:
    """The file name of the page of a department-year's figures."""
    return f"{department_id}-{fiscal_year}-spots.html"


def make_spot_page(department_id: str, fiscal_year: int | None, seen: Seen, album: Mapping[Spot, Drawn]) -> SpotPage:
    """The page of the figures that were drawn; `seen` are all that are worth it."""
    name = spot_page_name(department_id, fiscal_year)
    shown: list[Shown] = []
    links: dict[Spot, str] = {}
    reasons: Counter[str] = Counter()
    for spot, term in seen.items():
        drawn = album.get(spot)
        if drawn is None:
            reasons[f"每个部门年度最多附 {MOST_DRAWN} 处"] += 1
        elif isinstance(drawn, NotDrawn):
            reasons[drawn.reason] += 1
        else:
            anchor = f"s{len(shown) + 1}"
            links[spot] = f"{name}#{anchor}"
            shown.append(_shown(anchor, spot, term, drawn, fiscal_year))
    unshown = tuple(f"{count} 处未附：{reason}" for reason, count in reasons.items())
    return SpotPage(name, tuple(shown), links, unshown)


def _shown(anchor: str, spot: Spot, term: TermView, drawn: Picture | Excerpt, fiscal_year: int | None) -> Shown:
    told = f"：{term.words}" if term.words else term.told_in_full()
    title, place = f"{term.where(fiscal_year)}{told}", in_words(term.place)
    if isinstance(drawn, Excerpt):
        return Shown(anchor, title, place, ("按读取的内容摘录", "excerpt as it was read"), excerpt=drawn)
    strip, close_up = (
        _picture_file(*each) for each in ((_strip_name(spot), drawn.strip), (_close_up_name(spot), drawn.close_up))
    )
    return Shown(anchor, title, place, _FRAMED[drawn.framed], strip, close_up)


def _picture_file(name: str, data: bytes) -> PictureFile:
    # where every PNG file says its width and height
    return PictureFile(name, *struct.unpack(">II", data[16:24]))


def _strip_name(spot: Spot) -> str:
    return f"{PICTURES}/{spot.key}.png"


def _close_up_name(spot: Spot) -> str:
    return f"{PICTURES}/{spot.key}-near.png"


def write_pictures(folder: Path, drawn: Mapping[Spot, Drawn]) -> None:
    """Write the pictures beside the pages; a figure of two department-years has one."""
    for spot, each in drawn.items():
        if isinstance(each, Picture):
            (folder / PICTURES).mkdir(exist_ok=True)
            (folder / _strip_name(spot)).write_bytes(each.strip)
            (folder / _close_up_name(spot)).write_bytes(each.close_up)
