"""Requests that a page of elsewhere makes a browser send, or that somebody sends who is only to look.

What Dagster's own webserver answers to each, and what is answered now, is in docs/security.md.
"""

import base64
import http.client
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

WIPE = 'mutation { wipeAssets(assetPartitionRanges: [{assetKey: {path: ["victim"]}}]) { __typename } }'
QUESTION = "{ version }"
JSON_TYPE = ("Content-Type", "application/json")
ELSEWHERE = ("Sec-Fetch-Site", "cross-site")
EVIL = ("Origin", "https://evil.example")
OWN = "{authority}"
"""Stands for the host and port of the server that is asked."""

SOCKET = (
    *(("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")),
    *(("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", "graphql-ws")),
)


@dataclass(frozen=True, slots=True)
class Attack:
    """One request, and the status that it must be refused with."""

    name: str
    status: int
    method: str
    target: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    host: str = OWN

    def send(self, url: str, *more: tuple[str, str]) -> tuple[int, str]:
        """Status and body of the answer; `more` are headers that the browser adds."""
        authority = urlsplit(url).netloc
        connection = http.client.HTTPConnection(authority, timeout=60)
        try:
            connection.putrequest(self.method, self.target, skip_host=True, skip_accept_encoding=True)
            for name, value in (("Host", self.host), *self.headers, *more):
                connection.putheader(name, value.replace(OWN, authority))
            if self.body or self.method not in ("GET", "HEAD", "OPTIONS"):
                connection.putheader("Content-Length", str(len(self.body)))
            connection.endheaders(self.body)
            answer = connection.getresponse()
            return answer.status, "" if answer.status == 101 else answer.read().decode()
        finally:
            connection.close()


def log_on(name: str, password: str) -> tuple[str, str]:
    """The header by which a browser says who somebody is."""
    return "Authorization", "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def asked(query: str, **more: str) -> bytes:
    """A body of GraphQL."""
    return json.dumps({"query": query, **more}).encode()


def opened(*queries: str, **more: str) -> str:
    """An address of GraphQL."""
    return "/graphql?" + "&".join(
        [f"query={quote(query)}" for query in queries] + [f"{name}={quote(value)}" for name, value in more.items()]
    )


NAMED = f"query ask {QUESTION} {WIPE.replace('mutation', 'mutation change')}"
FRAGMENTED = "# a question\nmutation { ...all } fragment all on Mutation " + WIPE.removeprefix("mutation ")

FROM_PAGES = (
    Attack("wipe by a picture of another page", 403, "GET", opened(WIPE), (ELSEWHERE, ("Sec-Fetch-Mode", "no-cors"))),
    Attack("the same, by an old browser that says nothing", 405, "GET", opened(WIPE)),
    Attack(
        "the same, by a link",
        403,
        "GET",
        opened(WIPE),
        (ELSEWHERE, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
    ),
    Attack("a link that somebody types or is sent", 405, "GET", opened(WIPE), (("Sec-Fetch-Site", "none"),)),
    Attack(
        "a question and a change in one document, the change asked for",
        405,
        "GET",
        opened(NAMED, operationName="change"),
    ),
    Attack("the question asked for", 405, "GET", opened(NAMED, operationName="ask")),
    Attack("two documents in one address", 405, "GET", opened(QUESTION, WIPE)),
    Attack("a change behind a comment and a fragment", 405, "GET", opened(FRAGMENTED)),
    Attack(
        "a subscription by an address", 405, "GET", opened("subscription { locationStateChangeEvents { __typename } }")
    ),
    Attack("a form, as text", 403, "POST", opened(WIPE), (EVIL, ("Content-Type", "text/plain"))),
    Attack("a form, as text, with no origin", 415, "POST", opened(WIPE), (("Content-Type", "text/plain"),)),
    Attack(
        "a form, encoded", 415, "POST", opened(WIPE), (("Content-Type", "application/x-www-form-urlencoded"),), b"a=b"
    ),
    Attack(
        "a form with a file",
        415,
        "POST",
        opened(WIPE),
        (("Content-Type", "multipart/form-data; boundary=a"),),
        b"--a--",
    ),
    Attack(
        "text that calls itself JSON in a parameter",
        415,
        "POST",
        "/graphql",
        (("Content-Type", "text/plain; a=application/json"),),
        asked(WIPE),
    ),
    Attack(
        "the same, from another page",
        403,
        "POST",
        "/graphql",
        (EVIL, ("Content-Type", "text/plain; a=application/json")),
        asked(WIPE),
    ),
    Attack("a bare document", 415, "POST", "/graphql", (("Content-Type", "application/graphql"),), WIPE.encode()),
    Attack("no type at all", 415, "POST", opened(WIPE)),
    Attack("JSON from another page", 403, "POST", "/graphql", (EVIL, JSON_TYPE), asked(WIPE)),
    Attack("JSON from a page without origin", 403, "POST", "/graphql", (("Origin", "null"), JSON_TYPE), asked(WIPE)),
    Attack(
        "JSON from another program of this machine",
        403,
        "POST",
        "/graphql",
        (("Origin", "http://127.0.0.1:8888"), JSON_TYPE),
        asked(WIPE),
    ),
    Attack(
        "JSON from a page that names this server as a user",
        403,
        "POST",
        "/graphql",
        (("Origin", f"http://{OWN}@evil.example"), JSON_TYPE),
        asked(WIPE),
    ),
    Attack(
        "JSON with two origins", 403, "POST", "/graphql", (("Origin", f"http://{OWN}"), EVIL, JSON_TYPE), asked(WIPE)
    ),
    Attack(
        "JSON of a page on another port, as browsers say it",
        403,
        "POST",
        "/graphql",
        (("Sec-Fetch-Site", "same-site"), JSON_TYPE),
        asked(WIPE),
    ),
    Attack("a name led to this machine", 403, "POST", "/graphql", (JSON_TYPE,), asked(WIPE), "evil.example:3000"),
    Attack(
        "the same, with its own origin",
        403,
        "POST",
        "/graphql",
        (("Origin", "http://evil.example"), JSON_TYPE),
        asked(WIPE),
        "evil.example",
    ),
    Attack("a name that begins as this machine", 403, "GET", "/", (), b"", "127.0.0.1.evil.example"),
    Attack("a host with a user before it", 403, "GET", "/", (), b"", f"evil@{OWN}"),
    Attack("this machine under a port that it is not at", 403, "GET", "/", (), b"", "localhost:1"),
    Attack(
        "a materialisation reported from another page", 403, "POST", "/report_asset_materialization/victim", (EVIL,)
    ),
    Attack("the same, by a browser that says nothing", 415, "POST", "/report_asset_materialization/victim"),
    Attack("an observation reported", 415, "POST", "/report_asset_observation/victim?data_version=1"),
    Attack("a check reported", 415, "POST", "/report_asset_check/victim?check_name=a&passed=true"),
    Attack("many at once", 400, "POST", "/graphql", (JSON_TYPE,), f"[{asked(WIPE).decode()}]".encode()),
    Attack("nine megabytes", 413, "POST", "/graphql", (JSON_TYPE,), asked(QUESTION, variables="a" * 9_000_000)),
    Attack("brackets without end", 400, "POST", "/graphql", (JSON_TYPE,), b"[" * 100_000),
    Attack("a document of braces without end", 400, "POST", "/graphql", (JSON_TYPE,), asked("{a" * 50_000)),
    Attack("leave asked for another page", 405, "OPTIONS", "/graphql", (("Access-Control-Request-Method", "POST"),)),
    Attack("another method", 405, "DELETE", "/graphql", (JSON_TYPE,), asked(WIPE)),
    Attack(
        "the UI in a frame of another page",
        403,
        "GET",
        "/",
        (ELSEWHERE, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")),
    ),
    Attack("an answer loaded as a script", 403, "GET", opened(QUESTION), (ELSEWHERE, ("Sec-Fetch-Mode", "no-cors"))),
    Attack("a WebSocket from another page", 403, "GET", "/graphql", (*SOCKET, EVIL)),
    Attack("a WebSocket from a page without origin", 403, "GET", "/graphql", (*SOCKET, ("Origin", "null"))),
    Attack(
        "a WebSocket to a name led to this machine",
        403,
        "GET",
        "/graphql",
        (*SOCKET, ("Origin", "http://evil.example")),
        b"",
        "evil.example",
    ),
)

CHANGES = {
    "wipe": WIPE,
    "setNuxSeen": "mutation { setNuxSeen }",
    "logTelemetry": "mutation { "
    'logTelemetry(action: "a", clientTime: "1", clientId: "b", metadata: "{}") { __typename } }',
    "a change that is not the one asked for": NAMED,
}
BY_VIEWERS = (
    *(
        Attack(name, 403, "POST", "/graphql", (("Origin", f"http://{OWN}"), JSON_TYPE), asked(query))
        for name, query in CHANGES.items()
    ),
    Attack("a materialisation reported", 403, "POST", "/report_asset_materialization/victim", (JSON_TYPE,), b"{}"),
    Attack("setNuxSeen by an address", 405, "GET", opened("mutation { setNuxSeen }")),
)
