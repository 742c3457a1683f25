"""Random consistent disclosures satisfy every identity, and one wrong figure violates exactly those it stands in."""

import functools
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import polars as pl
import pytest

from expectations.model import YEARS_BACK, Relation, Term, load_identities
from expectations.vocabulary import SheetStatus
from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from tests.landed import Printed, Result, ResultKey, audit, landed, together
from tests.synthetic.documents.generate import random_history
from tests.synthetic.truth.arithmetic import Equation, History, applies, equations

SEEDS = range(20)
YEARS = range(2022, 2024 + 1)
MUTATED_SEEDS = (2, 7, 11)
MUTATED_CELLS = 40
"""Of each history."""

UNIT = {"万元": Decimal("0.01"), "元": Decimal("0.000001")}
"""The smallest difference that is printed, in 万元."""

EQUALS = Relation.EQUALS
IDENTITIES = {identity.id: identity for identity in load_identities()}
CONDITIONAL = {identity.id for identity in IDENTITIES.values() if identity.only_where_equal}

EquationKey = tuple[int, str, str]
"""fiscal_year, identity_id, binding."""

Years = Mapping[int, Printed]
"""What one department published, by fiscal year."""


@functools.cache
def disclosed(seed: int) -> Years:
    history = random_history(random.Random(seed), len(YEARS))
    return {
        year: Printed(
            disclosure.figures,
            disclosure.units,
            dict.fromkeys(disclosure.declared_empty, SheetStatus.EMPTY_DECLARED),
        )
        for year, disclosure in zip(YEARS, history, strict=True)
    }


def in_yuan(years: Years) -> Years:
    return {
        year: replace(printed, units=dict.fromkeys({key.sheet_id for key in printed.figures}, "元"))
        for year, printed in years.items()
    }


def published(department_id: str, years: Years) -> Iterator[dict[str, pl.DataFrame]]:
    return (landed(department_id, year, printed) for year, printed in years.items())


@pytest.fixture(scope="module")
def consistent(evaluation: Settings) -> dict[ResultKey, Result]:
    as_printed = (table for seed in SEEDS for table in published(f"bureau_{seed}", disclosed(seed)))
    yuan = (table for seed in SEEDS for table in published(f"bureau_{seed}_in_yuan", in_yuan(disclosed(seed))))
    return audit(together([*as_printed, *yuan]), evaluation)


def test_consistent_disclosures_hold_exactly(consistent: Mapping[ResultKey, Result]) -> None:
    assert len({key[:2] for key in consistent}) == 2 * len(SEEDS) * len(YEARS)
    assert {key for key, result in consistent.items() if result.outcome not in ("exact", "not_applicable")} == set()
    assert sum(result.outcome == "exact" for result in consistent.values()) > 100 * len(SEEDS) * len(YEARS)


def rounded(seed: int, unit: str) -> Years:
    """All true amounts of a history changed alike, so that they stay consistent but fit into no decimals, then printed
    with two decimals of the unit."""
    factor = Decimal(random.Random(seed).randint(10**11, 10**12)).scaleb(-12)
    return {
        year: replace(
            printed,
            figures={
                key: (amount * factor).quantize(UNIT[unit], ROUND_HALF_UP) for key, amount in printed.figures.items()
            },
            units=dict.fromkeys({key.sheet_id for key in printed.figures}, unit),
        )
        for year, printed in disclosed(seed).items()
    }


@pytest.mark.parametrize("unit", UNIT)
def test_consistent_disclosures_rounded_to_two_decimals_never_violate(evaluation: Settings, unit: str) -> None:
    tables = (table for seed in SEEDS for table in published(f"bureau_{seed}", rounded(seed, unit)))
    outcomes = Counter(result.outcome for result in audit(together(tables), evaluation).values())
    assert outcomes["violated"] == outcomes["not_read"] == 0
    assert outcomes["within_rounding"] > 20 * len(SEEDS)


def test_balances_are_compared_between_years(consistent: Mapping[ResultKey, Result]) -> None:
    looking_back = {key: result for key, result in consistent.items() if key[2].startswith("opening_balance.")}
    assert {result.outcome for key, result in looking_back.items() if key[1] == YEARS[0]} == {"not_applicable"}
    compared = {key[2] for key, result in looking_back.items() if result.outcome == "exact"}
    assert compared == {identity.id for identity in IDENTITIES.values() if identity.id.startswith("opening_balance.")}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_identity_is_bound_to_what_its_yaml_says(consistent: Mapping[ResultKey, Result], seed: int) -> None:
    bound = {
        (year, identity.id, binding)
        for year in YEARS
        for identity in IDENTITIES.values()
        for binding in equations(identity, seen_from(year, disclosed(seed))) or ("",)
    }
    assert {key[1:] for key in consistent if key[0] == f"bureau_{seed}"} == bound


@dataclass(frozen=True)
class Mutant:
    """A history with one figure changed, and the results that the change must violate."""

    department_id: str
    years: Years
    cell: tuple[int, CellKey]
    violated: frozenset[EquationKey]


def seen_from(year: int, years: Years) -> History:
    return {back: years[year - back].figures for back in (0, 1) if year - back in years}


def all_equations(years: Years) -> dict[EquationKey, Equation]:
    """Those that can be violated: with figures, or a sheet's word that it has none, on both sides."""
    return {
        (year, identity.id, binding): equation
        for year in years
        for identity in IDENTITIES.values()
        if identity.total is not None and applies(identity, seen_from(year, years))
        for binding, equation in equations(identity, seen_from(year, years)).items()
        if (
            equation.total
            or (identity.total and declares_nothing((identity.total,), year, years) and not identity.where_printed)
        )
        and (equation.parts or (declares_nothing(identity.parts, year, years) and equation.relation is EQUALS))
    }


def declares_nothing(terms: tuple[Term, ...], year: int, years: Years) -> bool:
    return all(
        years[year - YEARS_BACK[term.year]].sheets.get(term.sheet) is SheetStatus.EMPTY_DECLARED for term in terms
    )


def cells_of(year: int, equation: Equation) -> set[tuple[int, CellKey]]:
    return {(year - back, key) for back, key in equation.cells}


def allowance(year: int, equation: Equation, years: Years) -> Decimal:
    return sum((half_unit(key, years[cell_year]) for cell_year, key in cells_of(year, equation)), Decimal(0))


def half_unit(key: CellKey, printed: Printed) -> Decimal:
    return UNIT[printed.units.get(key.sheet_id, "万元")] / 2


def in_units(amount: Decimal, key: CellKey, printed: Printed, rounding: str) -> Decimal:
    unit = 2 * half_unit(key, printed)
    return (amount / unit).to_integral_value(rounding) * unit


def changed(years: Years, cell: tuple[int, CellKey], change: Decimal) -> Years:
    year, key = cell
    figures = {**years[year].figures, key: years[year].figures[key] + change}
    return {**years, year: replace(years[year], figures=figures)}


def violated_by(equations: Mapping[EquationKey, Equation], years: Years) -> frozenset[EquationKey]:
    """By plain arithmetic, of the equations that the changed figure stands in; it may also end a condition."""
    return frozenset(
        key
        for key, equation in equations.items()
        if applies(IDENTITIES[key[1]], seen_from(key[0], years))
        and equation.excess(seen_from(key[0], years)) > allowance(key[0], equation, years)
    )


def mutants(seed: int) -> Iterator[Mutant]:
    """Each sampled cell is changed twice: by no more than any of its identities allows, and by one printed unit more
    than all of them allow. What is beyond violates every equality that contains the cell."""
    years = disclosed(seed)
    containing: defaultdict[tuple[int, CellKey], dict[EquationKey, Equation]] = defaultdict(dict)
    for equation_key, equation in all_equations(years).items():
        for cell in cells_of(equation_key[0], equation):
            containing[cell][equation_key] = equation
    in_some = sorted(containing, key=str)
    for number, cell in enumerate(random.Random(seed).sample(in_some, k=min(len(in_some), MUTATED_CELLS))):
        year, key = cell
        allowances = [allowance(eq_key[0], equation, years) for eq_key, equation in containing[cell].items()]
        within = in_units(min(allowances), key, years[year], ROUND_FLOOR)
        beyond = in_units(max(allowances), key, years[year], ROUND_CEILING) + 2 * half_unit(key, years[year])
        equalities = {k for k, e in containing[cell].items() if e.relation is EQUALS and k[1] not in CONDITIONAL}
        for name, change in (("within", within), ("beyond", beyond), ("below", -beyond)):
            mutated = changed(years, cell, change)
            violated = violated_by(containing[cell], mutated)
            assert name == "within" or equalities <= violated
            yield Mutant(f"{name}_{seed}_{number}", mutated, cell, violated)


@pytest.fixture(scope="module")
def mutated(evaluation: Settings) -> tuple[list[Mutant], dict[ResultKey, Result]]:
    population = [mutant for seed in MUTATED_SEEDS for mutant in mutants(seed)]
    tables = together(table for mutant in population for table in published(mutant.department_id, mutant.years))
    return population, audit(tables, evaluation)


def test_one_wrong_figure_violates_exactly_the_identities_that_contain_it(
    mutated: tuple[list[Mutant], dict[ResultKey, Result]],
) -> None:
    population, results = mutated
    found: dict[str, set[EquationKey]] = {mutant.department_id: set() for mutant in population}
    for (department_id, year, identity_id, binding), result in results.items():
        if result.outcome == "violated":
            found[department_id].add((year, identity_id, binding))
    wrong = {
        (mutant.department_id, mutant.cell): found[mutant.department_id] ^ mutant.violated
        for mutant in population
        if found[mutant.department_id] != mutant.violated
    }
    assert wrong == {}


def test_the_sampled_figures_reach_most_identities(mutated: tuple[list[Mutant], dict[ResultKey, Result]]) -> None:
    reached = {identity_id for mutant in mutated[0] for _, identity_id, _ in mutant.violated}
    assert len(reached) >= 40
