"""Random consistent disclosures satisfy every identity, and one wrong figure violates exactly those it stands in."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import pytest

from benchmarks.disclosures.generate import random_disclosure
from expectations.model import Term, load_identities
from orchestration.disclosure.model import CellKey, SheetStatus
from orchestration.settings import Settings
from tests.identities.arithmetic import Equation, equations
from tests.landed import Printed, Result, ResultKey, audit, landed, together

SEEDS = range(20)
MUTATED_SEEDS = (2, 7, 11)
MUTATED_CELLS = 60
"""Of each disclosure."""

YEAR = 2024
UNIT = {"万元": Decimal("0.01"), "元": Decimal("0.000001")}
"""The smallest difference that is printed, in 万元."""


def disclosed(seed: int, units: Mapping[str, str] | None = None) -> Printed:
    disclosure = random_disclosure(random.Random(seed))
    return Printed(
        disclosure.figures,
        disclosure.units if units is None else units,
        dict.fromkeys(disclosure.declared_empty, SheetStatus.EMPTY_DECLARED),
    )


def in_yuan(seed: int) -> Printed:
    return disclosed(seed, dict.fromkeys({key.sheet_id for key in disclosed(seed).figures}, "元"))


@pytest.fixture(scope="module")
def consistent(evaluation: Settings) -> dict[ResultKey, Result]:
    as_printed = (landed(f"bureau_{seed}", YEAR, disclosed(seed)) for seed in SEEDS)
    yuan = (landed(f"bureau_{seed}_in_yuan", YEAR, in_yuan(seed)) for seed in SEEDS)
    return audit(together([*as_printed, *yuan]), evaluation)


def test_consistent_disclosures_hold_exactly(consistent: Mapping[ResultKey, Result]) -> None:
    assert len({department_id for department_id, *_ in consistent}) == 2 * len(SEEDS)
    assert {key for key, result in consistent.items() if result.outcome not in ("exact", "not_applicable")} == set()
    assert sum(result.outcome == "exact" for result in consistent.values()) > 100 * len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_identity_is_bound_to_what_its_yaml_says(consistent: Mapping[ResultKey, Result], seed: int) -> None:
    bound = {
        (identity.id, binding)
        for identity in load_identities()
        for binding in equations(identity, disclosed(seed).figures) or ("",)
    }
    assert {key[2:] for key in consistent if key[0] == f"bureau_{seed}"} == bound


@dataclass(frozen=True)
class Mutant:
    """A disclosure with one figure changed, and the results that the change must violate."""

    department_id: str
    printed: Printed
    cell: CellKey
    violated: frozenset[tuple[str, str]]


def all_equations(printed: Printed) -> dict[tuple[str, str], Equation]:
    """Those that can be violated: with figures, or a sheet's word that it has none, on both sides."""
    return {
        (identity.id, binding): equation
        for identity in load_identities()
        for binding, equation in equations(identity, printed.figures).items()
        if (
            equation.total
            or (identity.total and declares_nothing((identity.total,), printed) and not identity.where_printed)
        )
        and (equation.parts or declares_nothing(identity.parts, printed))
    }


def declares_nothing(terms: tuple[Term, ...], printed: Printed) -> bool:
    return all(printed.sheets.get(term.sheet) is SheetStatus.EMPTY_DECLARED for term in terms)


def allowance(equation: Equation, printed: Printed) -> Decimal:
    return sum((half_unit(key, printed) for key in equation.cells), Decimal(0))


def half_unit(key: CellKey, printed: Printed) -> Decimal:
    return UNIT[printed.units.get(key.sheet_id, "万元")] / 2


def in_units(amount: Decimal, key: CellKey, printed: Printed, rounding: str) -> Decimal:
    unit = 2 * half_unit(key, printed)
    return (amount / unit).to_integral_value(rounding) * unit


def changed(printed: Printed, cell: CellKey, change: Decimal) -> Printed:
    figures = dict(printed.figures)
    figures[cell] += change
    return Printed(figures, printed.units, printed.sheets)


def mutants(seed: int) -> Iterator[Mutant]:
    """Each sampled cell is changed twice: by no more than any of its identities allows, and by one printed unit more
    than all of them allow."""
    printed = disclosed(seed)
    known = all_equations(printed)
    containing = {
        cell: {key: equation for key, equation in known.items() if cell in equation.cells} for cell in printed.figures
    }
    in_some = [cell for cell, own in containing.items() if own]
    for number, cell in enumerate(random.Random(seed).sample(in_some, k=min(len(in_some), MUTATED_CELLS))):
        allowances = [allowance(equation, printed) for equation in containing[cell].values()]
        within = in_units(min(allowances), cell, printed, ROUND_FLOOR)
        beyond = in_units(max(allowances), cell, printed, ROUND_CEILING) + 2 * half_unit(cell, printed)
        yield Mutant(f"within_{seed}_{number}", changed(printed, cell, within), cell, frozenset())
        yield Mutant(f"beyond_{seed}_{number}", changed(printed, cell, beyond), cell, frozenset(containing[cell]))
        yield Mutant(f"below_{seed}_{number}", changed(printed, cell, -beyond), cell, frozenset(containing[cell]))


@pytest.fixture(scope="module")
def mutated(evaluation: Settings) -> tuple[list[Mutant], dict[ResultKey, Result]]:
    population = [mutant for seed in MUTATED_SEEDS for mutant in mutants(seed)]
    tables = together(landed(mutant.department_id, YEAR, mutant.printed) for mutant in population)
    return population, audit(tables, evaluation)


def test_one_wrong_figure_violates_exactly_the_identities_that_contain_it(
    mutated: tuple[list[Mutant], dict[ResultKey, Result]],
) -> None:
    population, results = mutated
    found: dict[str, set[tuple[str, str]]] = {mutant.department_id: set() for mutant in population}
    for (department_id, _, identity_id, binding), result in results.items():
        if result.outcome == "violated":
            found[department_id].add((identity_id, binding))
    wrong = {
        (mutant.department_id, mutant.cell): found[mutant.department_id] ^ mutant.violated
        for mutant in population
        if found[mutant.department_id] != mutant.violated
    }
    assert wrong == {}


def test_the_sampled_figures_reach_most_identities(mutated: tuple[list[Mutant], dict[ResultKey, Result]]) -> None:
    reached = {identity_id for mutant in mutated[0] for identity_id, _ in mutant.violated}
    assert len(reached) >= 35
