"""The gate: what the models declare of their marts must hold of them, and a mart that declares nothing is refused."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.vocabulary import Outcome, Verdict
from orchestration.publication.gate import (
    Declared,
    Key,
    PublicationRefused,
    Reference,
    Words,
    gate_failures,
    read_declared,
)

Node = dict[str, Any]

BY_YEAR = ("department_id", "fiscal_year")
DIMENSION, FACT, WIDE, RESULTS = "dim_department", "fct_amount", "mart_department_year", "dq_identity_result"
TREND, WITHHELD = "mart_trend", "withheld_department_year"


def model(name: str, folder: str, schema: str = "marts", columns: Sequence[str] = ()) -> tuple[str, Node]:
    node = {
        "resource_type": "model",
        "name": name,
        "schema": schema,
        "fqn": ["juesuan", schema, folder, name],
        "columns": {column: {} for column in columns},
    }
    return f"model.juesuan.{name}", node


def declares(name: str, test: str, to: str | None = None, **arguments: Any) -> tuple[str, Node]:
    own, others = f"model.juesuan.{name}", [f"model.juesuan.{to}"] if to else []
    node = {
        "resource_type": "test",
        "attached_node": own,
        "test_metadata": {"name": test, "kwargs": {**arguments, "model": "…"}},
        "depends_on": {"nodes": [*others, own]},
    }
    return f"test.juesuan.{test}.{name}.{to}", node


NODES = dict(
    (
        model(DIMENSION, "dimensions"),
        model(FACT, "facts"),
        model(WIDE, "wide", columns=[*BY_YEAR, "quality_status"]),
        model(TREND, "wide", columns=BY_YEAR),
        model(WITHHELD, "withheld", columns=[*BY_YEAR, "verdict"]),
        model(RESULTS, "quality"),
        model("dec_publishable", "decision", schema="decision"),
        declares(DIMENSION, "unique", column_name="department_id"),
        declares(FACT, "grain", columns=[*BY_YEAR, "item"]),
        declares(WIDE, "grain", columns=[*BY_YEAR]),
        declares(TREND, "grain", columns=[*BY_YEAR]),
        declares(WITHHELD, "grain", columns=[*BY_YEAR]),
        declares(RESULTS, "grain", columns=[*BY_YEAR, "identity_id"]),
        declares(FACT, "relationships", to=DIMENSION, column_name="department_id", field="department_id"),
        declares(FACT, "refers_to", to=WIDE, columns=[*BY_YEAR]),
        declares(FACT, "accepted_values", column_name="item", values=["x", "y"]),
        declares(RESULTS, "in_vocabulary", column_name="outcome", list="outcome"),
        declares(WITHHELD, "in_vocabulary", column_name="verdict", list="verdict", trait="is_withheld"),
        declares("dec_publishable", "grain", columns=[*BY_YEAR]),
        ("test.juesuan.singular", {"resource_type": "test"}),
    )
)


def manifest(folder: Path, nodes: dict[str, Node]) -> Path:
    path = folder / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes, "sources": {}}), "utf-8")
    return path


@pytest.fixture
def declared(tmp_path: Path) -> Declared:
    return read_declared(manifest(tmp_path, NODES))


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two department-years, one published and one withheld."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts; create schema decision;
            create table decision.verdicts as from (values ('a', 2024), ('b', 2024)) as t(department_id, fiscal_year);
            create table decision.dec_publishable as from decision.verdicts where department_id = 'a';
            create table decision.dec_withheld as from decision.verdicts where department_id = 'b';
            create table marts.dim_department as from (values ('a'), ('b')) as t(department_id);
            create table marts.mart_department_year as from decision.dec_publishable;
            create table marts.mart_trend as from decision.verdicts;
            create table marts.withheld_department_year as select *, 'unreadable' as verdict from decision.dec_withheld;
            create table marts.fct_amount as select *, unnest(['x', 'y']) as item from decision.dec_publishable;
            create table marts.dq_identity_result as select
                department_id, fiscal_year, 'i' as identity_id, 'exact' as outcome, 'error' as severity,
                false as is_waived
            from decision.verdicts;
            """
        )
        yield connection


def refused(connection: duckdb.DuckDBPyConnection, declared: Declared) -> set[str]:
    return {failure.check_id for failure in gate_failures(connection, declared)}


def test_keys_references_and_words_are_those_that_the_models_declare(declared: Declared) -> None:
    assert declared.marts == {DIMENSION, FACT, WIDE, TREND, WITHHELD, RESULTS}
    assert declared.facts == {FACT, WIDE}
    assert declared.withheld == {WITHHELD}
    assert set(declared.keys) == {
        Key(DIMENSION, ("department_id",)),
        Key(FACT, (*BY_YEAR, "item")),
        Key(WIDE, BY_YEAR),
        Key(TREND, BY_YEAR),
        Key(WITHHELD, BY_YEAR),
        Key(RESULTS, (*BY_YEAR, "identity_id")),
    }
    assert set(declared.references) == {
        Reference(FACT, ("department_id",), f"marts.{DIMENSION}", ("department_id",), may_be_null=True),
        Reference(FACT, BY_YEAR, f"marts.{WIDE}", BY_YEAR, may_be_null=False),
    }
    assert set(declared.words) == {
        Words(FACT, "item", ("x", "y")),
        Words(RESULTS, "outcome", tuple(Outcome)),
        Words(WITHHELD, "verdict", (Verdict.QUARANTINED, Verdict.UNREADABLE)),
    }


def test_a_mart_without_a_key_is_refused_by_name_and_told_what_to_add(tmp_path: Path) -> None:
    path = manifest(tmp_path, NODES | dict((model("fct_new", "facts"),)))
    with pytest.raises(PublicationRefused, match="fct_new: no key is declared; add a `grain` test"):
        read_declared(path)


def test_clean_marts_pass(marts: duckdb.DuckDBPyConnection, declared: Declared) -> None:
    assert refused(marts, declared) == set()


@pytest.mark.parametrize(
    ("damage", "check_id"),
    [
        ("insert into marts.fct_amount from marts.fct_amount limit 1", "marts.grain"),
        ("insert into marts.dim_department values ('a')", "marts.grain"),
        ("update marts.fct_amount set item = null where item = 'x'", "marts.null_keys"),
        ("delete from marts.dim_department where department_id = 'a'", "marts.orphans"),
        ("update marts.fct_amount set fiscal_year = null where item = 'x'", "marts.orphans"),
        ("update marts.fct_amount set item = 'z' where item = 'x'", "marts.unknown_words"),
        ("update marts.withheld_department_year set verdict = 'published'", "marts.unknown_words"),
        ("delete from marts.mart_department_year", "marts.membership"),
        ("insert into marts.mart_department_year values ('b', 2024)", "marts.membership"),
        ("insert into marts.fct_amount values ('b', 2024, 'x')", "marts.stray_facts"),
        ("insert into marts.fct_amount values ('c', 2024, 'x')", "marts.stray_facts"),
        ("insert into marts.mart_department_year values ('b', 2024)", "marts.stray_facts"),
        ("delete from marts.withheld_department_year", "marts.set_apart"),
        ("insert into marts.withheld_department_year values ('a', 2024, 'unreadable')", "marts.set_apart"),
        ("insert into marts.withheld_department_year values ('a', 2024, 'unreadable')", "marts.stray_withheld"),
        ("insert into marts.withheld_department_year values ('c', 2024, 'unreadable')", "marts.stray_withheld"),
        ("update marts.dq_identity_result set outcome = 'violated'", "marts.open_errors"),
    ],
)
def test_a_damaged_mart_is_refused(
    marts: duckdb.DuckDBPyConnection, declared: Declared, damage: str, check_id: str
) -> None:
    marts.execute(damage)
    assert check_id in refused(marts, declared)


def test_a_null_leads_nowhere_only_where_it_must_lead_somewhere(
    marts: duckdb.DuckDBPyConnection, declared: Declared
) -> None:
    marts.execute("update marts.fct_amount set department_id = null where item = 'x'")
    orphans = [failure.key for failure in gate_failures(marts, declared) if failure.check_id == "marts.orphans"]
    assert orphans == [{"mart": FACT, "reference": f"department_id, fiscal_year in marts.{WIDE}"}]


@pytest.mark.parametrize("change", ["create table marts.fct_other (i integer)", f"drop table marts.{FACT}"])
def test_marts_other_than_those_declared_are_refused(
    marts: duckdb.DuckDBPyConnection, declared: Declared, change: str
) -> None:
    marts.execute(change)
    with pytest.raises(PublicationRefused, match="fct_"):
        gate_failures(marts, declared)
