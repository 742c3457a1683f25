"""The page on which a person looks at figures of scans gives the list that the next run reads."""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from orchestration.disclosure.model import Box, ScanDoubt
from orchestration.ingestion.confirmations import confirmations_csv, load_confirmations
from orchestration.reports.doubtful import DoubtfulView
from orchestration.reports.scan_review import review_page, seen
from orchestration.reports.spots.model import Drawn, Picture, Spot
from orchestration.reports.spots.png import encode_png, indexed

SHA256 = "0123456789abcdef" * 4


def doubtful(number: int, page: int | None) -> DoubtfulView:
    return DoubtfulView(
        number,
        "expenditure",
        "教育支出<script>alert(1)</script>",
        "合计",
        "1,234.56",
        "1,284.56",
        ScanDoubt.READ_DIFFERENTLY,
        87,
        SHA256,
        "扫描.pdf",
        "第3页",
        page,
        4,
        Box(100.04, 50.0, 160.0, 70.06),
    )


def written(folder: Path, *figures: DoubtfulView, drawn: dict[Spot, Drawn] | None = None) -> str:
    kept = confirmations_csv(load_confirmations(folder).entries)
    path = folder / "review.html"
    path.write_text(review_page("云溪市财政局", 2024, seen(figures, drawn or {}), kept), "utf-8")
    return path.as_uri()


def download(page: Page, folder: Path) -> None:
    with page.expect_download() as found:
        page.get_by_role("button", name=re.compile("confirmations.csv")).click()
    found.value.save_as(folder / "confirmations.csv")


def test_what_a_person_ticks_is_what_the_next_run_takes(page: Page, tmp_path: Path) -> None:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if request.url.startswith("http") else None)
    page.goto(written(tmp_path, doubtful(1, 3), doubtful(2, None)))
    page.locator(".value").first.fill('1,284.56"')
    page.locator(".checked").first.check()
    page.get_by_label("核实人").fill("王某, 甲")
    download(page, tmp_path)
    found = load_confirmations(tmp_path)
    [entry] = found.entries
    assert found.problems == ()
    assert (entry.document_sha256, entry.page, entry.table_no, entry.box) == (
        SHA256,
        3,
        4,
        Box(100.0, 50.0, 160.0, 70.1),
    )
    assert (entry.value, entry.who) == ('1,284.56"', "王某, 甲")
    assert abs(entry.on - datetime.now(UTC).date()).days <= 1
    assert outside == []


def test_what_was_said_before_stays_in_the_list(page: Page, tmp_path: Path) -> None:
    for number, on_page in ((1, 3), (2, None)):
        page.goto(written(tmp_path, doubtful(number, on_page)))
        page.locator(".checked").first.check()
        page.get_by_label("核实人").fill("王某")
        download(page, tmp_path)
    assert [entry.page for entry in load_confirmations(tmp_path).entries] == [3, None]


def test_each_figure_stands_beside_its_picture(page: Page, tmp_path: Path) -> None:
    figure, unseen = doubtful(1, 3), doubtful(2, 5)
    png = encode_png(indexed(np.full((40, 300), 255, np.uint8)))
    drawn: dict[Spot, Drawn] = {figure.spot: Picture(strip=png, close_up=png, framed="figure")}
    page.goto(written(tmp_path, figure, unseen, drawn=drawn))
    [picture] = page.locator(".figure img").all()
    assert picture.evaluate("image => image.naturalWidth") == 300
    expect(page.locator(".figure").nth(1)).to_contain_text("未能绘制")
    expect(page.locator(".figure h2").first).to_have_text("支出决算表：教育支出<script>alert(1)</script> / 合计")
