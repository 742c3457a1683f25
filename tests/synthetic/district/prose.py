"""What the narrative of a disclosure states beside its figures, all of it worked out from printed figures."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from orchestration.disclosure.model import CellKey
from tests.synthetic.district.forms import INDICATOR_WEIGHT, budget_score, forms
from tests.synthetic.district.history import Year
from tests.synthetic.district.kinds import code_names, load_kinds
from tests.synthetic.district.population import Department
from tests.synthetic.documents.codes import ancestors
from tests.synthetic.documents.compose import Facts, Narrative, field_name, load_narrative
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.publication import Section

LEVEL = "持平"

_HUNDREDTH = Decimal("0.01")
_OPERATING = CellKey("general_budget_basic_by_economic", "operating_total", "final")
_PROJECT_EXPENDITURE = CellKey("expenditure", "total", "project")
_THREE_PUBLIC = "three_public"
_GENERAL = "general_budget_expenditure"


@dataclass(frozen=True)
class Prose:
    """A narrative with what it may state, and the forms behind it."""

    narrative: Narrative
    facts: Facts
    lists: Mapping[str, Sequence[Facts]]
    forms: tuple[Section, ...]

    @property
    def projects(self) -> Sequence[Facts]:
        """What prose and forms state of the projects."""
        return self.lists["projects"]


def prose(seed: int, department: Department, year: Year, this: Disclosure, last: Disclosure | None) -> Prose:
    """`last` is the disclosure of the year before, where there was one: growth is told against what it prints."""
    narrative = load_narrative(Path(__file__).parent / "data" / "narrative.yaml")
    rng = random.Random(f"{seed}/prose/{department.department_id}/{year.fiscal_year}")
    budget = {item: _wan(yuan) for item, yuan in sorted(year.initial_budget.items())}
    projects = list(_projects(rng, this))
    facts = {
        **dict(_of_figures(narrative.fields, this.figures, last.figures if last else {})),
        **dict(_budget(budget, this.figures)),
        **_counts(rng, this.figures),
        **dict(_running_costs(department, this.figures, last.figures if last else {})),
        **_procurement(rng, this.figures),
        **dict(_performance(projects, this.figures)),
        **({"unit_count": str(len(department.units) + 1)} if department.units else {}),
    }
    items = list(_items(budget, this.figures))
    lists = {
        "units": [{"no": str(no), "name": unit.name} for no, unit in enumerate(department.units, start=1)],
        "classes": list(_classes(this.figures)),
        "items": [{**entry, "no": str(no)} for no, entry in enumerate((e for e in items if "budget" in e), start=1)],
        "unbudgeted": [entry for entry in items if "budget" not in entry],
        "projects": projects,
    }
    return Prose(narrative, facts, lists, tuple(forms(department.name_in(year.fiscal_year), projects)))


def change(now: Decimal, before: Decimal) -> str:
    """Growth as the standard phrase tells it."""
    if now == before:
        return LEVEL
    difference = now - before
    words = ("增加", "增长") if difference > 0 else ("减少", "下降")
    return f"{words[0]}{abs(difference):.2f}万元，{words[1]}{_percent(abs(difference), before)}%"


def _of_figures(
    fields: frozenset[str], this: Mapping[CellKey, Decimal], last: Mapping[CellKey, Decimal]
) -> Iterator[tuple[str, str]]:
    now = {field_name(key): amount for key, amount in this.items()}
    before = {field_name(key): amount for key, amount in last.items()}
    for field in sorted(fields):
        figure, _, of = field.partition(":")
        if of == "change" and figure in now and before.get(figure):
            yield field, change(now[figure].quantize(_HUNDREDTH), before[figure].quantize(_HUNDREDTH))
        elif of.startswith("of:") and figure in now and now.get(of.removeprefix("of:")):
            yield field, _percent(now[figure], now[of.removeprefix("of:")])


def _budget(budget: Mapping[str, Decimal], figures: Mapping[CellKey, Decimal]) -> Iterator[tuple[str, str]]:
    whole = sum(budget.values(), Decimal(0))
    final = figures.get(CellKey(_GENERAL, "total", "total"))
    if whole and final is not None:
        yield "initial_budget", f"{whole:.2f}"
        yield "completion", _percent(final, whole)


def _items(budget: Mapping[str, Decimal], figures: Mapping[CellKey, Decimal]) -> Iterator[dict[str, str]]:
    names = code_names()
    spent = {key.row_key: amount for key, amount in figures.items() if _is(key, _GENERAL, "total") and amount}
    for code in sorted(code for code in spent if len(code) == 7):
        class_code, section_code = ancestors(code)
        entry = {
            "class": names[class_code],
            "section": names[section_code],
            "item": names[code],
            "final": f"{spent[code]:.2f}",
        }
        if code in budget:
            entry |= {"budget": f"{budget[code]:.2f}", "completion": _percent(spent[code], budget[code])}
        yield entry


def _classes(figures: Mapping[CellKey, Decimal]) -> Iterator[dict[str, str]]:
    total = figures.get(CellKey(_GENERAL, "total", "total"))
    for key in sorted(figures, key=lambda key: key.row_key):
        if _is(key, _GENERAL, "total") and len(key.row_key) == 3 and figures[key] and total:
            yield {
                "name": code_names()[key.row_key],
                "amount": f"{figures[key]:.2f}",
                "share": _percent(figures[key], total),
            }


def _is(key: CellKey, sheet_id: str, column_key: str) -> bool:
    return key.sheet_id == sheet_id and key.column_key == column_key and key.row_key.isdigit()


def _counts(rng: random.Random, figures: Mapping[CellKey, Decimal]) -> dict[str, str]:
    def spent(item: str) -> Decimal:
        return figures.get(CellKey(_THREE_PUBLIC, item, "final"), Decimal(0))

    delegations = 0 if not spent("overseas_travel") else rng.randint(1, 3)
    bought = 0 if not spent("vehicle_purchase") else max(1, int(spent("vehicle_purchase") / 18))
    kept = 0 if not spent("vehicle_operation") else max(1, bought, int(spent("vehicle_operation") / Decimal("2.6")))
    receptions = 0 if not spent("reception") else max(1, int(spent("reception") / Decimal("0.12")))
    return {
        "delegations": str(delegations),
        "travellers": str(delegations * rng.randint(1, 5)),
        "vehicles_bought": str(bought),
        "vehicles_kept": str(kept),
        "vehicles_owned": str(kept),
        "receptions": str(receptions),
        "guests": str(receptions * rng.randint(3, 9)),
        "equipment": str(rng.randint(0, 6)),
    }


def _running_costs(
    department: Department, this: Mapping[CellKey, Decimal], last: Mapping[CellKey, Decimal]
) -> Iterator[tuple[str, str]]:
    """Only administrative departments have 机关运行经费; it is their operating outlay."""
    if load_kinds().kinds[department.kind].staff == "civil" and _OPERATING in this:
        yield "running_costs", f"{this[_OPERATING]:.2f}"
        if last.get(_OPERATING):
            yield (
                "running_costs:change",
                change(this[_OPERATING].quantize(_HUNDREDTH), last[_OPERATING].quantize(_HUNDREDTH)),
            )


def _procurement(rng: random.Random, figures: Mapping[CellKey, Decimal]) -> dict[str, str]:
    whole = figures.get(CellKey("expenditure", "total", "total"), Decimal(0)) * rng.randint(3, 20) / 100
    goods, works, services = ((whole * share / 10).quantize(_HUNDREDTH) for share in (3, 1, rng.randint(2, 6)))
    total = goods + works + services
    if not total:
        return {}
    small = (total * rng.randint(40, 100) / 100).quantize(_HUNDREDTH)
    return {
        "procurement": f"{total}",
        "procurement_goods": f"{goods}",
        "procurement_works": f"{works}",
        "procurement_services": f"{services}",
        "procurement_small": f"{small}",
        "procurement_small_share": _percent(small, total),
    }


def _projects(rng: random.Random, this: Disclosure) -> Iterator[dict[str, str]]:
    """A self-evaluation for the largest items of project expenditure of the general public budget."""
    spent = {key.row_key: amount for key, amount in this.figures.items() if _is(key, _GENERAL, "project")}
    largest = sorted((code for code in spent if len(code) == 7), key=lambda code: (-spent[code], code))[:3]
    for number, code in enumerate(sorted(largest), start=1):
        final = spent[code].quantize(_HUNDREDTH)
        budget = (final * rng.randint(1000, 1200) / 1000).quantize(_HUNDREDTH)
        if final:
            completion = _percent(final, budget)
            most = INDICATOR_WEIGHT + budget_score(Decimal(completion))
            yield {
                "no": str(number),
                "name": code_names()[code],
                "budget": f"{budget}",
                "final": f"{final}",
                "completion": completion,
                "score": f"{min(Decimal(rng.randint(860, 1000)) / 10, most):.1f}",
            }


def _performance(projects: Sequence[Facts], figures: Mapping[CellKey, Decimal]) -> Iterator[tuple[str, str]]:
    total = figures.get(_PROJECT_EXPENDITURE)
    if projects and total:
        sum_of_projects = sum((Decimal(project["final"]) for project in projects), Decimal(0))
        yield "project_count", str(len(projects))
        yield "project_sum", f"{sum_of_projects}"
        yield "project_share", _percent(sum_of_projects, total)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole * 100).quantize(_HUNDREDTH, ROUND_HALF_UP)}"


def _wan(yuan: int) -> Decimal:
    return (Decimal(yuan) / 10_000).quantize(_HUNDREDTH, ROUND_HALF_UP)
