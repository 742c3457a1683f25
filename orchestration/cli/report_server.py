"""The published reports over HTTP beside `juesuan ui`: a browser opens no file from a page that a server sent.

Only files of the publication in force, only to be read. Whether the home is well is answered by `health`, on another
port and to others: monitoring gets no figure, and here are figures, owners and notes.
"""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from orchestration.cli.console import errors
from orchestration.home.settings import Settings
from orchestration.ui_guard.origins import AllowedHosts, Asked, Headers, find_host
from orchestration.ui_guard.passwords import TooManyAttempts
from orchestration.ui_guard.people import PAUSE_SECONDS, Credentials, People
from orchestration.ui_guard.refusals import Refusal

FIRST_PAGE = "index.html"
MOST_LOOKS = 3
"""A publication may come into force while a page is looked up, and the one before may be removed."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
UNKNOWN_TYPE = "application/octet-stream"

HEADERS = {
    # what the pages hold is their own: styles, one script, pictures; none of them asks for anything elsewhere
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # the next publication has the same names
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to one request."""

    status: HTTPStatus
    content_type: str
    body: bytes


class ReportServer(ThreadingHTTPServer):
    """Answers GET and HEAD for the published reports until it is shut down."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], settings: Settings, people: People) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)
        self._settings = settings
        self._people = people
        self._allowed = AllowedHosts.at(address[0], self.server_port, settings.ui_hosts)

    def refuse(self, asked: Asked, peer: str) -> Refusal | None:
        """Why somebody may not read here, by the rules of the UI that links here; None where they may."""
        if find_host(asked, self._allowed) is None:
            return Refusal.HOST
        found = self._people.identify(asked.headers, peer)
        if not isinstance(found, Credentials):
            return found if isinstance(found, Refusal) else None
        try:
            checked = self._people.check(found)
        except TooManyAttempts:
            return Refusal.TOO_MANY
        if isinstance(checked, Refusal):
            time.sleep(PAUSE_SECONDS)
            return checked
        return None

    def answer(self, target: str) -> Answer:
        """The file that a request asks for, of the publication that is in force now."""
        name = unquote(target.partition("?")[0].partition("#")[0]).lstrip("/") or FIRST_PAGE
        for _ in range(MOST_LOOKS):
            root = self._settings.reports.resolve()
            if not root.is_dir():
                return _page(
                    HTTPStatus.NOT_FOUND,
                    "尚未发布，请先运行 <code>juesuan run</code>。",
                    "Nothing is published yet: <code>juesuan run</code> publishes.",
                )
            found = _read(root, name)
            if found is not None:
                return Answer(HTTPStatus.OK, TYPES.get(Path(name).suffix.lower(), UNKNOWN_TYPE), found)
            if root == self._settings.reports.resolve():
                break
        return _page(
            HTTPStatus.NOT_FOUND,
            '本次发布没有这一页。<a href="/">全部报告</a>',
            'This publication has no such page. <a href="/">All reports</a>',
        )


class _Handler(BaseHTTPRequestHandler):
    server: ReportServer
    timeout = 30

    def do_GET(self) -> None:
        answer, headers = self._answer()
        self._begin(answer, headers)
        self.wfile.write(answer.body)

    def do_HEAD(self) -> None:
        self._begin(*self._answer())

    def refuse(self) -> None:
        """Nothing can be written here."""
        answer = _page(HTTPStatus.METHOD_NOT_ALLOWED, "只供阅读。", "For reading only.")
        self._begin(answer, {"Allow": "GET, HEAD"})
        self.wfile.write(answer.body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = refuse

    def _answer(self) -> tuple[Answer, Mapping[str, str]]:
        refusal = self.server.refuse(Asked(self.command, self.path, self._headers()), self.client_address[0])
        if refusal is not None:
            return _page(refusal.status, refusal.chinese, refusal.english), refusal.headers
        return self.server.answer(self.path), {}

    def _headers(self) -> Headers:
        names = {name.lower() for name in self.headers}
        return {name: tuple(self.headers.get_all(name, ())) for name in names}

    def _begin(self, answer: Answer, more: Mapping[str, str]) -> None:
        self.send_response(answer.status)
        headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))} | HEADERS | {**more}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def version_string(self) -> str:
        """Not which Python it is."""
        return "juesuan"

    def log_message(self, format: str, *args: Any) -> None:
        """Who reads which page is nobody's business."""


def _read(root: Path, name: str) -> bytes | None:
    """A plain file below the root; None for what is none, or lies elsewhere, wherever a link may lead."""
    try:
        file = (root / name).resolve(strict=True)
        return file.read_bytes() if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):
        # gone, a folder, a name that no file can have, or links in a circle
        return None


def _page(status: HTTPStatus, chinese: str, english: str) -> Answer:
    """One plain page of our own words."""
    body = (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>决算 Juesuan</title>'
        f'<body style="font-family:sans-serif;margin:3em"><p>{chinese}</p><p lang="en">{english}</p></body></html>'
    )
    return Answer(status, TYPES[".html"], body.encode())


@contextmanager
def serving_reports(settings: Settings, host: str, port: int, people: People) -> Iterator[bool]:
    """Answer in the background for as long as the block lasts; where the port cannot be had, say so and go on."""
    try:
        server = ReportServer((host, port), settings, people)
    except OSError as fault:
        errors.print(
            f"the reports are not served: port {port} cannot be had 报告端口不可用: {fault.strerror}; "
            "links to reports may lead to those of another home; see --reports-port",
            markup=False,
            soft_wrap=True,
        )
        yield False
        return
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield True
    finally:
        server.shutdown()
        server.server_close()
