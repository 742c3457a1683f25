"""The registry as tables: who must publish and by when, what came when, and what belongs to nobody registered."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from expectations.vocabulary import ProblemKind, Severity
from orchestration.defs.assets.describing import OWNERS, WHOLE_DISTRICT, columns_of, shown
from orchestration.defs.partitions import sync_partitions
from orchestration.defs.retries import transient_faults_retried
from orchestration.disclosure.messages.message import message, reason_of, remedy_of
from orchestration.disclosure.model import Problem
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import FORMS, Settings
from orchestration.home.work_database import discard_if_broken
from orchestration.ingestion.manifest import Manifest, keep_manifest, load_active_manifest, receipts
from orchestration.ingestion.run_inputs import note_inputs
from orchestration.ingestion.submission import unregistered_folders
from orchestration.landing.control_rows import decision_rows, registry_rows
from orchestration.landing.frames import frame, frames
from orchestration.landing.parquet import SENTINEL, is_readable, sweep, write_parquet, write_sentinel, write_tables
from orchestration.landing.rows import problem_row
from orchestration.registry.active import ActiveRegistry, keep_registry, load_active_registry
from orchestration.registry.grid import Grid, build_grid
from orchestration.reports.forms.templates import load_templates

UNREGISTERED = "~unregistered"
RESERVED = frozenset({SENTINEL, UNREGISTERED})


class RegistryConfig(dg.Config):
    """`as_of` is the day for which lateness is told, as 2025-10-01; the day of the run where it is blank."""

    as_of: str = ""


def registry_config(as_of: date | None) -> dict[str, Any]:
    """The run configuration that names the day."""
    return {"ops": {"registry": {"config": {"as_of": as_of.isoformat() if as_of else ""}}}}


@dg.asset(
    group_name="raw",
    kinds={"csv", "parquet"},
    owners=OWNERS,
    metadata=columns_of("departments"),
    description="登记表 / The registry: departments, expected fiscal years and due dates; the last right one while the "
    "one in raw/ is not",
)
def registry(
    context: dg.AssetExecutionContext,
    config: RegistryConfig,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
) -> dg.MaterializeResult[None]:
    """The first step of every run: it also clears away what a killed run left behind."""
    progress.stage(Stage.REGISTRY)
    as_of = date.fromisoformat(config.as_of) if config.as_of else datetime.now(UTC).astimezone().date()
    with transient_faults_retried():
        sweep(settings.landing)
        note_inputs(settings, context.run.run_id, as_of)
        discard_if_broken(settings)
        active = load_active_registry(settings)
        registered = active.registry
        if active.refused is None:
            keep_registry(settings)
        manifest = load_active_manifest(settings)
        if manifest.refused is None:
            keep_manifest(settings)
        grid = build_grid(registered, settings.raw)
        sync_partitions(context.instance, grid)
        publishing = [(registered.by_id[department_id], year) for department_id, year in grid]
        write_sentinel(settings.landing)
        write_tables(
            settings.home,
            frames(registry_rows(registered, publishing, receipts(manifest), as_of)),
        )
        nothing_decided = frames(decision_rows(()) | {"findings": (), "violation_sentences": ()})
        if not all(is_readable(settings.home, name) for name in nothing_decided):
            write_tables(settings.home, nothing_decided)
        problems = (
            *_refusal(active, settings),
            *_doubts(manifest, settings),
            *unregistered_folders(settings, registered),
            *_refused_templates(settings),
        )
        rows = [problem_row(_nobody(problem), problem) for problem in problems]
        write_parquet(
            settings.landing / UNREGISTERED / "0" / "problems.parquet",
            frame("problems", rows),
        )
        _forget_what_left(settings.landing, grid)
    names = [(department.department_id, department.name) for department in registered.departments]
    return dg.MaterializeResult(
        metadata={
            "departments": len(registered.departments),
            "department_years": len(publishing),
            "unregistered_folders": sum(problem.kind is ProblemKind.UNKNOWN_DEPARTMENT for problem in problems),
            "as_of": as_of.isoformat(),
            "refused": active.refused.text if active.refused else "no",
            "names 名称": shown(("id", "department 部门"), names, WHOLE_DISTRICT),
        }
    )


def _refusal(active: ActiveRegistry, settings: Settings) -> tuple[Problem, ...]:
    if active.refused is None:
        return ()
    return (
        Problem(
            ProblemKind.REGISTRY_REFUSED,
            Severity.ERROR,
            settings.registry.name,
            message("lists.registry_refused", refused=active.refused),
        ),
    )


def _doubts(manifest: Manifest, settings: Settings) -> Iterator[Problem]:
    """What of the manifest is not followed."""
    name, kind = settings.manifest.name, ProblemKind.MANIFEST_PROBLEM
    if manifest.refused is not None:
        yield Problem(kind, Severity.ERROR, name, message("lists.manifest_refused", refused=manifest.refused))
    elif manifest.unknown_columns:
        columns = ", ".join(manifest.unknown_columns)
        yield Problem(kind, Severity.WARNING, name, message("lists.unknown_columns", columns=columns))


def _refused_templates(settings: Settings) -> tuple[Problem, ...]:
    """What is not used of raw/forms/: told with every run, because the forms are written all the same."""
    _, refused = load_templates(settings.forms)
    return tuple(
        Problem(
            ProblemKind.TEMPLATE_REFUSED,
            Severity.WARNING,
            f"{FORMS}/{refusal.file_name}",
            message(
                "lists.template_refused",
                file=f"{FORMS}/{refusal.file_name}",
                reason=reason_of(refusal.message),
                remedy=remedy_of(refusal.message),
            ),
        )
        for refusal in refused
    )


def _nobody(problem: Problem) -> Mapping[str, object]:
    """The key of a problem that belongs to no department-year."""
    return {"department_id": problem.file_name, "fiscal_year": 0}


def _forget_what_left(landing: Path, grid: Grid) -> None:
    """Landed figures of a department-year that is no longer in the grid must not reach a mart."""
    keys = {(department_id, str(year)) for department_id, year in grid}
    for folder in landing.glob("*/*"):
        if folder.parent.name not in RESERVED and (folder.parent.name, folder.name) not in keys:
            shutil.rmtree(folder)
