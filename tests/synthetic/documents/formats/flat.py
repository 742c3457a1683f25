"""What the formats without merged cells share: a grid as rows of texts, a span shown once and then as blanks."""

from tests.synthetic.documents.grid import Grid, Strip


def text_rows(grid: Grid) -> list[list[str]]:
    """One list per row, as long as the grid is wide."""
    rows = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        rows[cell.row_no - 1][cell.column_no - 1] = cell.content.text
    return rows


def strip_texts(strip: Strip) -> tuple[str, ...]:
    return tuple(text for text in (strip.left, strip.right) if text)
