"""Waivers held against what was found: which are in force, which are stale and why; and proposals for new ones.

A proposal never says why a violation may be published: reason, author and date are a person's to write.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import yaml

from expectations.amounts import plain
from expectations.model import Waiver
from expectations.vocabulary import WaiverState

ViolationKey = tuple[str, int, str, str]
"""department_id, fiscal_year, identity_id, binding."""


@dataclass(frozen=True, slots=True)
class HeldWaiver:
    """A waiver, its state, and the residual (万元) that the violation has now where there is one."""

    waiver: Waiver
    state: WaiverState
    found: Decimal | None = None

    @property
    def words(self) -> str:
        """The state as a reason of a verdict."""
        written = f"written for {plain(self.waiver.residual)}"
        match self.state:
            case WaiverState.RESIDUAL_CHANGED if self.found is not None:
                return f"{written}, the residual is {plain(self.found)}"
            case WaiverState.VIOLATION_GONE:
                return f"{written}, the violation is gone"
            case WaiverState.UNKNOWN_IDENTITY:
                return f"{written}, the catalogue has no such identity"
            case WaiverState.UNKNOWN_DEPARTMENT:
                return f"{written}, the registry has no department {self.waiver.department_id}"
            case WaiverState.UNKNOWN_YEAR:
                return f"{written}, fiscal year {self.waiver.fiscal_year} is neither expected nor received"
            case _:
                return written


def waiver_key(waiver: Waiver) -> ViolationKey:
    return waiver.department_id, waiver.fiscal_year, waiver.identity, waiver.binding


def hold(
    waivers: Sequence[Waiver],
    residuals: Mapping[ViolationKey, Decimal],
    *,
    departments: Collection[str],
    identities: Collection[str],
    expected: Collection[tuple[str, int]],
    received: Collection[tuple[str, int]],
) -> tuple[HeldWaiver, ...]:
    """Every waiver with its state, in the order given; `residuals` are those of all violations."""

    def state_of(waiver: Waiver) -> WaiverState:
        place = (waiver.department_id, waiver.fiscal_year)
        found = residuals.get(waiver_key(waiver))
        if waiver.department_id not in departments:
            return WaiverState.UNKNOWN_DEPARTMENT
        if waiver.identity not in identities:
            return WaiverState.UNKNOWN_IDENTITY
        if place not in received:
            return WaiverState.AWAITING if place in expected else WaiverState.UNKNOWN_YEAR
        if found is None:
            return WaiverState.VIOLATION_GONE
        return WaiverState.IN_FORCE if found == waiver.residual else WaiverState.RESIDUAL_CHANGED

    return tuple(HeldWaiver(waiver, state_of(waiver), residuals.get(waiver_key(waiver))) for waiver in waivers)


_TO_FILL_IN = """\
  reason:  # why this may be published as it stands
  author:  # who answers for it
  date:  # when, as YYYY-MM-DD
"""


@dataclass(frozen=True, slots=True)
class Waivable:
    """A violation that nobody has waived, with its exact residual (万元) and what a person should know of it."""

    key: ViolationKey
    residual: Decimal
    notes: tuple[str, ...] = ()


def proposal(violation: Waivable) -> str:
    """The YAML entry of a waiver for exactly this violation; it does not load until a person fills it in."""
    department_id, fiscal_year, identity, binding = violation.key
    entry: dict[str, str | int] = {"department_id": department_id, "fiscal_year": fiscal_year, "identity": identity}
    if binding:
        entry["binding"] = binding
    entry["residual"] = plain(violation.residual)
    notes = "".join(f"# {line}\n" for note in violation.notes for line in note.splitlines())
    return notes + yaml.safe_dump([entry], allow_unicode=True, sort_keys=False) + _TO_FILL_IN
