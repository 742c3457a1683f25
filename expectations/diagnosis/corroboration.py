"""Attach violated claims of the explanation to the diagnoses whose hypothesis would make them true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.model import CellAddress, Diagnosis, EquationKey, Hypothesis


@dataclass(frozen=True, slots=True)
class Claim:
    """A violated claim about cells. `residual` (万元) is what it states minus what the cells give; `signs` gives the
    direction in which each cell moves it."""

    key: EquationKey
    residual: Decimal
    allowance: Decimal
    signs: Mapping[CellAddress, int]


def attach_claims(diagnoses: Iterable[Diagnosis], claims: Sequence[Claim]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses, each extended by the claims that one of its rank 1 hypotheses satisfies.

    A claim is attached to the first diagnosis that satisfies it and to no other. A claim that one of several equal
    hypotheses satisfies counts too: they share one root cause.
    """
    unassigned = list(claims)
    result = []
    for diagnosis in diagnoses:
        likeliest = [hypothesis for hypothesis in diagnosis.hypotheses if hypothesis.rank == 1]
        satisfied = [claim for claim in unassigned if any(_satisfies(claim, hypothesis) for hypothesis in likeliest)]
        unassigned = [claim for claim in unassigned if claim not in satisfied]
        keys = (*diagnosis.violations, *(claim.key for claim in satisfied))
        result.append(replace(diagnosis, violations=keys))
    return tuple(result)


def _satisfies(claim: Claim, hypothesis: Hypothesis) -> bool:
    moved = [
        claim.signs[change.figure.address] * (change.expected - (change.figure.printed or Decimal(0)))
        for change in hypothesis.changes
        if change.expected is not None and change.figure.address in claim.signs
    ]
    return bool(moved) and abs(claim.residual + sum(moved, Decimal(0))) <= claim.allowance
