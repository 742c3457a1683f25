"""Who there is: the departments of a district with what stays the same about them from year to year."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from tests.synthetic.district.kinds import Kind, load_kinds

YUAN_PER_HUNDREDTH = 100
"""The smallest amount that a sheet in 万元 prints, in 元."""


@dataclass(frozen=True)
class Unit:
    """An institution under a department; it publishes nothing itself."""

    unit_id: str
    name: str


@dataclass(frozen=True)
class Department:
    """One department and its habits.

    `size` is its general public budget expenditure in the first year, in 元. `granule` is the smallest amount it keeps
    in 元: one that keeps single 元 and prints 万元 prints rounded figures. `founded` and `merged` are its first and its
    last fiscal year where they lie inside the years at hand; `renamed` is its former name and the last year it bore it.
    """

    department_id: str
    name: str
    district: str
    kind: str
    size: int
    granule: int
    template: str
    format: str
    unit: str
    units: tuple[Unit, ...] = ()
    founded: int | None = None
    merged: int | None = None
    successor_id: str | None = None
    former_name: str | None = None
    renamed_after: int | None = None

    def exists_in(self, year: int) -> bool:
        return (self.founded or year) <= year <= (self.merged or year)

    def name_in(self, year: int) -> str:
        if self.former_name and self.renamed_after and year <= self.renamed_after:
            return self.former_name
        return self.name


def departments(
    seed: int, count: int, years: Sequence[int], formats: Sequence[str], layouts: Sequence[str]
) -> tuple[Department, ...]:
    """The first `count` departments. Raises ValueError where there are not so many names."""
    places = list(islice(_places(), count))
    if len(places) < count:
        raise ValueError(f"there are names for {len(places)} departments only")
    found = [
        _department(random.Random(f"{seed}/department/{number}"), number, *place, formats, layouts)
        for number, place in enumerate(places, start=1)
    ]
    return _with_changes(random.Random(f"{seed}/changes"), found, years)


def _places() -> Iterator[tuple[str, str, Kind, str]]:
    """District, kind and office: one office of every kind first, then their second ones, then the next district."""
    kinds = load_kinds()
    for district in kinds.districts:
        for rank in range(max(len(kind.offices) for kind in kinds.kinds.values())):
            for kind_name, kind in kinds.kinds.items():
                if rank < len(kind.offices):
                    yield district, kind_name, kind, kind.offices[rank]


def _department(
    rng: random.Random,
    number: int,
    district: str,
    kind_name: str,
    kind: Kind,
    office: str,
    formats: Sequence[str],
    layouts: Sequence[str],
) -> Department:
    department_id = f"{kind_name}_{number:03}"
    smallest, largest = kind.scale
    return Department(
        department_id=department_id,
        name=kind.name.format(district=district, office=office),
        district=district,
        kind=kind_name,
        size=round(smallest * (largest / smallest) ** rng.random()) * 10_000,
        granule=rng.choice((1, YUAN_PER_HUNDREDTH, YUAN_PER_HUNDREDTH)),
        template=rng.choice(layouts),
        format=formats[(number - 1) % len(formats)],
        unit=rng.choice(("万元", "万元", "万元", "万元", "元")),
        units=tuple(
            Unit(f"{department_id}_u{place}", f"{district}{name}") for place, name in enumerate(kind.units, start=1)
        ),
    )


def _with_changes(rng: random.Random, found: list[Department], years: Sequence[int]) -> tuple[Department, ...]:
    """Now and then a department is founded, merged into another or renamed: one of each in every twenty."""
    if len(found) < 4 or len(years) < 2:
        return tuple(found)
    rounds = max(1, len(found) // 20)
    chosen = rng.sample(range(len(found)), k=min(3 * rounds, len(found) - 1))
    spared = [place for place in range(len(found)) if place not in chosen]
    for turn, place in enumerate(chosen):
        department = found[place]
        if turn % 3 == 0:
            found[place] = replace(department, founded=rng.choice(years[1:]))
        elif turn % 3 == 1:
            successor = found[rng.choice(spared)]
            found[place] = replace(department, merged=rng.choice(years[:-1]), successor_id=successor.department_id)
        else:
            county = department.name.replace(department.district, department.district.replace("区", "县"))
            found[place] = replace(department, former_name=county, renamed_after=rng.choice(years[:-1]))
    return tuple(found)
