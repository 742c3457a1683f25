"""What a person sees in a browser: the overview, the checks, a department-year and its report page."""

import re
from typing import Literal

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect

from expectations.model import load_identities, render_formula
from orchestration.home.settings import Settings

WUHAN = "wuhan_jkq_dsj"
SEEN = f"{WUHAN}-2023-spots.html"
PAGES = ("index.html", f"{WUHAN}-2023.html", SEEN, "putuo_czj-2024.html", "putuo_shgzb-2024.html")
LEAST_CONTRAST = 4.5
"""WCAG 2.2 AA, success criterion 1.4.3, for text of any size."""

POOR_CONTRASTS = """least => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const found = channels(getComputedStyle(at).backgroundColor);
            if (found.length < 4 || found[3] > 0) return found;
        }
        return [255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const poor = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
        const [one, other] = [channels(getComputedStyle(element).color), ground(element)].map(light);
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < least) poor.push(`${walker.currentNode.data.trim()}: ${contrast.toFixed(2)}`);
    }
    return poor;
}"""
"""Every visible text whose colour stands out too little from what is behind it."""

WIDER_THAN_SHOWN = """table => {
    let at = table;
    while (!/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) at = at.parentElement;
    return at.scrollWidth - at.clientWidth;
}"""
"""By how many pixels a table is cut off."""

FIRST_REASON = "“合计”行“基本支出”栏 521.33，应等于下列各数之和 487.96"


def test_the_overview_shows_the_headline_and_the_heat_map_without_a_click(page: Page, ui: str) -> None:
    page.goto(f"{ui}/assets/overview")
    page.get_by_text("violations_error").wait_for()
    expect(page.get_by_text("已发布 1 · 已发布（有豁免） 1 · 未收到 3 · 登记表未说明 4 · 错误 2")).to_be_visible()
    heat_map = page.locator("table table").first
    assert heat_map.locator("th").all_inner_texts() == ["部门", "2022", "2023", "2024"]
    expect(page.get_by_text("– 未收到 not received", exact=False)).to_be_visible()
    rows = [row.locator("td").all_inner_texts() for row in heat_map.locator("tbody tr").all()]
    assert ["武汉经济技术开发区（汉南区）大数据中心", "–", "W", ""] in rows
    numbers = {
        row.locator("td").nth(0).inner_text().strip(): row.locator("td").nth(2).inner_text().strip()
        for row in page.locator("tr").filter(has=page.locator("td:nth-child(3)")).all()
    }
    expected = {"published": "1", "published_with_waiver": "1", "quarantined": "0", "not_received": "3"}
    assert {name: numbers.get(name) for name in expected} == expected
    assert numbers["violations_error"] == "2"
    assert heat_map.evaluate(WIDER_THAN_SHOWN) == 0, "tables are cut"
    page.get_by_text("[Show Markdown]").last.click()
    page.get_by_text("3 departments 部门 × 3 fiscal years 年度 (2022–2024)").wait_for()
    images = page.locator("img[src^='data:image/svg+xml']")
    expect(images).to_have_count(2)
    for image in images.all():
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 300


def test_a_report_is_one_click_from_the_overview(page: Page, ui: str, reports: str) -> None:
    page.goto(f"{ui}/assets/overview")
    page.get_by_role("link", name="全部报告 all reports").click()
    page.wait_for_url(f"{reports}/index.html")
    page.locator(f"a[href='{WUHAN}-2023.html']").first.click()
    expect(page.get_by_role("heading", name="不符之处")).to_be_visible()


def test_the_home_page_shows_the_run_of_the_command_line(page: Page, ui: str) -> None:
    page.goto(f"{ui}/overview/activity/timeline")
    expect(page.locator("a[href$='/jobs/warehouse']")).to_be_visible()


def test_what_was_not_received_is_missing_among_the_partitions(page: Page, ui: str) -> None:
    page.goto(f"{ui}/assets/cells?view=partitions")
    expect(page.get_by_text("Materialized (2)")).to_be_visible()
    expect(page.get_by_text("Missing (7)")).to_be_visible()


def test_an_identity_shows_how_often_it_was_evaluated_and_where_it_fails(page: Page, ui: str) -> None:
    page.goto(f"{ui}/assets/verdicts?view=checks&checkDetail=general_budget_basic__total")
    page.get_by_text("1 of 2 violated 不符").wait_for()
    printed = next(
        render_formula(identity) for identity in load_identities() if identity.id == "general_budget_basic.total"
    )
    expect(page.get_by_text(printed)).to_be_visible()
    table = page.locator("table", has_text=WUHAN).last
    expect(table).to_contain_text(FIRST_REASON)
    expect(table).to_contain_text("final_accounts.xlsx")
    page.get_by_text("income__row_total").first.click()
    page.get_by_text(re.compile(r"^0 of \d+ violated 不符, \d+ not evaluated 未能核对$")).wait_for()


def test_a_department_year_shows_its_verdict_and_the_reasons(page: Page, ui: str, reports: str) -> None:
    page.goto(f"{ui}/assets/cells?view=checks&checkDetail=verdict")
    page.get_by_text("Latest execution").wait_for()
    page.get_by_text("Partitions", exact=True).last.click()
    page.get_by_text("Missing (0)").wait_for()
    expect(page.get_by_text("Failed (4)")).to_be_visible()
    expect(page.get_by_text("Passed (5)")).to_be_visible()
    page.get_by_text(WUHAN, exact=True).first.click()
    page.get_by_text("2023", exact=True).first.click()
    page.get_by_text("published_with_waiver 已发布（有豁免）").wait_for()
    expect(page.get_by_text(FIRST_REASON).first).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name=f"{reports}/{WUHAN}-2023.html").click()
    expect(opened.value.get_by_role("heading", name="不符之处")).to_be_visible()
    # what the page may do is what it needs: its script lets it be read in English
    opened.value.get_by_label("English").check()
    expect(opened.value.get_by_role("heading", name="Findings")).to_be_visible()


def test_a_report_page_renders_from_its_file(page: Page, warehouse: Settings) -> None:
    page.goto((warehouse.reports / "index.html").as_uri())
    page.locator(f"a[href='{WUHAN}-2023.html']").first.click()
    expect(page.get_by_text("“公用经费合计”行“决算数”栏 15.82 → 49.19").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    running_browser: Browser, warehouse: Settings, scheme: Literal["light", "dark"]
) -> None:
    page = running_browser.new_page(color_scheme=scheme)
    grounds = set()
    for name in PAGES:
        page.goto((warehouse.reports / name).as_uri())
        assert page.evaluate(POOR_CONTRASTS, LEAST_CONTRAST) == [], name
        grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds == {"rgb(255, 255, 255)"} if scheme == "light" else grounds == {"rgb(18, 23, 30)"}
    # the measure finds what is poor
    page.evaluate("document.body.style.color = '#888'; document.body.style.background = '#777'")
    assert page.evaluate(POOR_CONTRASTS, LEAST_CONTRAST)
    page.close()


def test_pages_fit_a_telephone(running_browser: Browser, warehouse: Settings) -> None:
    page = running_browser.new_page(viewport={"width": 390, "height": 844})
    for name in PAGES:
        page.goto((warehouse.reports / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390, name
    page.close()


def test_one_language_at_a_time_without_a_script(running_browser: Browser, warehouse: Settings) -> None:
    context = running_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((warehouse.reports / f"{WUHAN}-2023.html").as_uri())
    expect(page.get_by_role("heading", name="不符之处")).to_be_visible()
    expect(page.get_by_role("heading", name="Findings")).not_to_be_visible()
    page.get_by_label("English").check()
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    expect(page.get_by_role("heading", name="不符之处")).not_to_be_visible()
    # a finding, what is probably wrong and where are told in English, the printed names aside
    expect(page.get_by_text('column "final": 15.82 → 49.19').first).to_be_visible()
    expect(page.get_by_text("differs by 33.37 万元; rounding explains at most").first).to_be_visible()
    expect(page.get_by_role("link", name="operating_total·final row 34, column 9").first).to_be_visible()
    assert "应等于" not in page.locator("main").inner_text()
    context.close()


def test_a_figure_leads_to_the_place_where_it_is_printed(page: Page, warehouse: Settings) -> None:
    page.goto((warehouse.reports / f"{WUHAN}-2023.html").as_uri())
    page.get_by_role("link", name="公用经费合计·决算数 第34行第9列").first.click()
    expect(page.locator(":target mark")).to_have_text("15.82")
    page.get_by_role("link", name="大数据中心 2023").click()
    assert page.url.endswith(f"{WUHAN}-2023.html")


def test_how_the_tables_are_made_is_shown_without_a_server(page: Page, warehouse: Settings) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((warehouse.published / "data_dictionary.html").as_uri())
    page.get_by_role("link", name="各表如何得出").click()
    page.goto(f"{page.url.partition('#')[0]}#!/model/model.juesuan.mart_district_year")
    expect(page.get_by_role("heading", name="mart_district_year")).to_be_visible()
    expect(page.get_by_text("amount_wan").first).to_be_visible()
    assert {address.partition(":")[0] for address in asked} == {"file"}


def test_a_few_mistakes_print_on_two_sheets_of_paper(page: Page, warehouse: Settings) -> None:
    page.goto((warehouse.reports / f"{WUHAN}-2023.html").as_uri())
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    assert len(printed) <= 2
    assert "公用经费合计" in printed[0].get_textpage().get_text_bounded()


def test_the_page_for_leaders_is_linked_and_fits_a_telephone(page: Page, warehouse: Settings) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((warehouse.reports / "index.html").as_uri())
    page.locator("a[href='leaders.html']").click()
    expect(page.get_by_role("heading", name="决算公开情况一览")).to_be_visible()
    expect(page.get_by_role("img", name="各年度公开情况").first).to_be_visible()
    expect(page.get_by_text("合计 2,141.87 万元，含 1/1 个部门，约占已知支出 100%").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_index_is_filtered_without_a_script_and_searched_with_one(
    running_browser: Browser, warehouse: Settings
) -> None:
    index = (warehouse.reports / "index.html").as_uri()
    context = running_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(index)
    rows = page.locator(".listed:visible")
    expect(rows).to_have_count(5)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.get_by_label(re.compile("^已发布（有豁免）")).check()
    expect(rows).to_have_count(1)
    context.close()
    page = running_browser.new_page()
    page.goto(index)
    page.get_by_role("searchbox").fill("PUTUO_czj")
    expect(page.locator(".listed:visible")).to_have_count(2)
    page.close()
