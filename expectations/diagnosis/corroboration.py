"""What the explanation says of a cell that is likely wrong: a claim that the cell's likely value would make true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.model import EquationKey, Finding, Spot, Suspect


@dataclass(frozen=True, slots=True)
class Claim:
    """A violated claim over cells: what it states less what the cells give is the `residual`, which `signs` says how
    each cell moves."""

    key: EquationKey
    residual: Decimal
    allowance: Decimal
    signs: Mapping[Spot, int]


def corroborated(findings: Iterable[Finding], claims: Sequence[Claim]) -> tuple[Finding, ...]:
    """The findings, each with the claims that one of its likeliest cells would make true; a claim belongs to one only.

    A claim that holds for one of several equally likely cells belongs to their finding: it is one mistake all the same.
    """
    left = list(claims)
    result = []
    for finding in findings:
        likeliest = [suspect for suspect in finding.suspects if suspect.rank == 1]
        borne_out = [claim for claim in left if any(_is_made_true(claim, suspect) for suspect in likeliest)]
        left = [claim for claim in left if claim not in borne_out]
        keys = (*finding.violations, *(claim.key for claim in borne_out))
        result.append(replace(finding, violations=keys))
    return tuple(result)


def _is_made_true(claim: Claim, suspect: Suspect) -> bool:
    sign = claim.signs.get(suspect.figure.spot)
    if sign is None:
        return False
    change = suspect.expected - (suspect.figure.printed or Decimal(0))
    return abs(claim.residual + sign * change) <= claim.allowance
