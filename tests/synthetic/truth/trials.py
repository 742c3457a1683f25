"""Injected errors: random disclosures with one or a few wrong figures, what they must violate, and which single cells
could explain it, worked out by brute force without the code under test."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import polars as pl

from expectations.model import Identity, load_identities
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey
from orchestration.landing.frames import SCHEMAS
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.truth.arithmetic import Equation, applies, equations
from tests.synthetic.truth.slips import slip

HALF_UNIT = {"万元": Decimal("0.005"), "元": Decimal("0.0000005")}

_COLUMNS = {
    "cells": ("sheet_id", "row_key", "column_key", "amount", "decimals", "unit", "row_no"),
    "sheets": ("sheet_id", "status"),
    "documents": ("file_name",),
}

EquationKey = tuple[str, str]
"""identity_id, binding."""

Sources = Mapping[CellKey, Decimal]


@dataclass(frozen=True)
class Truth:
    """A consistent disclosure and the equations that its figures stand in."""

    disclosure: Disclosure

    @cached_property
    def identities(self) -> dict[str, Identity]:
        return {identity.id: identity for identity in load_identities()}

    @cached_property
    def equations(self) -> dict[EquationKey, Equation]:
        """Those that can be violated: figures, or a sheet's word that it has none, on both sides."""
        history = {0: self.disclosure.figures}
        return {
            (identity.id, binding): equation
            for identity in self.identities.values()
            if applies(replace_condition(identity), history)
            for binding, equation in equations(identity, history).items()
            if (equation.total or (self._declared(identity, True) and not identity.where_printed))
            and (equation.parts or (self._declared(identity, False) and identity.relation.value == "equals"))
        }

    def _declared(self, identity: Identity, total: bool) -> bool:
        terms = (identity.total,) if total else identity.parts
        return all(term is not None and term.sheet in self.disclosure.declared_empty for term in terms)

    @cached_property
    def containing(self) -> dict[CellKey, list[EquationKey]]:
        found: defaultdict[CellKey, list[EquationKey]] = defaultdict(list)
        for key, equation in self.equations.items():
            for _, cell in equation.cells:
                found[cell].append(key)
        return dict(found)

    @cached_property
    def allowances(self) -> dict[EquationKey, Decimal]:
        return {
            key: sum((HALF_UNIT[self.disclosure.unit(cell.sheet_id)] for _, cell in equation.cells), Decimal(0))
            for key, equation in self.equations.items()
        }

    def violated(self, figures: Sources) -> frozenset[EquationKey]:
        history = {0: figures}
        return frozenset(
            key
            for key, equation in self.equations.items()
            if equation.excess(history) > self.allowances[key] and applies(self.identities[key[0]], history)
        )

    def single_explanations(self, figures: Sources, violated: Iterable[EquationKey]) -> frozenset[CellKey]:
        """The printed cells of which one other value satisfies every identity that applies."""
        history = {0: figures}
        shared = [{cell for _, cell in self.equations[key].cells} for key in violated]
        return frozenset(
            cell for cell in (set.intersection(*shared) if shared else ()) if self._can_be_right(cell, history)
        )

    def _can_be_right(self, cell: CellKey, history: Mapping[int, Sources]) -> bool:
        lowest, highest = Decimal("-Infinity"), Decimal("Infinity")
        for key in self.containing[cell]:
            if not applies(self.identities[key[0]], history):
                continue
            equation, allowance = self.equations[key], self.allowances[key]
            sign = equation.total.get((0, cell), 0) - equation.parts.get((0, cell), 0)
            residual = equation.residual(history)
            ends = sorted((sign * (-residual - allowance), sign * (-residual + allowance)))
            if equation.relation.value == "at_least":
                ends = [ends[0], highest] if sign > 0 else [lowest, ends[1]]
            lowest, highest = max(lowest, ends[0]), min(highest, ends[1])
        return lowest <= highest


def replace_condition(identity: Identity) -> Identity:
    """An identity without its condition: whether the condition holds depends on the wrong figure."""
    return identity.model_copy(update={"only_where_equal": ()})


@dataclass(frozen=True)
class Error:
    cell: CellKey
    slip: str
    right: Decimal
    wrong: Decimal


@dataclass(frozen=True)
class Trial:
    """A disclosure with wrong figures; without errors it must violate nothing."""

    department_id: str
    truth: Truth
    errors: tuple[Error, ...]

    @cached_property
    def figures(self) -> dict[CellKey, Decimal]:
        return {**self.truth.disclosure.figures, **{error.cell: error.wrong for error in self.errors}}

    @cached_property
    def violated(self) -> frozenset[EquationKey]:
        return self.truth.violated(self.figures)

    @cached_property
    def explanations(self) -> frozenset[CellKey]:
        return self.truth.single_explanations(self.figures, self.violated)


def trials(seed: int, count: int, errors: int, per_disclosure: int = 10) -> Iterator[Trial]:
    """`count` trials with so many independent errors each, in cells that some identity contains, and beside every
    disclosure's trials the disclosure itself."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        truth = Truth(random_disclosure(rng))
        if not truth.containing:
            continue
        yield Trial(f"{seed}_{errors}_{made}_right", truth, ())
        for _ in range(min(per_disclosure, count - made)):
            yield Trial(f"{seed}_{errors}_{made}", truth, tuple(_errors(rng, truth, errors)))
            made += 1


def _errors(rng: random.Random, truth: Truth, count: int) -> Iterator[Error]:
    order = printed_order(truth.disclosure)
    following = {one: other for one, other in pairwise(order) if _same_column(one, other)}
    for cell in rng.sample(sorted(truth.containing, key=str), k=min(count, len(truth.containing))):
        right = truth.disclosure.figures[cell]
        name, wrong = slip(rng, truth.disclosure, cell, following.get(cell))
        yield Error(cell, name, right, wrong)


def printed_order(disclosure: Disclosure) -> list[CellKey]:
    """Column by column, codes and lines in their order."""
    return sorted(disclosure.figures, key=lambda key: (key.sheet_id, key.column_key, key.row_key))


def _same_column(one: CellKey, other: CellKey) -> bool:
    same_side = one.row_key.split(".")[0] == other.row_key.split(".")[0] or "." not in one.row_key
    return (one.sheet_id, one.column_key) == (other.sheet_id, other.column_key) and same_side


def landing_tables(all_trials: Sequence[Trial]) -> dict[str, pl.DataFrame]:
    """All trials as the landing tables of one warehouse."""
    cells: list[tuple[object, ...]] = []
    sheets: list[tuple[object, ...]] = []
    documents: list[tuple[object, ...]] = []
    for trial in all_trials:
        disclosure = trial.truth.disclosure
        place = (trial.department_id, disclosure.fiscal_year)
        lines = {line: number for number, line in enumerate(sorted({_line(key) for key in trial.figures}), start=1)}
        cells += [
            (*place, *key, amount, 2, disclosure.unit(key.sheet_id), lines[_line(key)])
            for key, amount in trial.figures.items()
        ]
        sheets += [
            (*place, sheet_id, "empty_declared" if sheet_id in disclosure.declared_empty else "found")
            for sheet_id in load_layouts().sheets
        ]
        documents.append((*place, "trial.xlsx"))
    rows_of = {"cells": cells, "sheets": sheets, "documents": documents}
    return {name: landing_table(name, rows) for name, rows in rows_of.items()}


def _line(key: CellKey) -> tuple[str, str]:
    return key.sheet_id, key.row_key


def landing_table(name: str, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Rows of department, year and the columns that trials fill, as a table of the landing."""
    schema = SCHEMAS[name]
    given = ("department_id", "fiscal_year", *_COLUMNS[name])
    known = pl.DataFrame(rows, schema={column: schema[column] for column in given}, orient="row")
    missing = [pl.lit(None, dtype=dtype).alias(column) for column, dtype in schema.items() if column not in given]
    return known.with_columns(missing).select(list(schema))
