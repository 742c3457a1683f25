"""The data dictionary of what dbt reads, as Markdown in both languages. That of the marts is published with them."""

from collections.abc import Iterable, Iterator, Sequence

from orchestration.landing.dbt_sources import UNITS_ZH
from orchestration.landing.declaration import Column, Declarations, Source, Table

INTRODUCTION = """\
# Data dictionary 数据字典

Every table that the models read: who writes it, what names one of its rows, and what its columns mean. Each publication
carries the dictionary of the marts beside its Parquet files (`published/data_dictionary.md`).
模型所读取的全部表：由谁写入、以何为键、各列的含义。集市的数据字典随每次发布置于 `published/data_dictionary.md`。
"""

HEADS = ("column 列", "type 类型", "unit 单位", "null 可空", "meaning", "含义", "values 取值")


def data_dictionary(declarations: Declarations) -> str:
    """All sources with their tables and columns."""
    sources = (part for source in declarations.sources.values() for part in _source(source, declarations))
    return "\n".join((INTRODUCTION, *sources))


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, each row on one line; a bar inside a cell stays a bar."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "".join(f"| {' | '.join(_cell(text) for text in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _source(source: Source, declarations: Declarations) -> Iterator[str]:
    yield f"## {source.name}\n\n{source.en}. {source.zh}。\n"
    for table in declarations.tables_of(source.name):
        yield _table(table)


def _table(table: Table) -> str:
    key = f" One row 每行: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    return (
        f"### {table.name}\n\n{table.en}. {table.zh}。\n\nWritten by 写入 `{table.owner}`.{key}\n\n"
        f"{markdown_table(HEADS, map(_row, table.columns))}"
    )


def _row(column: Column) -> tuple[str, ...]:
    unit = "" if column.unit is None else " ".join(dict.fromkeys((column.unit, UNITS_ZH[column.unit])))
    values = ", ".join(f"`{value}`" if value != "" else "(empty 空)" for value in column.values)
    null = "yes 是" if column.nullable else ""
    return f"`{column.name}`", f"`{column.type}`", unit, null, column.en, column.zh, values
