"""Whose run a run is: what Dagster's UI asks before it draws a run on its home page.

A run that a process makes for itself, in a terminal or inside another run, belongs to no code location as Dagster
records it; the timeline leaves it out and no page offers to repeat it. Here it is given to the one code location there
is. Which runs there are, and who may write, do not belong here.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

CODE_LOCATION = "orchestration.defs.definitions"
"""The module that the UI loads, and the name that it gives the code location."""


def adopt_run(instance: "dg.DagsterInstance", run_id: str) -> None:
    """Record a run without an origin as one of the code location."""
    from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
    from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
    from dagster._core.storage.tags import CODE_LOCATION_TAG, REPOSITORY_LABEL_TAG

    run = instance.get_run_by_id(run_id)
    if run is None or run.remote_job_origin is not None:
        return
    repository = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin(CODE_LOCATION), SINGLETON_REPOSITORY_NAME)
    # what is replaced updates a tag that is there, and adds none
    tags = {REPOSITORY_LABEL_TAG: repository.get_label(), CODE_LOCATION_TAG: CODE_LOCATION}
    instance.add_run_tags(run_id, tags)
    tagged = instance.get_run_by_id(run_id)
    if tagged is not None:
        instance.run_storage.replace_job_origin(tagged, repository.get_job_origin(run.job_name))
