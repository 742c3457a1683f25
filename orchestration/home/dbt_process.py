"""The process that dbt runs in for the steps of a run.

It loads a parsed project once and builds what it is asked for; each result is told as it comes, and so is what dbt
prints.
"""

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from orchestration.home.dbt_runner import DbtFailed, ParsedProject, invoke
from orchestration.home.garbage import collect_seldom
from orchestration.home.helper_process import HelperProcess, Tell, serve
from orchestration.home.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

DBT = HelperProcess("orchestration.home.dbt_process")
"""dbt, in a process of its own."""

RESULTS = frozenset({"LogSeedResult", "LogModelResult", "LogTestResult"})
"""What dbt reports once of every node that it has built or tested."""


@dataclass(frozen=True, slots=True)
class Load:
    """Have the project at hand for the builds that follow."""

    parsed: ParsedProject


@dataclass(frozen=True, slots=True)
class Build:
    """A command of dbt over the project."""

    settings: Settings
    parsed: ParsedProject
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """One node was built or tested; `event` is what dbt reported, as its log would have it."""

    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of what dbt would have printed on a terminal."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The command failed, and why in dbt's words."""

    reason: str


class _Terminal(io.TextIOBase):
    """What takes the place of the terminal that dbt prints to."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._tell(Printed(text))
        return len(text)


class _Projects:
    """The project that was loaded last."""

    def __init__(self) -> None:
        self._loaded: tuple[ParsedProject, Manifest] | None = None

    def manifest(self, parsed: ParsedProject) -> "Manifest":
        if self._loaded is None or self._loaded[0] != parsed:
            self._loaded = parsed, parsed.load()
        return self._loaded[1]


def _answers() -> Callable[[Load | Build, Tell], None]:
    projects = _Projects()

    def answer(question: Load | Build, tell: Tell) -> None:
        match question:
            case Load(parsed):
                projects.manifest(parsed)
            case Build(settings, parsed, command):
                _build(settings, projects.manifest(parsed), command, tell)
            case _:
                assert_never(question)

    return answer


def _build(settings: Settings, manifest: "Manifest", command: tuple[str, ...], tell: Tell) -> None:
    from dbt_common.events.functions import msg_to_dict

    def seen(event: "EventMsg") -> None:
        if event.info.name in RESULTS:
            tell(Built(msg_to_dict(event)))

    with redirect_stdout(_Terminal(tell)):
        try:
            invoke(settings, command, settings.dbt_target, manifest, seen)
        except DbtFailed as failed:
            tell(Refused(str(failed)))


def main() -> None:
    """Serve, with what every build needs imported before the first question comes."""
    import dbt.adapters.duckdb.connections
    import dbt.cli.main
    import dbt.contracts.graph.manifest  # noqa: F401

    collect_seldom()
    serve(_answers())
