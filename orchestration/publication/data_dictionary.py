"""The data dictionary of a publication: its tables and columns as the published database itself describes them.

The comments of the database are the only source, so that the dictionary cannot tell of anything else than is published.
What the models read is described in docs/data-dictionary.md.
"""

from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

from orchestration.landing.data_dictionary import markdown_table

HEADS = ("column 列", "type 类型", "meaning 含义")

_COLUMNS = """
select
    table_name,
    coalesce(tables.comment, ''),
    '`' || column_name || '`',
    '`' || lower(data_type) || '`',
    coalesce(columns.comment, '')
from duckdb_columns() as columns
inner join duckdb_tables() as tables using (table_oid, table_name)
order by table_name, column_index
"""


def write_data_dictionary(database: Path, target: Path) -> None:
    """Write the dictionary of a published database as Markdown."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(_COLUMNS).fetchall()
    tables = (
        f"## {name}\n\n{meaning}\n\n{markdown_table(HEADS, (row[2:] for row in columns))}"
        for (name, meaning), columns in groupby(rows, key=itemgetter(0, 1))
    )
    target.write_text("\n".join(("# Data dictionary 数据字典\n", *tables)), "utf-8")
