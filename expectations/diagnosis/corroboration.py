"""Attach violated claims of the explanation to the diagnoses whose hypothesis would make them true."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from expectations.diagnosis.model import Diagnosis, Hypothesis
from expectations.diagnosis.stated_equations import StatedEquation, is_satisfied


def attach_claims(diagnoses: Iterable[Diagnosis], claims: Sequence[StatedEquation]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses, each extended by the violated claims that one of its rank 1 hypotheses satisfies.

    A claim is attached to the first diagnosis that satisfies it and to no other. A claim that one of several equal
    hypotheses satisfies counts too: they share one root cause.
    """
    unassigned = [claim for claim in claims if claim.is_violated]
    result = []
    for diagnosis in diagnoses:
        likeliest = [hypothesis for hypothesis in diagnosis.hypotheses if hypothesis.rank == 1]
        satisfied = [claim for claim in unassigned if any(_satisfies(claim, hypothesis) for hypothesis in likeliest)]
        unassigned = [claim for claim in unassigned if claim not in satisfied]
        keys = (*diagnosis.violations, *(claim.key for claim in satisfied))
        result.append(replace(diagnosis, violations=keys))
    return tuple(result)


def _satisfies(claim: StatedEquation, hypothesis: Hypothesis) -> bool:
    amounts = {change.figure.address: change.expected for change in hypothesis.changes if change.expected is not None}
    return is_satisfied(claim, amounts)
