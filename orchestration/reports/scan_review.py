"""The page on which a person looks at the figures of scans that were not read for certain, each beside its picture, and
says what it shows.

It needs no network. What it gives is a list for raw/<department>/<year>/confirmations.csv (see
ingestion.confirmations); nothing else writes into raw/.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.reports import repository
from orchestration.reports.doubtful import DoubtfulView, doubtful_view
from orchestration.reports.render import render_template
from orchestration.reports.spots.model import Drawn, Picture, Spot

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure and its picture; `picture` is a data URI, empty where none could be drawn, `unseen` says why."""

    figure: DoubtfulView
    picture: str = ""
    unseen: str = ""


def doubtful_figures(
    connection: "duckdb.DuckDBPyConnection", department_id: str, fiscal_year: int
) -> tuple[DoubtfulView, ...]:
    """The doubtful figures of a published department-year, in the order of their places."""
    found = (
        row
        for row in repository.doubtful_figures(connection)
        if (row["department_id"], row["fiscal_year"]) == (department_id, fiscal_year)
    )
    return tuple(filter(None, map(doubtful_view, found)))


def department_name(connection: "duckdb.DuckDBPyConnection", department_id: str) -> str:
    """The name of a department, or its id where no name is published."""
    found = repository.rows(
        connection, "select department_name from dim_department where department_id = ?", [department_id]
    )
    return str(found[0]["department_name"]) if found else department_id


def seen(figures: Sequence[DoubtfulView], drawn: Mapping[Spot, Drawn]) -> tuple[Seen, ...]:
    """The figures with their pictures."""
    return tuple(_seen(figure, drawn.get(figure.spot)) for figure in figures)


DOUBTS_TITLE, DOUBTS_TITLE_EN = "扫描件待核实数字", "Figures of scans in doubt"


def doubts_page_of(department_id: str, fiscal_year: int | None) -> str:
    """The file name of the page of the doubtful figures beside a report."""
    return f"{department_id}-{fiscal_year}-doubts.html"


def review_page(department: str, fiscal_year: int | None, shown: Sequence[Seen], kept: str | None) -> str:
    """The page as HTML; to `kept`, the list that lies there already, the new confirmations are added.

    Without it nothing can be said on the page: it stands beside a report, where nobody knows what raw/ holds by then.
    """
    return render_template(
        "scan_review.html.jinja", department=department, fiscal_year=fiscal_year, shown=shown, kept=kept
    )


def _seen(figure: DoubtfulView, drawn: Drawn | None) -> Seen:
    if isinstance(drawn, Picture):
        return Seen(figure, "data:image/png;base64," + base64.b64encode(drawn.strip).decode())
    return Seen(figure, unseen=getattr(drawn, "reason", "") or "未能绘制")
