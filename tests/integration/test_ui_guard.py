"""The guarded webserver over real HTTP: attacks do nothing, and whoever may work with it can.

No code is loaded: what Dagster does with a request that is let in is tested by `test_ui`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.settings import VIEW_PASSWORDS_VARIABLE, Settings
from orchestration.ui_guard.passwords import write_password
from tests.ui_attacks import (
    BY_VIEWERS,
    FROM_PAGES,
    JSON_TYPE,
    OWN,
    QUESTION,
    SOCKET,
    WIPE,
    Attack,
    asked,
    log_on,
    opened,
)
from tests.webserver import webserver

VICTIM = dg.AssetKey("victim")
OWN_PAGE = (("Origin", f"http://{OWN}"), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors"))
NAME, PASSWORD = "王芳", "correct horse: 决算"
LOGGED_ON = log_on(NAME, PASSWORD)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("guarded")
    settings = Settings(folder / "raw", folder / "home")
    prepare_instance(settings)
    return settings


@pytest.fixture(scope="module")
def workspace(settings: Settings) -> Path:
    file = settings.home / "workspace.yaml"
    file.write_text("load_from: []\n")
    return file


@pytest.fixture(scope="module")
def url(settings: Settings, workspace: Path) -> Iterator[str]:
    with webserver(settings, "--workspace", str(workspace)) as url:
        yield url


@pytest.fixture(scope="module")
def viewer(settings: Settings, workspace: Path) -> Iterator[str]:
    passwords = settings.home / "passwords"
    write_password(passwords, NAME, PASSWORD)
    variables = {VIEW_PASSWORDS_VARIABLE: str(passwords)}
    with webserver(settings, "--workspace", str(workspace), "--read-only", variables=variables) as url:
        yield url


@pytest.fixture(scope="module")
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        yield instance


@pytest.fixture
def state(instance: dg.DagsterInstance) -> Any:
    """A look at what the attacks are after, which is there."""
    instance.report_runless_asset_event(dg.AssetMaterialization(VICTIM))
    kinds = (instance.fetch_materializations, instance.fetch_observations)
    return lambda: (instance.has_asset_key(VICTIM), *(len(fetch(VICTIM, limit=1000).records) for fetch in kinds))


def log(settings: Settings, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (settings.logs / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("attack", FROM_PAGES, ids=lambda attack: attack.name)
def test_a_page_of_elsewhere_changes_and_reads_nothing(url: str, state: Any, attack: Attack) -> None:
    before = state()
    status, answer = attack.send(url)
    assert (status, state()) == (attack.status, before)
    assert '"data"' not in answer
    assert "\n" in answer or '"errors"' in answer or attack.headers[: len(SOCKET)] == SOCKET, "one sentence says why"


@pytest.mark.parametrize("attack", BY_VIEWERS, ids=lambda attack: attack.name)
def test_who_may_look_changes_nothing(viewer: str, state: Any, attack: Attack) -> None:
    before = state()
    assert attack.send(viewer)[0] == 401
    status, answer = attack.send(viewer, LOGGED_ON)
    assert (status, state()) == (attack.status, before)
    assert '"data"' not in answer


def test_who_may_look_sees_everything(viewer: str) -> None:
    question = Attack("", 200, "POST", "/graphql", (*OWN_PAGE, JSON_TYPE), asked(QUESTION))
    assert question.send(viewer)[0] == 401
    assert question.send(viewer, LOGGED_ON)[1].startswith('{"data":{"version"')
    for target in ("/", "/runs", "/assets/overview", "/server_info"):
        assert Attack("", 200, "GET", target).send(viewer, LOGGED_ON)[0] == 200
    wrong = log_on(NAME, "wrong")
    status, answer = question.send(viewer, wrong)
    assert (status, "请输入用户名和密码" in answer) == (401, True)


def test_a_page_of_its_own_works_and_is_logged(settings: Settings, url: str, state: Any) -> None:
    assert state()[0]
    for link in (
        (),
        (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
    ):
        status, page = Attack("", 200, "GET", "/assets/overview", link).send(url)
        assert (status, "<!DOCTYPE html>" in page) == (200, True)
    assert Attack("", 200, "GET", opened(QUESTION), OWN_PAGE[1:]).send(url)[0] == 200
    assert Attack("", 101, "GET", "/graphql", (*SOCKET, *OWN_PAGE)).send(url)[0] == 101
    change = Attack("", 200, "POST", "/graphql", (*OWN_PAGE, JSON_TYPE), asked(WIPE))
    assert "AssetWipeSuccess" in change.send(url)[1]
    assert not state()[0]
    last = log(settings, "ui.log")[-1]
    assert (last["who"], last["address"], last["outcome"]) == (None, "127.0.0.1", "let in")
    assert last["asked"] == [{"what": "wipeAssets", "about": {"path": ["victim"]}}]


def test_what_was_tried_is_logged_without_passwords(settings: Settings, viewer: str) -> None:
    BY_VIEWERS[0].send(viewer, LOGGED_ON)
    BY_VIEWERS[0].send(viewer, log_on("nobody", "secret-0f1e2d"))
    assert log(settings, "view.log")[-1]["outcome"] == "read_only"
    assert log(settings, "view.log")[-1]["who"] == NAME
    tried = log(settings, "view_passwords.log")[-1]
    assert (tried["who"], tried["outcome"]) == ("nobody", "wrong password")
    written = "".join(path.read_text("utf-8") for path in settings.logs.iterdir())
    assert not any(secret in written for secret in ("0f1e2d", PASSWORD, "horse", "Basic"))
