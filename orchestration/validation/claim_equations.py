"""The claims in the work database as the diagnosis takes them. The search belongs to expectations.diagnosis."""

from collections import defaultdict
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

import duckdb

from expectations.diagnosis.stated_equations import StatedEquation, StatedTerm
from expectations.model import Relation

_TERMS = """
select
    department_id, fiscal_year, identity_id, binding, relation, is_violated, is_evidence, scale,
    cell_fiscal_year, sheet_id, row_key, column_key, row_label, side, sign, printed_value, half_unit
from diagnosis.diag_claim_term
order by all
"""


def load_claim_equations(connection: duckdb.DuckDBPyConnection) -> dict[str, list[StatedEquation]]:
    """The violated claims of each department, and what holds of the same figures."""
    found: dict[str, list[StatedEquation]] = defaultdict(list)
    for key, rows in groupby(connection.execute(_TERMS).fetchall(), key=itemgetter(slice(0, 8))):
        department_id, year, identity_id, binding, relation, is_violated, is_evidence, scale = key
        terms = tuple(StatedTerm(row[8:12], *row[12:]) for row in rows)
        equation = StatedEquation(
            (year, identity_id, binding), Relation(relation), is_violated, is_evidence, terms, scale or Decimal(1)
        )
        found[department_id].append(equation)
    return found
