"""A run that a process made for itself is one of the code location, as those that the UI starts."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME

from orchestration.home.run_origin import CODE_LOCATION, adopt_run


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield instance


def run_adopted(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """A whole run whose first step adopts it."""

    @dg.op
    def adopt(context: dg.OpExecutionContext) -> None:
        adopt_run(context.instance, context.run_id)
        adopt_run(context.instance, context.run_id)

    @dg.job
    def warehouse() -> None:
        adopt()

    result = warehouse.execute_in_process(instance=instance, tags={"juesuan/trigger": "cli"})
    run = instance.get_run_by_id(result.run_id)
    assert run is not None
    return run


def test_an_adopted_run_keeps_its_origin_to_its_end(instance: dg.DagsterInstance) -> None:
    run = run_adopted(instance)
    assert run.status is dg.DagsterRunStatus.SUCCESS
    assert run.remote_job_origin is not None
    repository = run.remote_job_origin.repository_origin
    assert repository.code_location_origin.location_name == CODE_LOCATION
    assert (repository.repository_name, run.remote_job_origin.job_name) == (SINGLETON_REPOSITORY_NAME, "warehouse")
    assert run.tags["juesuan/trigger"] == "cli"


def test_it_is_found_where_the_runs_of_the_code_location_are_asked_for(instance: dg.DagsterInstance) -> None:
    run = run_adopted(instance)
    label = f"{SINGLETON_REPOSITORY_NAME}@{CODE_LOCATION}"
    assert [each.run_id for each in instance.get_runs(dg.RunsFilter(tags={".dagster/repository": label}))] == [
        run.run_id
    ]


def test_a_run_that_is_gone_is_nobodys(instance: dg.DagsterInstance) -> None:
    adopt_run(instance, "gone")
    assert instance.get_runs_count() == 0
