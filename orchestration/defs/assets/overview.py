"""The overview of what is published: the page that a person opens first."""

import dagster as dg
import duckdb

from orchestration.defs.assets.describing import OWNERS, WHOLE_DISTRICT, shown
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.reports.dashboard.overview import (
    Table,
    by_year,
    headline,
    heat_map_markdown,
    heat_map_table,
    missing_or_late,
    report_links,
    summary,
    symbols,
    withheld,
    withheld_links,
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
    heat_map = heat_map_table(records)
    return dg.MaterializeResult(
        # in the order in which the page shows them: what is read without a click first, what is plotted last
        metadata={
            "headline 要点": summary(records),
            "reports 报告": dg.MetadataValue.md(report_links(settings.reports_url)),
            "heat map 热力图": shown(heat_map.columns, heat_map.rows, WHOLE_DISTRICT),
            "symbols 图例": symbols(records),
            "by year 分年度": _shown(by_year(records)),
            "withheld 未发布": _shown(withheld(records)),
            "withheld, reports 未发布的报告": dg.MetadataValue.md(withheld_links(records, settings.reports_url)),
            "missing or late 缺失或逾期": _shown(missing_or_late(records)),
            "worst departments 问题最多的部门": _shown(worst_departments(records)),
            "heat map in colour 彩色热力图": dg.MetadataValue.md(heat_map_markdown(records)),
            **{name: dg.MetadataValue.int(number) for name, number in headline(records).items()},
        }
    )


def _shown(table: Table) -> dg.MetadataValue:
    return shown(table.columns, table.rows) if table.rows else dg.MetadataValue.text("none 无")
