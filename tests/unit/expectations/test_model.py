"""The catalogue in YAML: what is unknown is refused with file and line, and what is said compiles to signed terms."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from expectations.model import (
    BUDGETS,
    CatalogueError,
    ColumnRule,
    CompiledTerm,
    Identity,
    RowRule,
    compile_identity,
    load_identities,
    load_waivers,
    render_formula,
)
from orchestration.home.settings import PROJECT

IDENTITY = """\
# a comment of two lines
# moves what follows down
- id: expenditure.row_total
  title: 合计 = 各项之和
  title_en: total = its parts
  basis: arithmetic
  check: 先核对各栏
  check_en: check the columns first
  severity: error
  for_each: row
  total: {sheet: expenditure, column: total}
  parts: [{sheet: expenditure, columns: [basic, project]}]
"""

WAIVER = """\
- department_id: some_bureau
  fiscal_year: 2024
  identity: expenditure.row_total
  residual: '-33.37'
  reason: printed so
  author: somebody
  date: 2026-01-02
"""


def identities(tmp_path: Path, **files: str) -> tuple[Identity, ...]:
    for name, text in files.items():
        (tmp_path / f"{name}.yml").write_text(text, "utf-8")
    return load_identities(tmp_path)


def compiled(text: str) -> list[CompiledTerm]:
    (entry,) = yaml.safe_load(text)
    return list(compile_identity(Identity.model_validate(entry)))


def test_the_identities_of_the_repository_load() -> None:
    ids = [identity.id for identity in load_identities()]
    assert len(ids) == len(set(ids)) >= 40


def test_every_identity_says_what_to_check_first_in_both_languages() -> None:
    for identity in load_identities():
        assert identity.check.startswith("先")
        assert identity.check_en.isascii()


def test_the_waivers_of_the_repository_are_of_known_identities() -> None:
    assert {waiver.identity for waiver in load_waivers(PROJECT / "raw" / "waivers.yml")} <= {
        identity.id for identity in load_identities()
    }


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "severity: error",
            "severity: fatal",
            "one.yml, line 3: severity: Input should be 'error', 'warning' or 'info'",
        ),
        ("  basis: arithmetic\n", "", "one.yml, line 3: basis: Field required"),
        ("  check: 先核对各栏\n", "", "one.yml, line 3: check: Field required"),
        ("column: total}", "colum: total}", "one.yml, line 3: total.colum: Extra inputs are not permitted"),
        ("for_each: row", "for_each: sheet", "one.yml, line 3: for_each: Input should be "),
        ("id: expenditure.row_total", "id: Row-Total", "one.yml, line 3: id: String should match pattern"),
        (
            "[{sheet: expenditure, columns: [basic, project]}]",
            "[]",
            "one.yml, line 3: entry: Value error, an identity has a total and parts",
        ),
        ("columns: [basic, project]", "column: basic, columns: [project]", "not both"),
        (
            "columns: [basic, project]",
            "column: basic, year: next",
            "parts.0.year: Input should be 'same' or 'previous'",
        ),
        (
            "  severity: error\n",
            "  severity: error\n  only_where_equal: [{sheet: income, row: total, column: total}]\n",
            "one figure alone is equal to nothing",
        ),
        (
            "columns: [basic, project]",
            "columns: [basic], sign: 2",
            "one.yml, line 3: parts.0.sign: Input should be 1 or -1",
        ),
    ],
)
def test_what_is_unknown_is_named_with_file_and_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in IDENTITY
    with pytest.raises(CatalogueError) as refused:
        identities(tmp_path, one=IDENTITY.replace(before, after))
    assert message in str(refused.value)


def test_the_line_is_that_of_the_entry(tmp_path: Path) -> None:
    second = IDENTITY.replace("row_total", "roll_up").replace("severity: error", "severity: fatal")
    with pytest.raises(CatalogueError, match=r"one\.yml, line 15: severity"):
        identities(tmp_path, one=IDENTITY + second)


def test_an_id_that_stands_twice_is_refused_with_both_files(tmp_path: Path) -> None:
    with pytest.raises(
        CatalogueError, match=r"two\.yml, line 3: identity expenditure\.row_total stands in one\.yml too"
    ):
        identities(tmp_path, one=IDENTITY, two=IDENTITY)


@pytest.mark.parametrize("text", ["identities: []\n", "just words\n"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError, match=r"one\.yml, line 1: expected a list"):
        identities(tmp_path, one=text)


def test_a_file_that_is_no_yaml_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"one\.yml, line 2: not readable as YAML"):
        identities(tmp_path, one="- id: [unclosed\n")


def test_an_empty_file_holds_no_identity(tmp_path: Path) -> None:
    assert identities(tmp_path, one="# nothing yet\n") == ()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("for_each: row", "for_each: column", "a term of sheet expenditure names no row"),
        ("{sheet: expenditure, column: total}", "{sheet: expenditure}", "a term of sheet expenditure names no column"),
        ("  for_each: row\n", "", "a term of sheet expenditure names no row"),
        ("columns: [basic, project]", "rows: ['301']", "a term of sheet expenditure names no column"),
    ],
)
def test_a_term_that_leaves_something_unbound_is_refused(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in IDENTITY
    with pytest.raises(CatalogueError, match=f"identity expenditure.row_total: {message}"):
        identities(tmp_path, one=IDENTITY.replace(before, after))


def test_a_row_identity_compiles_to_one_term_per_column() -> None:
    total, basic, project = compiled(IDENTITY)
    assert (total.side, total.slot, total.row_rule, total.column_key) == ("total", 0, RowRule.BOUND, "total")
    assert [(term.side, term.slot, term.column_key) for term in (basic, project)] == [
        ("part", 1, "basic"),
        ("part", 1, "project"),
    ]
    assert {term.sign for term in (total, basic, project)} == {1}


def test_a_negative_term_keeps_its_sign() -> None:
    parts = "parts: [{sheet: expenditure, column: basic}, {sheet: expenditure, column: project, sign: -1}]"
    text = IDENTITY.replace("parts: [{sheet: expenditure, columns: [basic, project]}]", parts)
    assert [(term.slot, term.sign) for term in compiled(text)] == [(0, 1), (1, 1), (2, -1)]


def test_a_budget_identity_compiles_once_for_each_budget() -> None:
    text = IDENTITY.replace("for_each: row", "for_each: budget").replace(
        "{sheet: expenditure, column: total}", "{sheet: expenditure, row: 'income.{budget}', column: total}"
    )
    text = text.replace("columns: [basic, project]", "row: total, column: '{budget}'")
    terms = compiled(text)
    assert [(term.budget, term.row_key) for term in terms if term.side == "total"] == [
        (budget, f"income.{budget}") for budget in BUDGETS
    ]
    assert [(term.budget, term.column_key) for term in terms if term.side == "part"] == [
        (budget, budget) for budget in BUDGETS
    ]


def test_parents_children_and_classes_are_rules_for_rows() -> None:
    text = IDENTITY.replace("for_each: row", "for_each: parent").replace(", column: total}", "}")
    total, child = compiled(text.replace("columns: [basic, project]", "rows: children"))
    assert (total.row_rule, total.column_rule) == (RowRule.PARENT, ColumnRule.BOUND)
    assert (child.row_rule, child.column_rule) == (RowRule.CHILDREN, ColumnRule.BOUND)
    text = IDENTITY.replace("for_each: row", "for_each: functional class").replace(
        "column: total}", "row: 'expenditure.{class}', column: total}"
    )
    total, every = compiled(text.replace("columns: [basic, project]", "row: '{each class}', column: basic"))
    assert (total.row_rule, total.row_key) == (RowRule.BOUND_CLASS, "expenditure.")
    assert (every.row_rule, every.row_key) == (RowRule.EACH_CLASS, "")


def test_a_stand_in_is_another_alternative_of_the_same_slot() -> None:
    stand_in = "columns: [basic], if_blank: [{sheet: expenditure, columns: [project, operating]}]"
    terms = compiled(IDENTITY.replace("columns: [basic, project]", stand_in))
    assert [(term.slot, term.alternative, term.column_key) for term in terms if term.side == "part"] == [
        (1, 0, "basic"),
        (1, 1, "project"),
        (1, 1, "operating"),
    ]


def test_a_term_of_the_year_before_stands_one_year_back() -> None:
    text = IDENTITY.replace("columns: [basic, project]", "column: basic, year: previous")
    assert [(term.side, term.years_back) for term in compiled(text)] == [("total", 0), ("part", 1)]


def test_the_figures_of_a_condition_are_no_addends() -> None:
    condition = "only_where_equal: [{sheet: income, row: total, column: a}, {sheet: income, row: total, column: b}]"
    terms = compiled(IDENTITY + f"  {condition}\n")
    assert [(term.slot, term.column_key) for term in terms if term.side == "condition"] == [(2, "a"), (3, "b")]
    assert len([term for term in terms if term.side == "part"]) == 2


def test_a_formula_reads_as_arithmetic() -> None:
    by_id = {identity.id: render_formula(identity) for identity in load_identities()}
    assert by_id["expenditure.roll_up"] == "expenditure[*].* = expenditure[children].*"
    assert by_id["government_fund.closing_balance"] == (
        "government_fund[*].closing_balance = government_fund[*].opening_balance+income − government_fund[*].total"
    )
    assert by_id["opening_balance.government_fund"] == (
        "government_fund[*].opening_balance = government_fund[*].closing_balance of year −1"
    )
    assert by_id["expenditure_appropriation.equal"].endswith(
        " where income_expenditure_summary[income.grand_total].final = appropriation_summary[income.grand_total].final"
    )


# ---- waivers


def waivers_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "waivers.yml"
    path.write_text(text, "utf-8")
    return path


def test_a_waiver_keeps_its_residual_exactly(tmp_path: Path) -> None:
    (waiver,) = load_waivers(waivers_file(tmp_path, WAIVER))
    assert str(waiver.residual) == "-33.37"
    assert waiver.binding == ""


def test_without_a_file_nothing_is_waived(tmp_path: Path) -> None:
    assert load_waivers(tmp_path / "waivers.yml") == ()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("'-33.37'", "-33.37", "waivers.yml, line 1: entry: Value error, write the residual as a quoted decimal"),
        ("'-33.37'", "about 33", "waivers.yml, line 1: residual: Input should be a valid decimal"),
        ("reason: printed so", "reason: ''", "waivers.yml, line 1: reason: String should have at least 1 character"),
        ("author: somebody\n", "autor: somebody\n", "autor: Extra inputs are not permitted"),
        ("date: 2026-01-02", "date: soon", "waivers.yml, line 1: date: Input should be a valid date"),
        ("  reason: printed so\n", "", "waivers.yml, line 1: reason: Field required"),
    ],
)
def test_a_waiver_that_is_not_exact_and_complete_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in WAIVER
    with pytest.raises(CatalogueError) as refused:
        load_waivers(waivers_file(tmp_path, WAIVER.replace(before, after)))
    assert message in str(refused.value)


def test_a_violation_is_waived_once(tmp_path: Path) -> None:
    again = WAIVER.replace("'-33.37'", "'-33.38'")
    with pytest.raises(CatalogueError, match=r"waivers\.yml, line 8: this violation is waived twice"):
        load_waivers(waivers_file(tmp_path, WAIVER + again))


def test_two_bindings_of_an_identity_are_two_violations(tmp_path: Path) -> None:
    other = WAIVER.replace("  residual:", "  binding: '201'\n  residual:")
    assert [waiver.binding for waiver in load_waivers(waivers_file(tmp_path, WAIVER + other))] == ["", "201"]


def test_a_whole_number_is_exact_without_quotes(tmp_path: Path) -> None:
    (waiver,) = load_waivers(waivers_file(tmp_path, WAIVER.replace("'-33.37'", "-33")))
    assert waiver.residual == Decimal(-33)
