"""A page of another site, in a real browser, against the guarded webserver: it does and reads nothing."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from playwright.sync_api import Page

from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.settings import Settings
from tests.ui_attacks import WIPE, asked, opened
from tests.webserver import webserver

VICTIM = dg.AssetKey("victim")
ATTACKS = """async ([base, address, body]) => {
    const told = {};
    const load = (tag) => new Promise((done) => {
        const element = document.createElement(tag);
        element.onload = () => done("loaded");
        element.onerror = () => done("refused");
        element.src = base + address;
        document.body.append(element);
    });
    const send = async (options, target) => {
        try {
            const answer = await fetch(base + (target ?? address), {method: "POST", ...options});
            return answer.type === "opaque" ? "sent" : await answer.text();
        } catch { return "refused"; }
    };
    told.picture = await load("img");
    told.script = await load("script");
    told.frame = await load("iframe");
    told.text = await send({mode: "no-cors", body}, "/graphql");
    told.address = await send({mode: "no-cors", credentials: "include"});
    told.form = await send({mode: "no-cors", body: new URLSearchParams({query: "a"})});
    told.report = await send({mode: "no-cors"}, "/report_asset_materialization/victim");
    told.json = await send({body, headers: {"Content-Type": "application/json"}}, "/graphql");
    told.question = await send({method: "GET"}, "/graphql?query={version}");
    told.socket = await new Promise((done) => {
        const socket = new WebSocket(base.replace("http", "ws") + "/graphql", "graphql-ws");
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused");
    });
    return told;
}"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("attacked")
    settings = Settings(folder / "raw", folder / "home")
    prepare_instance(settings)
    return settings


@pytest.fixture(scope="module")
def guarded(settings: Settings) -> Iterator[str]:
    workspace = settings.home / "workspace.yaml"
    workspace.write_text("load_from: []\n")
    with webserver(settings, "--workspace", str(workspace)) as url:
        yield url


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page on another site: a browser takes `localhost` and 127.0.0.1 for two."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>elsewhere</title><body>")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(Path(folder)))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            return None

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_a_page_of_another_site_does_no_harm(guarded: str, elsewhere: str, settings: Settings, page: Page) -> None:
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization(VICTIM))
        page.goto(elsewhere)
        told = page.evaluate(ATTACKS, [guarded, opened(WIPE), asked(WIPE).decode()])
        # of a frame a browser does not say that it was refused
        assert told.pop("frame") == "loaded"
        assert set(told.values()) == {"refused"}, told
        assert len(instance.fetch_materializations(VICTIM, limit=10).records) == 1


def test_a_link_of_another_site_opens_the_ui(guarded: str, elsewhere: str, page: Page) -> None:
    page.goto(elsewhere)
    page.evaluate("url => { location.href = url; }", f"{guarded}/runs")
    page.get_by_text("Runs").first.wait_for()
    assert page.url.startswith(f"{guarded}/runs")
