"""One job that a person finds and presses: everything is published anew in one run, without choosing partitions.

The main job is a job over partitions: a run of it must name some, and who asks the UI for all of them gets a backfill
of several runs. This job finds out what is due and runs the main job for it, in its own process.
"""

from collections.abc import Callable

import dagster as dg
from pydantic import Field

from orchestration.defs.assets.registry import registry_config
from orchestration.defs.automation import due, run_tags, today
from orchestration.defs.partitions import sync_partitions
from orchestration.home.dagster_instance import record_unchanged
from orchestration.home.heartbeat import hold_heartbeat
from orchestration.home.settings import Settings
from orchestration.ingestion.run_inputs import is_unchanged
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import build_grid
from orchestration.storage.last_copy import is_copy_due

PUBLISH_EVERYTHING = "publish_everything"


class PublishEverythingConfig(dg.Config):
    """What may be chosen before the button is pressed."""

    only_if_changed: bool = Field(default=False, description="有变动才运行 / Do nothing where nothing changed")


def build_publish_everything(main_job: Callable[[], dg.JobDefinition]) -> dg.JobDefinition:
    """The job without partitions around the main job, which is asked for when it runs."""

    def publish(context: dg.OpExecutionContext, config: PublishEverythingConfig, settings: Settings) -> None:
        is_wanted = not config.only_if_changed or is_copy_due(settings)
        if not is_wanted and is_unchanged(settings, today(), is_day_asked_for=False):
            since = record_unchanged(context.instance, settings)
            context.log.info(f"nothing changed since the publication of {since:%Y-%m-%d %H:%M} 无变动")
            return
        registry = load_active_registry(settings).registry
        grid = build_grid(registry, settings.raw)
        sync_partitions(context.instance, grid)
        tags = run_tags(grid, due(context.instance, settings, registry, grid), PUBLISH_EVERYTHING)
        result = main_job().execute_in_process(
            instance=context.instance, tags=tags, run_config=registry_config(None), raise_on_error=False
        )
        run = dg.MetadataValue.dagster_run(result.run_id)
        if not result.success:
            told = "the main job failed; nothing that was published changed"
            raise dg.Failure(told, metadata={"run": run}, allow_retries=False)
        context.add_output_metadata({"run": run})

    @dg.op(description="找出待办并运行主作业 / Finds out what is due and runs the main job for it")
    def run_main_job(
        context: dg.OpExecutionContext, config: PublishEverythingConfig, settings: dg.ResourceParam[Settings]
    ) -> None:
        with hold_heartbeat(settings, context.run_id):
            publish(context, config, settings)

    @dg.job(
        name=PUBLISH_EVERYTHING,
        executor_def=dg.in_process_executor,
        description="全部重新核对并发布，无须选择分区 / Judges and publishes everything anew, no partitions to choose",
    )
    def publish_everything() -> None:
        run_main_job()

    return publish_everything
