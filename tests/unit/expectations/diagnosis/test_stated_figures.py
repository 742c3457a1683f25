"""A wrong figure of the explanation is one finding, however many claims it contradicts."""

from decimal import Decimal

import pytest

from expectations.diagnosis.model import Diagnosis
from expectations.diagnosis.stated_equations import StatedEquation
from expectations.model import Relation
from tests.unit.expectations.diagnosis.small_claims import equation, explain, printed, restated, share, stated, term

BUDGET, FINAL, RATE, WORD = (stated(kind, kind) for kind in ("budget", "amount", "completion", "direction"))


def completion(budget: str, final: str, rate: str, *, holds: bool = False) -> StatedEquation:
    terms = (term(RATE, rate), term(FINAL, final, "part"), term(BUDGET, budget, "base"))
    return equation("completion", Relation.RATIO, *terms, holds=holds)


def above(budget: str, final: str, *, holds: bool = False) -> StatedEquation:
    """The final figure is told to be above the budget."""
    terms = (term(WORD, "1", half_unit=Decimal(0)), term(FINAL, final, "part"), term(BUDGET, budget, "part", -1))
    return equation("direction", Relation.DIRECTION, *terms, holds=holds)


def budgets(budget: str, other: str, whole: str, *, holds: bool = False) -> StatedEquation:
    terms = (term(stated("whole", "budget"), whole), term(BUDGET, budget, "part"), term(stated("other"), other, "part"))
    return equation("budgets", Relation.EQUALS, *terms, holds=holds)


def final_restated(final: str, cell: str, *, holds: bool = False) -> StatedEquation:
    terms = (term(FINAL, final), term(printed("item"), cell, "part"))
    return equation("restated", Relation.RESTATES, *terms, holds=holds)


def only(*equations: StatedEquation) -> Diagnosis:
    (diagnosis,) = explain(*equations)
    return diagnosis


def accused(diagnosis: Diagnosis) -> list[tuple[str, Decimal | None, str | None]]:
    """The likeliest figures by their kind, with what they should be."""
    changes = [hypothesis.changes[0] for hypothesis in diagnosis.hypotheses if hypothesis.rank == 1]
    return [(change.figure.address[3], change.expected, change.likely_cause) for change in changes]


def test_where_everything_holds_nothing_is_found() -> None:
    assert explain(completion("80.00", "88.00", "110.00", holds=True), above("80.00", "88.00", holds=True)) == ()


def test_a_wrong_budget_is_one_finding() -> None:
    diagnosis = only(
        completion("96.82", "93.76", "108.00"),
        above("96.82", "93.76"),
        budgets("96.82", "10.00", "96.82"),
        final_restated("93.76", "93.76", holds=True),
    )
    assert diagnosis.finding_id == "2024 narrative[budget].budget"
    assert len(diagnosis.violations) == 3
    assert accused(diagnosis) == [("budget", Decimal("86.82"), "mistyped_digit")]


def test_a_wrong_final_figure_is_the_cell_that_it_restates() -> None:
    diagnosis = only(completion("50.00", "38.43", "107.96"), above("50.00", "38.43"), final_restated("38.43", "53.98"))
    assert accused(diagnosis) == [("amount", Decimal("53.98"), None)]


def test_a_figure_that_holds_elsewhere_is_not_accused() -> None:
    """The final figure would explain both too, but its cell agrees with it."""
    diagnosis = only(
        completion("96.82", "93.76", "108.00"), above("96.82", "93.76"), final_restated("93.76", "93.76", holds=True)
    )
    assert accused(diagnosis) == [("budget", None, None)]


def test_figures_that_explain_as_much_are_all_named() -> None:
    diagnosis = only(completion("96.82", "93.76", "108.00"), above("96.82", "93.76"))
    assert accused(diagnosis) == [("amount", None, None), ("budget", None, None)]
    assert diagnosis.finding_id == "2024 narrative.completion"


def test_a_telling_slip_goes_first() -> None:
    """A decrease told beside a growth: the sign of the one is flipped; the other would have to be a third figure."""
    change, growth = stated("change", "change"), stated("growth", "growth")
    wrong, rate = "-579.61", term(growth, "10.1", half_unit=Decimal("0.05"))
    diagnosis = only(
        equation(
            "growth",
            Relation.RATIO,
            rate,
            term(change, wrong, "part"),
            term(printed("total"), "6299.77", "base"),
            term(change, wrong, "base", -1),
        ),
        equation("contradiction", Relation.DIRECTION, rate, term(change, wrong, "part")),
    )
    assert accused(diagnosis) == [("change", Decimal("579.61"), "flipped_sign")]
    assert [hypothesis.rank for hypothesis in diagnosis.hypotheses] == [1, 2]


def test_a_figure_in_the_other_unit_is_recognised_without_its_cell() -> None:
    wrong = "561596.90"
    diagnosis = only(
        share("state capital", "5.73", wrong, "980.92"),
        equation(
            "other share",
            Relation.RATIO,
            term(stated("other share", "share"), "62.4", half_unit=Decimal("0.05")),
            term(stated("state capital"), wrong, "part"),
            term(printed("other"), "90.00", "base"),
        ),
    )
    assert accused(diagnosis) == [("amount", Decimal("56.15969"), "wrong_unit")]


@pytest.mark.parametrize(
    "equations",
    [
        (completion("80.00", "88.00", "93.00"),),
        (restated("reception", "4.56", "3.46"), share("reception", "40.00", "4.56", "18.00")),
    ],
    ids=["alone", "two mistakes"],
)
def test_what_no_figure_explains_together_stays_apart(equations: tuple[StatedEquation, ...]) -> None:
    assert explain(*equations) == ()


def test_a_negative_amount_is_never_proposed() -> None:
    assert explain(restated("reception", "4.56", "-3.46"), share("reception", "-19.22", "4.56", "18.00")) == ()


def test_overlapping_sets_explained_equally_well_accuse_nobody() -> None:
    one, other, third = stated("one"), stated("other"), stated("third")
    equations = (
        restated("one", "5.00", "4.00"),
        equation("sum", Relation.EQUALS, term(third, "10.00"), term(one, "5.00", "part"), term(other, "6.00", "part")),
        restated("other", "6.00", "5.00"),
    )
    assert explain(*equations) == ()
