"""Find the stated figures of the explanation that are each behind several violated claims.

A figure explains violations where one new amount satisfies all of them and every claim that held with it still holds.
A claim that is violated alone accuses no figure: any of its own may be wrong. What cells of the sheets explain belongs
to the search and to the corroboration.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from expectations.diagnosis.ledger import NOTHING
from expectations.diagnosis.model import Change, Diagnosis, EquationKey, Figure, Hypothesis
from expectations.diagnosis.search import unexplained_violation
from expectations.diagnosis.slips import UNIT_SHIFT, choose_likeliest_amount, load_likely_causes
from expectations.diagnosis.stated_equations import (
    ANY_AMOUNT,
    LARGEST,
    Interval,
    StatedEquation,
    admitted_amounts,
    common_amounts,
)
from expectations.model import NARRATIVE, Relation

KIND = "stated_figure"
TOGETHER = 2
"""The least number of violations that accuse a figure."""

_WITHOUT_FIGURE = frozenset({"direction", "whole"})
"""The kinds of claims that state no figure of their own."""

_SIGNED_KINDS = frozenset({"change", "growth"})
"""The kinds of stated figures of which a decrease is negative."""

_EXACT = (Relation.RESTATES, Relation.EQUALS)
"""The relations that say what a figure should be, the surest first."""


@dataclass(frozen=True, slots=True)
class _Explanation:
    """A figure and the violations that one new amount of it satisfies; `expected` is None where several would do."""

    figure: Figure
    satisfied: frozenset[EquationKey]
    expected: Decimal | None
    likely_cause: str | None

    @property
    def is_telling(self) -> bool:
        return self.likely_cause is not None and load_likely_causes()[self.likely_cause].telling

    @property
    def standing(self) -> tuple[int, bool]:
        """Best first: most violations, then a slip that hardly fits by chance."""
        return -len(self.satisfied), not self.is_telling


def explain_stated_figures(equations: Iterable[StatedEquation]) -> tuple[Diagnosis, ...]:
    """Return a diagnosis for each set of violations that a stated figure explains; equal input gives equal output.

    Of overlapping sets that are explained equally well, none is taken.
    """
    touching: defaultdict[Figure, list[StatedEquation]] = defaultdict(list)
    for equation in equations:
        for figure in dict.fromkeys(_figures(equation)):
            touching[figure].append(equation)
    left = [explanation for figure in touching for explanation in _explanations(figure, touching[figure])]
    diagnoses: list[Diagnosis] = []
    while left:
        best = min(explanation.standing for explanation in left)
        leading = {explanation.satisfied for explanation in left if explanation.standing == best}
        contested = {one for one in leading if any(one & other for other in leading - {one})}
        explained = sorted(leading - contested, key=sorted)
        diagnoses.extend(_diagnosis([each for each in left if each.satisfied == one]) for one in explained)
        left = list(_without(frozenset().union(*explained), (each for each in left if each.satisfied not in contested)))
    return tuple(diagnoses)


def _figures(equation: StatedEquation) -> Iterator[Figure]:
    for term in equation.terms:
        _, sheet_id, _, kind = term.address
        if sheet_id == NARRATIVE and kind not in _WITHOUT_FIGURE:
            yield Figure(term.address, term.label, term.amount, 2 * term.half_unit or Decimal(1))


def _without(explained: frozenset[EquationKey], explanations: Iterable[_Explanation]) -> Iterator[_Explanation]:
    """The explanations of several violations that are left once some are explained."""
    for explanation in explanations:
        satisfied = explanation.satisfied - explained
        if len(satisfied) >= TOGETHER:
            yield replace(explanation, satisfied=satisfied)


def _explanations(figure: Figure, equations: Sequence[StatedEquation]) -> Iterator[_Explanation]:
    """The largest sets of violations that one new amount satisfies; the least amount that one admits satisfies most."""
    admitted = {equation.key: admitted_amounts(equation, figure.address) for equation in equations}
    kept = common_amounts(
        (_possible_amounts(figure), *(admitted[equation.key] for equation in equations if not equation.is_violated))
    )
    repaired = {
        equation.key: common_amounts((kept, admitted[equation.key])) for equation in equations if equation.is_violated
    }
    sets = {
        frozenset(key for key, amounts in repaired.items() if start.lowest in amounts) for start in repaired.values()
    }
    exact = [(equation.key, _middle(admitted[equation.key])) for equation in _exact_first(equations)]
    for satisfied in sorted(sets, key=sorted):
        if len(satisfied) >= TOGETHER and not any(satisfied < other for other in sets):
            amounts = common_amounts(repaired[key] for key in satisfied)
            yield from _explain(figure, satisfied, amounts, [amount for key, amount in exact if key in satisfied])


def _possible_amounts(figure: Figure) -> Interval:
    may_be_negative = figure.address[3] in _SIGNED_KINDS or (figure.printed or NOTHING) < 0
    return ANY_AMOUNT if may_be_negative else Interval(NOTHING, LARGEST)


def _exact_first(equations: Iterable[StatedEquation]) -> list[StatedEquation]:
    """The equations that say what a figure should be."""
    return sorted((each for each in equations if each.relation in _EXACT), key=lambda each: _EXACT.index(each.relation))


def _middle(amounts: Interval) -> Decimal:
    return (amounts.lowest + amounts.highest) / 2


def _explain(
    figure: Figure, satisfied: frozenset[EquationKey], amounts: Interval, exact: Iterable[Decimal]
) -> Iterator[_Explanation]:
    """The explanation, unless no amount that can be printed like the figure is among those allowed.

    What sums and cells say goes before another unit, and that before the only amount left.
    """
    printed = figure.printed or NOTHING
    first = _round(amounts.lowest, figure, ROUND_CEILING)
    proposals = (
        (*(_round(each, figure, ROUND_HALF_EVEN) for each in exact), -printed),
        (printed.scaleb(UNIT_SHIFT), printed.scaleb(-UNIT_SHIFT)),
        () if first + figure.step in amounts else (first,),
    )
    fitting = next(filter(None, ([each for each in group if each in amounts] for group in proposals)), [])
    if fitting or first in amounts:
        expected, cause = choose_likeliest_amount(figure, fitting) or (next(iter(fitting), None), None)
        yield _Explanation(figure, satisfied, expected, cause)


def _round(amount: Decimal, figure: Figure, rounding: str) -> Decimal:
    """An amount with the decimals of a figure."""
    return (amount / figure.step).to_integral_value(rounding) * figure.step


def _diagnosis(explanations: Sequence[_Explanation]) -> Diagnosis:
    """One set of violations with every figure that explains it."""
    ranked = sorted(explanations, key=lambda each: (each.standing, each.figure.address, each.expected or NOTHING))
    hypotheses = tuple(
        Hypothesis(
            KIND,
            (Change(each.figure, each.expected, each.likely_cause),),
            1,
            1 if each.standing == ranked[0].standing else 2,
        )
        for each in ranked
    )
    violations = tuple(sorted(ranked[0].satisfied))
    first = [hypothesis for hypothesis in hypotheses if hypothesis.rank == 1]
    finding_id = _name(ranked[0].figure) if len(first) == 1 else unexplained_violation(violations[0]).finding_id
    return Diagnosis(finding_id, violations, hypotheses)


def _name(figure: Figure) -> str:
    year, sheet_id, claim_key, kind = figure.address
    return f"{year} {sheet_id}[{claim_key}].{kind}"
