"""The real webserver over a finished home, as `juesuan ui` starts it, for tests and screenshots."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from orchestration.home.settings import Settings

START_SECONDS = 90
STOP_SECONDS = 30


@contextmanager
def webserver(settings: Settings, *options: str, variables: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The address of a server that runs for as long as the block lasts, under more settings where they are given."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with settings.as_environment():
        environment = {**os.environ, "DAGSTER_HOME": str(settings.dagster_home), **variables}
        server = subprocess.Popen(
            [sys.executable, "-m", "orchestration.ui_guard", "--host", "127.0.0.1", "--port", str(port), *options],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        _wait_until_up(url, server)
        yield url
    finally:
        server.terminate()
        code = server.wait(STOP_SECONDS)
    assert code == 0, "it ends by itself, and tells the code server that it started to end"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def graphql(url: str, query: str) -> Any:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{url}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def _wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the webserver ended with {server.returncode}"
        try:
            with urllib.request.urlopen(f"{url}/server_info", timeout=5):
                return
        except urllib.error.HTTPError:
            # it asks who somebody is
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"the webserver did not answer within {START_SECONDS} s")
