"""Attach violated claims of the explanation to the diagnoses whose candidate cell would make them true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.model import CandidateCell, CellAddress, Diagnosis, EquationKey


@dataclass(frozen=True, slots=True)
class Claim:
    """A violated claim about cells. `residual` (万元) is what it states minus what the cells give; `signs` gives the
    direction in which each cell moves it."""

    key: EquationKey
    residual: Decimal
    allowance: Decimal
    signs: Mapping[CellAddress, int]


def attach_claims(diagnoses: Iterable[Diagnosis], claims: Sequence[Claim]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses, each extended by the claims that one of its rank 1 candidates satisfies.

    A claim is attached to the first diagnosis that satisfies it and to no other. A claim that one of several equal
    candidates satisfies counts too: the candidates share one root cause.
    """
    unassigned = list(claims)
    result = []
    for diagnosis in diagnoses:
        likeliest = [candidate for candidate in diagnosis.candidates if candidate.rank == 1]
        satisfied = [claim for claim in unassigned if any(_satisfies(claim, candidate) for candidate in likeliest)]
        unassigned = [claim for claim in unassigned if claim not in satisfied]
        keys = (*diagnosis.violations, *(claim.key for claim in satisfied))
        result.append(replace(diagnosis, violations=keys))
    return tuple(result)


def _satisfies(claim: Claim, candidate: CandidateCell) -> bool:
    sign = claim.signs.get(candidate.figure.address)
    if sign is None:
        return False
    change = candidate.expected - (candidate.figure.printed or Decimal(0))
    return abs(claim.residual + sign * change) <= claim.allowance
