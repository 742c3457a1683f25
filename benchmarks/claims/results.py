"""Many department-years judged in one evaluation in memory: what is violated of their explanations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.disclosure.department_year import DepartmentYear
from orchestration.home.settings import Settings
from orchestration.landing.rows import department_year_rows
from orchestration.validation.in_memory import evaluated

ALARMING = ("error", "warning")
_DIAGNOSED = ("diag_violated_term", "diag_unchanged_sheet", "diag_claim_term", "dq_identity_result")


@dataclass(frozen=True, slots=True)
class Violation:
    """A violated result about an explanation; those of one mistake share their finding."""

    identity: str
    severity: str
    binding: str
    terms: str
    phrase: str
    finding: str = field(compare=False)

    @property
    def is_alarm(self) -> bool:
        return self.severity in ALARMING


def violations(submitted: Mapping[str, DepartmentYear], settings: Settings) -> dict[str, list[Violation]]:
    """What is violated of the explanation of each department-year, by the name it is given under."""
    landed: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for name, year in submitted.items():
        for table, landing in department_year_rows(name, year.recognition.fiscal_year or 0, year).items():
            landed[table].extend(landing)
    query = """
    select
        department_id, identity_id, severity, binding, coalesce(terms, ''), coalesce(phrase, ''), finding_id
    from marts.dq_identity_result
    where outcome = 'violated' and identity_id like 'narrative.%'
    order by all
    """
    found: dict[str, list[Violation]] = {name: [] for name in submitted}
    with evaluated(dict(landed), settings, _DIAGNOSED) as connection:
        rows: Sequence[tuple[Any, ...]] = connection.execute(query).fetchall()
    for name, *rest in rows:
        found[name].append(Violation(*rest))
    return found
