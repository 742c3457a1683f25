"""A whole disclosure as it is published: a cover, headings and sentences around the nine sheets."""

from dataclasses import dataclass

from tests.synthetic.documents.grid import Grid, Sheet


@dataclass(frozen=True)
class Section:
    """A heading and the paragraphs under it, and behind them a table of its own where it has one."""

    heading: str
    paragraphs: tuple[str, ...]
    grid: Grid | None = None


@dataclass(frozen=True)
class Publication:
    """What every format draws from.

    A workbook has no room for prose: it takes the sheets and `opening`, the heading above them.
    """

    cover: str
    before: tuple[Section, ...]
    opening: str
    sheets: tuple[Sheet, ...]
    after: tuple[Section, ...]

    @property
    def contents(self) -> tuple[str, ...]:
        """The lines of the table of contents."""
        return (
            *(section.heading for section in self.before),
            self.opening,
            *(sheet.title for sheet in self.sheets),
            *(section.heading for section in self.after),
        )
