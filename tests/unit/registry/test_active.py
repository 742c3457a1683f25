"""A registry with an error is refused, told, and changes nothing: the last right one stays in force."""

from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from orchestration.defs.assets.registry import UNREGISTERED, registry, registry_config
from orchestration.home.progress import Silent
from orchestration.home.run_lock import build_run_lock
from orchestration.home.settings import Settings
from orchestration.landing.parquet import partition_folder, table_file
from orchestration.registry.active import keep_registry, load_active_registry
from orchestration.registry.model import COLUMNS, DUE_DATES, RegistryError

RIGHT = f"{','.join(COLUMNS)}\nfinance,云溪市财政局,,云溪市,420000,2023-2024\n"
WRONG = RIGHT.replace("2023-2024", "2024-2023")
REASON = "departments.csv, line 2: expected_years: '2024-2023' is no range of years between 2000 and 2100"
REASON_ZH = "departments.csv 第 2 行：expected_years：“2024-2023”不是 2000 至 2100 之间的年度范围"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    settings.raw.mkdir()
    settings.registry.write_text(RIGHT, "utf-8")
    return settings


def test_a_right_registry_is_in_force(settings: Settings) -> None:
    active = load_active_registry(settings)
    assert (list(active.registry.by_id), active.refused) == (["finance"], None)


@pytest.mark.parametrize("broken", ["wrong", "gone", "due_dates"])
def test_the_last_right_registry_stays_in_force(settings: Settings, broken: str) -> None:
    keep_registry(settings)
    if broken == "wrong":
        settings.registry.write_text(WRONG, "utf-8")
    elif broken == "gone":
        settings.registry.unlink()
    else:
        settings.registry.with_name(DUE_DATES).write_text("fiscal_year,due_on\n2024,soon\n", "utf-8")
    active = load_active_registry(settings)
    assert list(active.registry.by_id) == ["finance"]
    told = {"wrong": REASON, "gone": "there is no registry", "due_dates": "due_dates.csv, line 2: Invalid isoformat"}
    assert active.refused is not None
    assert told[broken] in active.refused.text_en


def test_a_first_registry_that_is_wrong_stops_the_run(settings: Settings) -> None:
    settings.registry.write_text(WRONG, "utf-8")
    with pytest.raises(RegistryError, match=r"departments\.csv, line 2"):
        load_active_registry(settings)


def test_due_dates_that_were_withdrawn_are_not_kept(settings: Settings) -> None:
    due = settings.registry.with_name(DUE_DATES)
    due.write_text("fiscal_year,due_on\n2024,2025-09-30\n", "utf-8")
    keep_registry(settings)
    due.unlink()
    keep_registry(settings)
    settings.registry.write_text(WRONG, "utf-8")
    assert load_active_registry(settings).registry.due_on == {}


def materialised(settings: Settings) -> dg.ExecuteInProcessResult:
    job = dg.Definitions(
        assets=[registry],
        jobs=[dg.define_asset_job("only_the_registry", [registry])],
        resources={
            "settings": settings,
            "progress": Silent(),
            "run_lock": build_run_lock(settings, patience=0),
        },
    ).resolve_job_def("only_the_registry")
    return job.execute_in_process(run_config=registry_config(date(2025, 10, 1)))


def test_a_run_with_a_wrong_registry_says_so_and_goes_on_with_the_last_right_one(settings: Settings) -> None:
    materialised(settings)
    settings.registry.write_text(WRONG, "utf-8")
    (event,) = materialised(settings).asset_materializations_for_node("registry")
    assert event.metadata["refused"].value == REASON_ZH
    expectations = pl.read_parquet(table_file(settings.home, "filing_obligations"))
    assert expectations.select("department_id", "fiscal_year").rows() == [("finance", 2023), ("finance", 2024)]
    (problem,) = pl.read_parquet(settings.landing / UNREGISTERED / "0" / "problems.parquet").to_dicts()
    assert (problem["kind"], problem["severity"], problem["fiscal_year"]) == ("registry_refused", "error", 0)
    assert problem["reason"] == f"登记表有误，沿用上一份正确的登记表：{REASON_ZH}"
    assert problem["reason_en"] == f"the registry was refused and the last right one stays in force: {REASON}"
    settings.registry.write_text(RIGHT, "utf-8")
    materialised(settings)
    assert pl.read_parquet(settings.landing / UNREGISTERED / "0" / "problems.parquet").is_empty()


def test_a_run_tells_what_it_does_not_use_of_the_templates(settings: Settings) -> None:
    settings.forms.mkdir()
    (settings.forms / "inspection.xlsx").write_bytes(b"no workbook")
    materialised(settings)
    (problem,) = pl.read_parquet(settings.landing / UNREGISTERED / "0" / "problems.parquet").to_dicts()
    assert (problem["kind"], problem["severity"], problem["fiscal_year"]) == ("template_refused", "warning", 0)
    assert problem["reason"].startswith("forms/inspection.xlsx 不能用作模板")
    assert problem["reason_en"].startswith("forms/inspection.xlsx is not used as a template")
    assert (problem["remedy"], problem["remedy_en"]) == (
        "请另存为 .xlsx 后重新放入",
        "save it as .xlsx and put it there again",
    )


def test_department_years_that_left_the_grid_are_forgotten(settings: Settings) -> None:
    for department_id, year in (("finance", 2019), ("finance", 2024), ("gone", 2024)):
        partition_folder(settings.landing, department_id, year).mkdir(parents=True)
    materialised(settings)
    kept = {path.relative_to(settings.landing).as_posix() for path in settings.landing.glob("[a-z]*/*")}
    assert kept == {"finance/2024"}
