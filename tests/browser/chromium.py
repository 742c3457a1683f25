"""A headless Chromium for tests and screenshots; Debian's package, driven by Playwright without a download."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MILLISECONDS = 60_000


def chromium() -> str | None:
    """Where the browser is; None where it is not installed."""
    return shutil.which("chromium")


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        try:
            yield running
        finally:
            running.close()


def new_page(running: Browser, width: int = 1500, height: int = 1000) -> Page:
    """An empty page that waits patiently for text: a loaded machine draws slowly."""
    page = running.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    return page
