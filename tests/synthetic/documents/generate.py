"""Random disclosures whose figures satisfy every accounting identity exactly.

All arithmetic is in whole hundredths of 万元, the smallest amount that is printed, so that sums of printed figures are
the printed sums.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.accounts import (
    BUDGETS,
    OPERATING_CLASSES,
    PERSONNEL_CLASSES,
    SECTIONS_OF_ITEMS,
    Accounts,
    Appropriation,
    Cells,
    OtherMoney,
    sum_of,
)
from tests.synthetic.documents.codes import economic_sections, function_items, standard_names
from tests.synthetic.documents.model import Disclosure

_PLACES = ("云溪市", "临泽区", "南塘县", "青浦江市清河区", "白石自治县", "东洲市（高新区）")
_OFFICES = ("财政局", "教育局", "卫生健康委员会", "数据局", "司法局", "机关事务服务中心", "总工会", "城市管理执法局")

_OTHER_SOURCES = ("superior_subsidy", "institutional", "operating", "affiliate_remittance", "other")
_OTHER_USES = ("remitted_to_superior", "operating", "subsidy_to_affiliates")
_PRESENT = {"general_public_budget": 1.0, "government_fund": 0.4, "state_capital": 0.15}
"""How often a department has the budget at all."""

_BASIC_SHARE = {"general_public_budget": 0.6, "government_fund": 0.15, "state_capital": 0.1}
"""How often an item of the budget has basic expenditure."""


MOST_CLASSES = 6
"""Functional classes in which a department of middle size spends a budget at most."""


def random_disclosure(rng: random.Random) -> Disclosure:
    """A consistent department-year: the same state of `rng` gives the same disclosure."""
    disclosure, _ = _random_year(rng, None, MOST_CLASSES)
    return replace(disclosure, department_name=random_name(rng), fiscal_year=rng.randint(2018, 2026))


def random_history(rng: random.Random, years: int, most_classes: int = MOST_CLASSES) -> tuple[Disclosure, ...]:
    """Consistent disclosures of one department for consecutive years, each opening with what the one before closed.
    `most_classes` of functions in one budget make it a small department or a large one."""
    name, first_year = random_name(rng), rng.randint(2018, 2026 - years)
    closing: _Closing | None = None
    history = []
    for year in range(first_year, first_year + years):
        disclosure, closing = _random_year(rng, closing, most_classes)
        history.append(replace(disclosure, department_name=name, fiscal_year=year))
    return tuple(history)


def random_name(rng: random.Random) -> str:
    return rng.choice(_PLACES) + rng.choice(_OFFICES)


@dataclass(frozen=True)
class _Closing:
    """What a year leaves to the next, in hundredths of 万元: each budget's balance item by item, other money's as a
    whole."""

    appropriations: Mapping[str, Counter[str]]
    other: int


def _random_year(rng: random.Random, before: _Closing | None, most_classes: int) -> tuple[Disclosure, _Closing]:
    """A disclosure without name and year, and its closing balances; the opening balances are random where no year is
    before it."""
    accounts = _random_accounts(rng, before, most_classes)
    closing = {budget: money.closing for budget, money in accounts.appropriations.items()}
    return disclose(rng, accounts), _Closing(closing, accounts.other.closing)


def random_accounts(rng: random.Random) -> Accounts:
    """The money of one department-year that no year is before."""
    return _random_accounts(rng, None, MOST_CLASSES)


def _random_accounts(rng: random.Random, before: _Closing | None, most_classes: int) -> Accounts:
    appropriations = {
        budget: _random_appropriation(rng, budget, before.appropriations[budget] if before else None, most_classes)
        for budget in BUDGETS
    }
    other = _random_other_money(
        rng, appropriations["general_public_budget"].expenditure, before.other if before else None
    )
    economic = _random_economic(rng, appropriations["general_public_budget"].basic.total())
    return Accounts(appropriations, other, economic, _random_public_expenses(rng, economic))


def disclose(rng: random.Random, accounts: Accounts) -> Disclosure:
    """The sheets of accounts in hundredths of 万元, blank or with zeros at random; without name and year."""
    sheets = accounts.sheets()
    figures = {
        CellKey(sheet_id, row_key, column_key): Decimal(hundredths).scaleb(-2)
        for sheet_id, cells in sheets.items()
        for (row_key, column_key), hundredths in with_printed_zeros(rng, cells).items()
    }
    stated = {key.sheet_id for key in figures}
    return Disclosure(
        department_name="",
        fiscal_year=0,
        figures=figures,
        code_names={key.row_key: standard_names()[key.row_key] for key in figures if key.row_key.isdigit()},
        declared_empty=frozenset(sheets.keys() - stated),
        units=_random_units(rng, sheets.keys()),
    )


def _random_appropriation(
    rng: random.Random, budget: str, carried_over: Counter[str] | None, most_classes: int
) -> Appropriation:
    items = _random_items(rng, budget, most_classes)
    basic = Counter({item: _random_amount(rng) for item in items if rng.random() < _BASIC_SHARE[budget]})
    project = Counter({item: _random_amount(rng) for item in items if item not in basic or rng.random() < 0.3})
    with_balance = [item for item in items if rng.random() < 0.2]
    spent = sum_of(basic, project)
    opening = Counter({item: rng.randint(1, spent[item]) for item in with_balance if rng.random() < 0.7})
    closing = Counter({item: rng.randint(1, 9_000) for item in with_balance if rng.random() < 0.7})
    if carried_over is None:
        return Appropriation(opening, basic, project, closing)
    untouched = Counter({item: amount for item, amount in carried_over.items() if item not in spent})
    return Appropriation(carried_over, basic, project, sum_of(closing, untouched))


def _random_items(rng: random.Random, budget: str, most_classes: int) -> list[str]:
    if rng.random() >= _PRESENT[budget]:
        return []
    candidates = function_items(budget)
    classes = sorted({item[:3] for item in candidates})
    chosen = rng.sample(classes, k=min(len(classes), rng.randint(1, most_classes)))
    items = []
    for class_code in sorted(chosen):
        own = [item for item in candidates if item.startswith(class_code)]
        items += rng.sample(own, k=min(len(own), rng.randint(1, 7)))
    return sorted(items)


def _random_other_money(rng: random.Random, appropriated: Collection[str], carried_over: int | None) -> OtherMoney:
    items = sorted(appropriated)
    sources = rng.sample(_OTHER_SOURCES, k=rng.choice((0, 0, 1, 2, 5)))
    income = {source: _random_column(rng, items) for source in sources}
    if "other" in income and rng.random() < 0.15:
        income["other"][rng.choice(items)] = -rng.randint(1, 500)
    uses = {use: _random_column(rng, items) for use in _OTHER_USES if sources and rng.random() < 0.2}
    money = OtherMoney(
        income=income,
        basic=_random_column(rng, items) if sources else Counter(),
        project=_random_column(rng, items) if sources else Counter(),
        uses=uses,
        surplus_used=rng.randint(1, 5_000) if sources and rng.random() < 0.2 else 0,
        surplus_distribution=rng.randint(1, 2_000) if sources and rng.random() < 0.2 else 0,
        opening=carried_over or 0,
    )
    return _with_opening(rng, money) if carried_over is None else _with_income(money, items)


def _with_opening(rng: random.Random, money: OtherMoney) -> OtherMoney:
    """Give it a balance that carries its expenditure; now and then the year closes below zero."""
    closing = -rng.randint(1, 300) if rng.random() < 0.05 else rng.choice((0, rng.randint(1, 20_000)))
    return replace(money, opening=max(closing - money.closing, 0))


def _with_income(money: OtherMoney, items: Sequence[str]) -> OtherMoney:
    """Give it the income that carries its expenditure where the balance carried over does not."""
    shortfall = -money.closing
    if shortfall <= 0 or not items:
        return money
    income = sum_of(money.income.get("other", Counter()), Counter({items[0]: shortfall}))
    return replace(money, income={**money.income, "other": income})


def _random_column(rng: random.Random, items: Collection[str]) -> Counter[str]:
    return Counter({item: _random_amount(rng) for item in items if rng.random() < 0.3})


def _random_amount(rng: random.Random) -> int:
    """From a few hundredths to some billion 元, small amounts as likely as large ones."""
    return rng.randint(1, 10 ** rng.randint(1, 8))


def _random_economic(rng: random.Random, basic: int) -> Counter[str]:
    """Basic expenditure split over economic sections."""
    classes = [
        code for code in (*PERSONNEL_CLASSES, *OPERATING_CLASSES) if code in ("301", "302") or rng.random() < 0.4
    ]
    sections = [section for code in classes for section in economic_sections(code) if rng.random() < 0.6]
    if not sections or not basic:
        return Counter({"30101": basic}) if basic else Counter()
    cuts = sorted(rng.randint(0, basic) for _ in sections[1:])
    parts = [end - start for start, end in zip([0, *cuts], [*cuts, basic], strict=True)]
    return Counter({section: part for section, part in zip(sections, parts, strict=True) if part})


def _random_public_expenses(rng: random.Random, economic: Mapping[str, int]) -> dict[str, Counter[str]]:
    """Budget and final figures per item; none at all where the department had no such expense."""
    contained = {item: sum(economic.get(code, 0) for code in codes) for item, codes in SECTIONS_OF_ITEMS.items()}
    if not any(contained.values()) and rng.random() < 0.5:
        return {"budget": Counter(), "final": Counter()}
    final = Counter({item: part + rng.choice((0, rng.randint(1, 3_000))) for item, part in contained.items()})
    budget = Counter({item: amount + rng.choice((0, 0, rng.randint(1, 2_000))) for item, amount in final.items()})
    return {"budget": budget, "final": final}


def with_printed_zeros(rng: random.Random, cells: Cells) -> dict[tuple[str, str], int]:
    """Drop the zeros, or print all those of a few columns as 0.00.

    Column by column, and `total` with any other, so that no total is blank where one of its parts is stated.
    """
    columns = sorted({column for _, column in cells})
    if not any(cells.values()) or rng.random() < 0.6:
        return {key: amount for key, amount in cells.items() if amount}
    zeroed = {"total", *rng.sample(columns, k=rng.randint(1, len(columns)))}
    return {(row, column): amount for (row, column), amount in cells.items() if amount or column in zeroed}


def _random_units(rng: random.Random, sheet_ids: Collection[str]) -> dict[str, str]:
    in_yuan = rng.choice(((), (), (), (), tuple(sorted(sheet_ids)), (rng.choice(sorted(sheet_ids)),)))
    return dict.fromkeys(in_yuan, "元")
