"""Every page under axe-core, in light and in dark, in both languages: WCAG 2.2 A and AA, and best practice."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from orchestration.home.settings import Settings
from orchestration.reports.forms.notice import LISTS, VALUE_NAMES
from orchestration.reports.render import render_template

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PAGES = (
    *("reports/index.html", "reports/leaders.html", "reports/wuhan_jkq_dsj-2023.html", "reports/putuo_czj-2024.html"),
    *("reports/wuhan_jkq_dsj-2023-spots.html", "reports/putuo_shgzb-2024.html", "data_dictionary.html"),
)


def broken(page: Page) -> list[str]:
    """The rules that the page breaks, each with the first place."""
    response = Axe().run(page, options={"runOnly": list(RULES)}).response
    assert response["passes"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in response["violations"]]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_breaks_no_rule(
    running_browser: Browser, warehouse: Settings, name: str, scheme: Literal["light", "dark"]
) -> None:
    page = running_browser.new_page(color_scheme=scheme)
    page.goto((warehouse.published / name).as_uri())
    assert broken(page) == []
    if page.locator("#english").count():
        page.locator("#english").check()
        assert broken(page) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_notice_breaks_no_rule(running_browser: Browser, scheme: Literal["light", "dark"]) -> None:
    values = dict.fromkeys(VALUE_NAMES, "文字")
    lists = {name: [dict.fromkeys(names, "文字")] * 2 for name, names in LISTS.items()}
    page = running_browser.new_page(color_scheme=scheme)
    page.set_content(render_template("notice.html.jinja", notice=values, lists=lists, page="a-2024.html"))
    assert broken(page) == []
    page.close()


def test_what_is_wrong_is_found(page: Page) -> None:
    page.set_content("<main><img src='data:,'><p style='color: #888; background: #777'>pale</p></main>")
    assert {told.partition(":")[0] for told in broken(page)} >= {"image-alt", "color-contrast", "document-title"}
