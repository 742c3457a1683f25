"""Compare where the explanation puts a function item with the sheets: its class and section, whether it exists."""

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from orchestration.disclosure.claims.items import ItemMention, find_items, resolve
from orchestration.disclosure.claims.model import Base, Claim, ClaimKind, WordingResult
from orchestration.disclosure.claims.names import (
    ALIKE,
    CLASS_DIGITS,
    ITEM_DIGITS,
    SECTION_DIGITS,
    NamedRow,
    core_name,
    normalise_name,
)
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedPassage
from orchestration.disclosure.claims.wording.items import ITEM_SECTIONS, SHEET
from orchestration.disclosure.claims.wording.quoting import in_wan, quoted
from orchestration.disclosure.model import CellKey

SECTION_RULE = "narrative.item_section"
UNLISTED_RULE = "narrative.unlisted_item"
LEVELS = {CLASS_DIGITS: "类", SECTION_DIGITS: "款"}


def check_item_places(evidence: Evidence) -> Iterator[WordingResult]:
    """Check the section and class that the explanation names over each item, and that some sheet prints the item."""
    is_whole = _prints_all_items(evidence)
    for submitted in evidence.passages:
        if submitted.passage.section not in ITEM_SECTIONS:
            continue
        frame = ""
        for mention in find_items(submitted.passage.text, evidence.names):
            rows = resolve(mention, evidence.names, frame)
            frame = rows[0].code if rows else frame
            if mention.digits != ITEM_DIGITS or not mention.names:
                continue
            if len(rows) == 1:
                yield _section(submitted, mention, rows[0], evidence)
                if is_whole:
                    yield _result(UNLISTED_RULE, submitted, mention, "", rows[0].code)
            elif not rows:
                yield from _unresolved(submitted, mention, evidence, is_whole)


def _section(submitted: SubmittedPassage, mention: ItemMention, row: NamedRow, evidence: Evidence) -> WordingResult:
    """Violated where the item is printed under another section than the one named over it."""
    stated = dict(mention.names).get(SECTION_DIGITS)
    section = row.code[:SECTION_DIGITS]
    printed = evidence.names.functions.get(section, ())
    differs = stated is not None and bool(printed) and not any(_alike(stated, name) for name in printed)
    terms = _misplaced(mention, row.code, SECTION_DIGITS, evidence) if differs else ""
    return _result(SECTION_RULE, submitted, mention, terms, row.code)


def _misplaced(mention: ItemMention, code: str, digits: int, evidence: Evidence) -> str:
    """Tell which class or section stands over an item, and which one the sheets print there."""
    own = f"{code} {mention.words}"
    printed = f"{code[:digits]} {'、'.join(sorted(evidence.names.functions.get(code[:digits], ())))}".strip()
    return f"文字写作“{dict(mention.names)[digits]}（{LEVELS[digits]}）”，决算表中 {own}属于 {printed}"


def _alike(stated: str, printed: str) -> bool:
    """Whether two names are one, but for 支出, a broken line or a slip of the pen."""
    one, other = core_name(normalise_name(stated)), core_name(printed)
    return one in other or other in one or difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


def _unresolved(
    submitted: SubmittedPassage, mention: ItemMention, evidence: Evidence, is_whole: bool
) -> Iterator[WordingResult]:
    """Yield what is wrong with an item that is not printed as stated: its class, or that no sheet prints it at all.

    A stated amount proves it: that of the row of this name elsewhere, or one that must be that of another row.
    """
    amounts = _stated_amounts(submitted, mention, evidence)
    if not amounts:
        return
    known = [row for row in evidence.names.find_rows(mention.words, ITEM_DIGITS, ("",)) if row.printed is None]
    same = [row for row in known if _amount(evidence, row.code) in amounts]
    if same:
        yield _result(SECTION_RULE, submitted, mention, _wrong_place(mention, same[0].code, evidence), same[0].code)
        return
    rows = [code for code in _items_of_amount(evidence, amounts) if code in evidence.names.functions]
    shortened = any(_is_shortened(mention.words, name) for code in rows for name in evidence.names.functions[code])
    if (is_whole or rows) and not shortened:
        printed = "、".join(f"{code} {min(evidence.names.functions[code])}" for code in rows)
        named = quoted(f"{mention.code} {mention.words}（项）".strip())
        instead = f"，金额相符的是 {printed}" if printed else ""
        terms = f"文字列有{named} {in_wan(amounts[0])}，各决算表均无此项{instead}"
        yield _result(UNLISTED_RULE, submitted, mention, terms, mention.words)


def _wrong_place(mention: ItemMention, code: str, evidence: Evidence) -> str:
    """Return what is stated over an item, its class or else its section, and what the sheets print there."""
    stated = dict(mention.names)
    for digits in (CLASS_DIGITS, SECTION_DIGITS):
        printed = evidence.names.functions.get(code[:digits], ())
        if digits in stated and not any(_alike(stated[digits], name) for name in printed):
            return _misplaced(mention, code, digits, evidence)
    return ""


def _is_shortened(one: str, other: str) -> bool:
    """Whether one name is the other with characters left out: 养老保险缴费 for 机关事业单位基本养老保险缴费支出."""
    shorter, longer = sorted((core_name(one), core_name(other)), key=len)
    rest = iter(longer)
    return all(char in rest for char in shorter)


def _stated_amounts(submitted: SubmittedPassage, mention: ItemMention, evidence: Evidence) -> Sequence[Decimal]:
    """Return the amounts of the document's year that the passage states for an item that no sheet prints."""
    return [claim.value for claim in evidence.claims if _is_amount_of(claim, submitted, mention)]


def _is_amount_of(claim: Claim, submitted: SubmittedPassage, mention: ItemMention) -> bool:
    return (
        claim.passage == submitted.passage.number
        and claim.subject.key == f"item:{mention.words}"
        and claim.kind is ClaimKind.AMOUNT
        and claim.base is not Base.PREVIOUS_YEAR
        and claim.resolved
        and claim.value != 0
    )


def _items_of_amount(evidence: Evidence, amounts: Sequence[Decimal]) -> Sequence[str]:
    """Return the printed items of the sheet that have one of the amounts, or one off by a unit of the last decimal."""
    return [
        key.row_key
        for key, cell in evidence.cells.items()
        if key.sheet_id == SHEET
        and key.column_key == "total"
        and _is_item(key)
        and any(abs(cell.amount - amount) <= Decimal(1).scaleb(-cell.decimals) for amount in amounts)
    ]


def _amount(evidence: Evidence, code: str) -> Decimal | None:
    cell = evidence.cells.get(CellKey(SHEET, code, "total"))
    return cell.amount if cell is not None else None


def _is_item(key: CellKey) -> bool:
    return len(key.row_key) == ITEM_DIGITS and key.row_key.isdigit()


def _prints_all_items(evidence: Evidence) -> bool:
    """Whether the printed items add up to the sheet's total: then no other item has an amount."""
    total = evidence.cells.get(CellKey(SHEET, "total", "total"))
    items = [
        cell
        for key, cell in evidence.cells.items()
        if key.sheet_id == SHEET and key.column_key == "total" and _is_item(key)
    ]
    if total is None or not items:
        return False
    last_unit = Decimal(1).scaleb(-min(cell.decimals for cell in (total, *items)))
    return abs(total.amount - sum(cell.amount for cell in items)) <= last_unit * (len(items) + 1) / 2


def _result(rule: str, submitted: SubmittedPassage, mention: ItemMention, terms: str, binding: str) -> WordingResult:
    place = submitted.passage.place(mention.start)
    phrase = submitted.passage.text[mention.start : mention.end]
    return WordingResult(rule, binding, VIOLATED if terms else HOLDS, terms, phrase, submitted.file_name, place)
