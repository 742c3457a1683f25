"""Compare the function items of the explanation with the sheets: their names and their stated purposes."""

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.disclosure.claims.items import ItemMention, find_items, resolve
from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.names import ITEM_DIGITS, NamedRow, core_name
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedPassage
from orchestration.disclosure.claims.wording.quoting import in_wan, quoted, quoted_list
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey

NAME_RULE = "narrative.item_name"
PURPOSE_RULE = "narrative.item_purpose"
NATURE_RULE = "narrative.item_nature"
ITEM_SECTIONS = frozenset({"general_budget_items", "general_budget", "general_budget_structure"})
SHEET = "general_budget_expenditure"
MIN_NAME = 4
"""Shorter names (住房) are too common to be recognised inside a purpose."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item where the explanation names it: its row, and its text up to the next item."""

    submitted: SubmittedPassage
    row: NamedRow
    start: int
    text: str


def check_items(evidence: Evidence) -> Iterator[WordingResult]:
    """Compare name, purpose and nature of each function item at its first mention."""
    items = tuple(_items(evidence))
    seen: set[str] = set()
    for item in items:
        if item.row.code in seen:
            continue
        seen.add(item.row.code)
        yield _name(item)
        yield from _purpose(item, items, evidence)
    yield from _code_names(evidence)


def _items(evidence: Evidence) -> Iterator[_Item]:
    for submitted in evidence.passages:
        if submitted.passage.section not in ITEM_SECTIONS:
            continue
        text = submitted.passage.text
        named = [item for item in _resolved(text, evidence) if item[0].digits == ITEM_DIGITS]
        for index, (mention, row) in enumerate(named):
            end = named[index + 1][0].start if index + 1 < len(named) else len(text)
            if row is not None and mention.names:
                yield _Item(submitted, row, mention.start, text[mention.end : end])


def _resolved(text: str, evidence: Evidence) -> Iterator[tuple[ItemMention, NamedRow | None]]:
    """Yield each mention with the one row that it means under the class named before it."""
    frame = ""
    for mention in find_items(text, evidence.names):
        rows = resolve(mention, evidence.names, frame)
        frame = rows[0].code if rows else frame
        yield mention, rows[0] if len(rows) == 1 else None


def _code_names(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield a violation for each code behind which the printed name of another code stands."""
    for submitted in evidence.passages:
        text = submitted.passage.text
        for mention in find_items(text, evidence.names) if submitted.passage.section in ITEM_SECTIONS else ():
            if mention.names or len(mention.code) != ITEM_DIGITS:
                continue
            named = max(
                (name for name in evidence.names.function_words if text.startswith(name, mention.end)),
                key=len,
                default="",
            )
            if len(named) >= MIN_NAME and mention.code not in evidence.names.function_words[named]:
                own = evidence.names.functions.get(mention.code, ())
                printed = f"中 {mention.code} 是{quoted_list(sorted(own))}" if own else f"没有 {mention.code}"
                terms = f"文字写作{quoted(f'{mention.code} {named}')}，决算表{printed}"
                place = submitted.passage.place(mention.start)
                yield WordingResult(
                    NAME_RULE, mention.code, VIOLATED, terms, f"{mention.code}{named}", submitted.file_name, place
                )


def _name(item: _Item) -> WordingResult:
    stated, printed = item.row.words, item.row.printed or item.row.words
    broken_line = stated in printed or printed in stated
    differs = core_name(printed) != core_name(stated) and not broken_line
    terms = f"文字写作{quoted(stated)}，决算表中 {item.row.code} 是{quoted(printed)}" if differs else ""
    return _result(NAME_RULE, item, VIOLATED if differs else HOLDS, terms, item.row.words)


def _purpose(item: _Item, items: tuple[_Item, ...], evidence: Evidence) -> Iterator[WordingResult]:
    match = evidence.wording.purpose.search(item.text)
    if match is None:
        return
    text = match["text"]
    yield _other_item(item, items, text)
    yield from _nature(item, evidence, text)


def _other_item(item: _Item, items: tuple[_Item, ...], purpose: str) -> WordingResult:
    """Violated where a purpose names another item in full and shares no words with its own."""
    own = core_name(item.row.words)
    shares_own = any(own[i : i + 3] in purpose for i in range(len(own) - 2))
    others = [
        other.row
        for other in items
        if other.row.code != item.row.code
        and len(core_name(other.row.words)) >= MIN_NAME
        and core_name(other.row.words) in purpose
    ]
    named = others[0] if others and not shares_own else None
    terms = f"{item.row.code} {item.row.words}的用途写的是 {named.code} {named.words}" if named else ""
    return _result(PURPOSE_RULE, item, VIOLATED if named else HOLDS, terms, f"{item.row.words}：{purpose}")


def _nature(item: _Item, evidence: Evidence, purpose: str) -> Iterator[WordingResult]:
    """Compare the nature that a purpose names (基本 or 项目支出) with the columns printed for the item."""
    stated = {nature for nature, words in evidence.wording.natures.items() if any(word in purpose for word in words)}
    printed = {
        nature
        for nature in evidence.wording.natures
        if (cell := evidence.cells.get(CellKey(SHEET, item.row.code, nature))) is not None and cell.amount != 0
    }
    if not stated or not printed:
        return
    amounts = "、".join(
        f"{evidence.wording.natures[nature][0]} {in_wan(evidence.cells[CellKey(SHEET, item.row.code, nature)].amount)}"
        for nature in sorted(printed)
    )
    hinted = {nature for nature, words in evidence.wording.nature_hints.items() if words.search(purpose)}
    differs = bool(stated - printed) or bool(printed - stated - hinted)
    sheet = load_layouts().sheets[SHEET].name
    natures = quoted_list(word for nature in sorted(stated) for word in evidence.wording.natures[nature])
    terms = f"用途只写{natures}，{sheet}中 {item.row.code} {item.row.words}列有{amounts}" if differs else ""
    yield _result(NATURE_RULE, item, VIOLATED if differs else HOLDS, terms, f"{item.row.words}：{purpose}")


def _result(rule: str, item: _Item, outcome: str, terms: str, phrase: str) -> WordingResult:
    place = item.submitted.passage.place(item.start)
    return WordingResult(rule, item.row.code, outcome, terms, phrase, item.submitted.file_name, place)
