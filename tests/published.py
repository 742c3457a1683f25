"""What tests ask of a publication, and what the restated disclosures must come to."""

import hashlib
from typing import Any

import duckdb

from orchestration.home.settings import Settings

PUTUO, WUHAN = ("putuo_czj", 2024), ("wuhan_jkq_dsj", 2023)
REAL_VERDICTS = {
    ("putuo_czj", 2023): "not_received",
    PUTUO: "published",
    ("putuo_shgzb", 2024): "not_received",
    ("wuhan_jkq_dsj", 2022): "not_received",
    WUHAN: "published_with_waiver",
}

Row = tuple[Any, ...]


def ask(settings: Settings, query: str, *values: object) -> list[Row]:
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        return connection.execute(query, values).fetchall()


def verdicts(settings: Settings) -> dict[tuple[str, int], str]:
    rows = ask(settings, "select department_id, fiscal_year, verdict from dq_department_year")
    return {(department, year): verdict for department, year, verdict in rows}


def reasons(settings: Settings, department_id: str) -> str:
    rows = ask(settings, "select reasons from dq_department_year where department_id = ?", department_id)
    return "\n".join(reason for (found,) in rows for reason in found)


def published_state(settings: Settings) -> dict[str, str]:
    """Every file and link of the publication, with its content."""
    return {
        path.relative_to(settings.published).as_posix(): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in settings.published.rglob("*")
        if path.is_symlink() or path.is_file()
    }
