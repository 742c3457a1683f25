"""The door without a network: what reaches the application inside, and what is answered instead."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from orchestration.home.settings import Settings
from orchestration.ui_guard.audit import AuditLog
from orchestration.ui_guard.door import Door
from orchestration.ui_guard.origins import AllowedHosts
from orchestration.ui_guard.passwords import write_password
from orchestration.ui_guard.people import PAUSE_SECONDS, People
from tests.ui_attacks import log_on

HOST = (b"host", b"127.0.0.1:3000")
JSON = (b"content-type", b"application/json; charset=utf-8")
QUESTION = b'{"query": "{ version }"}'
CHANGE = b'{"query": "mutation { stopSensor(sensorName: \\"raw_files\\") }"}'


class Inside:
    """An application that notes what reaches it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.messages: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            while (message := await receive())["type"] != "websocket.disconnect":
                self.messages.append(message)
            return
        message = await receive() if scope["type"] == "http" else {}
        self.bodies.append(message.get("body", b""))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-inside", b"1")]})
        await send({"type": "http.response.body", "body": b"inside"})


@pytest.fixture
def inside() -> Inside:
    return Inside()


def build(inside: Inside, folder: Path, people: People | None = None, is_read_only: bool = False) -> Door:
    logs = (AuditLog(folder / "ui.log"), AuditLog(folder / "passwords.log"))
    return Door(inside, AllowedHosts.at("127.0.0.1", 3000, ()), people or People(None, None), *logs, is_read_only)


def ask(door: Door, scope: Scope, messages: Iterable[Message]) -> list[Message]:
    """What is sent back."""
    waiting, sent = iter(messages), list[Message]()

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        sent.append(message)

    # a browser test in the same process leaves a loop running in its thread
    with ThreadPoolExecutor(1) as own_thread:
        own_thread.submit(lambda: asyncio.run(door(scope, receive, send))).result()
    return sent


def post(door: Door, body: bytes, *headers: tuple[bytes, bytes], path: str = "/graphql") -> int:
    scope: Scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "client": ("127.0.0.1", 5)}
    scope["headers"] = [HOST, *(headers or (JSON,))]
    parts: list[Message] = [
        {"type": "http.request", "body": body[:10], "more_body": True},
        {"type": "http.request", "body": body[10:]},
    ]
    status: int = ask(door, scope, parts)[0]["status"]
    return status


def test_a_body_comes_through_whole_and_the_answer_is_framed_by_nobody(inside: Inside, tmp_path: Path) -> None:
    assert post(build(inside, tmp_path), QUESTION) == 200
    assert inside.bodies == [QUESTION]
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [HOST],
        "client": None,
    }
    headers = dict(ask(build(inside, tmp_path), scope, [{"type": "http.request"}])[0]["headers"])
    assert headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert headers[b"x-inside"] == b"1"
    assert not (tmp_path / "ui.log").exists(), "who looks is nobody's business"


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"null", b"[]", b"{}", b'{"query": 1}', b'{"query": "mutation {"}', b"\xff"),
        *(b'{"query": "mutation { a(b: $c) }", "variables": [1]}', b'{"query": "mutation { a }", "variables": "[1]"}'),
        b'{"query": "mutation { a }", "variables": "{"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_goes_no_further(inside: Inside, tmp_path: Path, body: bytes) -> None:
    assert post(build(inside, tmp_path), body) == 400
    assert inside.bodies == []


def test_two_values_of_one_name_are_read_as_dagster_reads_them(inside: Inside, tmp_path: Path) -> None:
    twice = b'{"query": "{ version }", "query": "mutation { stopSensor }"}'
    assert post(build(inside, tmp_path, is_read_only=True), twice) == 403
    assert inside.bodies == []


def test_a_change_is_written_down_before_it_is_let_in(inside: Inside, tmp_path: Path) -> None:
    assert post(build(inside, tmp_path), CHANGE) == 200
    assert post(build(inside, tmp_path), b"{}", path="/report_asset_check/cells") == 200
    first, second = (json.loads(line) for line in (tmp_path / "ui.log").read_text().splitlines())
    assert first["asked"] == [{"what": "stopSensor", "about": {"sensorName": ["raw_files"]}}]
    assert second["asked"][0]["what"] == "/report_asset_check/cells"
    (tmp_path / "ui.log").unlink()
    (tmp_path / "ui.log").mkdir()
    with pytest.raises(OSError):
        post(build(inside, tmp_path), CHANGE)
    assert len(inside.bodies) == 2


def test_who_is_named_is_in_the_log_and_who_is_not_waits(
    inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", pause)
    write_password(tmp_path / "passwords", "li", "password one")
    people = People.of(tmp_path / "passwords", Settings(tmp_path, tmp_path))
    door = build(inside, tmp_path, people)
    known, unknown = (
        (b"authorization", log_on("li", password)[1].encode()) for password in ("password one", "password two")
    )
    assert post(door, CHANGE) == 401
    assert post(door, CHANGE, JSON, unknown) == 401
    assert pauses == [PAUSE_SECONDS]
    assert [post(door, CHANGE, JSON, known) for _ in range(3)] == [200] * 3
    assert {json.loads(line)["who"] for line in (tmp_path / "ui.log").read_text().splitlines()} == {"li"}
    assert "password two" not in (tmp_path / "passwords.log").read_text()


def lead(door: Door, *payloads: Any, origin: bytes = b"http://127.0.0.1:3000") -> list[Message]:
    scope: Scope = {
        "type": "websocket",
        "path": "/graphql",
        "headers": [HOST, (b"origin", origin)],
        "client": ("::1", 5),
    }
    received = [{"type": "websocket.receive", "text": json.dumps(payload)} for payload in payloads]
    return ask(door, scope, [{"type": "websocket.connect"}, *received, {"type": "websocket.disconnect"}])


def test_a_socket_takes_questions_and_no_changes(inside: Inside, tmp_path: Path) -> None:
    door = build(inside, tmp_path)
    start = {"type": "start", "payload": {"query": "subscription { a }"}}
    odd = [{"type": "connection_init", "payload": {}}, [1], "text", {"payload": "query"}, {"payload": {"query": "{"}}]
    assert lead(door, *odd, start) == []
    assert len(inside.messages) == len(odd) + 2
    inside.messages.clear()
    change = {"type": "start", "payload": json.loads(CHANGE)}
    assert lead(door, change, start) == [{"type": "websocket.close", "code": 1008}]
    assert [message["type"] for message in inside.messages] == ["websocket.connect"]
    assert "stopSensor" in (tmp_path / "ui.log").read_text()


def test_a_socket_from_elsewhere_reaches_nobody(inside: Inside, tmp_path: Path) -> None:
    for origin in (b"https://evil.example", b"null", b"http://127.0.0.1:8888"):
        assert lead(build(inside, tmp_path), origin=origin) == [{"type": "websocket.close", "code": 1008}]
    assert inside.messages == []


def test_what_is_no_request_is_not_looked_at(inside: Inside, tmp_path: Path) -> None:
    ask(build(inside, tmp_path), {"type": "lifespan"}, [])
    assert inside.bodies == [b""]
