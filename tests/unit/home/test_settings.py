"""What the environment says, and what it must not say."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.cli.console import places
from orchestration.home.settings import HOME_VARIABLE, RAW_VARIABLE, REPORTS_URL, Settings, WebhookKind
from orchestration.home.settings_error import SettingsError

UI_VARIABLES = (
    *("JUESUAN_UI_HOSTS", "JUESUAN_UI_PASSWORDS", "JUESUAN_VIEW_PASSWORDS"),
    *("JUESUAN_UI_USER_HEADER", "JUESUAN_UI_PROXIES"),
)


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("JUESUAN_WEBHOOK_KIND", "pager", "'pager'; it must be wecom, dingtalk, feishu, slack"),
        ("JUESUAN_READ_SECONDS", "soon", "'soon'; it must be a number of seconds above zero"),
        ("JUESUAN_READ_SECONDS", "0", "'0'; it must be a number of seconds above zero"),
        ("JUESUAN_READ_SECONDS", "nan", "'nan'; it must be a number of seconds above zero"),
        ("JUESUAN_HOURS_BETWEEN_RUNS", "-1", "'-1'; it must be a number of hours above zero"),
        ("JUESUAN_KEEP_DAYS", "ever", "'ever'; it must be a whole number above zero"),
        ("JUESUAN_UI_USER_HEADER", "X Remote", "'X Remote'; it must be the name of a header .*须为请求头名"),
        ("JUESUAN_KEEP_RUNS", "0", "'0'; it must be a whole number above zero"),
        ("JUESUAN_KEEP_DAYS", "9" * 5000, "it must be a whole number above zero"),
        ("JUESUAN_READ_SECONDS", "1e300", "'1e300'; it must be a number of seconds above zero"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, text: str, words: str) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingsError, match=words):
        Settings.from_environment()
    told = CliRunner().invoke(main, ["status"])
    assert told.exit_code != 0
    assert f"{variable} is" in told.output + told.stderr


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("JUESUAN_UI_HOSTS", "https://juesuan.example.org"),
        ("JUESUAN_UI_HOSTS", "a b"),
        ("JUESUAN_UI_HOSTS", "*"),
        ("JUESUAN_UI_PROXIES", "gateway.example.org"),
        ("JUESUAN_UI_PROXIES", "10.0.0.1/24"),
    ],
)
def test_a_wrong_place_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, text: str) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingsError, match=f"{variable} holds '.*'; it must be .*such as"):
        Settings.from_environment()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("0f1e2d\x07", "a character nobody sees at place 7"),
        ("0f1e2d\n", "a character nobody sees at place 7"),
        ("\x1b[31m0f1e2d", "a character nobody sees at place 1"),
        ("a\x7f0f1e2d", "a character nobody sees at place 2"),
        ("a\u202e0f1e2d", "a character nobody sees at place 2"),
        ("a\udcff0f1e2d", "a byte that is not UTF-8 at place 2"),
    ],
)
@pytest.mark.parametrize(
    "variable",
    [RAW_VARIABLE, HOME_VARIABLE, "JUESUAN_CACHE", "JUESUAN_POSTGRES_URL", "JUESUAN_DATA_LICENCE", "JUESUAN_MISSPELT"],
)
def test_a_variable_with_characters_that_nobody_sees_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, what: str
) -> None:
    monkeypatch.setenv(variable, text)
    told = CliRunner().invoke(main, ["status"])
    assert told.exit_code != 0 and isinstance(told.exception, SystemExit)
    assert f"{variable} holds {what}" in " ".join((told.output + told.stderr).split())
    assert "0f1e2d" not in told.output + told.stderr


@pytest.mark.parametrize(
    "address",
    [
        "chat.example/robot?key=0f1e2d",
        "file:///key=0f1e2d",
        "ftp://chat.example/key=0f1e2d",
        "data:text/plain,0f1e2d",
        "http://chat.example/robot?key=0f1e2d",
        "http://127.0.0.1.chat.example/robot?key=0f1e2d",
        "https:///robot?key=0f1e2d",
        "https://:443/robot?key=0f1e2d",
        "https://chat.example:0f1e2d/robot",
        "https://[::1/robot?key=0f1e2d",
        "https://0f1e2d@chat.example/robot",
        "https://chat.example\\@0f1e2d/robot",
        "https://chat/ key=0f1e2d",
        "https://chat.example/机器人?key=0f1e2d",
    ],
)
def test_a_wrong_webhook_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("JUESUAN_WEBHOOK_URL", address)
    with pytest.raises(SettingsError, match=r"JUESUAN_WEBHOOK_URL holds no usable address.*没有可用的地址") as caught:
        Settings.from_environment()
    told = CliRunner().invoke(main, ["status"])
    assert told.exit_code == 2
    assert "0f1e2d" not in str(caught.value) + told.output + told.stderr
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    "address",
    ["https://chat.example/robot?key=1", "https://[2001:db8::1]:8443/robot", "http://127.0.0.1:9/r", "http://[::1]:9/"],
)
def test_a_webhook_is_private_on_its_way(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("JUESUAN_WEBHOOK_URL", address)
    assert Settings.from_environment().webhook_url == address


def test_credentials_are_read_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUESUAN_WEBHOOK_URL", "https://chat/robot?key=0f1e2d")
    monkeypatch.setenv("JUESUAN_WEBHOOK_SECRET", "SEC4c5b6a")
    monkeypatch.setenv("JUESUAN_POSTGRES_URL", "postgresql://juesuan:7a8b9c@nowhere/none")
    settings = Settings.from_environment()
    assert (settings.webhook_url, settings.webhook_secret) == ("https://chat/robot?key=0f1e2d", "SEC4c5b6a")
    assert not any(secret in repr(settings) for secret in ("0f1e2d", "4c5b6a", "7a8b9c"))


def test_who_may_open_the_ui_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in UI_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    settings = Settings.from_environment()
    assert (settings.ui_hosts, settings.ui_passwords, settings.view_passwords) == ((), None, None)
    assert (settings.ui_user_header, settings.ui_proxies) == (None, ("127.0.0.1", "::1"))
    monkeypatch.setenv("JUESUAN_UI_HOSTS", "juesuan.example.org, 10.0.0.5:3001,[2001:db8::5]:3001")
    monkeypatch.setenv("JUESUAN_UI_PASSWORDS", str(tmp_path / "engineers"))
    monkeypatch.setenv("JUESUAN_UI_USER_HEADER", "X-Remote-User")
    monkeypatch.setenv("JUESUAN_UI_PROXIES", "10.0.0.0/30,::1")
    settings = Settings.from_environment()
    assert settings.ui_hosts == ("juesuan.example.org", "10.0.0.5:3001", "[2001:db8::5]:3001")
    assert settings.view_passwords == settings.ui_passwords == tmp_path / "engineers", "an engineer may look too"
    assert (settings.ui_user_header, settings.ui_proxies) == ("X-Remote-User", ("10.0.0.0/30", "::1"))
    monkeypatch.setenv("JUESUAN_VIEW_PASSWORDS", str(tmp_path / "viewers"))
    assert Settings.from_environment().view_passwords == tmp_path / "viewers"


def test_a_blank_webhook_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUESUAN_WEBHOOK_URL", "")
    monkeypatch.setenv("JUESUAN_WEBHOOK_SECRET", "")
    settings = Settings.from_environment()
    assert (settings.webhook_url, settings.webhook_secret) == (None, None)


def test_without_a_variable_the_folders_are_those_of_the_current_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable in (RAW_VARIABLE, HOME_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment()
    assert (settings.raw, settings.home) == (tmp_path / "raw", tmp_path / "warehouse")


def test_a_waiver_belongs_to_the_documents_and_a_rule_to_the_package(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    assert settings.waivers == tmp_path / "raw" / "waivers.yml"
    for shared in (settings.identities, settings.rules, settings.dbt_project):
        assert shared.exists()
        assert not shared.is_relative_to(tmp_path)


def test_other_folders_leave_the_rest_of_the_environment_in_force(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JUESUAN_READ_SECONDS", "7")
    monkeypatch.setenv("JUESUAN_SLOW_FILES", "2")
    monkeypatch.setenv("JUESUAN_WEBHOOK_KIND", "slack")
    monkeypatch.setenv("JUESUAN_POSTGRES_URL", "postgresql://nobody@nowhere/none")
    settings = places(tmp_path / "raw", tmp_path / "home")
    assert (settings.raw, settings.home) == (tmp_path / "raw", tmp_path / "home")
    assert (settings.read_seconds, settings.slow_files) == (7.0, 2)
    assert settings.webhook_kind == WebhookKind.SLACK
    assert settings.postgres_url == "postgresql://nobody@nowhere/none"


def test_reports_are_linked_where_the_ui_serves_them_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, meant in (
        ("", REPORTS_URL),
        ("https://reports.example/final/", "https://reports.example/final"),
    ):
        monkeypatch.setenv("JUESUAN_REPORTS_URL", said)
        settings = Settings.from_environment()
        assert settings.reports_url == meant
        with settings.as_environment():
            assert Settings.from_environment() == settings


@pytest.mark.parametrize("name", ["a?b", "a#b", 'a"b', "a[b]", "a*b", "a\udcffb", "a\nb"])
def test_a_home_that_a_database_would_misread_is_refused_at_the_start(name: str) -> None:
    told = CliRunner().invoke(main, ["status", "--home", f"/srv/{name}"])
    assert told.exit_code == 2
    assert "主目录的路径含有数据库不能使用的字符" in "".join((told.output + told.stderr).split())


def test_a_home_of_any_script_with_blanks_is_taken() -> None:
    home = Path("/srv/决算 (2024), v1.0 + α=β @ ~ _x-y 'z'")
    assert Settings(Path("raw"), home).home == home
