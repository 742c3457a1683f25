"""Verdicts: what Great Expectations refuses decides what the marts may hold.

There is one check per identity, from the same parsed result.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import dagster as dg
import duckdb

from expectations.model import Identity, render_formula
from expectations.rules import load_rules
from expectations.vocabulary import Verdict
from orchestration.defs.assets.describing import OWNERS, columns_of, shown
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.landing.control_rows import decision_rows
from orchestration.landing.frames import frames
from orchestration.landing.parquet import write_tables
from orchestration.registry.active import load_active_registry
from orchestration.reports.terms import places_of
from orchestration.validation.decide import Decided, IdentityCounts, decide_verdicts
from orchestration.validation.violations import Violation

DAGSTER_SEVERITY = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}

FAILING = ("department-year 部门年度", "figures 数字", "where 位置")
UNPUBLISHED = ("department 部门", "id", "year 年度", "verdict 裁定", "reasons 原因")
MOST_LETTERS = 500


def check_name(identity_id: str) -> str:
    """Dagster allows no dot in the name of a check."""
    return identity_id.replace(".", "__")


def build_verdicts(identities: Sequence[Identity]) -> dg.AssetsDefinition:
    """The verdict asset with one check for each identity of the catalogue."""

    @dg.asset(
        deps=["dec_identity_result", "dec_rule_result"],
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
        progress.stage(Stage.VERDICTS)
        with transient_faults_retried():
            with duckdb.connect(str(settings.work_database), read_only=True) as connection:
                decided = decide_verdicts(connection, identities, load_rules(settings.rules))
            write_tables(settings.home, frames(decision_rows(decided.decisions)))
        registered = load_active_registry(settings).registry.by_id
        names = {department_id: department.name for department_id, department in registered.items()}
        yield dg.MaterializeResult(
            metadata=_metadata(decided, names), check_results=list(_checks(decided, identities, names))
        )

    return verdicts


def _metadata(decided: Decided, names: Mapping[str, str]) -> dict[str, dg.MetadataValue]:
    counts = {
        verdict.value: dg.MetadataValue.int(sum(decision.verdict is verdict for decision in decided.decisions))
        for verdict in Verdict
    }
    rows = [
        (
            names.get(decision.department_id, ""),
            decision.department_id,
            decision.fiscal_year,
            decision.verdict.value,
            "; ".join(decision.reasons)[:MOST_LETTERS],
        )
        for decision in decided.decisions
        if decision.verdict is not Verdict.PUBLISHED
    ]
    return counts | {"not plainly published 非直接发布": shown(UNPUBLISHED, rows)}


def _checks(
    decided: Decided, identities: Sequence[Identity], names: Mapping[str, str]
) -> Iterator[dg.AssetCheckResult]:
    """An identity passes where no department-year fails it, not even one whose violation a waiver releases."""
    violations: dict[str, list[Violation]] = defaultdict(list)
    for violation in decided.violations:
        violations[violation.identity_id].append(violation)
    failed = {failure.check_id for failure in decided.failed_identities}
    for identity in identities:
        # where nothing at all was received, no identity has results
        counts, failing = decided.counts.get(identity.id, IdentityCounts()), violations[identity.id]
        unevaluated = counts.not_stated + counts.not_read
        metadata: dict[str, dg.MetadataValue] = {
            "evaluated": dg.MetadataValue.int(counts.evaluated),
            "violated": dg.MetadataValue.int(counts.violated),
            "within_rounding": dg.MetadataValue.int(counts.within_rounding),
            "not_evaluated": dg.MetadataValue.int(unevaluated),
            "not_stated": dg.MetadataValue.int(counts.not_stated),
            "not_read": dg.MetadataValue.int(counts.not_read),
        }
        if failing:
            metadata["failing"] = shown(FAILING, [_failing(violation, names) for violation in failing])
        yield dg.AssetCheckResult(
            passed=identity.id not in failed and not counts.released,
            check_name=check_name(identity.id),
            severity=DAGSTER_SEVERITY[identity.severity],
            description=f"{counts.violated} of {counts.evaluated} violated 不符, {unevaluated} not evaluated 未能核对",
            metadata=metadata,
        )


def _failing(violation: Violation, names: Mapping[str, str]) -> tuple[str, str, str]:
    places = "; ".join(
        f"{place.sheet_name}，{place.source}：{'、'.join(spot.words for spot in place.spots)}"
        for place in places_of(violation.terms)
    )
    name = names.get(violation.department_id, "")
    which = f"{name} {violation.department_id} {violation.fiscal_year} {violation.binding}".strip()
    return which, violation.sentence[:MOST_LETTERS], places[:MOST_LETTERS]
