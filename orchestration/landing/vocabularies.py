"""The names under which a declaration refers to the values that a column may hold.

The values themselves live with the code that writes them; none is spelled here.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import get_args

from expectations.model import ColumnRule, Relation, RowRule, Side
from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus, Verdict
from orchestration.disclosure.amounts import WAN_EXPONENTS
from orchestration.disclosure.claims.model import Base, Binding, ClaimKind, Role
from orchestration.disclosure.model import Axis
from orchestration.registry.model import Obligation


def _values(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in vocabulary)


VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "axis": _values(Axis),
    "claim_base": _values(Base),
    "claim_binding": _values(Binding),
    "claim_kind": _values(ClaimKind),
    "claim_role": _values(Role),
    "column_rule": _values(ColumnRule),
    "expectation": _values(Obligation),
    "part": _values(Part),
    "part_status": _values(PartStatus),
    "problem_kind": _values(ProblemKind),
    "relation": _values(Relation),
    "row_rule": _values(RowRule),
    "severity": _values(Severity),
    "sheet_status": _values(SheetStatus),
    "term_side": get_args(Side),
    "unit": tuple(WAN_EXPONENTS),
    "verdict": _values(Verdict),
}
