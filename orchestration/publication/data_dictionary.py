"""The data dictionary of a publication, as Markdown and as a page: its tables and columns as the published database
itself describes them, so that it cannot tell of anything else than is published.

What the models read is described in docs/data-dictionary.md.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from orchestration.landing.data_dictionary import markdown_table
from orchestration.reports.described import DescribedColumn, DescribedTable
from orchestration.reports.render import render_dictionary

HEADS = ("column 列", "type 类型", "meaning 含义")


def write_data_dictionary(tables: Sequence[DescribedTable], markdown: Path, page: Path, made_in: str = "") -> None:
    """Write the dictionary of published tables in both forms; the page leads to that of how they are made."""
    parts = (f"## {table.name}\n\n{table.meaning}\n\n{_columns(table.columns)}" for table in tables)
    markdown.write_text("\n".join(("# Data dictionary 数据字典\n", *parts)), "utf-8")
    page.write_text(render_dictionary(tables, made_in), "utf-8")


def _columns(columns: Iterable[DescribedColumn]) -> str:
    return markdown_table(HEADS, ((f"`{column.name}`", f"`{column.type}`", column.meaning) for column in columns))
