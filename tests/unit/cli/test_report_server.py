"""The reports over HTTP: what is published and nothing else, to be read, of the publication that is in force."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.cli.report_server import ReportServer, serving_reports
from orchestration.home.settings import Settings
from orchestration.ui_guard.passwords import write_password
from orchestration.ui_guard.people import People
from tests.ui_attacks import log_on

NOBODY = People(None, None)
"""Nobody is asked who they are."""

PAGE = "<!doctype html><p>上海市普陀区财政局"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home")


def publish(settings: Settings, number: int, text: str = PAGE) -> Path:
    """A generation with reports, in force by the same links as a real one."""
    generation = settings.published / "generations" / f"{number:06d}"
    reports = generation / "reports"
    reports.mkdir(parents=True)
    (reports / "index.html").write_text(text, "utf-8")
    (reports / "findings.xlsx").write_bytes(b"PK")
    (generation / "juesuan.duckdb").write_bytes(b"secret")
    for link, target in (("reports", "current/reports"), ("current", f"generations/{number:06d}")):
        aside = settings.published / f".{link}"
        aside.symlink_to(target)
        aside.replace(settings.published / link)
    return reports


@contextmanager
def serving(settings: Settings, host: str = "127.0.0.1", people: People = NOBODY) -> Iterator[int]:
    with ReportServer((host, 0), settings, people) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def ask(
    port: int, target: str, method: str = "GET", host: str = "127.0.0.1", headers: tuple[tuple[str, str], ...] = ()
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        # the client would tidy up what is asked for
        connection.putrequest(method, target, skip_host=True)
        for name, value in (("Host", f"{host}:{port}"), *headers):
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_page_comes_with_its_type_and_may_ask_for_nothing_elsewhere(settings: Settings) -> None:
    publish(settings, 1)
    with serving(settings) as port:
        status, headers, body = ask(port, "/index.html?from=dagster#top")
        assert (status, body.decode()) == (200, PAGE)
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none';")
        assert "http" not in headers["content-security-policy"]
        assert ask(port, "/") == (status, headers | {"date": ask(port, "/")[1]["date"]}, body)
        assert ask(port, "/findings.xlsx")[1]["content-type"].endswith("spreadsheetml.sheet")


def test_a_head_has_no_body_and_nothing_can_be_written(settings: Settings) -> None:
    publish(settings, 1)
    with serving(settings) as port:
        status, headers, body = ask(port, "/index.html", "HEAD")
        assert (status, headers["content-length"], body) == (200, str(len(PAGE.encode())), b"")
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            status, headers, _ = ask(port, "/index.html", method)
            assert (status, headers["allow"]) == (405, "GET, HEAD"), method


@pytest.mark.parametrize(
    "target",
    [
        "/../juesuan.duckdb",
        "/..%2fjuesuan.duckdb",
        "/%2e%2e/juesuan.duckdb",
        "/x/../../juesuan.duckdb",
        "//etc/passwd",
        "/%2Fetc%2Fpasswd",
        "/..\\juesuan.duckdb",
        "/index.html%00.png",
        "/leads_out.html",
        "/circle.html",
        "/folder",
        "/folder/",
        "/.",
        "/" + "a" * 5000,
    ],
)
def test_nothing_outside_the_reports_and_no_list_of_them(settings: Settings, target: str) -> None:
    reports = publish(settings, 1)
    (reports / "folder").mkdir()
    (reports / "leads_out.html").symlink_to(settings.published / "current" / "juesuan.duckdb")
    (reports / "circle.html").symlink_to(reports / "circle.html")
    with serving(settings) as port:
        status, _, body = ask(port, target)
        assert status == 404
        assert "本次发布没有这一页" in body.decode()


def test_before_the_first_publication_there_is_one_plain_page(settings: Settings) -> None:
    with serving(settings) as port:
        status, headers, body = ask(port, "/education-2024.html")
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "尚未发布" in body.decode()
        publish(settings, 1)
        assert ask(port, "/")[0] == 200


def test_the_publication_in_force_is_answered_though_it_changes_meanwhile(settings: Settings) -> None:
    for number in range(1, 4):
        publish(settings, number, f"publication {number}")
    with serving(settings) as port:
        for number in range(4, 30):
            publish(settings, number, f"publication {number}")
            assert ask(port, "/index.html")[2].decode() == f"publication {number}"


def test_a_page_of_the_internet_cannot_lead_its_own_name_here(settings: Settings) -> None:
    publish(settings, 1)
    with serving(settings) as port:
        status, _, body = ask(port, "/", host="evil.example")
        assert (status, "JUESUAN_UI_HOSTS" in body.decode()) == (403, True)
        assert ask(port, "/", host="localhost")[0] == 200
    with serving(replace(settings, ui_hosts=("server.bureau",)), "0.0.0.0") as port:
        assert ask(port, "/", host="server.bureau")[0] == 200
        assert ask(port, "/", host="evil.example")[0] == 403


def test_who_must_be_known_to_the_ui_must_be_here(settings: Settings, tmp_path: Path) -> None:
    publish(settings, 1)
    write_password(tmp_path / "passwords", "li", "password one")
    with serving(settings, people=People.of(tmp_path / "passwords", settings)) as port:
        status, headers, body = ask(port, "/")
        assert (status, PAGE in body.decode()) == (401, False)
        assert headers["www-authenticate"].startswith("Basic ")
        for _ in range(2):
            assert ask(port, "/", headers=(log_on("li", "password one"),))[2].decode() == PAGE
        assert ask(port, "/", headers=(log_on("li", "password two"),))[0] == 401
        assert ask(port, "/", "HEAD")[0] == 401


def test_it_ends_with_its_block_and_says_where_the_port_is_taken(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with serving_reports(settings, "127.0.0.1", port, NOBODY) as is_served:
        assert is_served
        with serving_reports(settings, "127.0.0.1", port, NOBODY) as is_served_too:
            assert not is_served_too
        assert f"port {port} cannot be had" in capsys.readouterr().err
        assert ask(port, "/")[0] == 404
    with pytest.raises(ConnectionRefusedError):
        ask(port, "/")
