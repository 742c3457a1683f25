"""The walls between the rooms: data goes one way, and each library is known where it belongs."""

from graphlib import TopologicalSorter

import pytest

from tests.architecture.imports import ROOMS_OF, ROOT, arrows, modules, room_of

OWN = ("orchestration", "expectations")

ALLOWED: dict[str, frozenset[str]] = {
    "cli": frozenset(
        {
            *("defs", "validation", "ingestion", "landing", "reports", "explore", "registry", "disclosure", "home"),
            *("ui_guard", "storage", "expectations"),
        }
    ),
    "defs": frozenset(
        {
            "publication",
            "storage",
            "validation",
            "ingestion",
            "landing",
            "reports",
            "registry",
            "disclosure",
            "home",
            "expectations",
        }
    ),
    "publication": frozenset({"validation", "landing", "reports", "home", "expectations"}),
    "validation": frozenset({"landing", "reports", "disclosure", "home", "expectations"}),
    "ingestion": frozenset({"landing", "registry", "disclosure", "home", "expectations"}),
    "landing": frozenset({"registry", "disclosure", "home", "expectations"}),
    "reports": frozenset({"disclosure", "home", "expectations"}),
    "explore": frozenset({"home", "expectations"}),
    "ui_guard": frozenset({"home"}),
    "storage": frozenset({"home"}),
    "registry": frozenset({"disclosure", "home"}),
    "disclosure": frozenset({"expectations"}),
    "home": frozenset(),
    "expectations": frozenset(),
}
"""What each room may import. A new arrow belongs here only if it goes down the page of docs/architecture.md."""

WITH_DAGSTER = (
    "orchestration.defs",
    "orchestration.home.run_lock",
    "orchestration.home.dagster_instance",
    "orchestration.home.sqlite_event_log",
    "orchestration.home.event_history",
    "orchestration.home.instance_state",
    "orchestration.home.retention",
    "orchestration.home.run_origin",
    "orchestration.cli.code_server",
    "orchestration.cli.job_execution",
    "orchestration.ui_guard.webserver",
)
WITH_DUCKDB = (
    "orchestration.cli",
    "orchestration.defs",
    "orchestration.publication",
    "orchestration.validation",
    "orchestration.reports",
    "orchestration.explore",
    "orchestration.home.work_database",
    "orchestration.ingestion.loading",
)
WITH_DBT = ("orchestration.home.dbt_runner", "orchestration.home.dbt_process")
WITH_GREAT_EXPECTATIONS = ("expectations",)
MOST_LINES = 400


def test_orchestration_holds_rooms_only() -> None:
    flat = [path.name for path in (ROOT / ROOMS_OF).glob("*.py")]
    assert flat == ["__init__.py"]
    assert {room_of(module) for module in modules(ROOMS_OF)} - {ROOMS_OF} == ALLOWED.keys() - {"expectations"}


def test_imports_within_functions_and_for_types_are_seen() -> None:
    """A wall that cannot see an arrow holds nothing."""
    seen = {(arrow.module, arrow.target.split(".")[0]) for arrow in arrows("orchestration")}
    assert ("orchestration.home.dagster_instance", "dagster") in seen
    assert ("orchestration.home.dbt_runner", "dbt") in seen
    within = {arrow.target for arrow in arrows("orchestration") if arrow.module == "orchestration.cli.run_job"}
    assert any(target.startswith("orchestration.cli.job_execution") for target in within)


def test_every_arrow_between_rooms_is_allowed() -> None:
    wrong = [
        f"{arrow.module} imports {arrow.target}"
        for package in OWN
        for arrow in arrows(package)
        if arrow.target.split(".")[0] in OWN
        and (target := room_of(arrow.target)) != (room := room_of(arrow.module))
        and target not in ALLOWED[room]
    ]
    assert wrong == []


CHOOSES_BETWEEN_READINGS = "orchestration.disclosure.resolution.sheet_identities"
"""Identities never change what is read. Of two readings of a scan they may tell which is printed, and that they did is
part of the figure (`confirmed_by`)."""


@pytest.mark.parametrize("room", ["disclosure", "ingestion"])
def test_reading_shares_nothing_with_expectations_but_the_vocabulary_and_how_yaml_is_read(room: str) -> None:
    shared = ("expectations.vocabulary", "expectations.yaml_file")
    wrong = [
        f"{arrow.module} imports {arrow.target}"
        for arrow in arrows(f"orchestration/{room}")
        if arrow.target.startswith("expectations") and not arrow.target.startswith(shared)
        if arrow.module != CHOOSES_BETWEEN_READINGS
    ]
    assert wrong == []


def test_the_allowed_arrows_go_in_no_circle() -> None:
    assert tuple(TopologicalSorter(ALLOWED).static_order())


def test_libraries_stay_in_their_rooms() -> None:
    homes = {"dagster": WITH_DAGSTER, "dagster_dbt": ("orchestration.defs",), "duckdb": WITH_DUCKDB}
    homes |= {"dbt": WITH_DBT, "dbt_common": WITH_DBT, "great_expectations": WITH_GREAT_EXPECTATIONS}
    wrong = [
        f"{arrow.module} imports {library}"
        for package in OWN
        for arrow in arrows(package)
        if (library := arrow.target.split(".")[0]) in homes
        and not any(f"{arrow.module}.".startswith(f"{home}.") for home in homes[library])
    ]
    assert wrong == []


def test_no_module_imports_the_tests_or_the_benchmarks() -> None:
    wrong = [
        f"{arrow.module} imports {arrow.target}"
        for package in OWN
        for arrow in arrows(package)
        if arrow.target.split(".")[0] in ("tests", "benchmarks", "release")
    ]
    assert wrong == []


def test_no_module_is_long() -> None:
    long = {
        module: lines
        for package in (*OWN, "benchmarks", "release", "tests")
        for module, path in modules(package).items()
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}
