"""What the environment says, and what it must not say."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.cli.console import places
from orchestration.home.settings import Settings, SettingsError, WebhookKind


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("JUESUAN_WEBHOOK_KIND", "pager", "'pager'; it must be wecom, dingtalk, slack"),
        ("JUESUAN_READ_SECONDS", "soon", "'soon'; it must be a number of seconds above zero"),
        ("JUESUAN_READ_SECONDS", "0", "'0'; it must be a number of seconds above zero"),
        ("JUESUAN_READ_SECONDS", "nan", "'nan'; it must be a number of seconds above zero"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, text: str, words: str) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingsError, match=words):
        Settings.from_environment()
    told = CliRunner().invoke(main, ["status"])
    assert told.exit_code != 0
    assert f"{variable} is" in told.output + told.stderr


def test_other_folders_leave_the_rest_of_the_environment_in_force(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JUESUAN_READ_SECONDS", "7")
    monkeypatch.setenv("JUESUAN_WEBHOOK_KIND", "slack")
    monkeypatch.setenv("JUESUAN_POSTGRES_URL", "postgresql://nobody@nowhere/none")
    settings = places(tmp_path / "raw", tmp_path / "home")
    assert (settings.raw, settings.home) == (tmp_path / "raw", tmp_path / "home")
    assert (settings.read_seconds, settings.webhook_kind) == (7.0, WebhookKind.SLACK)
    assert settings.postgres_url == "postgresql://nobody@nowhere/none"
