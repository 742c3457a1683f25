"""How large a picture or an embedded object is drawn: small ones are logos, seals of a line's height and rules."""

import re
from collections.abc import Iterator

from lxml import etree

_LEAST_CM = 2.0
_EMU_PER_CM = 360_000
_TWIPS_PER_CM = 567.0
_CM_PER_UNIT = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(cm|mm|in|pt|pc|px)")
_STYLED_LENGTH = re.compile(rf"(?:^|[;\s])(?:width|height)\s*:\s*{_LENGTH.pattern}\b")


def may_hold_table(element: etree._Element) -> bool:
    """Whether a drawing or object is as large as a small table; one that does not say how large it is may be."""
    lengths = list(_lengths_cm(element))
    return not lengths or min(lengths) >= _LEAST_CM


def _lengths_cm(element: etree._Element) -> Iterator[float]:
    extent = next((part for part in element.iter("{*}extent", "{*}ext") if part.get("cx")), None)
    if extent is not None:
        yield from (int(text) / _EMU_PER_CM for text in (extent.get("cx", ""), extent.get("cy", "")) if _is_count(text))
        return
    shape = next((part for part in element.iter("{*}shape", "{*}rect", "{*}group") if part.get("style")), None)
    if shape is not None:
        yield from _in_cm(_STYLED_LENGTH, shape.get("style", ""))
        return
    for name, text in element.attrib.items():
        local = str(name).rpartition("}")[2]
        if local.endswith("Orig") and _is_count(str(text)):
            yield int(text) / _TWIPS_PER_CM
        elif local in ("width", "height"):
            yield from _in_cm(_LENGTH, str(text))


def _in_cm(lengths: re.Pattern[str], text: str) -> Iterator[float]:
    return (float(size) * _CM_PER_UNIT[unit] for size, unit in lengths.findall(text))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
