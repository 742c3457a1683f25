"""The Dagster instance of a home: its folder and its configuration."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

DAGSTER_YAML = """\
# Nothing leaves the machine; one run at a time; runs that died are noticed, and started again twice at most; a run
# waits while the code server is away.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    max_user_code_failure_retries: 20
    user_code_failure_retry_delay: 15
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
run_retries:
  enabled: true
  max_retries: 2
  retry_on_asset_or_op_failure: false
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 90
      success: 90
"""

UNCHANGED_ASSET = "publication"
"""The asset that bears the events of looks that found nothing changed."""

POSTGRES_YAML = """\
storage:
  postgres:
    postgres_url:
      env: JUESUAN_POSTGRES_URL
"""


def prepare_instance(settings: Settings) -> None:
    """Make the instance's folder and its configuration where there is none yet. The events go to PostgreSQL where
    JUESUAN_POSTGRES_URL says so, else to SQLite files in the same folder."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = settings.dagster_home / "dagster.yaml"
    if not config.is_file():
        with atomic_file(config) as file:
            file.write((DAGSTER_YAML + (POSTGRES_YAML if settings.postgres_url else "")).encode())


def record_unchanged(instance: "dg.DagsterInstance", settings: Settings) -> datetime:
    """Leave one small event that says that somebody looked and nothing had changed. Returns when the publication in
    force was made."""
    import dagster as dg

    generation = (settings.published / "current").resolve()
    published_at = datetime.fromtimestamp(generation.stat().st_mtime, UTC).astimezone()
    metadata = {"generation": generation.name, "published_at": published_at.isoformat(timespec="seconds")}
    instance.report_runless_asset_event(
        dg.AssetObservation(UNCHANGED_ASSET, description="nothing changed 无变动", metadata=metadata)
    )
    return published_at


def open_instance(settings: Settings) -> "dg.DagsterInstance":
    """The instance of a home, made where there is none, for work in this process: what steps print goes where this
    process's output goes, not through processes that Dagster would start for each step to gather it."""
    import dagster as dg
    from dagster._core.instance.ref import InstanceRef

    prepare_instance(settings)
    gathers_nothing = {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}
    home = str(settings.dagster_home)
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(home, overrides={"compute_logs": gathers_nothing}))
