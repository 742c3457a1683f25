"""The door: an ASGI application around Dagster's own, which sees every request first and lets in what may be let in.

It knows the three ways by which Dagster's webserver may take a change (`/graphql`, `/report_asset_*`, a WebSocket) and
that everything else there only reads. What is refused, and why, is decided by the modules beside this one.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import OperationType
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.ui_guard.audit import AuditLog, Deed
from orchestration.ui_guard.documents import UnreadableDocument, list_calls, list_operations
from orchestration.ui_guard.origins import AllowedHosts, Asked, Headers, refuse_strangers
from orchestration.ui_guard.passwords import TooManyAttempts
from orchestration.ui_guard.people import PAUSE_SECONDS, Credentials, People, Person
from orchestration.ui_guard.refusals import Refusal

GRAPHQL = "/graphql"
JSON = "application/json"
MOST_BYTES = 8 * 1024 * 1024
POLICY_VIOLATION = 1008

HEADERS = {
    # Dagster's pages are shown in no frame of another site, and nothing of them is loaded by one
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Door:
    """Dagster's application with what guards it. Attempts at passwords have a log of their own: they are no deeds, and
    many of them must not push the others out."""

    inside: ASGIApp
    allowed: AllowedHosts
    people: People
    audit: AuditLog
    attempts: AuditLog
    is_read_only: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or lead one WebSocket."""
        match scope["type"]:
            case "http":
                await self._answer(scope, receive, send)
            case "websocket":
                await self._lead(scope, receive, send)
            case _:
                await self.inside(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Asked(scope["method"], scope["path"], read_headers(scope))
        person = await self._admit(asked, scope)
        if isinstance(person, Refusal):
            await _refuse(person, asked.path, send)
            return
        if asked.method in ("GET", "HEAD"):
            refusal = _refuse_question(asked, scope)
            body = None
        else:
            body = await _read_body(receive)
            refusal, deeds = self._examine(asked, body)
            if deeds:
                self.audit.write(refusal.name.lower() if refusal else "let in", person.name, person.address, deeds)
        if refusal is not None:
            await _refuse(refusal, asked.path, send)
            return
        await self.inside(scope, receive if body is None else _again(body, receive), _with_headers(send))

    async def _lead(self, scope: Scope, receive: Receive, send: Send) -> None:
        person = await self._admit(Asked("GET", scope["path"], read_headers(scope)), scope)
        if isinstance(person, Refusal):
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return

        async def receive_questions() -> Message:
            message = await receive()
            deeds = _asked_by_message(message)
            if not deeds:
                return message
            # Dagster executes no mutation that comes this way; it need not be relied upon
            self.audit.write(Refusal.METHOD.name.lower(), person.name, person.address, deeds)
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

        await self.inside(scope, receive_questions, send)

    async def _admit(self, asked: Asked, scope: Scope) -> Person | Refusal:
        """Who asks, if the request is one of this server's own pages, or of no page."""
        if (refusal := refuse_strangers(asked, self.allowed)) is not None:
            return refusal
        peer = scope["client"][0] if scope.get("client") else ""
        found = self.people.identify(asked.headers, peer)
        if not isinstance(found, Credentials):
            return found
        try:
            checked = await asyncio.to_thread(self.people.check, found)
        except TooManyAttempts:
            return Refusal.TOO_MANY
        if isinstance(checked, Refusal):
            self.attempts.write("wrong password", found.name, found.address, ())
            await asyncio.sleep(PAUSE_SECONDS)
        return checked

    def _examine(self, asked: Asked, body: bytes | None) -> tuple[Refusal | None, tuple[Deed, ...]]:
        """Why a request that may change something is not let in, and what it would change."""
        if asked.method != "POST":
            return Refusal.METHOD, ()
        if (asked.one("content-type") or "").partition(";")[0].strip().lower() != JSON:
            return Refusal.CONTENT_TYPE, ()
        if body is None:
            return Refusal.TOO_LARGE, ()
        if asked.path != GRAPHQL:
            deed = Deed(asked.path, {"path": asked.path})
            return (Refusal.READ_ONLY if self.is_read_only else None), (deed,)
        try:
            deeds = _deeds(json.loads(body))
        except (ValueError, RecursionError):
            return Refusal.UNREADABLE, ()
        return (Refusal.READ_ONLY if deeds and self.is_read_only else None), deeds


def read_headers(scope: Scope) -> Headers:
    """The headers of a request. Names are Latin; a gateway may put a Chinese name into a value."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = (*found.get(key, ()), _decoded(value))
    return found


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _refuse_question(asked: Asked, scope: Scope) -> Refusal | None:
    """Why a request that must only read does not; whichever of several parameters Dagster would take."""
    if asked.path != GRAPHQL:
        return None
    documents = QueryParams(scope["query_string"]).getlist("query")
    try:
        is_question = all(list_operations(text) <= {OperationType.QUERY} for text in documents)
    except UnreadableDocument:
        return Refusal.UNREADABLE
    return None if is_question else Refusal.GET_CHANGES


def _deeds(asked: Any) -> tuple[Deed, ...]:
    """What a body of GraphQL would change. Raises ValueError for what Dagster does not take, such as a list of them."""
    if not isinstance(asked, Mapping) or not isinstance(asked.get("query"), str):
        raise UnreadableDocument
    text = asked["query"]
    if OperationType.MUTATION not in list_operations(text):
        return ()
    given = asked.get("variables")
    variables = json.loads(given) if isinstance(given, str) else given or {}
    if not isinstance(variables, Mapping):
        raise UnreadableDocument
    calls = list_calls(text, variables)
    return tuple(Deed(call.name, call.arguments) for call in calls) or (Deed("mutation", {}),)


def _asked_by_message(message: Message) -> tuple[Deed, ...]:
    """What a message of a WebSocket would change; what is no such message is Dagster's to refuse."""
    text = message.get("text") or message.get("bytes")
    if message["type"] != "websocket.receive" or not text:
        return ()
    try:
        payload = json.loads(text).get("payload")
        return _deeds(payload) if payload and "query" in payload else ()
    except (ValueError, AttributeError, TypeError, RecursionError):
        return ()


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; None where it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read once more; what comes after it is the connection's own."""
    first: Iterator[Message] = iter(({"type": "http.request", "body": body, "more_body": False},))

    async def receive_again() -> Message:
        message = next(first, None)
        return message if message is not None else await receive()

    return receive_again


def _with_headers(send: Send) -> Send:
    more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return send_more


async def _refuse(refusal: Refusal, path: str, send: Send) -> None:
    """Answer with the sentence: as an error of GraphQL where the UI expects one, else as text."""
    sentence = f"{refusal.chinese} {refusal.english}"
    if path == GRAPHQL:
        kind, text = JSON, json.dumps({"errors": [{"message": sentence}]}, ensure_ascii=False)
    else:
        kind, text = "text/plain; charset=utf-8", f"{refusal.chinese}\n{refusal.english}\n"
    body = text.encode()
    headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
    headers |= {"X-Content-Type-Options": "nosniff", "Connection": "close"} | HEADERS | refusal.headers
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": int(refusal.status), "headers": pairs})
    await send({"type": "http.response.body", "body": body})
