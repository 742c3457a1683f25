"""Screenshots for README and docs/pages.md, of an invented district: `python -m tests.browser.screenshots`."""

import io
import tempfile
from datetime import date
from pathlib import Path

import click
import duckdb
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import Page, ViewportSize

from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from orchestration.reports.render import page_of
from tests.browser.chromium import browser, chromium, new_page
from tests.synthetic.district.__main__ import DEFAULT_FORMATS
from tests.synthetic.district.write import District, write_district
from tests.synthetic.documents import template as templates
from tests.webserver import webserver

AS_OF = date(2026, 1, 31)
REPORTS_URL = "https://juesuan.example.org/reports"
"""Nobody's: a path of this machine would be in the picture."""

NARROW: ViewportSize = {"width": 1400, "height": 940}
WIDE: ViewportSize = {"width": 1750, "height": 940}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
PAPER_SCALE = 1.2
COLOURS = 256
MOST_BYTES = 200_000


def overview(page: Page, url: str) -> None:
    page.goto(f"{url}/assets/overview")
    page.get_by_text("violations_error").wait_for()
    page.get_by_text("headline 要点").evaluate("key => key.scrollIntoView()")


def identity(page: Page, url: str) -> None:
    page.goto(f"{url}/assets/verdicts?view=checks&checkDetail=expenditure__roll_up")
    page.get_by_text("violated 不符").wait_for()


def department_year(page: Page, url: str, department: str, year: int) -> None:
    page.goto(f"{url}/assets/cells?view=checks&checkDetail=verdict")
    page.get_by_text("Latest execution").wait_for()
    page.get_by_text("Partitions", exact=True).last.click()
    page.get_by_text(department, exact=True).first.click()
    page.get_by_text(str(year), exact=True).first.click()
    page.get_by_text("reason 原因").wait_for()


def save(page: Page, file: Path) -> None:
    """What the page shows, as a PNG. Raises ValueError as `save_image` does."""
    # what the pointer hovers over and what still moves would differ from time to time
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)
    save_image(Image.open(io.BytesIO(page.screenshot())), file)


def save_printed(page: Page, file: Path) -> None:
    """The first sheet of paper that the page is printed on, as a PNG. Raises ValueError as `save_image` does."""
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    save_image(printed[0].render(scale=PAPER_SCALE).to_pil(), file)


def save_image(image: Image.Image, file: Path) -> None:
    """A PNG of few colours. Raises ValueError where it is too large for the repository."""
    # the few pixels of a red mark count as much as the many of the ground
    few = image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes, more than {MOST_BYTES}")


@click.command()
@click.option("--departments", default=14, show_default=True)
@click.option("--years", default=6, show_default=True)
@click.option("--home", type=click.Path(path_type=Path), help="A finished home of a district instead of a new one.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/images"), show_default=True)
def main(departments: int, years: int, home: Path | None, out: Path) -> None:
    """Write the screenshots of a district."""
    executable = chromium()
    if executable is None:
        raise click.ClickException("Chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "raw", home or Path(folder) / "home", reports_url=REPORTS_URL)
        if home is None:
            made = District(
                departments=departments,
                years=tuple(range(2025 - years, 2025)),
                formats=tuple(DEFAULT_FORMATS.split(",")),
                layouts=tuple(templates.names()),
                defects=30,
                seed=1,
            )
            write_district(made, Path(folder), click.echo)
            outcome = run_warehouse(settings, Silent(), RunRequest(as_of=AS_OF))
            if not outcome.succeeded:
                raise click.ClickException(outcome.failure or "the run failed")
        photograph(settings, executable, out)


def photograph(settings: Settings, executable: str, out: Path) -> None:
    with webserver(settings) as url, browser(executable) as running:
        page = new_page(running)
        page.set_viewport_size(NARROW)
        overview(page, url)
        save(page, out / "overview.png")
        identity(page, url)
        save(page, out / "identity.png")
        department, year = worst(settings)
        page.set_viewport_size(WIDE)
        department_year(page, url, department, year)
        save(page, out / "department_year.png")
        photograph_reports(page, settings.reports, page_of(department, year), out)


def photograph_reports(page: Page, reports: Path, report: str, out: Path) -> None:
    """Every kind of report page on a desktop, one of them on a telephone and on paper."""
    stem = report.removesuffix(".html")
    pages = {
        "index": "index.html",
        "leaders": "leaders.html",
        "report": report,
        "spots": f"{stem}-spots.html",
        "notice": f"{stem}-notice.html",
    }
    for viewport, suffix in ((NARROW, ""), (TELEPHONE, "_telephone")):
        page.set_viewport_size(viewport)
        for name, file in pages.items():
            page.goto((reports / file).as_uri())
            save(page, out / f"{name}{suffix}.png")
    page.set_viewport_size(NARROW)
    for name in ("report", "notice"):
        page.goto((reports / pages[name]).as_uri())
        save_printed(page, out / f"{name}_paper.png")


def worst(settings: Settings) -> tuple[str, int]:
    """The quarantined department-year with the most violations."""
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        found: tuple[str, int] | None = connection.execute(
            "select department_id, fiscal_year from dq_department_year where verdict = 'quarantined' "
            "order by error_violated desc, department_id, fiscal_year limit 1"
        ).fetchone()
    if found is None:
        raise click.ClickException("nothing is quarantined: there is nothing to show")
    return found


if __name__ == "__main__":
    main()
