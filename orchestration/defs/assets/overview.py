"""The overview of what is published: the page that a person opens first."""

import dagster as dg
import duckdb

from orchestration.defs.assets.describing import OWNERS, report_place, shown
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.reports.dashboard.overview import (
    Link,
    Table,
    by_year,
    headline,
    heat_map_markdown,
    missing_or_late,
    withheld,
    worst_departments,
)
from orchestration.reports.dashboard.record import read_records


@dg.asset(
    deps=["publication"],
    group_name="overview",
    kinds={"markdown"},
    owners=OWNERS,
    description="总览 / The department × year heat map, headline numbers over time, what is missing or late, the "
    "worst departments, and what is withheld and why",
)
def overview(
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
) -> dg.MaterializeResult[None]:
    """Draw the heat map and the headline numbers of the publication."""
    progress.stage(Stage.OVERVIEW)
    with transient_faults_retried(), duckdb.connect(str(settings.published_database), read_only=True) as connection:
        records = read_records(connection)
    return dg.MaterializeResult(
        metadata={
            "heat map 热力图": dg.MetadataValue.md(heat_map_markdown(records)),
            "by year 分年度": _shown(by_year(records)),
            **{name: dg.MetadataValue.int(number) for name, number in headline(records).items()},
            "withheld 未发布": dg.MetadataValue.md(withheld(records, report_link(settings)).markdown),
            "missing or late 缺失或逾期": _shown(missing_or_late(records)),
            "worst departments 问题最多的部门": _shown(worst_departments(records)),
            "reports 报告": report_place(settings, "index.html"),
        }
    )


def report_link(settings: Settings) -> Link:
    """The same within Markdown."""
    base = settings.reports_url
    return lambda page: f"[{page}]({base.rstrip('/')}/{page})" if base else f"`{page}`"


def _shown(table: Table) -> dg.TableMetadataValue:
    return shown(table.columns, table.rows)
