"""Function items of the explanation: their names, and what they are said to be used for."""

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.disclosure.claims.model import Finding
from orchestration.disclosure.claims.subjects import ITEM, NamedRow, core
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, FiledPassage, finding
from orchestration.disclosure.model import CellKey

NAME_RULE = "narrative.item_name"
PURPOSE_RULE = "narrative.item_purpose"
NATURE_RULE = "narrative.item_nature"
ITEM_SECTIONS = frozenset({"general_budget_items", "general_budget", "general_budget_structure"})
SHEET = "general_budget_expenditure"
MIN_NAME = 4
"""A shorter name (住房) says too little to be recognised inside a purpose."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item where it is told: its row, its words up to the next item."""

    filed: FiledPassage
    row: NamedRow
    start: int
    text: str


def item_wording(evidence: Evidence) -> Iterator[Finding]:
    items = tuple(_items(evidence))
    seen: set[str] = set()
    for item in items:
        if item.row.code in seen:
            continue
        seen.add(item.row.code)
        yield _name(item)
        yield from _purpose(item, items, evidence)


def _items(evidence: Evidence) -> Iterator[_Item]:
    for filed in evidence.passages:
        if filed.passage.section not in ITEM_SECTIONS:
            continue
        matches = [match for match in ITEM.finditer(filed.passage.text) if match["item_name"]]
        for index, match in enumerate(matches):
            row = evidence.names.row(match)
            end = matches[index + 1].start() if index + 1 < len(matches) else len(filed.passage.text)
            if row is not None:
                yield _Item(filed, row, match.start(), filed.passage.text[match.end() : end])


def _name(item: _Item) -> Finding:
    told, printed = item.row.words, item.row.printed or item.row.words
    broken_line = told in printed or printed in told
    differs = core(printed) != core(told) and not broken_line
    terms = f"{item.row.words} ≠ {item.row.code} {item.row.printed}" if differs else ""
    return _finding(NAME_RULE, item, VIOLATED if differs else HOLDS, terms, item.row.words)


def _purpose(item: _Item, items: tuple[_Item, ...], evidence: Evidence) -> Iterator[Finding]:
    match = evidence.wording.purpose.search(item.text)
    if match is None:
        return
    text = match["text"]
    yield _other_item(item, items, text)
    yield from _nature(item, evidence, text)


def _other_item(item: _Item, items: tuple[_Item, ...], purpose: str) -> Finding:
    """A purpose that names another item of the document in full, and shares nothing with its own."""
    own = core(item.row.words)
    shares_own = any(own[i : i + 3] in purpose for i in range(len(own) - 2))
    others = [
        other.row
        for other in items
        if other.row.code != item.row.code
        and len(core(other.row.words)) >= MIN_NAME
        and core(other.row.words) in purpose
    ]
    named = others[0] if others and not shares_own else None
    terms = f"{item.row.code} {item.row.words} ↔ {named.code} {named.words}" if named else ""
    return _finding(PURPOSE_RULE, item, VIOLATED if named else HOLDS, terms, f"{item.row.words}：{purpose}")


def _nature(item: _Item, evidence: Evidence, purpose: str) -> Iterator[Finding]:
    """A purpose that speaks of basic or of project expenditure only, against what the sheet prints for the item."""
    told = {nature for nature, words in evidence.wording.natures.items() if any(word in purpose for word in words)}
    printed = {
        nature
        for nature in evidence.wording.natures
        if (cell := evidence.cells.get(CellKey(SHEET, item.row.code, nature))) is not None and cell.amount != 0
    }
    if not told or not printed:
        return
    amounts = "、".join(
        f"{cell.column_label} {cell.amount:f}"
        for nature in sorted(printed)
        if (cell := evidence.cells.get(CellKey(SHEET, item.row.code, nature))) is not None
    )
    differs = told != printed
    terms = (
        f"{'、'.join(word for n in sorted(told) for word in evidence.wording.natures[n])} ≠ {amounts}"
        if differs
        else ""
    )
    yield _finding(NATURE_RULE, item, VIOLATED if differs else HOLDS, terms, f"{item.row.words}：{purpose}")


def _finding(rule: str, item: _Item, outcome: str, terms: str, phrase: str) -> Finding:
    place = item.filed.passage.place(item.start)
    return finding(rule, item.row.code, outcome, terms, phrase, item.filed.file_name, place)
