"""The registry: who must publish, and a message with file and line for whatever is wrong in it."""

from pathlib import Path

import pytest

from orchestration.registry import COLUMNS, RegistryError, load_registry
from orchestration.settings import PROJECT

HEADER = ",".join(COLUMNS)
FINANCE = "finance,云溪市财政局,财政局;市财政局,云溪市,420000,2022-2024;2026"


def registry_file(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "departments.csv"
    path.write_text("\n".join((header, *lines)) + "\n", "utf-8")
    return path


def test_the_registry_of_the_repository_loads_in_its_order() -> None:
    registry = load_registry(PROJECT / "raw" / "departments.csv")
    assert [department.department_id for department in registry.departments] == [
        "wuhan_jkq_dsj",
        "putuo_czj",
        "putuo_shgzb",
    ]
    assert registry.years == (2022, 2023, 2024)


def test_years_are_single_or_ranges_and_aliases_are_listed(tmp_path: Path) -> None:
    (department,) = load_registry(registry_file(tmp_path, FINANCE)).departments
    assert department.expected_years == (2022, 2023, 2024, 2026)
    assert department.aliases == ("财政局", "市财政局")


def test_a_spreadsheet_programs_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = registry_file(tmp_path, FINANCE)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_registry(path).departments[0].department_id == "finance"


@pytest.mark.parametrize("name", ["云溪市财政局", "云溪市 财政局", "财政局", "“市财政局”"])
def test_a_department_is_found_by_its_names_however_spaced(tmp_path: Path, name: str) -> None:
    found = load_registry(registry_file(tmp_path, FINANCE)).named(name)
    assert found is not None
    assert found.department_id == "finance"


def test_a_part_of_a_name_is_no_name(tmp_path: Path) -> None:
    assert load_registry(registry_file(tmp_path, FINANCE)).named("云溪市") is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (FINANCE.replace("finance", "Finance Bureau"), "line 3: department_id: String should match pattern"),
        (FINANCE.replace("420000", "42"), "line 3: administrative_code: String should match pattern"),
        (
            FINANCE.replace("2022-2024;2026", "2024-2022"),
            "line 3: expected_years: Value error, '2024-2022' is no range",
        ),
        (FINANCE.replace("2022-2024;2026", "22-24"), "'22-24' is neither a year nor a range"),
        (FINANCE.replace("2022-2024;2026", ""), "line 3: expected_years"),
        (FINANCE.replace("云溪市财政局", ""), "line 3: name: String should have at least 2 characters"),
        ("finance,云溪市财政局", "line 3: expected 6 fields"),
        (FINANCE + ",more", "line 3: expected 6 fields"),
        ("audit,云溪市审计局,,云溪市,420000,2024", "line 3: department_id audit stands twice"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(RegistryError) as refused:
        load_registry(registry_file(tmp_path, "audit,云溪市审计局,,云溪市,420000,2024", line))
    assert str(refused.value).startswith("departments.csv, line 3: ")
    assert message in str(refused.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"departments\.csv, line 1: expected the columns department_id, name"):
        load_registry(registry_file(tmp_path, FINANCE, header=HEADER.replace("aliases", "other_names")))


def test_an_empty_registry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="no department is registered"):
        load_registry(registry_file(tmp_path))


def test_a_registry_that_is_not_there_is_told_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="there is no registry; list the departments in it"):
        load_registry(tmp_path / "departments.csv")
