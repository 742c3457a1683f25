"""What the UI tells of every asset beside its results: who answers for it, and its columns."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from orchestration.home.settings import Settings
from orchestration.landing.dbt_sources import meaning
from orchestration.landing.declaration import DECLARATIONS

OWNERS = ["team:data-engineering"]

MOST_ROWS = 200
"""Every event keeps its tables; the marts have all rows."""

WHOLE_DISTRICT = 1000
"""The rows of a table that has one for each department."""


def columns_of(table: str) -> dict[str, dg.TableSchema]:
    """Definition metadata with the columns of a table as it is declared."""
    columns = [
        dg.TableColumn(
            column.name,
            type=column.type,
            description=meaning(column),
            constraints=dg.TableColumnConstraints(nullable=column.nullable),
        )
        for column in DECLARATIONS.tables[table].columns
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


def shown(columns: Sequence[str], rows: Sequence[Sequence[Any]], most_rows: int = MOST_ROWS) -> dg.TableMetadataValue:
    """Rows as a table that the UI shows where it stands; of many rows the first, and how many more there are."""
    more = len(rows) - most_rows
    rest = [(f"… {more} more 另有 {more} 条", *("" for _ in columns[1:]))] if more > 0 else []
    records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in (*rows[:most_rows], *rest)]
    return dg.TableMetadataValue(records, dg.TableSchema([dg.TableColumn(column) for column in columns]))


def report_place(settings: Settings, page: str) -> dg.UrlMetadataValue:
    """The address of a report page, that the UI makes a link of."""
    return dg.MetadataValue.url(f"{settings.reports_url}/{page}")
