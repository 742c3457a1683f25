"""Identities over a few stated figures, written down as short as they are read aloud."""

from decimal import Decimal

from expectations.diagnosis.model import CellAddress, Diagnosis
from expectations.diagnosis.stated_equations import StatedEquation, StatedTerm
from expectations.diagnosis.stated_figures import explain_stated_figures
from expectations.model import NARRATIVE, Relation, Side

YEAR = 2024
HALF = Decimal("0.005")


def stated(name: str, kind: str = "amount") -> CellAddress:
    return (YEAR, NARRATIVE, name, kind)


def printed(name: str) -> CellAddress:
    """A cell of a sheet."""
    return (YEAR, "three_public", name, "final")


def term(
    address: CellAddress, amount: str, side: Side = "total", sign: int = 1, half_unit: Decimal = HALF
) -> StatedTerm:
    return StatedTerm(address, address[2], side, sign, Decimal(amount), half_unit)


def equation(name: str, relation: Relation, *terms: StatedTerm, holds: bool = False) -> StatedEquation:
    scale = Decimal(100 if relation is Relation.RATIO else 1)
    return StatedEquation((YEAR, f"narrative.{name}", ""), relation, not holds, True, terms, scale)


def restated(name: str, amount: str, cell: str, *, holds: bool = False) -> StatedEquation:
    """A figure told in words against the cell that it restates."""
    terms = (term(stated(name), amount), term(printed(name), cell, "part"))
    return equation(f"restated.{name}", Relation.RESTATES, *terms, holds=holds)


def share(name: str, percent: str, amount: str, whole: str, *, holds: bool = False) -> StatedEquation:
    """A percentage of an amount told in words in a whole of the sheets."""
    terms = (
        term(stated(f"{name} share", "share"), percent),
        term(stated(name), amount, "part"),
        term(printed("total"), whole, "base"),
    )
    return equation(f"share.{name}", Relation.RATIO, *terms, holds=holds)


def explain(*equations: StatedEquation) -> tuple[Diagnosis, ...]:
    """Diagnose all stated figures of the equations."""
    return explain_stated_figures(equations)
