"""The page on which a person looks at the figures of scans that were not read for certain, each beside its picture, and
says what it shows.

It needs no network. What it gives is a list for raw/<department>/<year>/confirmations.csv (see
ingestion.confirmations); nothing else writes into raw/.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.disclosure.model import Box, ScanDoubt
from orchestration.reports.places import sheet_name
from orchestration.reports.render import render_template
from orchestration.reports.repository import rows
from orchestration.reports.spots.model import Drawn, Picture, Spot

if TYPE_CHECKING:
    import duckdb

WORDS: Mapping[ScanDoubt, tuple[str, str]] = {
    ScanDoubt.READ_DIFFERENTLY: ("两次识别不一致", "two readings differ"),
    ScanDoubt.LOW_CONFIDENCE: ("识别把握不足", "the reading is not confident"),
    ScanDoubt.NOT_A_FIGURE: ("识别结果不成数字", "the reading is no figure"),
    ScanDoubt.DECIMALS_MISSING: ("没有该列其他数字都有的小数", "it lacks the decimals of its column"),
    ScanDoubt.ROW_UNCERTAIN: ("所在行的编码未能读准", "the code of its row is not certain"),
    ScanDoubt.LAYER_DIFFERS: ("与文件自带的隐藏文字层不一致", "the hidden text layer of the page differs"),
}


@dataclass(frozen=True, slots=True)
class DoubtfulView:
    """A figure to look at: what it may be, where it stands, and what was recognised."""

    number: int
    sheet_id: str
    row_label: str
    column_label: str
    reading: str
    other_reading: str
    doubt: ScanDoubt
    confidence_percent: int
    document_sha256: str
    file_name: str
    place: str
    page: int | None
    table_no: int
    box: Box
    picture_no: int | None = None

    @property
    def spot(self) -> Spot:
        """Where it is to be drawn."""
        return Spot(
            self.document_sha256,
            self.reading,
            page=self.page,
            box=self.box,
            is_recognised=True,
            picture_no=self.picture_no,
        )

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return sheet_name(self.sheet_id)

    @property
    def why(self) -> tuple[str, str]:
        """Why it is not certain, in both languages."""
        return WORDS[self.doubt]

    @property
    def edges(self) -> str:
        """Its box as a list of confirmations states it."""
        return " ".join(f"{edge:.1f}" for edge in self.box)


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
    found = rows(
        connection,
        "select * from dq_doubtful_figure where department_id = ? and fiscal_year = ? order by figure_no",
        [department_id, fiscal_year],
    )
    return tuple(
        DoubtfulView(
            row["figure_no"],
            row["sheet_id"],
            row["row_label"],
            row["column_label"],
            row["reading"],
            row["other_reading"],
            ScanDoubt(row["doubt"]),
            row["scan_confidence"],
            row["document_sha256"],
            row["file_name"],
            row["place"],
            row["page"],
            row["table_no"],
            Box(row["box_x0"], row["box_top"], row["box_x1"], row["box_bottom"]),
            row["picture_no"],
        )
        for row in found
        if row["box_x0"] is not None
    )


def department_name(connection: "duckdb.DuckDBPyConnection", department_id: str) -> str:
    """The name of a department, or its id where no name is published."""
    found = rows(connection, "select department_name from dim_department where department_id = ?", [department_id])
    return str(found[0]["department_name"]) if found else department_id


def seen(figures: Sequence[DoubtfulView], drawn: Mapping[Spot, Drawn]) -> tuple[Seen, ...]:
    """The figures with their pictures."""
    return tuple(_seen(figure, drawn.get(figure.spot)) for figure in figures)


def review_page(department: str, fiscal_year: int, shown: Sequence[Seen], kept: str) -> str:
    """The page as HTML; to `kept`, the list that lies there already, the new confirmations are added."""
    return render_template(
        "scan_review.html.jinja", department=department, fiscal_year=fiscal_year, shown=shown, kept=kept
    )


def _seen(figure: DoubtfulView, drawn: Drawn | None) -> Seen:
    if isinstance(drawn, Picture):
        return Seen(figure, "data:image/png;base64," + base64.b64encode(drawn.strip).decode())
    return Seen(figure, unseen=getattr(drawn, "reason", "") or "未能绘制")
