"""The Dagster instance of a home: its folder and its configuration."""

from orchestration.home.settings import Settings

DAGSTER_YAML = """\
# Nothing leaves the machine; one run at a time; runs that died are noticed, and started again once.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
run_retries:
  enabled: true
  max_retries: 0
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
        config.write_text(DAGSTER_YAML + (POSTGRES_YAML if settings.postgres_url else ""), "utf-8")
