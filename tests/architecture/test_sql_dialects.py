"""The models are written in what DuckDB and Spark both take; what they write differently stands in one file."""

import re
from pathlib import Path

import pytest

from tests.architecture.imports import ROOT

PROJECT = ROOT / "dbt_project"
OF_ONE_DIALECT = (
    PROJECT / "macros" / "dialect.sql",
    # a materialization of dbt-duckdb alone
    PROJECT / "macros" / "replaced_table.sql",
)
REFUSED = {
    "columns by name in a union": r"\bunion (?:all )?by name\b",
    "all columns but some": r"\*\s*(?:exclude|except|replace)\b",
    "an order inside an aggregate": (
        r"\b(?:first|last|any_value|arbitrary|list|array_agg|string_agg|group_concat|listagg)\s*\([^()]*\border by\b"
    ),
    "an aggregate with a name of one dialect": (
        r"\b(?:first|last|list|string_agg|listagg|group_concat|array_agg|collect_list|arg_min|arg_max|min_by|max_by)\s*\("
    ),
    "an array function of one dialect": r"\b(?:list_\w+|array_\w+|len|unnest|explode)\s*\(",
    "a text function of one dialect": (
        r"\b(?:starts_with|startswith|ends_with|endswith|regexp_matches|regexp_full_match|regexp_replace|regexp_like|"
        r"rlike|levenshtein|ltrim|rtrim|strftime|date_format|printf|format)\s*\("
    ),
    "a date function of one dialect": r"\b(?:date_diff|datediff|date_part|epoch)\s*\(",
    "a sign, which is a float": r"\bsign\s*\(",
    "a type of one dialect": r"\b(?:as|::)\s*(?:varchar|hugeint|timestamp|timestamp_ntz|text|json)\b\s*\)",
    "a cast of one dialect": r"::|\btry_cast\b",
    "a quotient that is a float or rounds": r"(?<![*/])/(?![*/])",
    "a statement about what is kept in memory": r"\bas (?:not )?materialized\b",
    "a backslash, which Spark reads as an escape": r"\\",
    "files of one dialect": r"\bread_(?:parquet|csv|json)\s*\(",
}
_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
_TEXT = re.compile(r"'(?:[^'\\]|'')*'")
_CODE = re.compile(r"\{%.*?%\}|\{\{ without_matches\([^\n]*\) \}\}", re.DOTALL)
"""Statements of Jinja, and patterns whose backslashes the dialect doubles."""


def sql_of(path: Path) -> str:
    """The SQL of a file without comments, code and the words in literals."""
    return _TEXT.sub("''", _CODE.sub(" ", _COMMENT.sub(" ", path.read_text("utf-8"))))


def refused_in(sql: str) -> set[str]:
    return {what for what, pattern in REFUSED.items() if re.search(pattern, sql, re.IGNORECASE)}


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PROJECT.rglob("*.sql")) if path not in OF_ONE_DIALECT and "tests" not in path.parts],
    ids=lambda path: path.stem,
)
def test_a_model_holds_only_what_both_dialects_take(path: Path) -> None:
    assert refused_in(sql_of(path)) == set()


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("select * from a union all by name select * from b", "columns by name in a union"),
        ("select a.* exclude (x) from a", "all columns but some"),
        ("select first(x order by y) from a", "an order inside an aggregate"),
        ("select cast(x as varchar) from a", "a type of one dialect"),
        ("select x / y from a", "a quotient that is a float or rounds"),
        ("with a as not materialized (select 1) select * from a", "a statement about what is kept in memory"),
        ("select sign(x) from a", "a sign, which is a float"),
    ],
)
def test_what_one_dialect_alone_takes_is_refused(sql: str, what: str) -> None:
    assert what in refused_in(sql)


def test_every_construct_of_the_dialect_is_written_for_both() -> None:
    text = OF_ONE_DIALECT[0].read_text("utf-8")
    dispatched = set(re.findall(r"adapter\.dispatch\('(\w+)'\)", text))
    written = {prefix: set(re.findall(rf"macro {prefix}__(\w+)\(", text)) for prefix in ("default", "spark")}

    assert dispatched
    assert written["default"] == dispatched
    assert dispatched <= written["spark"]
