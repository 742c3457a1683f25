"""The money of a department over the years: the same codes mostly, plausible growth, balances carried forward.

All amounts are whole 元.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.synthetic.district.kinds import Budget, Kind, Weights, commons_of, load_kinds
from tests.synthetic.district.population import Department
from tests.synthetic.documents.accounts import SECTIONS_OF_ITEMS, Accounts, Appropriation, OtherMoney, sum_of

_GROWTH = (-0.06, 0.12)
_NOISE = (0.9, 1.1)
"""What an item does beside its department's growth."""

_ACTIVE = 0.95
"""How often an item of project expenditure is spent on in a year."""

_WITH_BALANCE = 0.25
_BALANCE = (0.01, 0.1)
"""How often an item closes with a balance, and how much of its expenditure that is."""

_LEAST = 2_000
"""Smaller expenditure than this is none."""

_YEARS_BEFORE = 2
"""Years that went before the first one published: growth and opening balances come from them."""


@dataclass(frozen=True)
class Year:
    """One fiscal year of a department. `initial_budget` is the general public budget voted for each item."""

    fiscal_year: int
    accounts: Accounts
    initial_budget: Counter[str]


def history(seed: int, department: Department, years: Sequence[int]) -> dict[int, Year]:
    """Its years, those before the first one included where it existed then."""
    rng = random.Random(f"{seed}/history/{department.department_id}")
    return {year.fiscal_year: year for year in _years(rng, department, years)}


def _years(rng: random.Random, department: Department, years: Sequence[int]) -> Iterator[Year]:
    kind = load_kinds().kinds[department.kind]
    first = department.founded or years[0] - _YEARS_BEFORE
    budgets = {
        "general_public_budget": _general_budget(kind),
        "government_fund": _other_budget(rng, kind.fund),
        "state_capital": _other_budget(rng, kind.state_capital),
    }
    size = department.size / (1 + sum(_GROWTH) / 2) ** _YEARS_BEFORE
    balances: dict[str, Counter[str]] = {budget: Counter() for budget in budgets}
    other_balance = 0
    for year in range(first, (department.merged or years[-1]) + 1):
        size *= 1 + rng.uniform(*_GROWTH)
        spender = _Spender(rng, department, kind, size, closes=year == department.merged)
        appropriations = {
            budget: spender.appropriation(weights, balances[budget]) for budget, weights in budgets.items()
        }
        general = appropriations["general_public_budget"]
        commons = spender.commons(general.basic)
        appropriations["general_public_budget"] = general = Appropriation(
            general.opening, sum_of(general.basic, commons), general.project, general.closing
        )
        economic = spender.economic(general.basic, commons)
        other = spender.other(general, other_balance)
        expenses = spender.expenses(economic)
        yield Year(year, Accounts(appropriations, other, economic, expenses), spender.initial_budget(general))
        balances = {budget: money.closing for budget, money in appropriations.items()}
        other_balance = other.closing


def _general_budget(kind: Kind) -> Mapping[str, Weights]:
    """Weights as shares of the department's size."""
    basic = sum(weights.basic for weights in kind.items.values())
    project = sum(weights.project for weights in kind.items.values())
    own_basic = kind.basic * (1 - sum(common.share for common in commons_of(kind)))
    return {
        item: Weights(basic=own_basic * weights.basic / basic, project=(1 - kind.basic) * weights.project / project)
        for item, weights in kind.items.items()
    }


def _other_budget(rng: random.Random, budget: Budget | None) -> Mapping[str, Weights]:
    if budget is None or rng.random() >= budget.chance:
        return {}
    return {item: Weights(project=share) for item, share in budget.items.items()}


@dataclass(frozen=True)
class _Spender:
    """One department in one year. `closes` says that nothing may be left at the end of it."""

    rng: random.Random
    department: Department
    kind: Kind
    size: float
    closes: bool

    def amount(self, share: float) -> int:
        """A share of the department's size in 元, give or take; 0 where it is next to nothing."""
        amount = self.rounded(self.size * share * self.rng.uniform(*_NOISE))
        return amount if amount >= _LEAST else 0

    def rounded(self, amount: float) -> int:
        return round(amount / self.department.granule) * self.department.granule

    def appropriation(self, weights: Mapping[str, Weights], opening: Counter[str]) -> Appropriation:
        basic = _stated({item: self.amount(weight.basic) for item, weight in weights.items()})
        project = _stated(
            {
                item: max(self.amount(weight.project), opening[item])
                for item, weight in weights.items()
                if opening[item] or self.rng.random() < _ACTIVE
            }
        )
        closing = {
            item: self.rounded(spent * self.rng.uniform(*_BALANCE))
            for item, spent in sorted(project.items())
            if self.rng.random() < _WITH_BALANCE and not self.closes
        }
        return Appropriation(_stated(opening), basic, project, _stated(closing))

    def commons(self, own_basic: Counter[str]) -> Counter[str]:
        """What every department pays for its staff."""
        commons = commons_of(self.kind)
        whole = own_basic.total() / (1 - sum(common.share for common in commons))
        return _stated({common.item: self.rounded(whole * common.share) for common in commons})

    def economic(self, basic: Counter[str], commons: Counter[str]) -> Counter[str]:
        """Basic expenditure of the general public budget by economic section."""
        sections: Counter[str] = Counter()
        for common in commons_of(self.kind):
            sections[common.section] += commons[common.item]
        rest = basic.total() - commons.total()
        weights = dict(load_kinds().economic[self.kind.staff])
        weights["30231"] *= self.kind.vehicles
        whole = sum(weights.values())
        for section, weight in weights.items():
            sections[section] += self.rounded(rest * weight / whole * self.rng.uniform(*_NOISE))
        sections["30101"] += basic.total() - sections.total()
        return _stated(sections)

    def other(self, general: Appropriation, opening: int) -> OtherMoney:
        """Income beside the appropriation is spent on the items that cost most, nearly all of it."""
        main = sorted(general.expenditure, key=lambda item: (-general.expenditure[item], item))[:3]
        income: dict[str, Counter[str]] = {}
        spent: dict[str, Counter[str]] = {"basic": Counter(), "project": Counter(), "operating": Counter()}
        for source, share in self.kind.other_income.items():
            use = {"institutional": "basic", "operating": "operating"}.get(source, "project")
            income[source] = _stated({item: self.amount(share / len(main)) for item in main})
            for item, amount in income[source].items():
                kept = 1.0 if self.closes else self.rng.uniform(0.92, 1.0)
                spent[use][item] += self.rounded(amount * kept)
        surplus = sum(column.total() for column in income.values()) - sum(use.total() for use in spent.values())
        distributed = self.rounded(surplus / 2) if self.rng.random() < 0.2 else 0
        if self.closes:
            distributed = opening + surplus
        return OtherMoney(
            income=income,
            basic=spent["basic"],
            project=spent["project"],
            uses={"operating": spent["operating"]},
            surplus_used=0,
            surplus_distribution=distributed,
            opening=opening,
        )

    def expenses(self, economic: Counter[str]) -> dict[str, Counter[str]]:
        """The three public expenses: what basic expenditure contains of them, and what projects pay."""
        final = Counter({item: sum(economic[code] for code in codes) for item, codes in SECTIONS_OF_ITEMS.items()})
        for item, chance, least, most in (
            ("overseas_travel", 0.1, 40_000, 260_000),
            ("vehicle_purchase", 0.15 * self.kind.vehicles, 160_000, 420_000),
            ("vehicle_operation", 0.3, 5_000, 90_000),
            ("reception", 0.2, 1_000, 20_000),
        ):
            if self.rng.random() < chance:
                final[item] += self.rounded(self.rng.randint(least, most))
        budget = Counter({item: self.rounded(amount * self.rng.uniform(1.0, 1.4)) for item, amount in final.items()})
        return {"budget": budget, "final": final}

    def initial_budget(self, general: Appropriation) -> Counter[str]:
        """Some items had no budget at the beginning of the year."""
        return _stated(
            {
                item: self.rounded(spent * self.rng.uniform(0.85, 1.15))
                for item, spent in sorted(general.expenditure.items())
                if self.rng.random() < 0.95
            }
        )


def _stated(amounts: Mapping[str, int]) -> Counter[str]:
    return Counter({key: amount for key, amount in amounts.items() if amount})
