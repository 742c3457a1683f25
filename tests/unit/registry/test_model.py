"""The registry: who must publish, and a message with file and line for whatever is wrong in it."""

from datetime import date
from pathlib import Path

import pytest

from orchestration.disclosure.messages.message import Fragment
from orchestration.home.settings import PROJECT
from orchestration.registry.model import (
    COLUMNS,
    DUE_DATES,
    OPTIONAL_COLUMNS,
    FormerName,
    Obligation,
    Registry,
    RegistryError,
    load_registry,
)

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
        "nantang_czj",
        "nantang_jyj",
        "nantang_wlj",
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
    found = load_registry(registry_file(tmp_path, FINANCE)).find_named(name)
    assert found is not None
    assert found.department_id == "finance"


def test_a_part_of_a_name_is_no_name(tmp_path: Path) -> None:
    assert load_registry(registry_file(tmp_path, FINANCE)).find_named("云溪市") is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (FINANCE.replace("finance", "Finance Bureau"), "line 3: department_id: String should match pattern"),
        (FINANCE.replace("420000", "42"), "line 3: administrative_code: String should match pattern"),
        (
            FINANCE.replace("2022-2024;2026", "2024-2022"),
            "line 3: expected_years: '2024-2022' is no range",
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


# ---- units, mergers, renames, due dates

FULL_HEADER = ",".join((*COLUMNS, *OPTIONAL_COLUMNS))
SCIENCE = "science,云溪区科学技术局,,云溪区,420000,2020-2024,,,2022,data,"
DATA = "data,云溪区数据局,,云溪区,420000,2020-2024,,2021,,,云溪县信息办 2021-2022;云溪县信息中心 2019"
SCHOOL = "school,云溪区实验小学,,云溪区,420000,,data,,,,"


def full(tmp_path: Path, *lines: str) -> Registry:
    return load_registry(registry_file(tmp_path, *lines, header=FULL_HEADER))


def test_a_unit_belongs_to_its_department_and_may_publish_nothing(tmp_path: Path) -> None:
    registry = full(tmp_path, SCIENCE, DATA, SCHOOL)
    assert registry.by_id["school"].parent_id == "data"
    assert registry.by_id["school"].expected_years == ()


@pytest.mark.parametrize(
    ("department_id", "year", "expectation", "reason"),
    [
        ("science", 2022, Obligation.EXPECTED, None),
        ("science", 2023, Obligation.NOT_EXPECTED, "merged into 云溪区数据局 after 2022"),
        ("data", 2020, Obligation.NOT_EXPECTED, "founded in 2021"),
        ("data", 2021, Obligation.EXPECTED, None),
        ("data", 2025, Obligation.UNKNOWN, "the registry does not say whether 2025 was to be published"),
        ("science", 2019, Obligation.UNKNOWN, "the registry does not say whether 2019 was to be published"),
        ("school", 2022, Obligation.UNKNOWN, "the registry does not say whether 2022 was to be published"),
    ],
)
def test_a_year_is_expected_only_where_the_registry_says_so_and_the_department_exists(
    tmp_path: Path, department_id: str, year: int, expectation: Obligation, reason: str | None
) -> None:
    registry = full(tmp_path, SCIENCE, DATA, SCHOOL)
    obligation, told = registry.obligation(registry.by_id[department_id], year)
    assert (obligation, told and told.text_en) == (expectation, reason)


def test_a_department_that_ended_without_a_successor_is_not_expected(tmp_path: Path) -> None:
    registry = full(tmp_path, SCIENCE.replace("2022,data", "2022,"))
    told = Fragment("2022 年后撤销", "ended after 2022")
    assert registry.obligation(registry.by_id["science"], 2023) == (Obligation.NOT_EXPECTED, told)


def test_a_former_name_counts_in_its_own_years(tmp_path: Path) -> None:
    registry = full(tmp_path, SCIENCE, DATA)
    assert registry.by_id["data"].former_names == (
        FormerName("云溪县信息办", 2021, 2022),
        FormerName("云溪县信息中心", 2019, 2019),
    )
    assert registry.find_named("云溪县信息办", 2022) is registry.by_id["data"]
    assert registry.find_named("云溪县信息办", 2023) is None
    assert registry.find_named("云溪区数据局", 2022) is registry.by_id["data"]


def test_a_department_is_known_by_the_names_of_its_kin_that_do_not_exist_in_the_year(tmp_path: Path) -> None:
    registry = full(tmp_path, SCIENCE, DATA)
    science, data = registry.by_id["science"], registry.by_id["data"]
    assert {"云溪县信息办", "云溪县信息中心", "云溪区数据局"} <= registry.names_known(data, 2022)
    assert science.comparable_names.isdisjoint(registry.names_known(data, 2022))
    assert science.comparable_names <= registry.names_known(data, 2023)
    assert data.comparable_names <= registry.names_known(science, 2020)
    assert data.comparable_names.isdisjoint(registry.names_known(science, 2022))


def test_a_unit_may_bear_the_name_of_its_department_which_is_found_first(tmp_path: Path) -> None:
    registry = full(tmp_path, SCHOOL.replace("实验小学", "数据局"), SCIENCE, DATA)
    assert registry.find_named("云溪区数据局") is registry.by_id["data"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (SCHOOL.replace(",data,", ",nobody,"), "line 4: parent_id nobody is not registered"),
        (SCHOOL.replace(",data,", ",school,"), "line 4: parent_id leads in a circle: school → school"),
        (SCHOOL.replace(",data,", ",,"), "line 4: expected_years is empty; only a unit under a department may"),
        (SCHOOL.replace("data,,,,", "data,2024,2023,,"), "line 4: valid_from 2024 comes after valid_to 2023"),
        (SCHOOL.replace("data,,,,", "data,,,science,"), "line 4: successor_id needs valid_to"),
        (SCHOOL.replace("data,,,,", "data,,2023,nobody,"), "line 4: successor_id nobody is not registered"),
        (
            SCHOOL.replace("data,,,,", "data,2022-2023,,,"),
            "line 4: valid_from: '2022-2023' is not one year",
        ),
        (SCHOOL + "云溪县小学", "line 4: former_names: '云溪县小学' is no former name with its years"),
    ],
)
def test_a_contradiction_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(RegistryError) as refused:
        full(tmp_path, SCIENCE, DATA, line)
    assert f"departments.csv, {message}" in str(refused.value)


def test_two_mergers_into_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="line 2: successor_id leads in a circle: science → data → science"):
        full(tmp_path, SCIENCE, DATA.replace("2021,,,", "2021,2024,science,"))


def test_optional_columns_may_be_some_of_them(tmp_path: Path) -> None:
    path = registry_file(tmp_path, f"{FINANCE},2023", header=f"{HEADER},valid_to")
    assert load_registry(path).departments[0].valid_to == 2023


@pytest.mark.parametrize(
    ("extra", "words"),
    [("remark", "and perhaps parent_id, valid_from"), ("valid_to,valid_to", "a column stands twice")],
)
def test_other_optional_columns_are_refused(tmp_path: Path, extra: str, words: str) -> None:
    with pytest.raises(RegistryError, match=f"line 1: .*{words}"):
        load_registry(registry_file(tmp_path, FINANCE, header=f"{HEADER},{extra}"))


def test_a_registry_may_be_saved_as_spreadsheets_do_in_china(tmp_path: Path) -> None:
    path = tmp_path / "departments.csv"
    path.write_text(f"{HEADER}\n{FINANCE}\n", "gbk")
    assert load_registry(path) == load_registry(registry_file(tmp_path, FINANCE))


def test_a_registry_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "departments.csv"
    path.write_text(f"{HEADER}\n{FINANCE}\n", "utf-16")
    with pytest.raises(RegistryError, match="save it as CSV UTF-8"):
        load_registry(path)


def due_dates(tmp_path: Path, *lines: str) -> Path:
    path = registry_file(tmp_path, FINANCE)
    path.with_name(DUE_DATES).write_text("\n".join(("fiscal_year,due_on", *lines)) + "\n", "utf-8")
    return path


def test_due_dates_are_optional_and_by_fiscal_year(tmp_path: Path) -> None:
    assert load_registry(registry_file(tmp_path, FINANCE)).due_on == {}
    registry = load_registry(due_dates(tmp_path, "2023,2024-09-30", "2024,2025-10-15"))
    assert registry.due_on == {2023: date(2024, 9, 30), 2024: date(2025, 10, 15)}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024,30.9.2025", "line 3: Invalid isoformat string"),
        ("24,2025-09-30", "line 3: '24' is neither a year"),
        ("2023,2025-09-30", "line 3: fiscal year 2023 stands twice"),
        ("2024", "line 3: expected 2 fields"),
    ],
)
def test_what_is_wrong_with_a_due_date_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(RegistryError) as refused:
        load_registry(due_dates(tmp_path, "2023,2024-09-30", line))
    assert str(refused.value).startswith(f"due_dates.csv, {message}")
