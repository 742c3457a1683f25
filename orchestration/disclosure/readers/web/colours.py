"""Colours as style sheets and old markup write them. Which colours can be told apart belongs to `readers.sight`."""

import colorsys
import re
from types import MappingProxyType

from orchestration.disclosure.readers.sight import BLACK, WHITE, Colour

_NAMED = MappingProxyType(
    {
        "white": WHITE,
        "black": BLACK,
        "window": WHITE,
        "windowtext": BLACK,
        "canvas": WHITE,
        "canvastext": BLACK,
        "snow": Colour(255, 250, 250),
        "ghostwhite": Colour(248, 248, 255),
        "whitesmoke": Colour(245, 245, 245),
        "floralwhite": Colour(255, 250, 240),
        "ivory": Colour(255, 255, 240),
        "mintcream": Colour(245, 255, 250),
        "azure": Colour(240, 255, 255),
        "aliceblue": Colour(240, 248, 255),
        "honeydew": Colour(240, 255, 240),
        "seashell": Colour(255, 245, 238),
        "lavenderblush": Colour(255, 240, 245),
        "oldlace": Colour(253, 245, 230),
        "linen": Colour(250, 240, 230),
        "lightyellow": Colour(255, 255, 224),
        "beige": Colour(245, 245, 220),
        "lavender": Colour(230, 230, 250),
        "gainsboro": Colour(220, 220, 220),
        "lightgrey": Colour(211, 211, 211),
        "lightgray": Colour(211, 211, 211),
        "silver": Colour(192, 192, 192),
        "gray": Colour(128, 128, 128),
        "grey": Colour(128, 128, 128),
        "red": Colour(255, 0, 0),
        "maroon": Colour(128, 0, 0),
        "yellow": Colour(255, 255, 0),
        "olive": Colour(128, 128, 0),
        "lime": Colour(0, 255, 0),
        "green": Colour(0, 128, 0),
        "aqua": Colour(0, 255, 255),
        "cyan": Colour(0, 255, 255),
        "teal": Colour(0, 128, 128),
        "blue": Colour(0, 0, 255),
        "navy": Colour(0, 0, 128),
        "fuchsia": Colour(255, 0, 255),
        "magenta": Colour(255, 0, 255),
        "purple": Colour(128, 0, 128),
        "orange": Colour(255, 165, 0),
    }
)
"""The basic colours, and all that are nearly white: what is not here is neither."""

_HEX = re.compile(r"#?([0-9a-f]{3,8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,80})\)")
_HEX_LENGTHS = (3, 4, 6, 8)

OPAQUE = 1.0


def parse_colour(text: str) -> tuple[Colour, float] | None:
    """Return a colour and how opaque it is, from 0 to 1; None for what names no colour that is known here."""
    words = text.strip().lower()
    if words == "transparent":
        return WHITE, 0.0
    if words in _NAMED:
        return _NAMED[words], OPAQUE
    hexadecimal = _HEX.fullmatch(words)
    if hexadecimal is not None and len(hexadecimal[1]) in _HEX_LENGTHS:
        return _from_hexadecimal(hexadecimal[1])
    function = _FUNCTION.fullmatch(words)
    return _from_function(function[1], function[2]) if function is not None else None


def find_colour(text: str) -> tuple[Colour, float] | None:
    """Return the colour among the words of a shorthand such as `background`."""
    function = _FUNCTION.search(text.lower())
    if function is not None:
        return _from_function(function[1], function[2])
    return next((found for word in text.split() if (found := parse_colour(word)) is not None), None)


def blend(ink: Colour, opacity: float, ground: Colour) -> Colour:
    """Return what is seen of a colour that lets the ground through."""
    return Colour(*(round(one * opacity + other * (1 - opacity)) for one, other in zip(ink, ground, strict=True)))


def _from_hexadecimal(digits: str) -> tuple[Colour, float]:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, opacity = (int(digits[at : at + 2] or "ff", 16) for at in (0, 2, 4, 6))
    return Colour(red, green, blue), opacity / 255


def _from_function(kind: str, arguments: str) -> tuple[Colour, float] | None:
    parts = arguments.replace(",", " ").replace("/", " ").split()
    try:
        numbers = [float(part.rstrip("%deg")) for part in parts]
    except ValueError:
        return None
    if len(numbers) not in (3, 4):
        return None
    opacity = numbers[3] / (100 if parts[3].endswith("%") else 1) if len(numbers) == 4 else OPAQUE
    if kind == "hsl":
        shares = colorsys.hls_to_rgb(numbers[0] / 360, numbers[2] / 100, numbers[1] / 100)
        return Colour(*(_level(255 * share) for share in shares)), opacity
    scale = [2.55 if part.endswith("%") else 1 for part in parts[:3]]
    red, green, blue = (_level(number * factor) for number, factor in zip(numbers[:3], scale, strict=True))
    return Colour(red, green, blue), opacity


def _level(number: float) -> int:
    return min(max(round(number), 0), 255)
