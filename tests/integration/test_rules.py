"""The rules beside the identities: each refuses what it must, names the place, and leaves the real documents alone."""

import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from expectations.rules import load_rules
from expectations.vocabulary import SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.reports.repository import Row, rule_findings
from orchestration.validation.in_memory import CHECK, evaluated
from orchestration.validation.precheck import check_file
from tests.landed import Printed, landed, rows_of
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import xlsx
from tests.synthetic.documents.generate import random_disclosure

SHEETS = ("income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital")
ECONOMIC = "general_budget_basic_by_economic"


def silent(figures: Iterable[tuple[str, str]]) -> dict[str, SheetStatus]:
    return dict.fromkeys(load_layouts().sheets.keys() - {sheet for sheet, _ in figures}, SheetStatus.EMPTY_DECLARED)


def refused(
    settings: Settings,
    figures: Mapping[tuple[str, str], str],
    names: Mapping[tuple[str, str], str] | None = None,
    sheets: Mapping[str, SheetStatus] | None = None,
) -> dict[str, list[Row]]:
    """What the rules refuse, by rule: figures by sheet and row in the sheet's first column, names of rows as printed.

    A sheet without figures says that it has none, where `sheets` says nothing else.
    """
    keys = {place: CellKey(*place, "final" if place[0] == ECONOMIC else "total") for place in figures}
    states = {**silent(figures), **(sheets or {})}
    printed = Printed({keys[place]: Decimal(amount) for place, amount in figures.items()}, sheets=states)
    tables = landed("bureau", 2024, printed)
    if names:
        given = pl.DataFrame(
            [(*place, name) for place, name in names.items()], schema=["sheet_id", "row_key", "name"], orient="row"
        )
        tables["cells"] = (
            tables["cells"]
            .join(given, on=["sheet_id", "row_key"], how="left")
            .with_columns(row_label=pl.coalesce("name", "row_label"))
            .drop("name")
        )
    by_rule: dict[str, list[Row]] = {}
    with evaluated(rows_of(tables), settings, CHECK) as connection:
        for row in rule_findings(connection):
            by_rule.setdefault(row["rule_id"], []).append(row)
    return by_rule


TREE = {("expenditure", row): "8.00" for row in ("total", "201", "20103", "2010350")}


def test_a_well_made_sheet_is_refused_nothing(evaluation: Settings) -> None:
    names = {("expenditure", "201"): "一般公共服务支出", ("expenditure", "2010350"): "事业运行"}
    assert refused(evaluation, TREE, names) == {}


@pytest.mark.parametrize("status", [SheetStatus.MISSING, SheetStatus.UNREADABLE])
def test_a_sheet_that_is_not_there_is_refused(evaluation: Settings, status: SheetStatus) -> None:
    found = refused(evaluation, TREE, sheets={"income": status, "state_capital": SheetStatus.EMPTY_DECLARED})
    ((row,),) = found.values()
    assert (row["rule_id"], row["sheet_id"], row["severity"]) == ("sheets.complete", "income", "warning")
    assert "收入决算表" in row["message"]


@pytest.mark.parametrize(
    ("rule_id", "figures", "binding"),
    [
        ("sheets.total_printed", {("income", "201"): "8.00"}, "income[total]"),
        ("codes.well_formed", TREE | {("expenditure", "2010"): "0.00"}, "expenditure[2010]"),
        ("codes.well_formed", {(ECONOMIC, "3010101"): "8.00"}, f"{ECONOMIC}[3010101]"),
        ("codes.class_known", TREE | {("expenditure", "999"): "0.00"}, "expenditure[999]"),
        ("codes.class_known", {(ECONOMIC, "201"): "8.00"}, f"{ECONOMIC}[201]"),
        ("codes.parent_printed", TREE | {("expenditure", "20805"): "0.00"}, "expenditure[20805]"),
        ("codes.parent_printed", {(ECONOMIC, "301"): "8.00", (ECONOMIC, "30201"): "8.00"}, f"{ECONOMIC}[30201]"),
        ("amounts.not_negative", TREE | {("expenditure", "2010350"): "-8.00"}, "expenditure[2010350].total"),
        ("amounts.income_not_negative", {("income", "total"): "-8.00"}, "income[total].total"),
        ("amounts.plausible", TREE | {("expenditure", "total"): "21418700.00"}, "expenditure[total].total"),
        ("amounts.plausible", TREE | {("expenditure", "total"): "0.21"}, "expenditure[total].total"),
    ],
)
def test_a_broken_rule_names_its_place(
    evaluation: Settings, rule_id: str, figures: dict[tuple[str, str], str], binding: str
) -> None:
    found = refused(evaluation, figures)
    assert [row["binding"] for row in found[rule_id]] == [binding]
    (row,) = found[rule_id]
    assert row["place"] == "printed.xlsx, somewhere"
    assert "{" not in row["message"] + row["message_en"]


def test_a_template_that_prints_items_only_leaves_no_parent_out(evaluation: Settings) -> None:
    items = {("expenditure", row): "8.00" for row in ("total", "2010350", "2080505")}
    assert refused(evaluation, items) == {}


def test_a_balance_may_be_negative_and_zero_is_always_plausible(evaluation: Settings) -> None:
    key = CellKey("government_fund", "total", "closing_balance")
    sheets = silent([("government_fund", ""), ("three_public", "")])
    printed = Printed({key: Decimal("-1.00"), CellKey("three_public", "total", "final"): Decimal(0)}, sheets=sheets)
    with evaluated(rows_of(landed("bureau", 2024, printed)), evaluation, CHECK) as connection:
        assert rule_findings(connection) == ()


def test_a_code_with_two_names_is_refused_where_it_is_the_odd_one(evaluation: Settings) -> None:
    figures = {(sheet, row): "8.00" for sheet in SHEETS[:3] for row in ("total", "208")}
    names = {(sheet, "208"): "社会保障和就业支出" for sheet in SHEETS[:3]} | {("income", "208"): "教育支出"}
    found = refused(evaluation, figures, names)
    (row,) = found["names.one_per_code"]
    assert (row["sheet_id"], row["row_key"], row["severity"]) == ("income", "208", "warning")
    assert "教育支出" in row["message"]
    assert "2 处为“社会保障和就业支出”" in row["message"]


@pytest.mark.parametrize(
    "name", ["社会保障和就业支出", "社会保障和就业支出（类）", "社会保障和 就业支出", "社会保障和就业"]
)
def test_spacing_brackets_and_a_broken_name_make_no_second_name(evaluation: Settings, name: str) -> None:
    figures = {(sheet, row): "8.00" for sheet in SHEETS[:2] for row in ("total", "208")}
    names = {("income", "208"): name, ("expenditure", "208"): "社会保障和就业支出"}
    assert refused(evaluation, figures, names) == {}


@pytest.mark.parametrize(
    ("code", "name", "refusals"),
    [
        ("208", "教育支出", 1),
        ("208", "社会保障与就业支出", 0),
        ("20805", "行政事业单位离退休", 0),
        ("20805", "行政事业单位养老支出", 0),
        ("2010388", "不在字典里的新名称", 0),
    ],
)
def test_only_a_name_far_from_every_known_wording_is_told_and_only_as_information(
    evaluation: Settings, code: str, name: str, refusals: int
) -> None:
    figures = {("expenditure", "total"): "8.00", ("expenditure", code): "8.00"}
    found = refused(evaluation, figures, {("expenditure", code): name}).get("names.as_classified", [])
    assert [row["severity"] for row in found] == ["info"] * refusals


def test_every_rule_has_its_step_in_the_model_of_its_topic_and_both_messages(evaluation: Settings) -> None:
    models = evaluation.dbt_project / "models" / "evaluation" / "rules"
    rules = load_rules()
    assert {path.stem for path in models.glob("*__*.sql")} == {f"eval_rule_violation__{rule.topic}" for rule in rules}
    for rule in rules:
        assert f"'{rule.id}'" in (models / f"eval_rule_violation__{rule.topic}.sql").read_text("utf-8")
        assert rule.message
        assert rule.message_en


@pytest.mark.parametrize("template", ["hubei", "shaanxi", "shanghai_joined", "shanghai_split", "sichuan"])
def test_a_consistent_disclosure_of_any_template_is_refused_nothing_that_counts(
    evaluation: Settings, tmp_path: Path, template: str
) -> None:
    file = tmp_path / "final_accounts.xlsx"
    disclosure = random_disclosure(random.Random(7))
    file.write_bytes(xlsx.write(compose(disclosure, templates.load(template)), xlsx.Style()))
    found = check_file(file, evaluation).broken_rules
    assert [row for row in found if row["severity"] != "info"] == []
