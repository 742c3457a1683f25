"""The identities, the rules and the waivers, checked and compiled to the tables that the models read."""

import dagster as dg

from expectations.model import load_identities, load_waivers
from expectations.rules import load_rules
from orchestration.defs.assets.describing import OWNERS, columns_of
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.landing.control_rows import identity_rows, rule_rows
from orchestration.landing.frames import frames
from orchestration.landing.parquet import write_tables


@dg.asset(
    group_name="catalogue",
    kinds={"yaml", "parquet"},
    owners=OWNERS,
    metadata=columns_of("identities"),
    description="勾稽关系目录 / The accounting identities as data, compiled to signed terms; the rules and the waivers",
)
def identity_catalogue(
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
) -> dg.MaterializeResult[None]:
    """Compile identities, rules and waivers to control tables."""
    progress.stage(Stage.CATALOGUE)
    identities = load_identities(settings.identities)
    waivers = load_waivers(settings.waivers)
    rules = load_rules(settings.rules)
    tables = identity_rows(identities, waivers) | rule_rows(rules)
    write_tables(settings.home, frames(tables))
    return dg.MaterializeResult(
        metadata={
            "identities": len(identities),
            "terms": len(tables["identity_terms"]),
            "rules": len(rules),
            "waivers": len(waivers),
            "catalogue": dg.TableMetadataValue(
                records=[
                    dg.TableRecord({"id": i.id, "severity": i.severity.value, "title": i.title, "basis": i.basis})
                    for i in identities
                ],
                schema=dg.TableSchema([dg.TableColumn(name) for name in ("id", "severity", "title", "basis")]),
            ),
        }
    )
