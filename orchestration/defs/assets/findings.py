"""Findings: what is wrong in words, which figure is most likely wrong, and which violations are one mistake."""

import dagster as dg
import duckdb

from orchestration.defs.assets.describing import OWNERS
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.landing.frames import frames
from orchestration.landing.parquet import write_tables
from orchestration.validation.diagnose import diagnose_violations
from orchestration.validation.violations import violation_sentences


@dg.asset(
    deps=["diag_violated_term", "diag_unchanged_sheet", "diag_claim_term"],
    group_name="verdicts",
    kinds={"python", "parquet"},
    owners=OWNERS,
    description="疑点 / Every violation under its finding, with the cells that one new value of would explain it",
)
def findings(
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
) -> dg.MaterializeResult[None]:
    """Diagnose the violations of the evaluation and write the decision tables of findings and their sentences."""
    progress.stage(Stage.SUSPECTS)
    with transient_faults_retried():
        with duckdb.connect(str(settings.work_database), read_only=True) as connection:
            told = frames(
                {"findings": diagnose_violations(connection), "violation_sentences": violation_sentences(connection)}
            )
        write_tables(settings.home, told)
    found = told["findings"]
    return dg.MaterializeResult(
        metadata={
            "violations": found.select("department_id", "fiscal_year", "identity_id", "binding").n_unique(),
            "findings": found.select("department_id", "finding_id").n_unique(),
        }
    )
