"""The UI over a home whose runs are gone: everything is still materialised, checked and drawn."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.retention import prune, read_last_pruning
from orchestration.home.settings import Settings
from tests.recorded_runs import record_run
from tests.webserver import graphql, webserver

STATES = """{
  assetNodes {
    assetKey { path }
    assetMaterializations(limit: 5) {
      runOrError { __typename } metadataEntries { label ... on IntMetadataEntry { intValue } }
    }
    partitionStats { numMaterialized numFailed }
    assetChecksOrError { ... on AssetChecks { checks {
      name executionForLatestMaterialization { status evaluation { success } }
    } } }
  }
}"""


@pytest.fixture(scope="module")
def nodes(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the pages ask of each asset, after the only run that read everything was removed."""
    settings = replace(warehouse, home=tmp_path_factory.mktemp("pruned") / "home", keep_runs=1)
    prepare_instance(settings)
    shutil.copytree(warehouse.dagster_home, settings.dagster_home, dirs_exist_ok=True)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        record_run(instance, 0, partition="putuo_czj|2024")
        done = prune(instance, settings, datetime.now(UTC) + timedelta(days=1000))
        assert (done.runs, instance.get_runs_count()) == (1, 1)
    with webserver(settings) as url:
        found = graphql(url, STATES)["assetNodes"]
    # no page made the files of the removed run anew
    assert len(shards(settings.dagster_home)) == 1
    return {"/".join(node["assetKey"]["path"]): node for node in found}


def shards(dagster_home: Path) -> list[Path]:
    return [path for path in (dagster_home / "history" / "runs").glob("*-*.db") if path.is_file()]


def test_a_run_looks_for_what_is_old_by_itself(warehouse: Settings) -> None:
    last = read_last_pruning(warehouse)
    assert last is not None
    assert (last.runs, last.fault) == (0, None)


def test_every_asset_is_materialised_by_a_run_that_is_gone(nodes: dict[str, Any]) -> None:
    assert len(nodes) > 50
    assert [name for name, node in nodes.items() if name != "cells" and len(node["assetMaterializations"]) != 1] == []
    (overview,) = nodes["overview"]["assetMaterializations"]
    assert overview["runOrError"]["__typename"] == "RunNotFoundError"
    assert any(entry.get("intValue") is not None for entry in overview["metadataEntries"])


def test_every_partition_that_was_received_is_materialised(nodes: dict[str, Any]) -> None:
    assert nodes["cells"]["partitionStats"] == {"numMaterialized": 2, "numFailed": 0}


def test_every_check_says_how_it_ended(nodes: dict[str, Any]) -> None:
    checks = {check["name"]: check for check in nodes["verdicts"]["assetChecksOrError"]["checks"]}
    assert len(checks) > 50
    assert [name for name, check in checks.items() if check["executionForLatestMaterialization"] is None] == []
