"""Verdicts: Great Expectations judges the audit, and its judgement decides what the marts may hold.

There is one check per identity.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import dagster as dg
import duckdb

from expectations.model import Identity, load_waivers, render_formula
from expectations.rules import load_rules
from expectations.verdict import Violation
from expectations.vocabulary import Verdict
from orchestration.defs.assets.describing import OWNERS, columns_of, shown
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.landing.control_rows import judged_tables
from orchestration.landing.parquet import write_tables
from orchestration.reports.places import grouped
from orchestration.validation.decide import Judgement, judge_audit
from orchestration.validation.judge import EVALUATED

DAGSTER_SEVERITY = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}

FAILING = ("department-year 部门年度", "figures 数字", "where 位置")
MOST_LETTERS = 500


def check_name(identity_id: str) -> str:
    """Dagster allows no dot in the name of a check."""
    return identity_id.replace(".", "__")


def build_verdicts(identities: Sequence[Identity]) -> dg.AssetsDefinition:
    """The verdict asset with one check for each identity of the catalogue."""

    @dg.asset(
        deps=["eval_identity_result", "dec_rule_result"],
        group_name="verdicts",
        kinds={"great_expectations", "parquet"},
        owners=OWNERS,
        metadata=columns_of("verdicts"),
        description="裁定 / What becomes of each department-year: published, with warnings, with waiver, quarantined, "
        "not received or unreadable, and why",
        check_specs=[
            dg.AssetCheckSpec(
                check_name(identity.id),
                asset="verdicts",
                description=f"{identity.title} / {identity.title_en}. `{render_formula(identity)}`. {identity.basis}",
            )
            for identity in identities
        ],
    )
    def verdicts(
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> Iterator[dg.MaterializeResult[None]]:
        progress.stage("verdicts 裁定")
        with transient_faults_retried():
            with duckdb.connect(str(settings.work_database), read_only=True) as connection:
                judgement = judge_audit(connection, load_waivers(settings.waivers), load_rules(settings.rules))
            write_tables(settings.home, judged_tables(judgement.rulings, judgement.waivers))
        yield dg.MaterializeResult(metadata=_metadata(judgement), check_results=list(_checks(judgement)))

    return verdicts


def _metadata(judgement: Judgement) -> dict[str, dg.MetadataValue]:
    counts = {
        verdict.value: dg.MetadataValue.int(sum(ruling.verdict is verdict for ruling in judgement.rulings))
        for verdict in Verdict
    }
    rows = [
        (ruling.department_id, ruling.fiscal_year, ruling.verdict.value, "; ".join(ruling.reasons)[:MOST_LETTERS])
        for ruling in judgement.rulings
        if ruling.verdict is not Verdict.PUBLISHED
    ]
    return counts | {
        "not plainly published 非直接发布": shown(("department", "fiscal_year", "verdict", "reasons"), rows)
    }


def _checks(judgement: Judgement) -> Iterator[dg.AssetCheckResult]:
    violations: dict[str, list[Violation]] = defaultdict(list)
    for violation in judgement.violations:
        violations[violation.identity_id].append(violation)
    for identity in judgement.identities:
        failing = violations[identity.identity_id]
        outcomes = judgement.outcomes[identity.identity_id]
        evaluated = sum(outcomes[outcome] for outcome in EVALUATED)
        unevaluated = outcomes["not_stated"] + outcomes["not_read"]
        metadata: dict[str, dg.MetadataValue] = {
            "evaluated": dg.MetadataValue.int(evaluated),
            "violated": dg.MetadataValue.int(outcomes["violated"]),
            "within_rounding": dg.MetadataValue.int(outcomes["within_rounding"]),
            "not_evaluated": dg.MetadataValue.int(unevaluated),
            "not_stated": dg.MetadataValue.int(outcomes["not_stated"]),
            "not_read": dg.MetadataValue.int(outcomes["not_read"]),
        }
        if failing:
            metadata["failing"] = shown(FAILING, [_failing(violation) for violation in failing])
        yield dg.AssetCheckResult(
            passed=not failing,
            check_name=check_name(identity.identity_id),
            severity=DAGSTER_SEVERITY[identity.severity],
            description=f"{outcomes['violated']} of {evaluated} violated 不符, {unevaluated} not evaluated 未能核对",
            metadata=metadata,
        )


def _failing(violation: Violation) -> tuple[str, str, str]:
    places = "; ".join(
        f"{place.sheet_name}，{place.source}：{'、'.join(place.spots)}"
        for place in grouped(violation.positions.split("; ") if violation.positions else ())
    )
    which = f"{violation.department_id} {violation.fiscal_year} {violation.binding}".rstrip()
    return which, violation.terms[:MOST_LETTERS], places[:MOST_LETTERS]
