"""Write a landing area of any size directly as Parquet, for the audit benchmark.

Some distinct random histories of a few years are repeated over departments. Each copy is multiplied by a factor of its
own, which keeps every identity exact, between years too, and then damaged a little: figures off by one printed unit,
figures left blank, figures that could not be read, and in one department-year of fifty a figure that is plainly wrong.
"""

import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path

import duckdb
import polars as pl

from expectations.model import load_identities
from expectations.rules import load_rules
from expectations.vocabulary import SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.home.settings import Settings
from orchestration.landing.control_rows import identity_rows, rule_rows
from orchestration.landing.declaration import DECLARATIONS
from orchestration.landing.frames import LANDING_TABLES, frame, frames
from orchestration.landing.parquet import partition_folder, write_sentinel, write_tables
from tests.synthetic.documents.codes import standard_names
from tests.synthetic.documents.generate import random_history
from tests.synthetic.documents.model import Disclosure

YEARS = 5
"""Fiscal years per department."""

DISTINCT = 20
"""Histories that are repeated."""

MOST_CLASSES = 12
SMALLEST_HISTORY = 550 * YEARS
"""Cells of a history; most of so many classes have fewer."""

PER_FILE = 10_000
"""Department-years in one Parquet file."""

_SMALLEST = {"万元": Decimal("0.01"), "元": Decimal("0.000001")}
"""The smallest difference that is printed, in 万元."""

_DEPARTMENT_YEARS = f"""
create or replace table department_years as
select
    range as number,
    format('bureau_{{:06d}}', range // {YEARS}) as department_id,
    2020 + range % {YEARS} as fiscal_year,
    hash(range // {YEARS}, 'pattern') % {DISTINCT} * {YEARS} + range % {YEARS} as pattern,
    1 + hash(range // {YEARS}, 'factor') % 97 as factor,
    sha256(cast(range as varchar)) as document_sha256,
    'final_accounts.pdf' as file_name,
    'pdf synthetic' as reader
from range(?, ?)
"""

_FIGURES = """
create or replace table figures as
with chances as (
    select
        *,
        hash(number, cell_no, 'damage') % 100000 as chance,
        hash(number, 'wrong') % 50 = 0 and hash(number, 'which') % cells = cell_no as is_wrong
    from department_years inner join patterns using (pattern)
)
select
    * replace (
        cast(
            amount * factor
            + case when chance < 100 then smallest when is_wrong then 1000 * smallest else 0 end
        as decimal(20, 6)) as amount
    ),
    chance between 100 and 109 as is_unread
from chances
where chance not between 110 and 114
order by number, cell_no
"""

_TABLES = {
    "cells": "select *, cast(amount as varchar) as amount_text from figures where not is_unread",
    "sheets": """
        select *, 'synthetic' as title from department_years inner join pattern_sheets using (pattern)
        order by number, sheet_id
    """,
    "problems": """
        select
            *, 'not_a_number' as kind, 'warning' as severity, 'an asterisk stands there' as reason, 'look' as remedy
        from figures where is_unread
    """,
    "unread_cells": "select * from figures where is_unread",
    "documents": "select *, 1 as size, 'pdf' as format, 12 as pages from department_years order by number",
}


def build(settings: Settings, department_years: int) -> None:
    """Landing and catalogue of so many department-years, about 600 cells each, in few large files per table."""
    write_sentinel(settings.landing)
    write_tables(settings.home, {name: frame(name) for name in DECLARATIONS.tables if name not in LANDING_TABLES})
    write_tables(settings.home, frames(identity_rows(load_identities(settings.identities), ())))
    write_tables(settings.home, frames(rule_rows(load_rules(settings.rules))))
    disclosures = list(_disclosures())
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.register("patterns", pl.DataFrame(list(_patterns(disclosures))).to_arrow())
        connection.register("pattern_sheets", pl.DataFrame(list(_sheets(disclosures))).to_arrow())
        for start in range(0, department_years, PER_FILE):
            connection.execute(_DEPARTMENT_YEARS, [start, min(start + PER_FILE, department_years)])
            connection.execute(_FIGURES)
            folder = partition_folder(settings.landing, f"from_{start}", 0)
            folder.mkdir(parents=True)
            for table in _TABLES:
                _copy(connection, table, folder / f"{table}.parquet")
            for table in set(LANDING_TABLES) - _TABLES.keys():
                frame(table).write_parquet(folder / f"{table}.parquet")


def _copy(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Write a table in the landing's schema; a column that the query does not name is null."""
    query = _TABLES[table]
    known = {column[0] for column in connection.execute(f"select * from ({query}) limit 0").description or ()}
    columns = ", ".join(
        f"cast({name if name in known else 'null'} as {kind}) as {name}"
        for name, kind in DECLARATIONS.tables[table].types.items()
    )
    connection.execute(f"copy (select {columns} from ({query})) to '{path}' (format parquet)")


def _disclosures() -> Iterator[Disclosure]:
    """Year after year of one history after another."""
    found = 0
    for seed in count():
        history = random_history(random.Random(seed), YEARS, MOST_CLASSES)
        if sum(len(disclosure.figures) for disclosure in history) >= SMALLEST_HISTORY:
            yield from history
            found += 1
        if found == DISTINCT:
            return


def _patterns(disclosures: list[Disclosure]) -> Iterator[dict[str, object]]:
    names = standard_names()
    for pattern, disclosure in enumerate(disclosures):
        for cell_no, (key, amount) in enumerate(disclosure.figures.items()):
            unit = disclosure.unit(key.sheet_id)
            yield {
                "pattern": pattern,
                "cells": len(disclosure.figures),
                "cell_no": cell_no,
                "sheet_id": key.sheet_id,
                "row_key": key.row_key,
                "row_label": names.get(key.row_key, key.row_key),
                "column_key": key.column_key,
                "column_label": key.column_key,
                "amount": amount,
                "smallest": _SMALLEST[unit],
                "unit": unit,
                "decimals": disclosure.decimals,
                "page": 1 + cell_no // 60,
                "table_no": 1 + cell_no // 60,
                "row_no": 1 + cell_no // 6 % 10,
                "column_no": 1 + cell_no % 6,
                "box_x0": 40.5 + 80 * (cell_no % 6),
                "box_top": 60.25 + 20 * (cell_no // 6 % 10),
                "box_x1": 120.5 + 80 * (cell_no % 6),
                "box_bottom": 80.25 + 20 * (cell_no // 6 % 10),
            }


def _sheets(disclosures: list[Disclosure]) -> Iterator[dict[str, object]]:
    for pattern, disclosure in enumerate(disclosures):
        stated = {key.sheet_id for key in disclosure.figures}
        for page, sheet_id in enumerate(load_layouts().sheets, start=1):
            status = SheetStatus.FOUND if sheet_id in stated else SheetStatus.EMPTY_DECLARED
            unit = disclosure.unit(sheet_id)
            yield {"pattern": pattern, "sheet_id": sheet_id, "status": status.value, "unit": unit, "page": page}
