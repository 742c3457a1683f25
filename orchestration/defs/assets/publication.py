"""The gate and the publication: nothing is replaced unless the marts are clean."""

from collections.abc import Sequence

import dagster as dg
import duckdb

from orchestration.defs.assets.describing import OWNERS, report_place, shown
from orchestration.defs.drawing import drawing_studio
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.dbt_runner import parsed_project
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.ingestion.run_inputs import noted_inputs
from orchestration.publication.data_package import Imprint
from orchestration.publication.gate import gate_failures, read_declared
from orchestration.publication.generation import publish
from orchestration.storage.last_copy import is_copy_due

ANCHOR = "mart_department_year"
"""The mart that the gate is attached to in the UI; it looks at all of them."""


def build_gate(marts: Sequence[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """The blocking check over all marts."""

    @dg.asset_check(
        asset=ANCHOR,
        name="marts_may_be_published",
        blocking=True,
        additional_deps=[key for key in marts if key.to_user_string() != ANCHOR],
        description="发布闸门 / Grain, keys, no open error, and exactly the department-years that may be published",
    )
    def marts_may_be_published(
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> dg.AssetCheckResult:
        progress.stage(Stage.GATE)
        with transient_faults_retried(), duckdb.connect(str(settings.work_database), read_only=True) as connection:
            failures = gate_failures(connection, read_declared(parsed_project(settings).manifest))
        refused = [f"{failure.check_id}: {dict(failure.key)}" for failure in failures]
        return dg.AssetCheckResult(
            passed=not failures,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"refused": len(refused), "first": dg.MetadataValue.text("\n".join(refused[:50]) or "none")},
        )

    return marts_may_be_published


def build_publication(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The published database and Parquet files, downstream of every mart."""

    @dg.asset(
        deps=list(marts),
        group_name="publication",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        description="发布 / The marts as a read-only DuckDB file and Parquet, replaced by one rename",
    )
    def publication(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> dg.MaterializeResult[None]:
        progress.stage(Stage.PUBLICATION)
        with transient_faults_retried():
            inputs = noted_inputs(settings, context.run.run_id)
            manifest = parsed_project(settings).manifest
            imprint = Imprint(settings.data_licence, read_declared(manifest), manifest)
            generation = publish(
                settings.work_database,
                settings.published,
                progress,
                inputs,
                imprint,
                settings.forms,
                drawing_studio(settings),
            )
        with duckdb.connect(str(settings.published_database), read_only=True) as connection:
            rows = {
                name: connection.execute(f"select count(*) from {name}").fetchall()[0][0]
                for (name,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall()
            }
        return dg.MaterializeResult(
            metadata={
                "database": dg.MetadataValue.path(str(settings.published_database)),
                "generation": generation.name,
                "reports": report_place(settings, "index.html"),
                "tables": shown(("table", "rows"), list(rows.items())),
                **_stored(context, settings),
            }
        )

    return publication


def _stored(context: dg.AssetExecutionContext, settings: Settings) -> dict[str, dg.MetadataValue]:
    """Copy the generation to the storage where one is set; a storage out of reach stops no publication."""
    if not is_copy_due(settings):
        return {}
    from orchestration.storage.generation_copy import bring_up

    copy = bring_up(settings)
    if copy.fault is None:
        return {"storage": dg.MetadataValue.text(copy.place)}
    context.log.warning(f"the publication is in force here, its copy is brought up by the next run: {copy.fault}")
    return {"storage": dg.MetadataValue.text(copy.fault)}
