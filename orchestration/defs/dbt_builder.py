"""The models of a step built by dbt in this process, its results told to Dagster as they come."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

import dagster as dg
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from dagster_dbt.dagster_dbt_translator import DagsterDbtTranslator

from orchestration.defs.retries import transient_faults_retried
from orchestration.home.dbt_runner import DbtFailed, ParsedProject, cancel, invoke
from orchestration.home.progress import Progress
from orchestration.home.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

BUILD = ("build", "--exclude-resource-type", "unit_test", "--no-write-json")
RESULTS = frozenset({"LogSeedResult", "LogModelResult", "LogTestResult"})
"""What dbt reports once of every node that it has built or tested."""

CANCEL_SECONDS = 30.0
"""How long an interrupted step waits for the models that are being built to let go of the work database."""

Result = TypeVar("Result")

_PASSING = ("IO Error", "Could not set lock", "No space left")
"""What dbt reports of faults that may pass: a full disk, the work database open in somebody's session."""


class DbtBuilder:
    """dbt for the steps of one run: imported and its project loaded in the background, while documents are read."""

    def __init__(self, settings: Settings, parsed: ParsedProject) -> None:
        self._settings = settings
        self._parsed = parsed
        self._manifest: Future[Manifest] | None = None

    def prepare(self) -> "Future[Manifest]":
        """Begin to load what every build needs, once."""
        if self._manifest is None:
            self._manifest = _in_background(self._parsed.load)
        return self._manifest

    def build(self, context: dg.AssetExecutionContext, progress: Progress) -> Iterator[Any]:
        """Build the selected models and run their tests. Yields outputs and check results.

        Raises DbtFailed with what dbt reported; a fault that may pass is tried again.
        """
        from dbt_common.events.functions import msg_to_dict

        self.prepare()
        asked = get_updated_cli_invocation_params_for_context(context, {}, DagsterDbtTranslator())
        events: SimpleQueue[EventMsg | None] = SimpleQueue()
        command = (*BUILD, *asked.selection_args)
        building = _in_background(lambda: self._built(command, events))
        target = self._settings.dbt_target
        try:
            for event in iter(events.get, None):
                progress.advance(event.data.node_info.node_name)
                message = DbtCoreCliEventMessage(raw_event=msg_to_dict(event), event_history_metadata={})
                yield from message.to_default_asset_events(
                    asked.manifest, asked.dagster_dbt_translator, context, target, asked.dbt_project
                )
            with transient_faults_retried():
                _raise_failure(building)
        finally:
            if not building.done():
                cancel()
                building.exception(CANCEL_SECONDS)

    def _built(self, command: tuple[str, ...], events: "SimpleQueue[EventMsg | None]") -> None:
        def seen(event: "EventMsg") -> None:
            if event.info.name in RESULTS:
                events.put(event)

        try:
            invoke(self._settings, command, self._settings.dbt_target, self.prepare().result(), seen)
        finally:
            events.put(None)


def node_count(context: dg.AssetExecutionContext) -> int:
    """How many models and tests a step builds."""
    return len(context.selected_asset_keys) + len(context.selected_asset_check_keys)


def _raise_failure(building: "Future[None]") -> None:
    """Raises OSError for a fault that may pass, DbtFailed for any other."""
    try:
        building.result()
    except DbtFailed as failed:
        if any(words in str(failed) for words in _PASSING):
            raise OSError(str(failed)) from failed
        raise


def _in_background(work: Callable[[], Result]) -> Future[Result]:
    """The work in a thread that keeps no process from ending."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
