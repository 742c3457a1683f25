"""The invented district: the same options give the same bytes, and what is said to be true of it is true."""

import csv
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.disclosure.model import CellKey
from orchestration.registry.model import load_registry
from tests.synthetic.district.__main__ import main
from tests.synthetic.district.disclosing import make_disclosure
from tests.synthetic.district.history import Year, history
from tests.synthetic.district.kinds import code_names, load_kinds
from tests.synthetic.district.population import Department, departments
from tests.synthetic.district.prose import change, prose
from tests.synthetic.district.scenarios import VERDICTS, Scenario, plans
from tests.synthetic.district.write import District, write_district
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.accounts import BUDGETS
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.truth.defects import KINDS, WORST_HALF_UNIT, DefectDoesNotFit, plant
from tests.synthetic.truth.relations import Figures, relations, violated

YEARS = (2022, 2023, 2024)
HALF_UNIT = Decimal("0.005")
PEOPLE = departments(1, 40, YEARS, ("xlsx",), templates.names())
TINY = District(2, (2023, 2024), ("csv", "text"), ("hubei",), defects=1, seed=5)


def years() -> Iterator[tuple[Department, dict[int, Year]]]:
    return ((department, history(1, department, YEARS)) for department in PEOPLE)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def silent(_: str) -> None:
    return None


# ---- the whole district


def test_the_same_district_gives_the_same_bytes_whatever_the_number_of_processes(tmp_path: Path) -> None:
    write_district(TINY, tmp_path / "one", silent, jobs=1)
    write_district(TINY, tmp_path / "two", silent, jobs=2)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_another_seed_gives_another_district(tmp_path: Path) -> None:
    write_district(TINY, tmp_path / "one", silent, jobs=1)
    other = District(TINY.departments, TINY.years, TINY.formats, TINY.layouts, TINY.defects, seed=6)
    write_district(other, tmp_path / "other", silent, jobs=1)
    assert files(tmp_path / "one")["truth/cells.csv"] != files(tmp_path / "other")["truth/cells.csv"]


def test_what_lies_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        write_district(TINY, tmp_path, silent, jobs=1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--years", "2024-2022"], "2024-2022 is no range of years such as 2019-2024"),
        (["--formats", "pdf,scroll"], "unknown: scroll; there are xlsx"),
        (["--departments", "2", "--years", "2024", "--defects", "3"], "3 defects do not fit into 2 department-years"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, options: list[str], message: str) -> None:
    result = CliRunner().invoke(main, [*options, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_the_registry_of_a_district_is_one(tmp_path: Path) -> None:
    write_district(District(20, (2024,), ("csv",), ("hubei",), 0, 1), tmp_path, silent, jobs=1)
    registry = load_registry(tmp_path / "raw" / "departments.csv")
    assert sum(department.parent_id is None for department in registry.departments) == 20
    assert any(department.parent_id for department in registry.departments)
    assert registry.due_on.keys() == {2024}


def test_every_planted_error_is_in_the_truth_with_what_it_violates(tmp_path: Path) -> None:
    write_district(District(3, YEARS, ("csv",), ("hubei",), 4, 2), tmp_path, silent, jobs=1)
    with (tmp_path / "truth" / "defects.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({(row["department_id"], row["fiscal_year"]) for row in rows}) == 4
    assert all(row["identities"] and row["printed"] != row["true"] for row in rows)
    with (tmp_path / "truth" / "verdicts.csv").open(encoding="utf-8", newline="") as stream:
        verdicts = {(row["department_id"], row["fiscal_year"]): row["verdict"] for row in csv.DictReader(stream)}
    assert {verdicts[row["department_id"], row["fiscal_year"]] for row in rows} == {"quarantined"}


# ---- who there is


def test_there_are_names_for_four_hundred_departments_and_no_two_are_alike() -> None:
    many = departments(1, 400, YEARS, ("xlsx",), ("hubei",))
    assert len({department.name for department in many}) == len({d.department_id for d in many}) == 400


def test_some_department_is_founded_merged_and_renamed() -> None:
    assert any(department.founded for department in PEOPLE)
    assert any(department.former_name for department in PEOPLE)
    (merged, *_) = (department for department in PEOPLE if department.merged)
    successor = next(department for department in PEOPLE if department.department_id == merged.successor_id)
    assert all(successor.exists_in(year) for year in YEARS)
    assert not merged.exists_in((merged.merged or 0) + 1)


def test_every_code_has_a_name() -> None:
    kinds = load_kinds()
    codes = {common.item for common in kinds.common} | {item for kind in kinds.kinds.values() for item in kind.items}
    assert all(code[:length] in code_names() for code in codes for length in (3, 5, 7))


# ---- the money


def test_every_disclosure_adds_up_and_some_only_within_rounding() -> None:
    residuals = Counter[bool]()
    for department, own in years():
        for year in own.values():
            figures = make_disclosure(1, department, year).figures
            assert not violated(figures, HALF_UNIT)
            residuals[any(relation.residual(figures) for relation in relations(figures))] += 1
    assert residuals[True] > 10
    assert residuals[False] > 10


def test_what_was_left_over_is_carried_forward_by_item_and_budget() -> None:
    carried = 0
    for _, own in years():
        for year, after in ((year, own[number + 1]) for number, year in own.items() if number + 1 in own):
            for budget in BUDGETS:
                left = year.accounts.appropriations[budget].closing
                assert left == after.accounts.appropriations[budget].opening
                carried += bool(left)
            assert year.accounts.other.closing == after.accounts.other.opening
    assert carried > 20


def test_a_department_that_is_merged_leaves_nothing_behind() -> None:
    for department, own in years():
        if department.merged:
            last = own[department.merged].accounts
            assert not any(money.closing for money in last.appropriations.values())
            assert last.other.closing == 0


def test_growth_is_plausible_and_codes_stay() -> None:
    for _, own in years():
        general = {number: year.accounts.appropriations["general_public_budget"] for number, year in own.items()}
        for number, money in general.items():
            assert min(money.income.values()) >= 0
            if number + 1 in general:
                after = general[number + 1].expenditure
                assert 0.7 < after.total() / money.expenditure.total() < 1.4
                assert len(after.keys() & money.expenditure.keys()) >= 0.6 * len(after)


# ---- the errors


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_planted_error_is_beyond_all_rounding_and_changes_what_it_says(kind: str) -> None:
    planted = 0
    for department, own in list(years())[:12]:
        figures = make_disclosure(1, department, own[YEARS[-1] if department.exists_in(2024) else 2022]).figures
        try:
            defect = plant(random.Random(f"{kind}/{department.department_id}"), kind, figures)
        except DefectDoesNotFit:
            continue
        printed = defect.printed(figures)
        assert defect.violated == violated(printed, WORST_HALF_UNIT) != frozenset()
        assert {key for key in figures if printed.get(key) != figures[key]} <= defect.changes.keys()
        assert printed != dict(figures)
        planted += 1
    assert planted > 4


def test_an_error_that_finds_no_place_is_refused() -> None:
    with pytest.raises(DefectDoesNotFit):
        plant(random.Random(1), "row_slip", {CellKey("three_public", "total", "final"): Decimal("1.00")})


@pytest.mark.parametrize("seed", range(5))
def test_the_relations_hold_in_disclosures_that_another_generator_made(seed: int) -> None:
    assert not violated(random_disclosure(random.Random(seed)).figures, Decimal(0))


def test_a_relation_counts_what_is_printed() -> None:
    def at(row: str) -> CellKey:
        return CellKey("three_public", row, "final")

    stated: Figures = {at("total"): Decimal("3.02"), at("vehicles"): Decimal("1.00"), at("reception"): Decimal("2.00")}
    assert violated(stated, Decimal("0.006")) == {"three_public.total"}
    assert not violated(stated, Decimal("0.007"))
    assert not violated({key: amount for key, amount in stated.items() if key != at("total")}, HALF_UNIT)


# ---- scenarios


def test_each_fate_is_met_and_every_department_year_has_one() -> None:
    found = plans(1, PEOPLE, YEARS, defects=12)
    assert found.keys() == {(d.department_id, year) for d in PEOPLE for year in YEARS if d.exists_in(year)}
    assert {plan.scenario for plan in found.values()} == set(Scenario) == VERDICTS.keys()
    assert {plan.defect for plan in found.values() if plan.defect} == KINDS.keys()


def test_more_errors_than_disclosures_are_refused() -> None:
    with pytest.raises(ValueError, match="7 defects do not fit into 6 department-years"):
        plans(1, PEOPLE[:2], YEARS, defects=7)


# ---- the narrative


def test_growth_is_told_as_the_standard_phrase_tells_it() -> None:
    assert change(Decimal("110.00"), Decimal("100.00")) == "增加10.00万元，增长10.00%"
    assert change(Decimal("90.00"), Decimal("120.00")) == "减少30.00万元，下降25.00%"
    assert change(Decimal("90.00"), Decimal("90.00")) == "持平"


def test_the_narrative_states_last_years_figures_and_the_budget_exactly() -> None:
    department = PEOPLE[0]
    own = history(1, department, YEARS)
    this, last = make_disclosure(1, department, own[2024]), make_disclosure(1, department, own[2023])
    told = prose(1, department, own[2024], this, last)
    total = CellKey("expenditure", "total", "total")
    assert told.facts["expenditure/total/total:change"] == change(this.figures[total], last.figures[total])
    projects = [Decimal(project["final"]) for project in told.lists["projects"]]
    assert Decimal(told.facts["project_sum"]) == sum(projects)
    assert len(told.lists["items"]) + len(told.lists["unbudgeted"]) == sum(
        key.sheet_id == "general_budget_expenditure"
        and key.column_key == "total"
        and len(key.row_key) == 7
        and amount > 0
        for key, amount in this.figures.items()
    )


def test_a_first_year_tells_no_growth() -> None:
    department = PEOPLE[0]
    own = history(1, department, YEARS)
    told = prose(1, department, own[2024], make_disclosure(1, department, own[2024]), None)
    assert not any(field.endswith(":change") for field in told.facts)
