"""The page for leaders as HTML. What it shows belongs to `figures`, how its charts are drawn to `charts`."""

from orchestration.reports.leaders.charts import (
    ERRORS,
    PUBLICATION,
    errors_chart,
    publication_chart,
    totals_chart,
)
from orchestration.reports.leaders.figures import Overview
from orchestration.reports.render import page_of, render_template


def render_leaders(overview: Overview) -> str:
    """One page for all districts: no script, no outside request."""
    return render_template(
        "leaders.html.jinja",
        overview=overview,
        page_of=page_of,
        publication=PUBLICATION,
        errors=ERRORS,
        publication_chart=publication_chart,
        errors_chart=errors_chart,
        totals_chart=totals_chart,
    )
