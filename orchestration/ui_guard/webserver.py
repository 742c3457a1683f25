"""Dagster's webserver behind the door: its own application, not changed, in a process of its own.

`dagster-webserver` takes no application around its own, so what that command does is done here: an instance, a
workspace, the application, uvicorn. No telemetry is sent.
"""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget, WorkspaceFileTarget, WorkspaceLoadTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.cli import (
    DEFAULT_DB_STATEMENT_TIMEOUT,
    DEFAULT_POOL_MAX_OVERFLOW,
    DEFAULT_POOL_RECYCLE,
)

from orchestration.home.run_origin import CODE_LOCATION
from orchestration.home.settings import Settings
from orchestration.ui_guard.audit import AuditLog
from orchestration.ui_guard.door import Door
from orchestration.ui_guard.origins import AllowedHosts
from orchestration.ui_guard.people import People, require_guard

POLL_MILLISECONDS = 2000
"""How often a page asks anew for what runs; Dagster's own default."""

STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Served:
    """What is served where: everything that may be done, or for looking only; of a workspace or of this program."""

    host: str
    port: int
    is_read_only: bool
    workspace: Path | None

    @property
    def target(self) -> WorkspaceLoadTarget:
        """Where the code is loaded: by servers that run already, or by one that is started for this process."""
        if self.workspace is not None:
            return WorkspaceFileTarget([os.fspath(self.workspace)])
        return ModuleTarget(
            CODE_LOCATION, attribute=None, working_directory=os.fspath(Path.cwd()), location_name=CODE_LOCATION
        )


def serve(settings: Settings, served: Served) -> None:
    """Serve until interrupted. Raises NotGuarded where everybody on the network could come in."""
    people = People.of(settings.view_passwords if served.is_read_only else settings.ui_passwords, settings)
    require_guard(served.host, people, served.is_read_only)
    allowed = AllowedHosts.at(served.host, served.port, settings.ui_hosts)
    name = "view" if served.is_read_only else "ui"
    audit, attempts = (AuditLog(settings.logs / file) for file in (f"{name}.log", f"{name}_passwords.log"))
    # uvicorn sends itself the signal that ended it: unless it raises, the code server of this process is left behind
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), dg.DagsterInstance.from_config(os.fspath(settings.dagster_home)) as instance:
        instance.optimize_for_webserver(DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_RECYCLE, DEFAULT_POOL_MAX_OVERFLOW)
        with WorkspaceProcessContext(instance, served.target, dg.__version__, served.is_read_only) as workspace:
            app = create_app_from_workspace_process_context(workspace, live_data_poll_rate=POLL_MILLISECONDS)
            door = Door(app, allowed, people, audit, attempts, served.is_read_only)
            # who asks is who is connected: what a request says of itself counts only where the door believes it
            uvicorn.run(
                door,
                host=served.host,
                port=served.port,
                log_level="warning",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
