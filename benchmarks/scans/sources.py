"""Pages whose amounts are known: drawn by the writer of tests/synthetic in many manners, and real ones.

Documents for development are others than those whose result is published: rules are made while looking at the former.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from benchmarks.scans.degrade import Degradation
from benchmarks.scans.measure import Tally, Truth, measure, pages_with_amounts, some_pages, true_reading
from orchestration.home.settings import Settings
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.generate import random_disclosure, random_name

FISCAL_YEAR = 2023

_TOGETHER = 2
"""Pages that are scanned as one document."""

_LEAST_AMOUNTS = 8
"""Of a page that is worth the seconds it takes to read."""


class Purpose(StrEnum):
    """What a measurement is for: making rules, or saying how right they are."""

    DEVELOPMENT = "development"
    REPORT = "report"


_FIRST_SEEDS = {Purpose.DEVELOPMENT: 0, Purpose.REPORT: 1_000}
_REAL = {
    Purpose.DEVELOPMENT: ("putuo_shgzb_2024.pdf", "putuo_czj_2024.pdf"),
    Purpose.REPORT: (
        "putuo_sql_2025.pdf",
        "putuo_wlj_2025.pdf",
        "budgets/putuo_sww_2025_budget.pdf",
    ),
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pages of a document that are scanned together, what it is called, and what is read of their text."""

    name: str
    data: bytes
    truth: Truth
    seed: int

    @property
    def pages(self) -> int:
        return self.truth.pages

    def measure(self, how: Degradation) -> Tally:
        """Return what is read of a scan of these pages."""
        return measure(self.data, self.truth, how, self.seed, Settings.from_environment())


def drawn_document(seed: int) -> bytes:
    """Return a disclosure in the layout, wording and manner of ruling that a seed chooses, as a PDF."""
    rng = random.Random(seed)
    disclosure = replace(random_disclosure(rng), department_name=random_name(rng), fiscal_year=FISCAL_YEAR)
    template = templates.load(rng.choice(templates.names()))
    style = replace(pdf.random_style(rng), font=pdf.Lettering.STANDARD, ruling=rng.choice(list(pdf.Ruling)))
    return pdf.write(compose(disclosure, template), style)


def excerpts(purpose: Purpose, data: Path, pages: int) -> tuple[list[Excerpt], list[str]]:
    """Return excerpts of so many pages, drawn and real ones in turns, and the real documents that are not there."""
    names = [name for name in _REAL[purpose] if (data / name).is_file()]
    missing = [name for name in _REAL[purpose] if name not in names]
    real = [each for name in names for each in _cut(name, (data / name).read_bytes(), seed=0)]
    random.Random(_FIRST_SEEDS[purpose]).shuffle(real)
    drawn = _drawn(_FIRST_SEEDS[purpose])
    taken: list[Excerpt] = []
    while sum(each.pages for each in taken) < pages:
        taken.append(real.pop() if real and len(taken) % 2 else next(drawn))
    return taken, missing


def _drawn(first_seed: int) -> Iterator[Excerpt]:
    seed = first_seed
    while True:
        found = _cut(f"drawn {seed}", drawn_document(seed), seed)
        if found:
            yield random.Random(seed).choice(found)
        seed += 1


def _cut(name: str, data: bytes, seed: int) -> list[Excerpt]:
    """Return the pages of a PDF that have amounts, a few at a time."""
    numbers = pages_with_amounts(data, _LEAST_AMOUNTS)
    return [
        Excerpt(f"{name} p. {_numbers(part)}", some_pages(data, part), true_reading(some_pages(data, part)), seed + at)
        for at, part in enumerate(_groups(numbers))
    ]


def _groups(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[first : first + _TOGETHER] for first in range(0, len(numbers), _TOGETHER)]


def _numbers(pages: Sequence[int]) -> str:
    return ", ".join(str(page + 1) for page in pages)
