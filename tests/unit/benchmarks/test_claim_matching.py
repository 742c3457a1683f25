"""What was read is paired with what is stated, and a planted error counts as found by what quotes and names it."""

from decimal import Decimal

from benchmarks.claims.handed import Planted, Region, match_planted
from benchmarks.claims.matching import Known, Match, canonical, judge
from benchmarks.claims.results import Violation
from orchestration.disclosure.model import CellKey
from tests.unit.disclosure.claims.said import claims

INCOME = CellKey("income", "total", "total")
APPROPRIATED = CellKey("income", "total", "fiscal_appropriation")
TEXT = "收入合计100.00万元，与上年相比，增加10.00万元，增长11.11%。其中：财政拨款收入60.00万元，占60.00%。"


def known(kind: str, cell: CellKey | None, number: str, unit: str = "万元") -> Known:
    cells = () if cell is None else (cell,)
    return Known(kind, cells, Decimal(number), abs(Decimal(number)), unit)


def matches(*figures: Known) -> list[Match]:
    return [judged.match for judged in judge(figures, claims("income", TEXT))]


def test_figures_are_paired_in_order_and_by_unit() -> None:
    assert (
        matches(
            known("amount", INCOME, "100.00"),
            known("change", INCOME, "10.00"),
            known("growth", INCOME, "11.11", "%"),
            known("amount", APPROPRIATED, "60.00"),
            known("share", APPROPRIATED, "60.00", "%"),
        )
        == [Match.RIGHT] * 5
    )


def test_each_way_of_going_wrong_has_its_name() -> None:
    assert matches(
        known("amount", APPROPRIATED, "100.00"),
        known("amount", INCOME, "10.00"),
        known("growth", INCOME, "-11.11", "%"),
        known("amount", None, "60.00"),
        known("share", APPROPRIATED, "61.00", "%"),
    ) == [Match.WRONG, Match.KIND, Match.KIND, Match.WRONG, Match.UNREAD]


def test_a_figure_without_a_cell_is_unbound() -> None:
    read = claims("income", "收入合计100.00万元。房租收入5.00万元。")
    figures = [known("amount", INCOME, "100.00"), known("amount", APPROPRIATED, "5.00")]
    assert [judged.match for judged in judge(figures, read)] == [Match.RIGHT, Match.UNBOUND]


def test_directions_are_paired_between_their_neighbours() -> None:
    text = "支出预算为5.00万元，支出决算为4.00万元，决算数小于预算数的主要原因是节约。公务接待费支出决算为1.00万元。"
    total = CellKey("three_public", "total", "final")
    figures = [
        known("budget", total, "5.00"),
        known("amount", total, "4.00"),
        known("direction", total, "-1", ""),
        known("amount", CellKey("three_public", "reception", "final"), "1.00"),
    ]
    assert [judged.match for judged in judge(figures, claims("three_public", text))] == [Match.RIGHT] * 4


def test_cells_that_print_one_quantity_are_one() -> None:
    assert canonical(CellKey("income_expenditure_summary", "income.total", "final")) == INCOME
    assert canonical(CellKey("appropriation_summary", "expenditure.201", "general_public_budget")) == CellKey(
        "general_budget_expenditure", "201", "total"
    )
    assert canonical(CellKey("three_public", "total", "budget")) == CellKey("three_public", "total", "final")


def region(*planted: Planted) -> Region:
    return Region("somewhere", [], [], list(planted))


def violation(terms: str, phrase: str, severity: str = "warning") -> Violation:
    return Violation("narrative.share", severity, "", terms, phrase, finding=terms)


def test_a_planted_error_is_found_by_what_quotes_it_and_names_its_value() -> None:
    share = Planted("share", "其中：基本支出60.00万元，占58.80%", "58.80%", "60.00%")
    unit = Planted("unit", "项目支出五十万元即50元，占40.00%", "50元", "50万元")
    own = region(share, unit)
    match_planted(own, [violation("60 / 100 ≠ 58.80%", "其中:基本支出60.00万元，占58.80%")])
    assert (own.found, own.missed, own.unexplained) == ([share], [unit], [])


def test_an_alarm_that_follows_from_no_planted_error_is_unexplained() -> None:
    share = Planted("share", "其中：基本支出60.00万元，占58.80%", "58.80%", "60.00%")
    own = region(share)
    follows = violation("7.00 ≠ 58.80", "另一处所述58.80%的比重")
    alone = violation("7.00 ≠ 8.00", "政府采购支出总额八万元整")
    match_planted(own, [follows, alone, violation("7.00 ≠ 8.00", "别处的文字", "info")])
    assert (own.found, own.unexplained) == ([], [alone])
