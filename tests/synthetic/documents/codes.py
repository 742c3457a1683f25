"""The codes and current names of the functional and the economic classification that writers draw on.

Only whole branches are kept: every item has its section, every section its class. The classes are complete, as the
summaries print them all.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"

_LEVEL_LENGTHS = (3, 5, 7)


@cache
def standard_names() -> Mapping[str, str]:
    """Code to name in both classifications together: their codes do not overlap."""
    return {row["code"]: row["name"] for row in (*_rows("function_codes.csv"), *_rows("economic_codes.csv"))}


@cache
def function_items(budget: str) -> tuple[str, ...]:
    """The items of seven digits that are paid out of `budget`, in order."""
    return tuple(row["code"] for row in _rows("function_codes.csv") if row["budget"] == budget)


@cache
def economic_sections(class_code: str) -> tuple[str, ...]:
    """The sections of five digits of an economic class, in order."""
    codes = (row["code"] for row in _rows("economic_codes.csv"))
    return tuple(code for code in codes if code.startswith(class_code) and code != class_code)


def levels(code: str) -> tuple[str, ...]:
    """A code's own digits level by level: 2010350 is 201, 03, 50."""
    ends = [length for length in _LEVEL_LENGTHS if length <= len(code)]
    return tuple(code[start:end] for start, end in zip((0, *ends), ends, strict=False))


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above it, the class first: those of 2010350 are 201 and 20103."""
    return tuple(code[:length] for length in _LEVEL_LENGTHS if length < len(code))


def _rows(file_name: str) -> Iterable[dict[str, str]]:
    with (_FOLDER / file_name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
