"""Diagnose the violated claims in the work database: which stated figure is behind several of them.

The search itself belongs to expectations.diagnosis, the rows of the findings to `diagnose`.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from expectations.diagnosis.model import CellAddress, Diagnosis, Figure
from expectations.diagnosis.stated_equations import StatedEquation, StatedTerm
from expectations.diagnosis.stated_figures import explain_stated_figures
from expectations.model import NARRATIVE, Relation

_WITHOUT_FIGURE = frozenset({"direction", "whole"})
"""The kinds of claims that state no figure of their own."""

_TERMS = """
select
    department_id, fiscal_year, identity_id, binding, relation, is_violated, scale,
    cell_fiscal_year, sheet_id, row_key, column_key, row_label, side, sign, printed_value, half_unit
from diagnosis.diag_claim_term
order by all
"""


def diagnose_claims(
    connection: duckdb.DuckDBPyConnection, explained: Collection[tuple[Any, ...]]
) -> Iterator[tuple[str, Diagnosis]]:
    """The departments with their diagnoses; violations that are `explained` already are left out."""
    terms = connection.execute(_TERMS).fetchall()
    for department_id, rows in groupby((row for row in terms if row[:4] not in explained), key=itemgetter(0)):
        for diagnosis in _diagnose_department(list(rows)):
            yield department_id, diagnosis


def _diagnose_department(rows: Iterable[tuple[Any, ...]]) -> tuple[Diagnosis, ...]:
    figures: dict[CellAddress, Figure] = {}
    equations: list[StatedEquation] = []
    for (key, relation, is_violated, scale), terms in groupby(rows, key=lambda row: (row[1:4], *row[4:7])):
        stated = []
        for *address, label, side, sign, amount, half_unit in (row[7:] for row in terms):
            place: CellAddress = (address[0], address[1], address[2], address[3])
            stated.append(StatedTerm(place, side, sign, amount, half_unit))
            if place[1] == NARRATIVE and place[3] not in _WITHOUT_FIGURE:
                figures[place] = Figure(place, label, amount, 2 * half_unit or Decimal(1))
        equations.append(StatedEquation(key, Relation(relation), is_violated, tuple(stated), scale or Decimal(1)))
    return explain_stated_figures(figures.values(), equations)
