"""Records made by hand for the dashboards."""

from dataclasses import replace

from expectations.vocabulary import Verdict
from orchestration.reports.dashboard.record import Record

RECEIVED = Record(
    department_id="finance",
    fiscal_year=2024,
    department="云溪市财政局",
    status="received",
    is_late=False,
    days_late=None,
    reason="received on 2025-08-01, due on 2025-09-30",
    verdict=Verdict.PUBLISHED,
    reasons=(),
)
QUARANTINED = replace(
    RECEIVED,
    department_id="education",
    department="云溪市教育局",
    verdict=Verdict.QUARANTINED,
    reasons=("expenditure.row_total: 1.00 | 2.00 = 3.00 ≠ 4.00", "b"),
    errors=2,
    warnings=1,
)
OVERDUE = replace(
    RECEIVED,
    department_id="health",
    department="云溪市卫生健康委员会",
    status="missing",
    is_late=True,
    days_late=30,
    reason="no file was received",
    verdict=Verdict.NOT_RECEIVED,
    reasons=("no file was received",),
)
UNKNOWN = replace(RECEIVED, fiscal_year=2023, status="unknown", verdict=None, reason="the registry does not say")


def district(departments: int, years: int) -> tuple[Record, ...]:
    """A district in which every seventh department-year is quarantined and no two neighbours are alike."""
    verdicts = (
        Verdict.PUBLISHED,
        Verdict.QUARANTINED,
        Verdict.PUBLISHED,
        Verdict.UNREADABLE,
        Verdict.PUBLISHED_WITH_WARNINGS,
        Verdict.PUBLISHED,
        Verdict.PUBLISHED,
    )
    return tuple(
        replace(
            RECEIVED,
            department_id=f"department_{department:03}",
            department=f"云溪区人民政府第{department}街道办事处",
            fiscal_year=2015 + year,
            verdict=verdicts[(department + 2 * year) % len(verdicts)],
        )
        for department in range(departments)
        for year in range(years)
    )
