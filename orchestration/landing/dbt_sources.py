"""What dbt reads of the declarations: its sources, and a doc block for the meaning of each column.

A shared column has the block of its own name, any other that of table and column, so that a model which passes a
column on refers to the block instead of describing it again.
"""

import json
from collections.abc import Iterator

from orchestration.landing.declaration import Column, Declarations, Described, Table, Unit

UNITS_ZH: dict[Unit, str] = {"万元": "万元", "percent": "%", "points": "磅"}


def sources_yml(declarations: Declarations) -> str:
    """The `sources:` of dbt: owner as Dagster's asset key, place of the files, columns with their types."""
    return "\n".join(("sources:", *_source_lines(declarations))) + "\n"


def doc_blocks(declarations: Declarations) -> str:
    """Every column's meaning as a doc block, shared ones first."""
    described = {column.name: column for column in declarations.shared.values()}
    for table in declarations.tables.values():
        described |= {doc_name(declarations, table, column): column for column in table.columns}
    blocks = (f"{{% docs {name} %}}\n{meaning(column)}\n{{% enddocs %}}\n" for name, column in described.items())
    return "\n".join(blocks)


def doc_name(declarations: Declarations, table: Table, column: Column) -> str:
    """The doc block that describes a column of a table."""
    is_shared = declarations.shared.get(column.name) == column
    return column.name if is_shared else f"{table.name}__{column.name}"


def meaning(described: Described) -> str:
    """The meaning in both languages, with the unit of a column that has one."""
    unit = described.unit if isinstance(described, Column) else None
    if unit is None:
        return f"{described.en}. {described.zh}。"
    return f"{described.en}, in {unit}. {described.zh}（{UNITS_ZH[unit]}）。"


def _source_lines(declarations: Declarations) -> Iterator[str]:
    for source in declarations.sources.values():
        yield f"  - name: {source.name}"
        yield f"    schema: {source.name}"
        yield f"    description: {_quoted(meaning(source))}"
        yield "    tables:"
        for table in declarations.tables_of(source.name):
            yield from _table_lines(declarations, table)


def _table_lines(declarations: Declarations, table: Table) -> Iterator[str]:
    yield f"      - name: {table.name}"
    yield f"        description: {_quoted(f'{table.en}. {table.zh}。')}"
    yield "        config:"
    yield "          meta:"
    yield f"            dagster: {{asset_key: [{table.owner}]}}"
    yield f"            files: {_quoted(table.files)}"
    yield "        columns:"
    for column in table.columns:
        yield f"          - name: {column.name}"
        yield f"            data_type: {column.type}"
        yield f"            description: \"{{{{ doc('{doc_name(declarations, table, column)}') }}}}\""


def _quoted(text: str) -> str:
    """A string as YAML reads it back."""
    return json.dumps(text, ensure_ascii=False)
