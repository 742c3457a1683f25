"""Which column each figure of a row stands in, where a text conversion may have lost the blank cells between them.

The sums that a sheet keeps across its columns and down its codes choose among the columns of a row's figures; they
never alter a figure. Where they leave more than one choice, or none, nobody can tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from math import prod
from typing import TypeAlias

from orchestration.disclosure.amounts import PrintedAmount

Placing: TypeAlias = tuple[str, ...]
"""The column keys of a row's figures, in their order."""

Sums: TypeAlias = Mapping[str, tuple[str, ...]]
"""Column key -> the columns that add up to it; one with a minus before it is subtracted."""

MOST_CHOICES = 5_000
"""Combinations of the rows under one parent that are tried; beyond, nobody can tell in time."""

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row by its key (a code, or `total`), its figures and their possible columns, the printed ones first."""

    key: str
    amounts: tuple[PrintedAmount, ...]
    placings: tuple[Placing, ...]

    def values(self, placing: Placing) -> dict[str, PrintedAmount]:
        """The figures by column."""
        return dict(zip(placing, self.amounts, strict=True))


def possible_placings(columns: Sequence[str], printed: Placing) -> tuple[Placing, ...]:
    """The columns that the figures of a row may stand in, in their order, beginning with where they seem to stand."""
    others = (placing for placing in combinations(columns, len(printed)) if placing != printed)
    return (printed, *others)


def choose_placings(rows: Sequence[OpenRow], sums: Sums) -> list[tuple[Placing, ...]]:
    """The placings of each row with which all sums may hold: the only one of a row that is certain, none where no
    placing makes them hold."""
    families = list(_families(rows))
    fitting = [[placing for placing in row.placings if _adds_up(row, placing, sums)] for row in rows]
    domains = [found or [row.placings[0]] for found, row in zip(fitting, rows, strict=True)]
    refuted = _narrow(domains, families, rows) | {at for at, found in enumerate(fitting) if not found}
    return [
        row.placings if len(row.placings) == 1 else () if at in refuted else tuple(domains[at])
        for at, row in enumerate(rows)
    ]


def _narrow(domains: list[list[Placing]], families: Sequence[tuple[int, ...]], rows: Sequence[OpenRow]) -> set[int]:
    """Keep of every domain what some choice for its families allows; returns the rows of families without any."""
    refuted: set[int] = set()
    changed = True
    while changed:
        changed = False
        for family in families:
            if prod(len(domains[at]) for at in family) > MOST_CHOICES:
                continue
            fitting = list(_fitting(family, rows, domains))
            if not fitting:
                refuted.update(family)
                continue
            for place, at in enumerate(family):
                kept = list(dict.fromkeys(choice[place] for choice in fitting))
                changed = changed or len(kept) < len(domains[at])
                domains[at] = kept
    return refuted


def _families(rows: Sequence[OpenRow]) -> Iterator[tuple[int, ...]]:
    """A row and the rows right below it in the classification, by their places; rows printed twice have none."""
    keys = [row.key for row in rows]
    at = {key: place for place, key in enumerate(keys)}
    for key, place in at.items():
        children = [at[code] for code in at if (code[:-2] or "total") == key or (key == "total" and len(code) == 3)]
        if children and keys.count(key) == 1:
            yield (place, *(child for child in children if child != place))


def _fitting(
    family: tuple[int, ...], rows: Sequence[OpenRow], domains: Sequence[Sequence[Placing]]
) -> Iterator[tuple[Placing, ...]]:
    for choice in product(*(domains[at] for at in family)):
        values = [rows[at].values(placing) for at, placing in zip(family, choice, strict=True)]
        columns = {column for row in values for column in row}
        if all(_agree(values[0].get(column), [row.get(column) for row in values[1:]]) for column in columns):
            yield choice


def _adds_up(row: OpenRow, placing: Placing, sums: Sums) -> bool:
    values = row.values(placing)
    return all(
        _agree(values.get(total), [_signed(values.get(part.removeprefix("-")), part) for part in parts])
        for total, parts in sums.items()
    )


def _signed(amount: PrintedAmount | None, part: str) -> PrintedAmount | None:
    if amount is None or not part.startswith("-"):
        return amount
    return PrintedAmount(-amount.value, amount.decimals)


def _agree(total: PrintedAmount | None, parts: Sequence[PrintedAmount | None]) -> bool:
    """Whether the interval of a total meets that of the sum of its parts; a blank is nothing, exactly."""
    stated = [part for part in (total, *parts) if part is not None]
    allowance = sum((_HALF.scaleb(-amount.decimals) for amount in stated), Decimal(0))
    whole = total.value if total is not None else Decimal(0)
    return abs(whole - sum((part.value for part in parts if part is not None), Decimal(0))) <= allowance
