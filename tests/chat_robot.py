"""A chat robot on this machine: it takes posts and answers as the services document it, signatures and limits included.

What it is told to do wrong is in `script`, one answer a post; without a script it accepts what the service accepts.
"""

import base64
import hmac
import http.server
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from orchestration.home.settings import WebhookKind

KEY = "0f1e2d3c-key"
"""What the address of the webhook keeps secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the robot does with one post. Without a body, it answers what the service would."""

    status: int = 200
    body: bytes | None = None
    seconds: float = 0.0
    hangs_up: bool = False
    location: str = "/login"


def answer_json(**fields: object) -> Answer:
    """An answer with HTTP 200 and these fields."""
    return Answer(body=json.dumps(fields).encode())


@dataclass(slots=True)
class ChatRobot:
    """What one robot was sent, and what it shows in the chat."""

    url: str
    kind: WebhookKind = WebhookKind.WECOM
    secret: str | None = None
    script: deque[Answer] = field(default_factory=deque)
    posts: int = 0
    gets: int = 0
    tunnels: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def take(self, target: str, body: bytes) -> Answer:
        """The answer to one post; an accepted one is shown."""
        self.posts += 1
        planned = self.script.popleft() if self.script else Answer()
        code = self._refusal(target, body)
        if planned.status == 200 and planned.body is None and not planned.hangs_up and not code:
            self.shown.append(self._text(json.loads(body)))
        if planned.body is not None:
            return planned
        said = {"code" if self.kind is WebhookKind.FEISHU else "errcode": code, "echo": target}
        own = b"ok" if self.kind is WebhookKind.SLACK else json.dumps(said).encode()
        return Answer(planned.status, own, planned.seconds, planned.hangs_up)

    def _text(self, message: Any) -> str:
        match self.kind:
            case WebhookKind.WECOM | WebhookKind.DINGTALK:
                assert message["msgtype"] == "text"
                found = message["text"]["content"]
            case WebhookKind.FEISHU:
                assert message["msg_type"] == "text"
                found = message["content"]["text"]
            case WebhookKind.SLACK:
                found = message["text"]
        assert isinstance(found, str)
        return found

    def _refusal(self, target: str, body: bytes) -> int:
        """The code by which the service refuses a post; 0 where it does not."""
        message = json.loads(body)
        match self.kind:
            case WebhookKind.WECOM if len(self._text(message).encode()) > 2048:
                return 40058
            case WebhookKind.DINGTALK if len(body) > 20000:
                return 460101
            case WebhookKind.FEISHU if len(body) > 20 * 1024:
                return 9499
            case WebhookKind.DINGTALK if self.secret is not None and not self._is_signed_in(target):
                return 310000
            case WebhookKind.FEISHU if self.secret is not None and not self._is_signed_within(message):
                return 19021
        return 0

    def _is_signed_in(self, target: str) -> bool:
        query = {name: values[-1] for name, values in parse_qs(urlsplit(target).query).items()}
        timestamp = query.get("timestamp", "0")
        signature = hmac.digest((self.secret or "").encode(), f"{timestamp}\n{self.secret}".encode(), "sha256")
        is_recent = abs(time.time() - int(timestamp) / 1000) < 3600
        return is_recent and query.get("sign") == base64.b64encode(signature).decode()

    def _is_signed_within(self, message: Any) -> bool:
        timestamp = message.get("timestamp", "0")
        signature = hmac.digest(f"{timestamp}\n{self.secret}".encode(), b"", "sha256")
        is_recent = abs(time.time() - int(timestamp)) < 3600
        return is_recent and message.get("sign") == base64.b64encode(signature).decode()


@contextmanager
def chat_robot() -> Iterator[ChatRobot]:
    """A robot that listens while the block lasts."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = robot.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(answer.seconds)
            if answer.hangs_up:
                return
            self.send_response(answer.status)
            if 300 <= answer.status < 400:
                self.send_header("Location", answer.location)
            self.end_headers()
            with suppress(BrokenPipeError):
                # who posted did not wait
                self.wfile.write(answer.body or b"")

        def do_GET(self) -> None:
            # where a redirected post would arrive
            robot.gets += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def do_CONNECT(self) -> None:
            # what a proxy is asked for, and told of https
            robot.tunnels.append(self.path)
            self.send_error(403)

        def log_message(self, *_: object) -> None:
            return None

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    robot = ChatRobot(f"http://127.0.0.1:{server.server_port}/robot?access_token={KEY}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
