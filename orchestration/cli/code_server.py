"""The server that holds the project's code for webserver and daemon: Dagster's own, begun again where it was killed.

`dagster code-server start` answers at one address through a second process, which it puts in the place of the old one
when somebody presses *Reload definitions*. It does not see when that process is gone; this module asks for a new one
then. Who looks after the first process (`juesuan ui`, systemd) does not belong here.
"""

import runpy
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.home.run_origin import CODE_LOCATION

if TYPE_CHECKING:
    from dagster._grpc.client import DagsterGrpcClient

LOOK_SECONDS = 2.0
GONE = "gRPC Error code: UNKNOWN"
"""How Dagster tells of a server that fails in answering."""

ANSWER_SECONDS = 10
"""How long it may take to say which server it is; one that is busy is not gone."""

LOADING_SECONDS = 600
"""How long a new process may take to load the code."""


@click.command()
@click.option("--socket", type=click.Path(path_type=Path), help="Where to listen, or:")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int)
def serve_code(socket: Path | None, host: str, port: int | None) -> None:
    """Serve the project's code until told to end."""
    from dagster._grpc.client import DagsterGrpcClient

    if (socket is None) == (port is None):
        raise click.UsageError("either --socket or --port")
    address = ("--socket", str(socket)) if socket is not None else ("--host", host, "--port", str(port))
    client = DagsterGrpcClient(socket=str(socket)) if socket is not None else DagsterGrpcClient(port=port, host=host)
    threading.Thread(target=keep_serving, args=(client,), name="inner-server-watch", daemon=True).start()
    sys.argv = ["dagster", "code-server", "start", "--module-name", CODE_LOCATION, *address]
    runpy.run_module("dagster", run_name="__main__", alter_sys=True)


def keep_serving(client: "DagsterGrpcClient") -> None:
    """Ask without end whether the process behind the server answers; where it is gone, for a new one."""
    from dagster._core.errors import DagsterUserCodeUnreachableError

    while True:
        time.sleep(LOOK_SECONDS)
        if is_code_gone(client):
            # it complains that it cannot end the old process, after the new one took its place
            with suppress(DagsterUserCodeUnreachableError):
                client.reload_code(timeout=LOADING_SECONDS)


def is_code_gone(client: "DagsterGrpcClient") -> bool:
    """Whether the server answers and the process behind it does not. One that does not listen yet is UNAVAILABLE, and
    one that is busy goes over the time."""
    from dagster._core.errors import DagsterUserCodeUnreachableError

    try:
        client.get_server_id(timeout=ANSWER_SECONDS)
    except DagsterUserCodeUnreachableError as error:
        return str(error).endswith(GONE)
    return False


if __name__ == "__main__":
    serve_code()
