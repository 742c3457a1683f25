"""`datapackage.json`: a publication as a data package that programs of others understand (Data Package 1.0, with the
column types of the Fiscal Data Package 1.0rc1). What a table means is told by the database itself; its keys and
references are those that the gate has proved."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from expectations.yaml_file import read_yaml
from orchestration.home.settings import DATA_LICENCE
from orchestration.publication.gate import MARTS, Declared, Reference
from orchestration.reports.described import DescribedColumn, DescribedTable

FISCAL_COLUMNS = Path(__file__).with_name("fiscal_columns.yml")
PARQUET_TYPE = "application/vnd.apache.parquet"

_TYPES = {
    "varchar": "string",
    "integer": "integer",
    "bigint": "integer",
    "hugeint": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "float": "number",
    "double": "number",
}
_NOTHING_DECLARED = Declared(frozenset(), frozenset(), frozenset(), keys=(), references=(), words=())
_BLOCK_BYTES = 2**20
_NAMES = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a publication says of itself beside its tables: under which licence its data may be used (by its name in the
    list of the Open Definition), which keys and references its tables were held against, and the manifest of the models
    that made them."""

    licence: str = DATA_LICENCE
    declared: Declared = _NOTHING_DECLARED
    manifest: Path | None = None


NO_IMPRINT = Imprint()


def write_data_package(
    target: Path,
    tables: Sequence[DescribedTable],
    files: Mapping[str, Path],
    imprint: Imprint,
    published: datetime | None,
) -> None:
    """Write the descriptor of tables and of their Parquet files, which lie below the folder of `target`; `published` is
    the moment of the newest edition in them."""
    declared = imprint.declared
    keys = {key.mart: list(key.columns) for key in declared.keys}
    fiscal = _NAMES.validate_python(read_yaml(FISCAL_COLUMNS).content)
    descriptor = {
        "profile": "data-package",
        "name": "juesuan",
        "title": "部门决算公开 Final accounts of government departments",
        "description": "Amounts in 万元 are exact decimals. 金额单位为万元，均为精确小数。",
        "version": f"{published:%Y.%m.%d.%H%M%S}" if published else "0",
        **({"created": published.isoformat()} if published else {}),
        "licenses": [{"name": imprint.licence}],
        "contributors": [{"title": f"Juesuan 决算 {version('juesuan')}", "role": "wrangler"}],
        "resources": [
            {
                "profile": "data-resource",
                "name": table.name,
                "path": files[table.name].relative_to(target.parent).as_posix(),
                "format": "parquet",
                "mediatype": PARQUET_TYPE,
                "description": table.meaning,
                "bytes": files[table.name].stat().st_size,
                "hash": f"sha256:{sha256_of(files[table.name])}",
                "schema": {
                    "fields": [_field(column, fiscal) for column in table.columns],
                    **({"primaryKey": keys[table.name]} if table.name in keys else {}),
                    **_foreign_keys(table.name, declared.references),
                },
            }
            for table in tables
        ],
    }
    target.write_text(json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", "utf-8")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _field(column: DescribedColumn, fiscal: Mapping[str, str]) -> dict[str, Any]:
    field = {"name": column.name, "type": _type(column.type), "description": column.meaning}
    if column.name in fiscal:
        field["columnType"] = fiscal[column.name]
    return field


def _type(duckdb_type: str) -> str:
    """The type of a field of Table Schema. Raises KeyError for a type that no mart had before."""
    if duckdb_type.endswith("]"):
        return "array"
    return "number" if duckdb_type.startswith("decimal(") else _TYPES[duckdb_type]


def _foreign_keys(table: str, references: Sequence[Reference]) -> dict[str, Any]:
    """References that lead to another published table; those to the decision are proved by the gate alone."""
    found = list(_references_of(table, references))
    return {"foreignKeys": found} if found else {}


def _references_of(table: str, references: Sequence[Reference]) -> Iterator[dict[str, Any]]:
    for reference in references:
        schema, _, target = reference.target.partition(".")
        if reference.mart == table and schema == MARTS:
            to = {"resource": "" if target == table else target, "fields": list(reference.fields)}
            yield {"fields": list(reference.columns), "reference": to}
