"""The publication gate: Great Expectations over the finished marts, just before the published state is replaced.

The keys, references and words that must hold are those that the models themselves declare, read from the manifest of
dbt; no list of marts is kept here. Making the generation does not belong here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.gate import key_suite, membership_suite, reference_suite, word_suite
from expectations.suites import Failure
from expectations.vocabulary.seed import terms_of
from orchestration.validation.suite_run import failures_in

if TYPE_CHECKING:
    import pyarrow as pa

MARTS = "marts"
"""The schema, and the folder of the models, that is published."""

FACTS = "facts"
"""The folder below it whose tables hold figures of department-years."""

STATUS = "quality_status"
"""The column of every other table of them: the verdict that the department-year of a row is published under."""

WITHHELD = "withheld"
"""The folder below it whose tables hold the figures of department-years that are not published."""


class PublicationRefused(RuntimeError):
    """The marts cannot be held against what their models declare: nothing is published."""


@dataclass(frozen=True, slots=True)
class Key:
    """The columns that name one row of a mart."""

    mart: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a mart whose values stand in `fields` of the relation `target`; a null leads nowhere unless it may."""

    mart: str
    columns: tuple[str, ...]
    target: str
    fields: tuple[str, ...]
    may_be_null: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A column of a mart that holds none but these words, or nothing."""

    mart: str
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """What the models of the marts declare of themselves."""

    marts: frozenset[str]
    facts: frozenset[str]
    withheld: frozenset[str]
    keys: tuple[Key, ...]
    references: tuple[Reference, ...]
    words: tuple[Words, ...]


def read_declared(manifest: Path) -> Declared:
    """Keys (`grain` and `unique` tests), references (`relationships` and `refers_to`) and words (`accepted_values` and
    `in_vocabulary`) of all marts, in their order.

    Raises PublicationRefused where a mart declares no key.
    """
    parsed: Mapping[str, Mapping[str, Any]] = json.loads(manifest.read_text("utf-8"))
    nodes, relations = parsed["nodes"], {**parsed["nodes"], **parsed["sources"]}
    marts = {id_: node for id_, node in nodes.items() if node["resource_type"] == "model" and node["schema"] == MARTS}
    keys: list[Key] = []
    references: list[Reference] = []
    words: list[Words] = []
    for test in nodes.values():
        if test.get("attached_node") not in marts or not test.get("test_metadata"):
            continue
        mart = marts[test["attached_node"]]["name"]
        match test["test_metadata"]:
            case {"name": "grain", "kwargs": {"columns": columns}}:
                keys.append(Key(mart, tuple(columns)))
            case {"name": "unique", "kwargs": {"column_name": column}}:
                keys.append(Key(mart, (column,)))
            case {"name": "relationships", "kwargs": {"column_name": column, "field": field}}:
                references.append(Reference(mart, (column,), _target(test, relations), (field,), may_be_null=True))
            case {"name": "refers_to", "kwargs": {"columns": columns}}:
                named = tuple(columns)
                references.append(Reference(mart, named, _target(test, relations), named, may_be_null=False))
            case {"name": "accepted_values", "kwargs": {"column_name": column, "values": values}}:
                words.append(Words(mart, column, tuple(values)))
            case {"name": "in_vocabulary", "kwargs": {"column_name": column, "list": name, "trait": trait}}:
                words.append(Words(mart, column, terms_of(name, trait)))
            case {"name": "in_vocabulary", "kwargs": {"column_name": column, "list": name}}:
                words.append(Words(mart, column, terms_of(name)))
    names = {node["name"] for node in marts.values()}
    if without_key := names - {key.mart for key in keys}:
        listed = ", ".join(sorted(without_key))
        raise PublicationRefused(f"{listed}: no key is declared; add a `grain` test with its columns to its yml")
    return Declared(
        frozenset(names),
        frozenset(node["name"] for node in marts.values() if FACTS in node["fqn"] or STATUS in node["columns"]),
        frozenset(node["name"] for node in marts.values() if WITHHELD in node["fqn"]),
        tuple(sorted(keys, key=str)),
        tuple(sorted(references, key=str)),
        tuple(sorted(words, key=str)),
    )


def _target(test: Mapping[str, Any], relations: Mapping[str, Any]) -> str:
    """The relation that a test of references leads to: the one that it depends on beside its own."""
    others = [id_ for id_ in test["depends_on"]["nodes"] if id_ != test["attached_node"]] or [test["attached_node"]]
    return f"{relations[others[0]]['schema']}.{relations[others[0]]['name']}"


def mart_tables(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The tables of the marts in the work database, by name."""
    rows = connection.execute(
        f"select table_name from duckdb_tables() where schema_name = '{MARTS}' and not temporary order by all"
    ).fetchall()
    return tuple(name for (name,) in rows)


def gate_failures(connection: duckdb.DuckDBPyConnection, declared: Declared) -> tuple[Failure, ...]:
    """What the gate refuses; empty where the marts may be published.

    Raises PublicationRefused where the marts are others than those declared, EngineError as `failures_in` does.
    """
    if differing := declared.marts ^ set(mart_tables(connection)):
        raise PublicationRefused(f"{', '.join(sorted(differing))}: built or declared alone, not both; run dbt again")

    def counted(query: str) -> "pa.Table":
        return connection.execute(query).to_arrow_table()

    keys = counted(" union all ".join(map(_count_keys, declared.keys)))
    references = counted(" union all ".join(map(_count_orphans, declared.references)))
    words = counted(" union all ".join(map(_count_strangers, declared.words)))
    membership = counted(_membership(declared))
    department_years = len(membership)
    return (
        *failures_in(key_suite(), keys, len(declared.keys)),
        *failures_in(reference_suite(), references, len(declared.references)),
        *failures_in(word_suite(), words, len(declared.words)),
        *failures_in(membership_suite(), membership, department_years),
    )


def _count_keys(key: Key) -> str:
    """The rows of a mart, its distinct keys, and the rows whose key is not complete."""
    columns = ", ".join(key.columns)
    incomplete = " or ".join(f"{column} is null" for column in key.columns)
    return (
        f"select '{key.mart}' as mart, '{columns}' as key, count(*) as rows, count(distinct ({columns})) as keys, "
        f"count(*) filter (where {incomplete}) as incomplete from {MARTS}.{key.mart}"
    )


def _count_orphans(reference: Reference) -> str:
    """The rows of a mart that lead nowhere."""
    pairs = zip(reference.columns, reference.fields, strict=True)
    matched = " and ".join(f"mart.{column} = target.{field}" for column, field in pairs)
    counted = " and ".join(f"mart.{column} is not null" for column in reference.columns)
    return (
        f"select '{reference.mart}' as mart, '{', '.join(reference.columns)} in {reference.target}' as reference, "
        f"count(*) as orphans from {MARTS}.{reference.mart} as mart "
        f"anti join {reference.target} as target on {matched} where {counted if reference.may_be_null else True}"
    )


def _count_strangers(words: Words) -> str:
    """The rows of a mart that hold another word than those declared."""
    known = ", ".join(f"'{word}'" for word in words.words)
    return (
        f"select '{words.mart}' as mart, '{words.column}' as column, "
        f"count(*) filter (where {words.column} not in ({known})) as strangers from {MARTS}.{words.mart}"
    )


def _membership(declared: Declared) -> str:
    """For each department-year with a verdict or a figure: whether it may be published and is, whether it is withheld
    and shown as such, and what must not be."""
    return f"""
    with publishable as (select department_id, fiscal_year, true as publishable from decision.dec_publishable),
    withheld as (select department_id, fiscal_year, true as withheld from decision.dec_withheld),
    facts as ({_count_rows(declared.facts)}),
    withheld_figures as ({_count_rows(declared.withheld)}),
    open_errors as (
        select department_id, fiscal_year, count(*) as errors from {MARTS}.dq_identity_result
        where outcome = 'violated' and severity = 'error' and not is_waived group by all
    ),
    present as (select distinct department_id, fiscal_year, true as present from {MARTS}.mart_department_year),
    set_apart as (
        select distinct department_id, fiscal_year, true as set_apart from {MARTS}.withheld_department_year
    )
    select
        department_id,
        fiscal_year,
        coalesce(publishable, false) as publishable,
        coalesce(present, false) as present,
        coalesce(withheld, false) as withheld,
        coalesce(set_apart, false) as set_apart,
        case when publishable then 0 else coalesce(facts.rows, 0) end as stray_facts,
        case when withheld then 0 else coalesce(withheld_figures.rows, 0) end as stray_withheld,
        case when present then coalesce(open_errors.errors, 0) else 0 end as open_errors
    from (select department_id, fiscal_year from decision.verdicts)
    full join publishable using (department_id, fiscal_year)
    full join withheld using (department_id, fiscal_year)
    full join facts using (department_id, fiscal_year)
    full join withheld_figures using (department_id, fiscal_year)
    full join present using (department_id, fiscal_year)
    full join set_apart using (department_id, fiscal_year)
    left join open_errors using (department_id, fiscal_year)
    order by all
    """


def _count_rows(tables: frozenset[str]) -> str:
    """The rows of each department-year over several tables; an incomplete key is refused as such."""
    rows = " union all ".join(f"select department_id, fiscal_year from {MARTS}.{table}" for table in sorted(tables))
    return (
        f"select department_id, fiscal_year, count(*) as rows from ({rows}) "
        "where department_id is not null and fiscal_year is not null group by all"
    )
