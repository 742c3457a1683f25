"""One browser for all tests of the pages; without Chromium they are skipped and say so."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from orchestration.cli.report_server import serving_reports
from orchestration.home.settings import Settings
from orchestration.ui_guard.people import People
from tests.browser.chromium import browser, chromium, new_page


@pytest.fixture(scope="session")
def running_browser() -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        pytest.skip("Chromium is not installed: the pages are not looked at (Debian: apt-get install chromium)")
    with browser(executable) as running:
        yield running


@pytest.fixture
def page(running_browser: Browser) -> Iterator[Page]:
    page = new_page(running_browser)
    yield page
    page.close()


@pytest.fixture(scope="session")
def reports(warehouse: Settings) -> Iterator[str]:
    """The address of the reports of the warehouse, served as `juesuan ui` does."""
    place = urlsplit(warehouse.reports_url)
    with serving_reports(warehouse, place.hostname or "", place.port or 0, People(None, None)) as is_served:
        assert is_served
        yield warehouse.reports_url
