"""The models of a step built by dbt, its results told to Dagster as they come."""

from collections.abc import Iterator
from contextlib import closing, suppress
from threading import Thread
from typing import Any

import dagster as dg
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from dagster_dbt.dagster_dbt_translator import DagsterDbtTranslator

from orchestration.defs.retries import transient_faults_retried
from orchestration.home.dbt_process import DBT, Build, Built, Load, Printed, Refused
from orchestration.home.dbt_runner import DbtFailed, ParsedProject
from orchestration.home.helper_process import HelperFault, HelperGone
from orchestration.home.progress import Progress
from orchestration.home.settings import Settings

BUILD = ("build", "--exclude-resource-type", "unit_test", "--no-write-json")

_PASSING = ("IO Error", "Could not set lock", "No space left")
"""What dbt reports of faults that may pass: a full disk, the work database open in somebody's session."""


class DbtBuilder:
    """dbt for the steps of one run: its project is loaded in the background, while documents are read."""

    def __init__(self, settings: Settings, parsed: ParsedProject) -> None:
        self._settings = settings
        self._parsed = parsed

    def prepare(self) -> None:
        """Begin to load what every build needs; returns at once."""
        Thread(target=self._load, daemon=True).start()

    def build(self, context: dg.AssetExecutionContext, progress: Progress) -> Iterator[Any]:
        """Build the selected models and run their tests. Yields outputs and check results.

        Raises DbtFailed with what dbt reported; a fault that may pass is tried again.
        """
        asked = get_updated_cli_invocation_params_for_context(context, {}, DagsterDbtTranslator())
        command = Build(self._settings, self._parsed, (*BUILD, *asked.selection_args))
        # a step that is given up ends the process, which lets go of the work database
        with transient_faults_retried(), closing(DBT.ask(command)) as told:
            for each in told:
                match each:
                    case Printed(text):
                        print(text, end="")
                    case Refused(reason):
                        raise _failure(reason)
                    case Built(event):
                        progress.advance(event["data"]["node_info"]["node_name"])
                        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
                        yield from message.to_default_asset_events(
                            asked.manifest,
                            asked.dagster_dbt_translator,
                            context,
                            self._settings.dbt_target,
                            asked.dbt_project,
                        )

    def _load(self) -> None:
        # a build loads it where this came to nothing
        with suppress(HelperGone, HelperFault):
            list(DBT.ask(Load(self._parsed)))


def node_count(context: dg.AssetExecutionContext) -> int:
    """How many models and tests a step builds."""
    return len(context.selected_asset_keys) + len(context.selected_asset_check_keys)


def _failure(reason: str) -> OSError | DbtFailed:
    """An OSError for a fault that may pass."""
    return OSError(reason) if any(words in reason for words in _PASSING) else DbtFailed(reason)
