"""What a person sees who looks without SQL: every view, a filter, the drawing; nothing is asked of the network."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from orchestration.explore.views import load_views
from orchestration.home.settings import Settings
from tests.webserver import free_port

START_SECONDS = 90
PATIENCE_MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def address(warehouse: Settings) -> Iterator[str]:
    """`juesuan explore` over the warehouse, for as long as its tests last."""
    port = free_port()
    command = [sys.executable, "-m", "orchestration.cli", "explore", "--home", str(warehouse.home), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    try:
        while time.monotonic() < deadline:
            with suppress(urllib.error.URLError):
                urllib.request.urlopen(url, timeout=5).close()
                break
            assert server.poll() is None
            time.sleep(0.5)
        yield url
    finally:
        server.terminate()
        server.wait()


def test_every_view_has_the_columns_that_it_promises(warehouse: Settings) -> None:
    for view in load_views().values():
        rows = view.rows(warehouse.published / "parquet")
        assert {*view.by, *view.measures} <= set(rows.columns)
        assert rows.is_empty() == (view.id == "projects")


def test_rows_are_filtered_and_drawn_and_nothing_is_asked_of_others(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    page.goto(address)
    table = page.locator("table").first
    expect(table).to_contain_text("1503.52", timeout=PATIENCE_MILLISECONDS)
    expect(table).to_contain_text("武汉经济技术开发区（汉南区）大数据中心")
    view = next(iter(load_views().values()))
    page.get_by_text("Select...").nth(view.by.index("年度")).click()
    page.get_by_role("option", name="2024").click()
    expect(table).not_to_contain_text("武汉经济技术开发区（汉南区）大数据中心")
    expect(page.locator("canvas, svg.marks").first).to_be_visible()
    page.locator("select").first.select_option(label=next(name for name in load_views() if "互相矛盾" in name))
    expect(page.locator("table").first).to_contain_text("应等于")
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
