"""A figure of a scan that was not read for certain, as reports and the page for people show it."""

from dataclasses import dataclass

from orchestration.disclosure.messages.message import Fragment
from orchestration.disclosure.model import Box, ScanDoubt
from orchestration.disclosure.scan_doubts import words_of
from orchestration.reports.places import in_words, sheet_name
from orchestration.reports.repository import Row
from orchestration.reports.spots.model import Spot


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
    def why(self) -> Fragment:
        """Why it is not certain."""
        return words_of(self.doubt)

    @property
    def where(self) -> str:
        """Its file and place, in words."""
        return in_words(self.place)

    @property
    def edges(self) -> str:
        """Its box as a list of confirmations states it."""
        return " ".join(f"{edge:.1f}" for edge in self.box)


def doubtful_view(row: Row) -> DoubtfulView | None:
    """A row of `doubtful_figures`; None for a figure whose place is not known, which nobody can look at."""
    if row["box_x0"] is None:
        return None
    return DoubtfulView(
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
