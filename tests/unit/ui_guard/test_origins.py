"""Which server a request means, and which page it comes from."""

import pytest

from orchestration.ui_guard.origins import AllowedHosts, Asked, Authority, refuse_strangers
from orchestration.ui_guard.refusals import Refusal

HERE = AllowedHosts.at("127.0.0.1", 3000, ())
BEHIND = AllowedHosts.at("0.0.0.0", 3001, ("Juesuan.Example.org", "10.0.0.5:3001", "[2001:db8::5]:3001"))


def asked(host: str | None, method: str = "GET", path: str = "/", **headers: str) -> Asked:
    given = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return Asked(method, path, given | ({"host": (host,)} if host is not None else {}))


@pytest.mark.parametrize(
    "host", ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "localhost.:3000", "[::1]:3000"]
)
def test_this_machine_has_its_names(host: str) -> None:
    assert refuse_strangers(asked(host), HERE) is None


@pytest.mark.parametrize(
    "host",
    [
        *(None, "", "localhost", "localhost:80", "localhost:3001", "localhost:x", "localhost:99999999", "[::1", "::1"),
        *("evil.example:3000", "127.0.0.1.evil.example:3000", "evil@127.0.0.1:3000", "127.0.0.1:3000/x", "127.1:3000"),
        *("127.0.0.1:3000,evil", "127.0.0.1 :3000", "127.0.0.1:3000#", "127.0.0.1\t:3000", "2130706433:3000"),
        "0.0.0.0:3000",
    ],
)  # fmt: skip
def test_no_other_name_leads_here(host: str | None) -> None:
    assert refuse_strangers(asked(host), HERE) is Refusal.HOST


def test_two_hosts_are_none() -> None:
    twice = Asked("GET", "/", {"host": ("127.0.0.1:3000", "127.0.0.1:3000")})
    assert refuse_strangers(twice, HERE) is Refusal.HOST


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("juesuan.example.org", True),
        ("juesuan.example.org:8443", True),
        ("www.juesuan.example.org", False),
        ("10.0.0.5:3001", True),
        ("10.0.0.5", False),
        ("[2001:db8::5]:3001", True),
        ("localhost:3001", True),
    ],
)
def test_the_settings_name_others_with_one_port_or_with_any(host: str, is_allowed: bool) -> None:
    assert (refuse_strangers(asked(host), BEHIND) is None) is is_allowed


def test_every_address_is_no_name() -> None:
    for bound in ("0.0.0.0", "::"):
        assert refuse_strangers(asked("0.0.0.0:3000"), AllowedHosts.at(bound, 3000, ())) is Refusal.HOST
        assert refuse_strangers(asked("[::]:3000"), AllowedHosts.at(bound, 3000, ())) is Refusal.HOST
    assert refuse_strangers(asked("10.0.0.5:3000"), AllowedHosts.at("10.0.0.5", 3000, ())) is None


def test_the_usual_ports_need_not_be_said() -> None:
    assert refuse_strangers(asked("localhost"), AllowedHosts.at("127.0.0.1", 80, ())) is None
    assert refuse_strangers(asked("bureau"), AllowedHosts.at("127.0.0.1", 3000, ("bureau:443",))) is None


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("localhost:3000", "http://LOCALHOST:3000"),
        ("juesuan.example.org", "https://juesuan.example.org"),
        ("juesuan.example.org:443", "https://juesuan.example.org"),
        ("juesuan.example.org", "http://juesuan.example.org:80"),
    ],
)
def test_its_own_pages_may_ask(host: str, origin: str) -> None:
    allowed = BEHIND if "example" in host else HERE
    assert (
        refuse_strangers(asked(host, "POST", "/graphql", origin=origin, sec_fetch_site="same-origin"), allowed) is None
    )


@pytest.mark.parametrize(
    "origin",
    [
        *("null", "", "https://evil.example", "http://localhost:3000", "http://127.0.0.1:8888", "http://127.0.0.1"),
        *("127.0.0.1:3000", "file://", "chrome-extension://127.0.0.1:3000", "http://127.0.0.1:3000@evil.example"),
        *("http://127.0.0.1:3000.evil.example", "http://127.0.0.1:3000 https://evil.example", "http://127.0.0.1:3000/"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_of_elsewhere_may_ask(origin: str, method: str) -> None:
    assert refuse_strangers(asked("127.0.0.1:3000", method, "/", origin=origin), HERE) is Refusal.FOREIGN


@pytest.mark.parametrize("site", ["cross-site", "same-site", "sideways"])
@pytest.mark.parametrize(
    ("method", "path", "mode", "dest", "is_let_in"),
    [
        ("GET", "/assets/overview", "navigate", "document", True),
        ("HEAD", "/", "navigate", "document", True),
        ("POST", "/assets/overview", "navigate", "document", False),
        ("GET", "/assets/overview", "navigate", "iframe", False),
        ("GET", "/assets/overview", "no-cors", "image", False),
        ("GET", "/assets/overview", "cors", "empty", False),
        ("GET", "/graphql", "navigate", "document", False),
        ("GET", "/logs/a/b/out", "navigate", "document", False),
        ("GET", "/download_debug/1", "navigate", "document", False),
        ("GET", "/report_asset_check/a", "navigate", "document", False),
        ("GET", "/graphql", "websocket", "websocket", False),
    ],
)
def test_from_elsewhere_a_link_leads_to_a_page_and_nothing_else(
    site: str, method: str, path: str, mode: str, dest: str, is_let_in: bool
) -> None:
    request = asked("127.0.0.1:3000", method, path, sec_fetch_site=site, sec_fetch_mode=mode, sec_fetch_dest=dest)
    assert (refuse_strangers(request, HERE) is None) is is_let_in


def test_an_authority_is_a_host_and_perhaps_a_port() -> None:
    assert Authority.parse("[::1]:3000") == Authority("::1", 3000)
    assert Authority.parse("bureau") == Authority("bureau", None)
