"""What the publication in force knows of earlier findings, what people noted on them since, and the time of the
publication that is being made.

The history is read from the published generation, never from the work database: a run that died before its publication
leaves no trace in it.
"""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import polars as pl

from orchestration.defs.assets.describing import OWNERS, columns_of
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.landing.frames import SCHEMAS, frame
from orchestration.landing.parquet import write_tables
from orchestration.reports.reviews import load_reviews

HISTORY = {
    "previous_editions": "dq_edition",
    "previous_findings": "dq_finding_history",
    "previous_figures": "dq_finding_figure",
}
"""Landing table -> published mart."""


@dg.asset(
    group_name="history",
    kinds={"parquet"},
    owners=OWNERS,
    metadata=columns_of("previous_findings"),
    description="上一次发布 / Editions and findings of the publication in force, notes on them, the time of this one",
)
def previous_publication(
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
) -> dg.MaterializeResult[None]:
    """Copy editions and findings of the last publication, and the notes on findings, to control tables."""
    progress.stage(Stage.PREVIOUS)
    with transient_faults_retried():
        tables = previous_tables(settings.published, datetime.now(UTC))
        reviews = frame("reviews", [review.model_dump() for review in load_reviews(settings.reviews).values()])
        write_tables(settings.home, tables | {"reviews": reviews})
    return dg.MaterializeResult(metadata={name: len(tables[name]) for name in HISTORY} | {"reviews": len(reviews)})


def previous_tables(published: Path, now: datetime) -> dict[str, pl.DataFrame]:
    """The landing tables of the history; empty ones before the first publication. `now` carries its zone."""
    parquet = (published / "parquet").resolve()
    tables = {name: _published(parquet / f"{mart}.parquet", name) for name, mart in HISTORY.items()}
    clock = now.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return tables | {"publication_time": frame("publication_time", [{"published_at": clock}])}


def _published(file: Path, name: str) -> pl.DataFrame:
    if not file.is_file():
        return frame(name)
    return pl.read_parquet(file).select(pl.col(column).cast(kind) for column, kind in SCHEMAS[name].items())
