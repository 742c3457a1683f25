"""Trials of mistakes larger than one cell: what they violate, and whether another mistake would explain as much, worked
out by brute force without the code under test."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import polars as pl

from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.generate import random_disclosure, random_history
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.truth.arithmetic import applies
from tests.synthetic.truth.mistakes import Mistake, MistakeDoesNotFit, line_order, make_mistake, rows_above
from tests.synthetic.truth.trials import EquationKey, Truth, landing_table

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class MistakeTrial:
    """A disclosure with one mistake, and the right one of the year before where the mistake needs it."""

    department_id: str
    right: Disclosure
    mistake: Mistake
    before: Disclosure | None

    @cached_property
    def printed(self) -> Disclosure:
        return replace(self.right, figures=self.mistake.printed(self.right.figures))

    @cached_property
    def truth(self) -> Truth:
        """The equations as they stand with the mistake: a row that is missing is no term."""
        return Truth(self.printed)

    @cached_property
    def violated(self) -> frozenset[EquationKey]:
        return self.truth.violated(self.printed.figures)

    @cached_property
    def wrong(self) -> frozenset[CellKey]:
        """The wrong cells that some equation sees."""
        return frozenset(cell for cell in self.mistake.changes if cell in self.truth.containing) or frozenset(
            self.mistake.changes
        )

    @cached_property
    def has_rival(self) -> bool:
        """Whether another value of one cell, or two other figures or rows exchanged, would satisfy everything too."""
        figures = self.printed.figures
        singles = self.truth.single_explanations(figures, self.violated)
        return (
            bool(singles - self.mistake.changes.keys())
            or len(singles) > 1
            or self._has_rival_exchange()
            or self._has_rival_exchange_of_rows()
            or self._has_rival_carrier()
        )

    def _has_rival_carrier(self) -> bool:
        """Whether the slip that totals carry on may as well have been made in another row."""
        if self.mistake.kind != "carried_slip":
            return False
        figures = self.printed.figures
        (sheet_id, slipped, column), *_ = self.mistake.changes
        error = figures[CellKey(sheet_id, slipped, column)] - self.right.figures[CellKey(sheet_id, slipped, column)]
        columns = {cell.column_key for cell in self.mistake.changes}
        height = len({cell.row_key for cell in self.mistake.changes})
        for row in {cell.row_key for cell in figures if cell.sheet_id == sheet_id and cell.row_key.isdigit()} - {
            slipped
        }:
            above = [
                each
                for each in rows_above(CellKey(sheet_id, row, column))
                if CellKey(sheet_id, each, column) in figures
            ]
            rows = [row, *above][:height]
            cells = [CellKey(sheet_id, each, each_column) for each in rows for each_column in columns]
            is_whole = len(rows) == height and all(cell in figures for cell in cells)
            if is_whole and self._satisfied({cell: figures[cell] - error for cell in cells}):
                return True
        return False

    def _has_rival_exchange(self) -> bool:
        figures = self.printed.figures
        first = min(self.violated)
        wrong = set(self.mistake.changes)
        return any(
            self._satisfied({one: figures[other], other: figures[one]})
            for _, one in self.truth.equations[first].cells
            for other in figures
            if one in figures
            and one.sheet_id == other.sheet_id
            and figures[one] != figures[other]
            and {one, other} != wrong
        )

    def _has_rival_exchange_of_rows(self) -> bool:
        figures = self.printed.figures
        rows: defaultdict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
        for cell, amount in figures.items():
            rows[cell[:2]][cell.column_key] = amount
        wrong = {cell[:2] for cell in self.mistake.changes}
        told = {cell[:2] for key in self.violated for _, cell in self.truth.equations[key].cells}
        return any(
            {one, other} != wrong
            and one[0] == other[0]
            and rows[one].keys() == rows[other].keys()
            and rows[one] != rows[other]
            and self._satisfied(
                {
                    CellKey(*to, column): rows[source][column]
                    for to, source in ((one, other), (other, one))
                    for column in rows[source]
                }
            )
            for one in sorted(told)
            for other in sorted(rows)
        )

    def _satisfied(self, changes: Mapping[CellKey, Decimal]) -> bool:
        touched = {key for cell in changes for key in self.truth.containing.get(cell, ())}
        if not self.violated <= touched:
            return False
        history = {0: {**self.printed.figures, **changes}}
        return not any(
            self.truth.equations[key].excess(history) > self.truth.allowances[key]
            and applies(self.truth.identities[key[0]], history)
            for key in touched
        )


def mistake_trials(seed: int, kind: str, count: int) -> Iterator[MistakeTrial]:
    """`count` trials of one kind that violate something, each in a disclosure of its own."""
    rng = random.Random(f"{seed} {kind}")
    made = 0
    while made < count:
        before: Disclosure | None = None
        if kind == "last_year":
            before, right = random_history(rng, 2)
        else:
            right = random_disclosure(rng)
        try:
            mistake = make_mistake(rng, kind, right, before)
        except MistakeDoesNotFit:
            continue
        trial = MistakeTrial(f"{kind}_{made}", right, mistake, before)
        if trial.violated:
            yield trial
            made += 1


def landing_tables(trials: Sequence[MistakeTrial]) -> dict[str, pl.DataFrame]:
    """All trials as the landing tables of one warehouse; rows stand on the lines on which sheets print them."""
    rows: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
    for trial in trials:
        for disclosure in filter(None, (trial.printed, trial.before)):
            _land(trial.department_id, disclosure, rows)
    return {name: landing_table(name, rows[name]) for name in ("cells", "sheets", "documents")}


def _land(department_id: str, disclosure: Disclosure, rows: Mapping[str, list[tuple[object, ...]]]) -> None:
    place = (department_id, disclosure.fiscal_year)
    lines = sorted(
        {(key.sheet_id, key.row_key) for key in disclosure.figures}, key=lambda line: (line[0], line_order(line[1]))
    )
    numbers = {line: number for number, line in enumerate(lines, start=1)}
    rows["cells"] += [
        (*place, *key, amount, 2, disclosure.unit(key.sheet_id), numbers[key.sheet_id, key.row_key])
        for key, amount in disclosure.figures.items()
    ]
    rows["sheets"] += [
        (*place, sheet_id, "empty_declared" if sheet_id in disclosure.declared_empty else "found")
        for sheet_id in load_layouts().sheets
    ]
    rows["documents"].append((*place, "trial.xlsx"))
