"""The formulas printed under a sheet (27行=（1+2+…+8）行; 1栏各行=（2+3）栏各行), as arithmetic over printed numbers.

formula  = number axis "=" sum
sum      = number { ("+" | "-") (number | ellipsis) }     parentheses and repeated axes (27行+28行) carry no meaning
axis     = ("行" | "栏") ["各行"]
ellipsis = "…" | "..."                                    every number between its neighbours
"""

import re
from collections.abc import Iterable, Iterator

from orchestration.disclosure.model import Axis, Line, PrintedFormula
from orchestration.disclosure.text import compact

AXES = {"行": Axis.LINE, "栏": Axis.COLUMN}

_FORMULA = re.compile(r"(?<![\d+\-=.])(\d{1,3})([行栏])(?:各行)?=([\d+\-.…⋯()行栏各]+)")
_TOKEN = re.compile(r"(?P<sign>[+-])?(?P<value>\d{1,3}|\.{2,}|…+|⋯+)")


def printed_formulas(lines: Iterable[Line]) -> Iterator[PrintedFormula]:
    """Every formula that can be read for sure; what is no such formula is left alone."""
    for line in lines:
        for match in _FORMULA.finditer(compact(line.text)):
            axis, terms = AXES[match[2]], match[3].rstrip(".")
            parts = _parts(terms, match[2])
            if parts:
                yield PrintedFormula(match[0].rstrip("."), axis, int(match[1]), parts, line.place)


def _parts(terms: str, axis: str) -> tuple[tuple[int, int], ...]:
    """(sign, number) of each addend; empty where the terms are no plain sum along one axis."""
    marks = set(re.findall("[行栏]", terms.replace("各行", "")))
    bare = re.sub(r"各行|[()行栏]", "", terms)
    if (marks and marks != {axis}) or "-(" in terms or terms.count("(") != terms.count(")"):
        return ()
    found: list[tuple[int, int]] = []
    open_range = False
    position = 0
    while position < len(bare):
        token = _TOKEN.match(bare, position)
        if token is None or (token["sign"] is None and position > 0 and not open_range and token["value"].isdigit()):
            return ()
        position = token.end()
        if not token["value"].isdigit():
            if open_range or not found or token["sign"] == "-":
                return ()
            open_range = True
            continue
        number = int(token["value"])
        if open_range:
            found.extend((1, between) for between in range(found[-1][1] + 1, number))
            open_range = False
        found.append((-1 if token["sign"] == "-" else 1, number))
    numbers = [number for _, number in found]
    return tuple(found) if not open_range and len(set(numbers)) == len(numbers) else ()
