"""What answers monitoring over HTTP: whether the home is well. Nothing but figures is told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from orchestration.cli.console import errors
from orchestration.cli.doctor import examine_service, exit_code
from orchestration.home.settings import Settings

PATH = "/health"
LOOK_SECONDS = 15.0
"""However often somebody asks, the home is looked at no more often than this."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered for a while."""

    status: HTTPStatus
    body: bytes


class HealthServer(ThreadingHTTPServer):
    """Answers GET /health, 200 where the home is well and 503 where it is not, until it is shut down."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], settings: Settings, limit: timedelta | None = None) -> None:
        super().__init__(address, _Handler)
        self._settings, self._limit = settings, limit
        self._looking = threading.Lock()
        self._answer: tuple[float, Answer] | None = None

    def answer(self) -> Answer:
        """The state of the home, at most LOOK_SECONDS old."""
        with self._looking:
            if self._answer is None or time.monotonic() - self._answer[0] > LOOK_SECONDS:
                self._answer = (time.monotonic(), look(self._settings, self._limit))
            return self._answer[1]


class _Handler(BaseHTTPRequestHandler):
    server: HealthServer

    def do_GET(self) -> None:
        if self.path.split("?")[0] != PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        answer = self.server.answer()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Monitoring asks every minute: what it asks is no news."""


def look(settings: Settings, limit: timedelta | None = None) -> Answer:
    """Examine what monitoring asks for. Sentences stay here: they name folders and what servers said."""
    checked_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        conditions = examine_service(settings, limit)
    except OSError as fault:
        told: dict[str, Any] = {"status": "unknown", "checked_at": checked_at, "reason": type(fault).__name__}
        return _as_json(HTTPStatus.SERVICE_UNAVAILABLE, told)
    is_well = exit_code(conditions) == 0
    told = {"status": "fine" if is_well else "wrong", "checked_at": checked_at} | {
        condition.name: {"level": condition.level, **condition.measured} for condition in conditions
    }
    return _as_json(HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE, told)


def _as_json(status: HTTPStatus, told: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(told).encode())


@contextmanager
def serving_health(settings: Settings, host: str, port: int) -> Iterator[None]:
    """Answer in the background for as long as the block lasts; where the port cannot be had, say so and go on."""
    try:
        server = HealthServer((host, port), settings)
    except OSError as fault:
        errors.print(f"no health endpoint: port {port} cannot be had 端口不可用: {fault.strerror}", markup=False)
        yield
        return
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
