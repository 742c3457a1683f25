"""Who somebody is: by a password, by the gateway, and by nothing that a browser could say itself."""

import base64
from pathlib import Path

import pytest

from orchestration.home.settings import Settings
from orchestration.ui_guard.passwords import write_password
from orchestration.ui_guard.people import Credentials, NotGuarded, People, Person, require_guard
from orchestration.ui_guard.refusals import Refusal
from tests.ui_attacks import log_on

GATEWAY = "10.0.0.2"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        tmp_path / "raw", tmp_path / "home", ui_user_header="X-Remote-User", ui_proxies=("127.0.0.1", "10.0.0.0/30")
    )


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    write_password(tmp_path / "passwords", "li", "password one")
    return tmp_path / "passwords"


def basic(name: str, password: str) -> dict[str, tuple[str, ...]]:
    return {"authorization": (log_on(name, password)[1],)}


def test_where_nobody_is_asked_there_is_an_address() -> None:
    assert People(None, None).identify({"x-remote-user": ("li",)}, "127.0.0.1") == Person(None, "127.0.0.1")


@pytest.mark.parametrize(
    ("peer", "headers", "found"),
    [
        (GATEWAY, {"x-remote-user": ("王芳",)}, Person("王芳", GATEWAY)),
        ("::ffff:10.0.0.2", {"x-remote-user": ("li",)}, Person("li", "::ffff:10.0.0.2")),
        ("127.0.0.1", {"x-remote-user": ("li",), "x-forwarded-for": ("1.2.3.4, 10.0.0.9",)}, Person("li", "10.0.0.9")),
        (GATEWAY, {}, Refusal.GATEWAY),
        (GATEWAY, {"x-remote-user": (" ",)}, Refusal.GATEWAY),
        (GATEWAY, {"x-remote-user": ("li", "wang")}, Refusal.GATEWAY),
        (GATEWAY, {"remote-user": ("li",)}, Refusal.GATEWAY),
        ("10.0.0.9", {"x-remote-user": ("li",)}, Refusal.GATEWAY),
        ("10.0.0.9", {"x-remote-user": ("li",), "x-forwarded-for": (GATEWAY,)}, Refusal.GATEWAY),
        ("", {"x-remote-user": ("li",)}, Refusal.GATEWAY),
    ],
)
def test_a_gateway_is_believed_where_it_is(
    settings: Settings, peer: str, headers: dict[str, tuple[str, ...]], found: Person | Refusal
) -> None:
    assert People.of(None, settings).identify(headers, peer) == found


def test_beside_a_gateway_a_password_does_too(settings: Settings, passwords: Path) -> None:
    people = People.of(passwords, settings)
    assert people.identify({"x-remote-user": ("wang",)}, GATEWAY) == Person("wang", GATEWAY)
    given = people.identify({"x-remote-user": ("wang",)} | basic("li", "password one"), "10.0.0.9")
    assert given == Credentials("li", "password one", "10.0.0.9")
    assert isinstance(given, Credentials)
    assert "password" not in repr(given).replace("Credentials", "")
    assert people.check(given) == Person("li", "10.0.0.9")
    assert people.identify(basic("li", "password one"), "10.0.0.9") == Person("li", "10.0.0.9")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ("Bearer abc",)},
        {"authorization": ("Basic ?",)},
        {"authorization": ("Basic",)},
        {"authorization": ("Basic " + base64.b64encode(b"\xff:a").decode(),)},
        {"authorization": ("Basic " + base64.b64encode(b"no colon").decode(),)},
        {"authorization": basic("li", "password one")["authorization"] * 2},
    ],
)
def test_what_is_no_password_is_asked_for(
    passwords: Path, settings: Settings, headers: dict[str, tuple[str, ...]]
) -> None:
    assert People.of(passwords, settings).identify(headers, "10.0.0.9") is Refusal.PASSWORD


def test_the_network_is_let_in_by_name_only(settings: Settings) -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        require_guard(host, People(None, None), is_read_only=False)
    require_guard("0.0.0.0", People.of(None, settings), is_read_only=False)
    for is_read_only, variable in ((False, "JUESUAN_UI_PASSWORDS"), (True, "JUESUAN_VIEW_PASSWORDS")):
        with pytest.raises(NotGuarded, match=rf"first set {variable} .*请先设置 {variable}"):
            require_guard("0.0.0.0", People(None, None), is_read_only)


def test_a_file_that_cannot_be_read_lets_nobody_in_and_is_told_at_the_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotGuarded, match=r"密码文件无法读取.*No such file"):
        People.of(tmp_path / "none", settings)
    (tmp_path / "wrong").write_bytes("王芳:secret-0f1e2d".encode("gbk"))
    with pytest.raises(NotGuarded, match="UTF-8") as caught:
        People.of(tmp_path / "wrong", settings)
    assert "0f1e2d" not in str(caught.value)
