"""The declarations load, say what they must, and are refused by file and line where they are wrong."""

import shutil
from pathlib import Path

import pytest

from orchestration.landing.declaration import DECLARATIONS, FOLDER, DeclarationError, load_declarations
from orchestration.landing.frames import POLARS_TYPES, SCHEMAS

TABLE = """\
source: decision
owner: verdicts
key: [department_id]
en: What becomes of it
zh: 结论
columns:
  - department_id
  - name: verdict
    type: varchar
    values: verdict
    en: The verdict
    zh: 结论
  - place
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Declarations of one table."""
    for name in ("sources.yml", "shared_columns.yml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "outcomes.yml").write_text(TABLE, "utf-8")
    return tmp_path


def test_a_table_has_its_own_columns_the_shared_ones_and_their_groups(folder: Path) -> None:
    table = load_declarations(folder).tables["outcomes"]
    assert list(table.types)[:4] == ["department_id", "verdict", "page", "table_no"]
    assert table.columns[0] == DECLARATIONS.shared["department_id"]
    assert (table.source.name, table.owner, table.files) == ("decision", "verdicts", "decision/outcomes.parquet")


def test_a_vocabulary_stands_for_its_values(folder: Path) -> None:
    values = load_declarations(folder).tables["outcomes"].columns[1].values
    assert "published_with_waiver" in values


@pytest.mark.parametrize(
    ("right", "wrong", "line", "reason"),
    [
        ("type: varchar", "type: text", 9, "columns.1.column.type: Input should be 'varchar'"),
        ("    en: The verdict\n", "", 8, "columns.1.column.en: Field required"),
        ("    zh: 结论\n  - place", "    zh: ''\n  - place", 12, "columns.1.column.zh: String should have at least"),
        ("values: verdict", "values: verdicts", 10, "there is no vocabulary verdicts"),
        ("    type: varchar", "    type: varchar\n    unti: 万元", 10, "columns.1.column.unti: Extra inputs"),
        ("  - place", "  - places", 13, "there is no shared column or group places"),
        ("  - place", "  - department_id", 13, "column department_id stands here twice"),
        ("key: [department_id]", "key: [fiscal_year]", 3, "no column, or one that may be null: fiscal_year"),
        ("key: [department_id]", "key: [page]", 3, "no column, or one that may be null: page"),
        ("source: decision", "source: judgement", 1, "source: Input should be 'landing'"),
        ("owner: verdicts\n", "", 1, "owner: Field required"),
    ],
)
def test_a_wrong_declaration_is_refused(right: str, wrong: str, line: int, reason: str, folder: Path) -> None:
    assert right in TABLE
    (folder / "tables" / "outcomes.yml").write_text(TABLE.replace(right, wrong), "utf-8")
    with pytest.raises(DeclarationError) as refused:
        load_declarations(folder)
    assert str(refused.value).startswith(f"outcomes.yml, line {line}: ")
    assert reason in str(refused.value)


def test_what_is_no_yaml_is_refused(folder: Path) -> None:
    (folder / "tables" / "outcomes.yml").write_text("columns: [", "utf-8")
    with pytest.raises(DeclarationError, match=r"outcomes\.yml: not readable as YAML"):
        load_declarations(folder)


def test_a_group_of_unknown_columns_is_refused(folder: Path) -> None:
    path = folder / "shared_columns.yml"
    path.write_text(path.read_text("utf-8").replace("place: [page,", "place: [paige,"), "utf-8")
    with pytest.raises(DeclarationError, match=r"shared_columns\.yml, line \d+: groups: .* called paige"):
        load_declarations(folder)


@pytest.mark.parametrize("name", DECLARATIONS.tables)
def test_every_table_and_column_is_described_in_both_languages(name: str) -> None:
    table = DECLARATIONS.tables[name]
    columns = [(column.name, column.en, column.zh) for column in table.columns]
    for described, en, zh in [(table.name, table.en, table.zh), *columns]:
        assert any("a" <= character <= "z" for character in en), described
        assert any("\u4e00" <= character <= "\u9fff" for character in zh), described
        assert not en.endswith((".", "。")), described
        assert not zh.endswith((".", "。")), described


def test_what_is_the_same_in_two_tables_is_declared_once() -> None:
    own = [
        column
        for table in DECLARATIONS.tables.values()
        for column in table.columns
        if DECLARATIONS.shared.get(column.name) != column
    ]
    twice = {column.name for number, column in enumerate(own) if column in own[:number]}
    assert not twice


def test_polars_has_a_type_for_every_declared_one() -> None:
    for table in DECLARATIONS.tables.values():
        assert [POLARS_TYPES[kind] for kind in table.types.values()] == list(SCHEMAS[table.name].values())
