"""What a department knows and an explanation may state: its exact figures, those of the year before, its budgets, and
what no sheet holds. The sheets print the exact figures rounded; how they are worded does not belong here."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import isqrt

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.accounts import SECTIONS_OF_ITEMS, Accounts, Appropriation, OtherMoney
from tests.synthetic.documents.codes import standard_names
from tests.synthetic.documents.generate import disclose, random_accounts, random_name
from tests.synthetic.documents.model import Disclosure

CENT = Decimal("0.01")
FUNCTION_SHEETS = ("income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital")
GENERAL = "general_budget_expenditure"
ECONOMIC = "general_budget_basic_by_economic"
OTHER = "other"
"""The sheet id of what no sheet holds."""

_FEWEST_ITEMS = 3
GUESTS = 307
"""So many guests `per_guest` is told for."""


@dataclass(frozen=True)
class Books:
    """Amounts in 万元 to the 元. `disclosure` is what the sheets print of `exact`; `budgets` are those of the year's
    beginning, and of the three public expenses those that their sheet prints, under the key of the final figure."""

    disclosure: Disclosure
    exact: Mapping[CellKey, Decimal]
    previous: Mapping[CellKey, Decimal]
    budgets: Mapping[CellKey, Decimal]

    def name(self, code: str) -> str:
        return self.disclosure.code_names.get(code) or standard_names()[code]

    def rows(self, sheet_id: str, length: int, column: str) -> list[CellKey]:
        """The rows with codes of so many digits that print something above zero in the column."""
        return sorted(
            (
                key
                for key, amount in self.disclosure.figures.items()
                if key.sheet_id == sheet_id
                and key.column_key == column
                and key.row_key.isdigit()
                and len(key.row_key) == length
                and amount.quantize(CENT, ROUND_HALF_UP) > 0
            ),
            key=lambda key: key.row_key,
        )

    @cached_property
    def function_names(self) -> Counter[str]:
        """How many function rows have a name."""
        codes = {key.row_key for key in self.exact if key.sheet_id in FUNCTION_SHEETS and key.row_key.isdigit()}
        return Counter(self.name(code) for code in codes)

    @cached_property
    def economic_names(self) -> Counter[str]:
        codes = {key.row_key for key in self.exact if key.sheet_id == ECONOMIC and key.row_key.isdigit()}
        return Counter(self.name(code) for code in codes)


def random_books(rng: random.Random) -> Books:
    """Books of a department that spends a general public budget on several items."""
    accounts = random_accounts(rng)
    while len(accounts.appropriations["general_public_budget"].expenditure) < _FEWEST_ITEMS:
        accounts = random_accounts(rng)
    accounts = _with_each(accounts, _moderate, _moderate)
    factor = Decimal(rng.randrange(101, 199, 2)) / 100
    disclosure = disclose(rng, accounts)
    exact = {key: amount * factor for key, amount in disclosure.figures.items()}
    printed = {
        key: amount if disclosure.unit(key.sheet_id) == "元" else amount.quantize(CENT, ROUND_HALF_UP)
        for key, amount in exact.items()
    }
    previous = {
        CellKey(sheet_id, row_key, column_key): Decimal(hundredths).scaleb(-2) * factor
        for sheet_id, cells in _year_before(rng, accounts).sheets().items()
        for (row_key, column_key), hundredths in cells.items()
    }
    facts, facts_before = _random_facts(rng, exact)
    return Books(
        replace(disclosure, figures=printed, department_name=random_name(rng), fiscal_year=rng.randint(2018, 2026)),
        {**exact, **facts},
        {**previous, **facts_before},
        dict(_random_budgets(rng, exact)),
    )


def _moderate(amount: int) -> int:
    """Bring amounts nearer to each other: from a few hundred 元 to some ten million."""
    return isqrt(amount * 1_000) if amount > 0 else 0


def _year_before(rng: random.Random, accounts: Accounts) -> Accounts:
    """The same accounts, or with most amounts up to a quarter higher or lower."""
    if rng.random() < 0.05:
        return accounts

    def move(amount: int) -> int:
        return amount if rng.random() < 0.1 else amount * rng.randint(72, 128) // 100

    return _with_each(accounts, move, lambda amount: amount)


def _with_each(accounts: Accounts, change: Callable[[int], int], change_balance: Callable[[int], int]) -> Accounts:
    """Accounts with every amount changed, which hold together as before."""

    def changed(amounts: Mapping[str, int]) -> Counter[str]:
        return Counter({key: change(amount) for key, amount in amounts.items()})

    appropriations = {
        budget: Appropriation(*map(changed, (money.opening, money.basic, money.project, money.closing)))
        for budget, money in accounts.appropriations.items()
    }
    old = accounts.other
    other = OtherMoney(
        {source: changed(column) for source, column in old.income.items()},
        changed(old.basic),
        changed(old.project),
        {use: changed(column) for use, column in old.uses.items()},
        change_balance(old.surplus_used),
        change_balance(old.surplus_distribution),
        change_balance(old.opening),
    )
    economic = _split(accounts.economic, appropriations["general_public_budget"].basic.total())
    return Accounts(
        appropriations,
        replace(other, opening=other.opening + max(-other.closing, 0)),
        economic,
        _expenses(accounts, economic, change),
    )


def _expenses(accounts: Accounts, economic: Counter[str], change: Callable[[int], int]) -> dict[str, Counter[str]]:
    """The three public expenses: what basic expenditure contains of them, and what they are beside it."""
    final, budget = accounts.expenses["final"], accounts.expenses["budget"]
    contained = {
        item: [sum(each[code] for code in codes) for each in (accounts.economic, economic)]
        for item, codes in SECTIONS_OF_ITEMS.items()
    }
    now = Counter({item: contained[item][1] + change(amount - contained[item][0]) for item, amount in final.items()})
    return {
        "final": now,
        "budget": Counter({item: now[item] + change(amount - final[item]) for item, amount in budget.items()}),
    }


def _split(parts: Counter[str], whole: int) -> Counter[str]:
    """Another whole in about the same parts; the last takes what is left over."""
    total, left = parts.total(), whole
    split: Counter[str] = Counter()
    for key in parts:
        split[key] = parts[key] * whole // total if total else 0
        left -= split[key]
    if parts:
        split[next(reversed(parts))] += left
    return split


def _random_budgets(rng: random.Random, exact: Mapping[CellKey, Decimal]) -> Iterator[tuple[CellKey, Decimal]]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for key, amount in exact.items():
        if key.sheet_id == "three_public" and key.column_key == "budget":
            yield CellKey(key.sheet_id, key.row_key, "final"), amount
        if key.sheet_id != GENERAL or key.column_key != "total" or len(key.row_key) != 7:
            continue
        budget = _random_budget(rng, amount)
        yield key, budget
        for row_key in (key.row_key[:3], key.row_key[:5], "total"):
            sums[row_key] += budget
    for row_key, amount in sums.items():
        yield CellKey(GENERAL, row_key, "total"), amount


def _random_budget(rng: random.Random, amount: Decimal) -> Decimal:
    """As spent, nothing at all, or another amount that differs by more than its rounding."""
    chance = rng.random()
    budget = (amount * rng.randint(80, 125) / 100).quantize(CENT)
    if chance < 0.05:
        return Decimal(0)
    return amount if chance < 0.2 or abs(budget - amount) < 2 * CENT else budget


def _random_facts(
    rng: random.Random, exact: Mapping[CellKey, Decimal]
) -> tuple[dict[CellKey, Decimal], dict[CellKey, Decimal]]:
    """Amounts that no sheet holds, and those of the year before."""

    def fen(low: int, high: int) -> Decimal:
        return Decimal(rng.randint(low, high)).scaleb(-4)

    goods, works, services = fen(10_000, 3_000_000), fen(10_000, 9_000_000), fen(10_000, 5_000_000)
    total = goods + works + services
    small_medium = (total * rng.randint(60, 99) / 100).quantize(Decimal("0.0001"))
    current, fixed = fen(1_000_000, 90_000_000), fen(1_000_000, 90_000_000)
    running = fen(200_000, 9_000_000)
    facts = {
        "procurement": total,
        "procurement.goods": goods,
        "procurement.works": works,
        "procurement.services": services,
        "procurement.small_medium": small_medium,
        "procurement.small_micro": (small_medium * rng.randint(20, 95) / 100).quantize(Decimal("0.0001")),
        "running_costs": running,
        "assets": current + fixed,
        "assets.current": current,
        "assets.fixed": fixed,
        "performance": fen(100_000, 50_000_000),
        "meetings": fen(5_000, 300_000),
        "courses": fen(5_000, 300_000),
    }
    guests_cost = exact.get(CellKey("three_public", "reception", "final"), Decimal(0))
    if guests_cost > 0:
        facts["per_guest"] = (guests_cost / GUESTS).quantize(Decimal("0.000001"))
    vehicles = exact.get(CellKey("three_public", "vehicle_operation", "final"), Decimal(0))
    if vehicles > 1:
        shares = [(vehicles * part / 100).quantize(Decimal("0.0001")) for part in (35, 30, 20)]
        facts |= dict(zip(("vehicles.fuel", "vehicles.repair", "vehicles.insurance"), shares, strict=True))
        facts["vehicles.rest"] = vehicles - sum(shares)
    before = {"running_costs": running + fen(-150_000, 150_000), "assets": current + fixed + fen(-900_000, 900_000)}
    return {_fact(name): value for name, value in facts.items()}, {_fact(name): value for name, value in before.items()}


def _fact(name: str) -> CellKey:
    return CellKey(OTHER, name, "")
