"""Waivers in words: why one releases nothing, and proposals for new ones.

What each waiver does is found out in one place, the model dec_waiver_state. A proposal never says why a violation may
be published: reason, author and date are a person's to write.
"""

from dataclasses import dataclass
from decimal import Decimal

import yaml

from expectations.amounts import plain
from expectations.vocabulary import WaiverState

ViolationKey = tuple[str, int, str, str]
"""department_id, fiscal_year, identity_id, binding."""


@dataclass(frozen=True, slots=True)
class StaleWaiver:
    """A waiver that releases nothing; `found` is the residual (万元) that the violation has now, where there is one."""

    department_id: str
    fiscal_year: int
    identity_id: str
    binding: str
    state: WaiverState
    residual: Decimal
    found: Decimal | None = None

    @property
    def message(self) -> str:
        """Why it releases nothing, as a reason of a verdict."""
        written = f"所记差额 {plain(self.residual)} 万元"
        match self.state:
            case WaiverState.RESIDUAL_CHANGED if self.found is not None:
                return f"{written}，现为 {plain(self.found)} 万元"
            case WaiverState.VIOLATION_GONE:
                return f"{written}，不符已消除"
            case WaiverState.UNKNOWN_IDENTITY:
                return f"{written}，没有这项勾稽关系"
            case WaiverState.UNKNOWN_DEPARTMENT:
                return f"{written}，没有登记部门 {self.department_id}"
            case WaiverState.UNKNOWN_YEAR:
                return f"{written}，{self.fiscal_year} 年度既不应公开，也未收到"
            case _:
                return written


_TO_FILL_IN = """\
  reason:  # why this may be published as it stands
  author:  # who answers for it
  date:  # when, as YYYY-MM-DD
"""


@dataclass(frozen=True, slots=True)
class OpenViolation:
    """A violation that nobody has waived, with its exact residual (万元) and what a person should know of it."""

    key: ViolationKey
    residual: Decimal
    notes: tuple[str, ...] = ()


def proposal(violation: OpenViolation) -> str:
    """The YAML entry of a waiver for exactly this violation; it does not load until a person fills it in."""
    department_id, fiscal_year, identity, binding = violation.key
    entry: dict[str, str | int] = {"department_id": department_id, "fiscal_year": fiscal_year, "identity": identity}
    if binding:
        entry["binding"] = binding
    entry["residual"] = plain(violation.residual)
    notes = "".join(f"# {line}\n" for note in violation.notes for line in note.splitlines())
    return notes + yaml.safe_dump([entry], allow_unicode=True, sort_keys=False) + _TO_FILL_IN
