"""Report views to HTML: self-contained pages in Chinese with English ids; no script, no outside request."""

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path

import jinja2

from expectations.amounts import plain
from orchestration.reports.view import ReportView

VERDICTS = {
    "published": "已发布",
    "published_with_warnings": "已发布（有提示）",
    "published_with_waiver": "已发布（有豁免）",
    "quarantined": "已隔离，未发布",
    "not_received": "未收到",
    "unreadable": "无法读取",
    "checked": "预检",
}
SEVERITIES = {"error": "错误", "warning": "提示", "info": "信息"}
STATUSES = {
    "found": "有数据",
    "empty_declared": "声明无数据",
    "empty": "空表",
    "missing": "缺表",
    "unreadable": "无法读取",
}
OUTCOMES = {"not_stated": "未列示", "not_read": "未能读取"}


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    environment.globals.update(verdicts=VERDICTS, severities=SEVERITIES, statuses=STATUSES, outcomes=OUTCOMES)
    return environment


def page_name(view: ReportView) -> str:
    return f"{view.department_id}-{view.fiscal_year}.html"


def render_page(view: ReportView) -> str:
    """The page of one department-year."""
    return _environment().get_template("department_year.html.jinja").render(view=view)


def render_index(views: Sequence[ReportView]) -> str:
    """The index: one row per department-year with its verdict and the number of findings."""
    return _environment().get_template("index.html.jinja").render(views=views, page_name=page_name)


def write_reports(folder: Path, views: Iterable[ReportView]) -> None:
    """All pages and the index, in a folder of their own."""
    folder.mkdir(parents=True)
    listed = tuple(views)
    for view in listed:
        (folder / page_name(view)).write_text(render_page(view), "utf-8")
    (folder / "index.html").write_text(render_index(listed), "utf-8")
