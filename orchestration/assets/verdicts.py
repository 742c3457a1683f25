"""Verdicts: Great Expectations judges the audit, and its judgement decides what the marts may hold.

There is one check per identity.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import dagster as dg
import duckdb

from expectations.model import Identity, load_waivers
from expectations.rules import load_rules
from expectations.verdict import Verdict, Violation
from orchestration.audit import Judgement, judge_audit
from orchestration.catalogue import judged_tables, write_tables
from orchestration.faults import transient_faults_retried
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sole_writer import SoleWriter

DAGSTER_SEVERITY = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def check_name(identity_id: str) -> str:
    """Dagster allows no dot in the name of a check."""
    return identity_id.replace(".", "__")


def build_verdicts(identities: Sequence[Identity]) -> dg.AssetsDefinition:
    """The verdict asset with one check for each identity of the catalogue."""

    @dg.asset(
        deps=["audit_identity_result", "audit_rule_result"],
        group_name="verdicts",
        kinds={"great_expectations", "parquet"},
        description="裁定 / What becomes of each department-year: published, with warnings, with waiver, quarantined, "
        "not received or unreadable, and why",
        check_specs=[
            dg.AssetCheckSpec(
                check_name(identity.id),
                asset="verdicts",
                description=f"{identity.id}: {identity.title} / {identity.title_en}. {identity.basis}",
            )
            for identity in identities
        ],
    )
    def verdicts(
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
        sole_writer: dg.ResourceParam[SoleWriter],
    ) -> Iterator[dg.MaterializeResult[None]]:
        progress.stage("verdicts 裁定")
        with transient_faults_retried():
            with duckdb.connect(str(settings.work_database), read_only=True) as connection:
                judgement = judge_audit(connection, load_waivers(settings.waivers), load_rules(settings.rules))
            write_tables(settings.home, judged_tables(judgement.rulings, judgement.waivers))
        yield dg.MaterializeResult(metadata=_metadata(judgement), check_results=list(_checks(judgement)))

    return verdicts


def _metadata(judgement: Judgement) -> dict[str, dg.MetadataValue]:
    counts = {verdict.value: dg.MetadataValue.int(0) for verdict in Verdict}
    for verdict in Verdict:
        number = sum(ruling.verdict is verdict for ruling in judgement.rulings)
        counts[verdict.value] = dg.MetadataValue.int(number)
    records = [
        dg.TableRecord(
            {
                "department": ruling.department_id,
                "fiscal_year": ruling.fiscal_year,
                "verdict": ruling.verdict.value,
                "reasons": "; ".join(ruling.reasons)[:500],
            }
        )
        for ruling in judgement.rulings
    ]
    schema = dg.TableSchema([dg.TableColumn(name) for name in ("department", "fiscal_year", "verdict", "reasons")])
    return counts | {"department_years": dg.TableMetadataValue(records=records, schema=schema)}


def _checks(judgement: Judgement) -> Iterator[dg.AssetCheckResult]:
    violations: dict[str, list[Violation]] = defaultdict(list)
    for violation in judgement.violations:
        violations[violation.identity_id].append(violation)
    for rule in judgement.identities:
        failing = violations[rule.identity_id]
        metadata: dict[str, dg.MetadataValue] = {
            "identity": dg.MetadataValue.text(rule.identity_id),
            "evaluated": dg.MetadataValue.int(judgement.evaluated[rule.identity_id]),
            "violated": dg.MetadataValue.int(len(failing)),
        }
        if failing:
            records = [
                dg.TableRecord(
                    {
                        "department": violation.department_id,
                        "fiscal_year": violation.fiscal_year,
                        "binding": violation.binding,
                        "figures": violation.terms[:500],
                    }
                )
                for violation in failing[:200]
            ]
            schema = dg.TableSchema(
                [dg.TableColumn(name) for name in ("department", "fiscal_year", "binding", "figures")]
            )
            metadata["failing"] = dg.TableMetadataValue(records=records, schema=schema)
        yield dg.AssetCheckResult(
            passed=not failing,
            check_name=check_name(rule.identity_id),
            severity=DAGSTER_SEVERITY[rule.severity],
            metadata=metadata,
        )
