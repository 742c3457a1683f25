"""`juesuan ui` over a small home (webserver, code server, daemon), and what is asked of it through its GraphQL."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from benchmarks.stress.processes import MARK
from benchmarks.stress.published_state import FaultFound
from benchmarks.stress.small_home import RUN_SECONDS
from orchestration.defs.automation import JOB_NAME, RAW_SENSOR
from orchestration.defs.publish_everything import PUBLISH_EVERYTHING
from orchestration.home.dagster_instance import DAGSTER_YAML, prepare_instance
from orchestration.home.run_origin import CODE_LOCATION
from orchestration.home.settings import PROJECT, Settings
from tests.webserver import free_port

REPOSITORY = {"repositoryName": "__repository__", "repositoryLocationName": CODE_LOCATION}
MONITORED = "run_monitoring:\n  enabled: true\n"
LOOK_SECONDS = 0.5
Answer = TypeVar("Answer")
STOP_SECONDS = 60
LOADING_SECONDS = 180
"""How long a new process of the code server may take on a machine that others use."""

_LAUNCH = """mutation Launch($params: ExecutionParams!) { launchRun(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
_BACKFILL = """mutation Fill($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
_PARTITIONS = """query Keys($set: String!, $repository: RepositorySelector!) {
    partitionSetOrError(partitionSetName: $set, repositorySelector: $repository) { ... on PartitionSet {
        partitionsOrError { ... on Partitions { results { name } } } } } }"""
_SWITCH = {
    True: "mutation On($sensor: SensorSelector!) { startSensor(sensorSelector: $sensor) { __typename } }",
    False: "mutation Off($id: String!) { stopSensor(id: $id) { __typename } }",
}
_SENSOR = "query Sensor($sensor: SensorSelector!) { sensorOrError(sensorSelector: $sensor) { ... on Sensor { id } } }"
_UNDER_WAY = """{ runsOrError(filter: {statuses: [QUEUED, NOT_STARTED, STARTING, STARTED, CANCELING]}) {
    ... on Runs { results { runId } } } }"""
_RUN = "query Run($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
_FILLED = (
    "query Filled($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }"
)


@dataclass(slots=True)
class ServedHome:
    """The services of one home: started, harmed, started again."""

    settings: Settings
    mark: str
    port: int
    process: subprocess.Popen[bytes]
    restarts: int = 0

    @classmethod
    def started(cls, settings: Settings) -> "ServedHome":
        """Start them, and wait until they answer. The daemon looks for dead runs every few seconds, not every two
        minutes: nothing else differs from what a person would start."""
        prepare_instance(settings)
        config = DAGSTER_YAML.replace(MONITORED, f"{MONITORED}  poll_interval_seconds: 5\n")
        (settings.dagster_home / "dagster.yaml").write_text(config, "utf-8")
        mark, port = uuid.uuid4().hex, free_port()
        served = cls(settings, mark, port, _started(settings, mark, port))
        served.wait_until_up()
        return served

    def answered(self, question: Callable[[], Answer]) -> Answer:
        """The answer to a question, asked once more where the services ended meanwhile."""
        try:
            return question()
        except FaultFound:
            self.restart_where_ended()
            return question()

    def restart_where_ended(self) -> None:
        """Start them again under the same port where they ended, as a service manager does."""
        with suppress(subprocess.TimeoutExpired):
            # the others end with the first; who is asked at once still runs
            self.process.wait(3)
        if self.process.poll() is None and self._answers():
            return
        self.end()
        self.restarts += 1
        self.process = _started(self.settings, self.mark, self.port)
        self.wait_until_up()

    def end(self) -> None:
        """Ask them to end. Raises FaultFound where they do not."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
            return
        self.process.kill()
        raise FaultFound("the services do not end")

    def wait_until_up(self) -> None:
        """Raises FaultFound where they do not answer."""
        deadline = time.monotonic() + RUN_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.settings.raw.parent / "services.txt").read_text("utf-8", "replace")
                raise FaultFound(f"the services do not start: {log[-1000:]}")
            time.sleep(LOOK_SECONDS)

    def launch(self) -> str:
        """Press the job for everything, anew where the code is being loaded; the id of its run."""
        selector = {**REPOSITORY, "jobName": PUBLISH_EVERYTHING}
        parameters = {"params": {"selector": selector, "runConfigData": {}, "mode": "default"}}
        deadline = time.monotonic() + LOADING_SECONDS
        while "run" not in (answer := self._ask(_LAUNCH, parameters))["launchRun"]:
            if time.monotonic() > deadline:
                raise FaultFound(f"the run could not be launched: {answer}")
            time.sleep(LOOK_SECONDS)
        return str(answer["launchRun"]["run"]["runId"])

    def watch_raw(self, is_on: bool) -> None:
        """Switch the sensor that looks for changes on or off."""
        selector = {"sensor": {**REPOSITORY, "sensorName": RAW_SENSOR}}
        id_ = self._ask(_SENSOR, selector)["sensorOrError"]["id"]
        self._ask(_SWITCH[is_on], selector if is_on else {"id": id_})

    def runs_under_way(self) -> int:
        """How many runs wait or work."""
        return len(self._ask(_UNDER_WAY, {})["runsOrError"]["results"])

    def fill(self) -> str:
        """Ask the daemon for a backfill over every department-year; its id."""
        name = f"{JOB_NAME}_partition_set"
        found = self._ask(_PARTITIONS, {"set": name, "repository": REPOSITORY})["partitionSetOrError"]
        keys = [entry["name"] for entry in found["partitionsOrError"]["results"]]
        selector = {"partitionSetName": name, "repositorySelector": REPOSITORY}
        answer = self._ask(_BACKFILL, {"params": {"selector": selector, "partitionNames": keys}})
        if "backfillId" not in answer["launchPartitionBackfill"]:
            raise FaultFound(f"the backfill could not be launched: {answer}")
        return str(answer["launchPartitionBackfill"]["backfillId"])

    def run_status(self, run_id: str) -> str:
        """How far a run is."""
        return str(self._ask(_RUN, {"id": run_id})["runOrError"].get("status"))

    def backfill_status(self, backfill_id: str) -> str:
        """How far a backfill is."""
        return str(self._ask(_FILLED, {"id": backfill_id})["partitionBackfillOrError"].get("status"))

    def _answers(self) -> bool:
        try:
            return bool(self._ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }", {}))
        except (OSError, ValueError, FaultFound):
            return False

    def _ask(self, query: str, variables: Mapping[str, Any]) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        address = f"http://127.0.0.1:{self.port}/graphql"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                answer = json.load(response)
        except (urllib.error.URLError, ConnectionError, TimeoutError) as fault:
            raise FaultFound(f"the webserver does not answer: {fault}") from fault
        if "errors" in answer:
            raise FaultFound(f"the webserver answers with an error: {answer['errors']}")
        return answer["data"]


def _started(settings: Settings, mark: str, port: int) -> subprocess.Popen[bytes]:
    places = ("--raw", str(settings.raw), "--home", str(settings.home))
    ports = ("--port", str(port), "--reports-port", str(free_port()), "--health-port", str(free_port()))
    with (settings.raw.parent / "services.txt").open("wb") as log:
        return subprocess.Popen(
            (sys.executable, "-m", "orchestration.cli", "ui", *places, *ports),
            cwd=PROJECT,
            env={**os.environ, MARK: mark},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
