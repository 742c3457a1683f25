"""The views that people look at without SQL, and the rows that are left of them: over the published Parquet alone.

How a page shows them does not belong here (see app.py).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict

from expectations.amounts import plain
from expectations.vocabulary import Verdict

APP = Path(__file__).with_name("app.py")
"""The page, as marimo runs it."""

_VIEWS = Path(__file__).with_name("views.yml")


class View(BaseModel):
    """A query with the columns that its rows are filtered by, all of them texts, and those that may be added up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    title_en: str
    query: str
    by: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in both languages."""
        return f"{self.title} {self.title_en}"

    def rows(self, parquet: Path) -> pl.DataFrame:
        """All rows, amounts as exact decimals. Raises duckdb.Error where a table is not published."""
        with duckdb.connect() as connection:
            for file in sorted(parquet.glob("*.parquet")):
                path = str(file).replace("'", "''")
                connection.execute(f"create view {file.stem} as select * from read_parquet('{path}')")
            connection.execute("create table vocabulary (term varchar, title_zh varchar)")
            terms = [[verdict.value, verdict.title_zh] for verdict in Verdict]
            connection.executemany("insert into vocabulary values (?, ?)", terms)
            return trimmed(connection.execute(self.query).pl())


@cache
def load_views() -> Mapping[str, View]:
    """All views by the name that people choose, in their order. Raises pydantic's ValidationError that says where."""
    views = (View.model_validate(entry) for entry in yaml.safe_load(_VIEWS.read_text("utf-8")))
    return {view.name: view for view in views}


def choices(rows: pl.DataFrame, column: str) -> list[str]:
    """What a column may be filtered by."""
    return sorted(rows[column].drop_nulls().unique())


def trimmed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with amounts of as few decimals as say all of them exactly, and at least two."""
    return rows.with_columns(
        pl.col(name).cast(pl.Decimal(kind.precision, _decimals(rows[name], kind.scale)))
        for name, kind in rows.schema.items()
        if isinstance(kind, pl.Decimal)
    )


def _decimals(amounts: pl.Series, printed: int) -> int:
    texts = (plain(amount).partition(".")[2] for amount in amounts.drop_nulls())
    return min(max(map(len, texts), default=2), printed)


def kept(rows: pl.DataFrame, chosen: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows with one of the chosen values in each column; a column without a choice keeps all."""
    for column, values in chosen.items():
        if values:
            rows = rows.filter(pl.col(column).is_in(list(values)))
    return rows


def summed(rows: pl.DataFrame, columns: Sequence[str], measure: str) -> pl.DataFrame:
    """The sum of a measure for each value of the columns, exactly; null where nothing is printed."""
    total = pl.when(pl.col(measure).is_not_null().any()).then(pl.col(measure).sum()).alias(measure)
    return rows.group_by(columns, maintain_order=True).agg(total).sort(columns)
