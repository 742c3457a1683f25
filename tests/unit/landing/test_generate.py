"""What is generated follows from the declarations, and is as new as they are."""

import re

import pytest
import yaml

from orchestration.home.settings import PROJECT
from orchestration.landing.data_dictionary import data_dictionary, markdown_table
from orchestration.landing.dbt_sources import doc_blocks, doc_name, meaning, sources_yml
from orchestration.landing.declaration import DECLARATIONS
from orchestration.landing.generate import NOTICE, generated_files


@pytest.mark.parametrize(("path", "text"), generated_files(DECLARATIONS).items())
def test_a_generated_file_is_fresh_and_says_what_it_is(path: str, text: str) -> None:
    assert (PROJECT / path).read_text("utf-8") == text, "run `make generate`"
    assert NOTICE in text.splitlines()[0]


def test_dbt_reads_every_table_with_its_owner_and_place() -> None:
    sources = {source["name"]: source for source in yaml.safe_load(sources_yml(DECLARATIONS))["sources"]}
    for table in DECLARATIONS.tables.values():
        (entry,) = (entry for entry in sources[table.source.name]["tables"] if entry["name"] == table.name)
        assert entry["config"]["meta"] == {
            "dagster": {"asset_key": [table.owner]},
            "files": table.files,
        }
        assert {column["name"]: column["data_type"] for column in entry["columns"]} == table.types


def test_every_column_refers_to_a_doc_block_that_stands_once() -> None:
    blocks = re.findall(r"{% docs (\w+) %}", doc_blocks(DECLARATIONS))
    assert len(blocks) == len(set(blocks))
    named = {
        doc_name(DECLARATIONS, table, column) for table in DECLARATIONS.tables.values() for column in table.columns
    }
    assert set(blocks) == named
    assert set(re.findall(r"doc\('(\w+)'\)", sources_yml(DECLARATIONS))) == named


def test_a_meaning_names_the_unit_in_both_languages() -> None:
    columns = {column.name: column for column in DECLARATIONS.tables["projects"].columns}
    assert meaning(columns["budget"]) == "Budget (预算数), in 万元. 预算数（万元）。"
    assert meaning(columns["execution_rate"]).endswith(", in percent. 执行率（%）。")
    assert meaning(columns["department_id"]) == "Registered id of the department (部门). 部门编号。"


def test_the_dictionary_lists_every_column() -> None:
    text = data_dictionary(DECLARATIONS)
    for table in DECLARATIONS.tables.values():
        section = text.split(f"### {table.name}\n")[1].split("\n### ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == list(table.types)


def test_a_cell_of_a_table_is_one_line() -> None:
    assert markdown_table(("a",), [("b | c\nd",)]) == "| a |\n| --- |\n| b \\| c d |\n"
