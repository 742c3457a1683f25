"""dbt in this process: imported once, its project parsed once per version, its connections closed after each command.

The command line of dbt would import and parse again for each command, and could outlive a killed run with the lock of
the work database in its hands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from sys import version
from threading import Lock
from typing import TYPE_CHECKING, Any

from orchestration.home.dbt_files import digest_project
from orchestration.home.settings import Settings
from orchestration.home.user_cache import cached_folder

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

MANIFEST = "manifest.json"
PARSED = "partial_parse.msgpack"
LOG_FILE_BYTES = 2 * 1024 * 1024
"""dbt keeps the last five log files of this size beside the one that it writes."""

_ONE_AT_A_TIME = Lock()
"""dbt keeps its flags, adapters and loggers for the whole process."""


class DbtFailed(RuntimeError):
    """dbt could not do what it was asked for; the message holds what it reported as errors."""


@dataclass(frozen=True, slots=True)
class ParsedProject:
    """The folder in which dbt's manifest lies, as JSON and as dbt itself keeps it."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The manifest as JSON."""
        return self.folder / MANIFEST

    def load(self) -> "Manifest":
        """The manifest as dbt's own object, ready to be handed to its commands."""
        from dbt.contracts.graph.manifest import Manifest
        from dbt.parser.manifest import extended_mashumuro_decoder

        manifest = Manifest.from_msgpack((self.folder / PARSED).read_bytes(), decoder=extended_mashumuro_decoder)
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]
        return manifest


def dbt_version() -> str:
    """What a parsed or compiled project depends on beside its files."""
    packages = (f"{name} {metadata.version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb"))
    return " ".join((version, *packages))


def parsed_project(settings: Settings) -> ParsedProject:
    """The project of the package, parsed where this version never was. Raises DbtFailed."""
    digest = digest_project(settings.dbt_project, dbt_version())
    return ParsedProject(cached_folder(settings, "dbt", digest, lambda folder: _parse(settings, folder)))


def _parse(settings: Settings, folder: Path) -> None:
    invoke(settings, ("parse", "--quiet"), folder)


def documentation_page() -> str:
    """dbt's page of documentation, before a manifest and a catalog are put into it."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    return Path(DOCS_INDEX_FILE_PATH).read_text("utf-8")


def invoke(
    settings: Settings,
    command: Sequence[str],
    target: Path,
    manifest: "Manifest | None" = None,
    on_event: "Callable[[EventMsg], None] | None" = None,
) -> Any:
    """Run a command of dbt over the project of the package and return its result. dbt writes to `target`, its log to
    a folder of it.

    Raises DbtFailed with what dbt reported.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    errors: list[str] = []

    def seen(event: "EventMsg") -> None:
        if event.info.level == "error":
            errors.append(event.info.msg)  # type: ignore[attr-defined]
        if on_event is not None:
            on_event(event)

    project = str(settings.dbt_project)
    places = ("--project-dir", project, "--profiles-dir", project, "--target-path", str(target))
    logs = ("--log-path", str(target / "logs"), "--log-file-max-bytes", str(LOG_FILE_BYTES))
    with _ONE_AT_A_TIME, settings.as_environment():
        try:
            done = dbtRunner(manifest=manifest, callbacks=[seen]).invoke([*command, *places, *logs])
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if not done.success:
        raise DbtFailed("\n".join(dict.fromkeys(errors)) or str(done.exception or "dbt gave no reason"))
    return done.result
