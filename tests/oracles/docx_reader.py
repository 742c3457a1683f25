"""DOCX by python-docx."""

import io
from collections.abc import Iterable, Iterator

import docx
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from orchestration.disclosure.model import Block, Line, Place, Table, TableCell
from orchestration.disclosure.readers.content import Content, RawFile


def read_with_python_docx(raw: RawFile) -> Content:
    """The blocks of a document, without its pages, of which the library knows nothing. Raises whatever it raises."""
    return Content(tuple(_blocks(docx.Document(io.BytesIO(raw.data)).iter_inner_content())))


def _blocks(items: Iterable[Paragraph | WordTable]) -> Iterator[Block]:
    table_no = 0
    for item in items:
        if isinstance(item, WordTable):
            table_no += 1
            yield _table(table_no, item)
        elif text := item.text.strip():
            yield Line(text, Place())


def _table(table_no: int, table: WordTable) -> Table:
    """A merged cell is handed over at each of its places: where it stands first, and how often, is its span."""
    texts: dict[BaseOxmlElement, str] = {}
    places: dict[BaseOxmlElement, list[tuple[int, int]]] = {}
    column_count = 0
    for row_no, row in enumerate(table.rows, start=1):
        cells = row.cells
        for column_no, cell in enumerate(cells, start=1 + row.grid_cols_before):
            key = cell._tc
            places.setdefault(key, []).append((row_no, column_no))
            if key not in texts:
                lines = (paragraph.text.strip() for paragraph in cell.paragraphs)
                texts[key] = "\n".join(filter(None, lines))
        column_count = max(column_count, len(cells) + row.grid_cols_before)
    spans = ((texts[key], taken[0], taken[-1]) for key, taken in places.items())
    cells_with_text = (
        TableCell(text, *first, last[0] - first[0] + 1, last[1] - first[1] + 1) for text, first, last in spans if text
    )
    return Table(table_no, tuple(cells_with_text), column_count)
