"""The Dagster webserver over a finished home: what a person would see there, asked for through its GraphQL."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from expectations.model import load_identities
from orchestration.defs.assets.verdicts import check_name
from tests.webserver import graphql

Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def ask(ui: str) -> Ask:
    return lambda query: graphql(ui, query)


@pytest.fixture(scope="module")
def repository(ask: Ask) -> Any:
    (found,) = ask(
        """{ repositoriesOrError { ... on RepositoryConnection { nodes {
            jobs { name description }
            schedules { name description cronSchedule executionTimezone pipelineName }
            sensors { name description targets { pipelineName } }
            assetNodes {
                assetKey { path } description groupName isPartitioned isMaterializable
                assetChecksOrError { ... on AssetChecks { checks { name description } } }
            }
        } } } }"""
    )["repositoriesOrError"]["nodes"]
    return found


def test_the_jobs_are_there(repository: Any) -> None:
    names = {job["name"] for job in repository["jobs"]}
    assert {name for name in names if not name.startswith("__")} == {"warehouse", "publish_everything"}


def test_everything_is_described_in_chinese_and_english(repository: Any) -> None:
    nodes = repository["assetNodes"]
    checks = [check for node in nodes for check in node["assetChecksOrError"].get("checks", [])]
    assert (len(nodes), len(checks)) > (90, 150)
    # the job of chosen assets is Dagster's own
    jobs = [job for job in repository["jobs"] if not job["name"].startswith("__")]
    described = [*jobs, *repository["schedules"], *repository["sensors"], *nodes, *checks]
    poor = [
        each.get("name") or each["assetKey"]["path"]
        for each in described
        if not re.search("[\u4e00-\u9fff]", each["description"] or "")
        or not re.search("[A-Za-z]{2}", (each["description"] or "").partition("#### Raw SQL")[0])
    ]
    assert poor == []


def test_schedule_and_sensor_run_the_job(repository: Any) -> None:
    assert [
        (each["name"], each["cronSchedule"], each["executionTimezone"], each["pipelineName"])
        for each in repository["schedules"]
    ] == [
        ("daily", "0 6 * * *", "Asia/Shanghai", "warehouse"),
        ("weekly", "0 5 * * 0", "Asia/Shanghai", "warehouse"),
    ]
    targets = {sensor["name"]: sensor["targets"] for sensor in repository["sensors"]}
    told = {"run_failed", "run_missing", "newly_quarantined", "newly_overdue"}
    assert targets.keys() == {"raw_files", "killed_runs"} | told
    assert targets["raw_files"] == targets["killed_runs"] == [{"pipelineName": "warehouse"}]


def test_the_assets_stand_in_the_groups_of_the_pipeline(repository: Any) -> None:
    groups = {"/".join(node["assetKey"]["path"]): node["groupName"] for node in repository["assetNodes"]}
    expected = {
        "registry": "raw",
        "cells": "cells",
        "identity_catalogue": "catalogue",
        "stg_cells": "staging",
        "eval_observation": "evaluation",
        "eval_identity_result": "evaluation",
        "diag_violated_term": "diagnosis",
        "dec_identity_result": "decision",
        "verdicts": "verdicts",
        "fct_expenditure_by_function": "marts",
        "mart_department_year": "marts",
        "publication": "publication",
        "previous_publication": "history",
        "overview": "overview",
    }
    assert {name: groups.get(name) for name in expected} == expected
    assert set(groups.values()) == {*expected.values()}


def test_only_the_cells_are_partitioned(repository: Any) -> None:
    partitioned = [node["assetKey"]["path"] for node in repository["assetNodes"] if node["isPartitioned"]]
    assert partitioned == [["cells"]]


def test_each_identity_shows_as_a_check_with_its_last_result(ask: Ask) -> None:
    checks = ask(
        """{ assetNodeOrError(assetKey: {path: ["verdicts"]}) { ... on AssetNode {
            assetChecksOrError { ... on AssetChecks { checks {
                name description executionForLatestMaterialization { status }
            } } }
        } } }"""
    )["assetNodeOrError"]["assetChecksOrError"]["checks"]
    assert {check["name"] for check in checks} == {check_name(identity.id) for identity in load_identities()}
    statuses = {check["name"]: check["executionForLatestMaterialization"]["status"] for check in checks}
    assert {name for name, status in statuses.items() if status == "FAILED"} == {
        "general_budget_basic__total",
        "general_budget_basic_by_economic__operating_total",
    }
    assert set(statuses.values()) == {"FAILED", "SUCCEEDED"}


def test_the_run_that_built_it_is_shown_as_successful(ask: Ask) -> None:
    runs = ask("{ runsOrError { ... on Runs { results { pipelineName status } } } }")["runsOrError"]["results"]
    assert runs == [{"pipelineName": "warehouse", "status": "SUCCESS"}]


def test_a_run_of_the_command_line_is_one_of_the_code_location(ask: Ask) -> None:
    """What the timeline of the home page and the page of a job ask for."""
    origin = "repositoryOrigin { repositoryName repositoryLocationName }"
    runs = (
        f"{{ runsOrError {{ ... on Runs {{ results {{ {origin} hasReExecutePermission tags {{ key value }} }} }} }} }}"
    )
    (run,) = ask(runs)["runsOrError"]["results"]
    (location,) = ask(
        """{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"""
    )["repositoriesOrError"]["nodes"]
    assert run["repositoryOrigin"] == {
        "repositoryName": location["name"],
        "repositoryLocationName": location["location"]["name"],
    }
    of_location = f"{location['name']}@{location['location']['name']}"
    listed = ask(
        f"""{{ runsOrError(filter: {{ tags: [{{ key: ".dagster/repository", value: "{of_location}" }}] }}) {{
            ... on Runs {{ results {{ status }} }} }} }}"""
    )
    assert listed["runsOrError"]["results"] == [{"status": "SUCCESS"}]


def test_what_was_not_received_is_not_materialised(ask: Ask) -> None:
    found = ask(
        """{ assetNodeOrError(assetKey: {path: ["cells"]}) { ... on AssetNode {
            partitionStats { numPartitions numMaterialized numFailed numMaterializing }
        } } }"""
    )["assetNodeOrError"]
    assert found["partitionStats"] == {
        "numPartitions": 9,
        "numMaterialized": 2,
        "numFailed": 0,
        "numMaterializing": 0,
    }


def test_the_cells_show_which_department_years_were_read(ask: Ask) -> None:
    found = ask(
        """{ assetNodeOrError(assetKey: {path: ["cells"]}) { ... on AssetNode {
            partitionKeys assetMaterializations { partition metadataEntries { label ... on IntMetadataEntry {
                intValue
            } } }
        } } }"""
    )["assetNodeOrError"]
    assert len(found["partitionKeys"]) == 9
    counts = {
        entry["partition"]: {item["label"]: item.get("intValue") for item in entry["metadataEntries"]}
        for entry in found["assetMaterializations"]
    }
    assert counts.keys() == {"wuhan_jkq_dsj|2023", "putuo_czj|2024"}
    assert counts["wuhan_jkq_dsj|2023"]["cells"] == 208
