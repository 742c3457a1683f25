"""Turn forms into projects and claims, and link the projects of the explanation to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.disclosure.amounts import YUAN_PER_WAN
from orchestration.disclosure.claims.forms import WHOLE, Amount, Form
from orchestration.disclosure.claims.matching import Match, ProjectMention, match_many_to_one, match_one_to_one
from orchestration.disclosure.claims.model import Base, Binding, Claim, ClaimKind, Link, Project, Role, Subject
from orchestration.disclosure.claims.names import ITEM
from orchestration.disclosure.model import CellKey

HUNDRED = Decimal(100)
PROJECT = "project:"
FORM = "form:"
WHOLE_CELLS = {
    "基本支出总额": CellKey("expenditure", "total", "basic"),
    "项目支出总额": CellKey("expenditure", "total", "project"),
}
_KINDS = {
    "budget": ClaimKind.BUDGET,
    "executed": ClaimKind.AMOUNT,
    "rate": ClaimKind.COMPLETION,
    "score": ClaimKind.BUDGET_SCORE,
    "total_score": ClaimKind.TOTAL_SCORE,
}


def build_project(form: Form) -> Project:
    """Return the project that a form states; amounts in 万元 whatever the unit of the form."""

    def value(role: str) -> Decimal | None:
        amount = form.amounts.get(role)
        return amount.printed.value if amount else None

    def in_wan(role: str) -> Decimal | None:
        amount = value(role)
        return amount / YUAN_PER_WAN if amount is not None and form.unit == "元" else amount

    return Project(
        form.key,
        form.name,
        form.texts.get("department"),
        form.texts.get("unit_in_charge"),
        form.texts.get("kind"),
        in_wan("budget"),
        in_wan("executed"),
        value("rate"),
        value("score"),
        value("weight"),
        value("total_score"),
        form.origin,
        form.place,
    )


def build_form_claims(form: Form) -> Iterator[Claim]:
    """Yield the figures of a form as claims: amounts in 万元, the rate in percent, scores by their weight (`scale`)."""
    weight = form.amounts.get("weight")
    for role, amount in form.amounts.items():
        if form.key == WHOLE:
            cell = WHOLE_CELLS.get(role)
            if cell is not None:
                subject = Subject(f"{FORM}{WHOLE}:{role}", role, (cell,) if cell else (), binding=Binding.FORM)
                yield _claim(form, subject, ClaimKind.AMOUNT, amount, Decimal(1))
        elif role in _KINDS and (role != "score" or weight is not None):
            scale = {"rate": HUNDRED, "score": weight.printed.value if weight else HUNDRED}.get(role, Decimal(1))
            yield _claim(form, Subject(f"{FORM}{form.key}", form.name), _KINDS[role], amount, scale)


def _claim(form: Form, subject: Subject, kind: ClaimKind, amount: Amount, scale: Decimal) -> Claim:
    is_amount = kind in (ClaimKind.AMOUNT, ClaimKind.BUDGET)
    factor = 1 / YUAN_PER_WAN if is_amount and form.unit == "元" else Decimal(1)
    units = {ClaimKind.AMOUNT: form.unit, ClaimKind.BUDGET: form.unit, ClaimKind.COMPLETION: "%"}
    return Claim(
        claim_key="",
        origin=form.origin,
        section="form",
        passage=-1,
        subject=subject,
        kind=kind,
        value=amount.printed.value * factor,
        decimals=amount.printed.decimals,
        unit=units.get(kind, "分"),
        text=amount.text,
        base=Base.FORM,
        base_words="",
        phrase=f"{form.name} {amount.text}".strip(),
        place=amount.place,
        half_unit=Decimal(5).scaleb(-amount.printed.decimals - 1) * factor,
        scale=scale,
    )


def build_score_claims(form: Form) -> Iterator[Claim]:
    """Yield the scores of the indicators as claims where every indicator has one: with the budget score they add up
    to the total score."""
    if not form.complete or "total_score" not in form.amounts:
        return
    for indicator in form.indicators:
        if indicator.score is not None:
            yield Claim(
                claim_key="",
                origin=form.origin,
                section="form",
                passage=-1,
                subject=Subject(f"{FORM}{form.key}", indicator.level_three),
                kind=ClaimKind.SCORE,
                value=indicator.score,
                decimals=max(-int(indicator.score.as_tuple().exponent), 0),
                unit="分",
                text=str(indicator.score),
                base=Base.FORM,
                base_words="",
                phrase=f"{form.name} {indicator.level_three} {indicator.score}",
                place=indicator.place,
                half_unit=Decimal(0),
            )


def link_forms(claims: Sequence[Claim]) -> Iterator[Link]:
    """Yield the links inside each form: rate and score to the amounts, total score to the scores, totals to cells."""
    by_form: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.section == "form":
            by_form[claim.subject.key].append(claim)
    for of_form in by_form.values():
        one: dict[ClaimKind, Claim] = {claim.kind: claim for claim in of_form if claim.kind is not ClaimKind.SCORE}
        for claim in of_form:
            if claim.subject.cell is not None:
                yield Link(claim.claim_key, Role.CELL, cell=claim.subject.cell)
            if claim.kind in (ClaimKind.COMPLETION, ClaimKind.BUDGET_SCORE):
                for role, kind in ((Role.AMOUNT, ClaimKind.AMOUNT), (Role.BUDGET, ClaimKind.BUDGET)):
                    if kind in one:
                        yield Link(claim.claim_key, role, one[kind].claim_key)
            if claim.kind is ClaimKind.TOTAL_SCORE and ClaimKind.BUDGET_SCORE in one:
                scores = [other for other in of_form if other.kind is ClaimKind.SCORE]
                if scores:
                    yield Link(claim.claim_key, Role.PART, one[ClaimKind.BUDGET_SCORE].claim_key)
                    yield from (Link(claim.claim_key, Role.PART, other.claim_key) for other in scores)


@dataclass(frozen=True, slots=True)
class ProjectLinks:
    """The links between projects of the explanation and forms, with the matches behind them.

    `reviews` and `listed` are matched mentions; `unlisted` are form amounts that no list names; `lists` pairs an
    expenditure with the amounts listed under it.
    """

    links: tuple[Link, ...]
    reviews: tuple[Match, ...]
    listed: tuple[Match, ...]
    unlisted: tuple[Claim, ...]
    lists: tuple[tuple[Claim, tuple[Claim, ...]], ...]


def link_projects(claims: Sequence[Claim]) -> ProjectLinks:
    """Link reviews to their forms, listed amounts to the forms they add up to, and lists to their expenditure."""
    forms = _mentions((claim for claim in claims if claim.section == "form" and not claim.subject.cell), FORM)
    reviews = _mentions((claim for claim in claims if claim.subject.key.startswith(PROJECT)), PROJECT)
    links: list[Link] = []
    matched = match_one_to_one(reviews, forms)
    for match in matched:
        links.extend(_link_twins(match, claims))
    lists = tuple(find_project_lists(claims))
    items = [item for _, items in lists for item in items]
    single = [_without_budget(form) for form in forms]
    listed = match_many_to_one([_mention(item) for item in items], single)
    for form in {match.other.key for match in listed}:
        amount = next((c for c in claims if c.subject.key == f"{FORM}{form}" and c.kind is ClaimKind.AMOUNT), None)
        if amount is not None:
            links.extend(
                Link(amount.claim_key, Role.LISTED, match.one.key) for match in listed if match.other.key == form
            )
    listed_forms = {match.other.key for match in listed}
    unlisted = tuple(
        claim
        for claim in claims
        if claim.section == "form"
        and claim.kind is ClaimKind.AMOUNT
        and claim.subject.cell is None
        and claim.subject.key.removeprefix(FORM) not in listed_forms
    )
    for total, parts in lists:
        if is_complete_list(total, parts, unlisted):
            links.extend(Link(total.claim_key, Role.LISTED, part.claim_key) for part in parts)
    return ProjectLinks(tuple(links), matched, listed, unlisted, lists)


def _mentions(claims: Iterable[Claim], prefix: str) -> list[ProjectMention]:
    """Return one mention per subject that states an executed amount or a budget."""
    stated: dict[str, dict[ClaimKind, Claim]] = {}
    names: dict[str, str] = {}
    for claim in claims:
        if claim.kind not in (ClaimKind.AMOUNT, ClaimKind.BUDGET):
            continue
        key = claim.subject.key.removeprefix(prefix)
        names[key] = claim.subject.words
        stated.setdefault(key, {}).setdefault(claim.kind, claim)
    return [
        ProjectMention(
            key,
            names[key],
            tuple(kinds[kind].value for kind in (ClaimKind.AMOUNT, ClaimKind.BUDGET) if kind in kinds),
            tuple(kinds[kind].half_unit for kind in (ClaimKind.AMOUNT, ClaimKind.BUDGET) if kind in kinds),
        )
        for key, kinds in stated.items()
    ]


def _mention(claim: Claim) -> ProjectMention:
    return ProjectMention(claim.claim_key, claim.subject.words, (claim.value,), (claim.half_unit,))


def _without_budget(form: ProjectMention) -> ProjectMention:
    return ProjectMention(form.key, form.name, form.amounts[:1], form.half_units[:1])


def _link_twins(match: Match, claims: Sequence[Claim]) -> Iterator[Link]:
    for claim in claims:
        if claim.subject.key != f"{PROJECT}{match.one.key}" or claim.kind not in (ClaimKind.AMOUNT, ClaimKind.BUDGET):
            continue
        twin = next((c for c in claims if c.subject.key == f"{FORM}{match.other.key}" and c.kind is claim.kind), None)
        if twin is not None:
            yield Link(claim.claim_key, Role.TWIN, twin.claim_key)


def find_project_lists(claims: Sequence[Claim]) -> Iterator[tuple[Claim, tuple[Claim, ...]]]:
    """Yield each project expenditure with the two or more named amounts that follow it in its passage."""
    for index, total in enumerate(claims):
        cell = total.subject.cell
        is_stated = total.kind is ClaimKind.AMOUNT and total.base is not Base.FORM
        if not is_stated or cell is None or cell.column_key != "project":
            continue
        items: list[Claim] = []
        for claim in claims[index + 1 :]:
            names_row = claim.subject.cell is not None or claim.subject.key.startswith(ITEM)
            if claim.passage != total.passage or names_row:
                break
            if claim.kind is ClaimKind.AMOUNT and claim.resolved:
                items.append(claim)
        if len(items) > 1:
            yield total, tuple(items)


def is_complete_list(total: Claim, parts: Sequence[Claim], unlisted: Sequence[Claim]) -> bool:
    """Return whether a list must add up to its expenditure (amounts in 万元).

    A list introduced by 主要 may be partial. It counts as complete where it adds up, where it exceeds its total, or
    where self-evaluated projects that it omits account for the missing amount.
    """
    allowance = sum((part.half_unit for part in parts), total.half_unit)
    missing = total.value - sum((part.value for part in parts), Decimal(0))
    return missing <= allowance or bool(find_omitted_projects(missing, allowance, unlisted))


def find_omitted_projects(missing: Decimal, allowance: Decimal, unlisted: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return the self-evaluated projects that add up to a missing amount (万元): one of them, all of them, or none."""
    for claim in unlisted:
        if abs(claim.value - missing) <= allowance + claim.half_unit and claim.value:
            return (claim,)
    total = sum((claim.value for claim in unlisted), Decimal(0))
    half_units = sum((claim.half_unit for claim in unlisted), allowance)
    return tuple(unlisted) if len(unlisted) > 1 and abs(total - missing) <= half_units else ()
