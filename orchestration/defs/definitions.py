"""Assembles the code location: no logic."""

import dagster as dg

from expectations.model import load_identities
from orchestration.defs.alerts.department_years import build_overdue_alert, build_quarantine_alert
from orchestration.defs.alerts.runs import build_failure_alert, build_missing_run_alert
from orchestration.defs.assets.cells import cells
from orchestration.defs.assets.department_years import department_year_verdicts
from orchestration.defs.assets.findings import findings
from orchestration.defs.assets.identity_catalogue import identity_catalogue
from orchestration.defs.assets.models import build_models, dbt_project
from orchestration.defs.assets.overview import overview
from orchestration.defs.assets.previous_publication import previous_publication
from orchestration.defs.assets.publication import build_gate, build_publication
from orchestration.defs.assets.registry import registry
from orchestration.defs.assets.verdicts import build_verdicts
from orchestration.defs.automation import JOB_NAME, build_raw_sensor, build_schedule, build_weekly_schedule
from orchestration.defs.dbt_builder import DbtBuilder
from orchestration.defs.killed_runs import build_killed_runs
from orchestration.defs.publish_everything import build_publish_everything
from orchestration.home.dbt_runner import parsed_project
from orchestration.home.progress import Progress, Silent
from orchestration.home.run_lock import PATIENCE_SECONDS, build_run_lock
from orchestration.home.settings import Settings


def build_defs(
    settings: Settings, progress: Progress | None = None, patience: float = PATIENCE_SECONDS
) -> dg.Definitions:
    """The whole code location over the given folders. `patience` is how long a run waits for another, in seconds."""
    parsed = parsed_project(settings)
    models = build_models(dbt_project(settings, parsed))
    marts = [key for key, group in models[1].group_names_by_key.items() if group == "marts"]
    job = dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="主作业 / Everything: raw files to cells, models, audit, verdicts, marts, gate, publication",
    )
    whole = dg.Definitions(
        assets=[
            registry,
            cells,
            identity_catalogue,
            previous_publication,
            *models,
            findings,
            build_verdicts(load_identities(settings.identities)),
            build_publication(marts),
            overview,
        ],
        asset_checks=[build_gate(marts), department_year_verdicts],
        jobs=[build_publish_everything(lambda: whole.resolve_job_def(JOB_NAME)), job],
        # runs that the UI starts from chosen assets too: one process, one holder of the lock
        executor=dg.in_process_executor,
        schedules=[build_schedule(settings), build_weekly_schedule(settings)],
        sensors=[
            build_raw_sensor(settings),
            build_killed_runs(settings),
            build_failure_alert(settings),
            build_missing_run_alert(settings),
            build_quarantine_alert(settings),
            build_overdue_alert(settings),
        ],
        resources={
            "settings": settings,
            "progress": progress or Silent(),
            "dbt": DbtBuilder(settings, parsed),
            "run_lock": build_run_lock(settings, patience),
        },
    )
    return whole


@dg.definitions
def defs() -> dg.Definitions:
    """The code location over the folders that the environment names."""
    return build_defs(Settings.from_environment())
