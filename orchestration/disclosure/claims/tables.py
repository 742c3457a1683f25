"""Read tables of function rows in the text: each figure is a claim about its row, of the kind of its head."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from orchestration.disclosure.claims.figures import read_number
from orchestration.disclosure.claims.frames import ITEM_SHEET, Setting
from orchestration.disclosure.claims.items import find_items, resolve
from orchestration.disclosure.claims.language import TableHead
from orchestration.disclosure.claims.model import Base, Binding, Claim, ClaimKind, Subject
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.claims.proof import HUNDRED
from orchestration.disclosure.claims.years import is_previous_year
from orchestration.disclosure.model import CellKey, Table, TableCell
from orchestration.disclosure.resolution.segments import cell_place

SECTION = "general_budget_items"
"""Tables of function rows explain the items of the general public budget."""

SHEETS = (ITEM_SHEET, "expenditure", "government_fund", "state_capital")
"""Where a row of such a table may be printed, likeliest first."""

_UNIT = re.compile(r"[(：](?P<unit>万元|亿元|元|%)")


def read_table_claims(table: Table, setting: Setting, first_passage: int) -> Iterator[Claim]:
    """Yield the claims of a table, each row as a passage of its own from `first_passage`; none for other tables."""
    rows = _rows(table)
    heads = _find_heads(rows[0], setting) if rows else {}
    if not heads:
        return
    stated_unit = next((found["unit"] for cell in rows[0] if (found := _UNIT.search(normalise(cell.text)))), "")
    for number, row in enumerate(rows[1:], start=first_passage):
        subject = _find_subject(row, heads, setting)
        if subject is not None:
            yield from _row_claims(table, row, subject, heads, stated_unit, setting, number)


def _rows(table: Table) -> Sequence[Sequence[TableCell]]:
    rows: dict[int, list[TableCell]] = defaultdict(list)
    for cell in table.cells:
        rows[cell.row_no].append(cell)
    return [rows[number] for number in sorted(rows)]


def _find_heads(row: Sequence[TableCell], setting: Setting) -> Mapping[int, tuple[TableHead, str]]:
    """Return the heads of figures with their words by column, if the row heads function rows."""
    phrases = setting.language.phrases
    texts = {cell.column_no: normalise(cell.text) for cell in row}
    if not any(phrases.row_head.search(text) for text in texts.values()):
        return {}
    return {
        column: (head, text)
        for column, text in texts.items()
        if not phrases.row_head.search(text)
        and (head := next((head for head in phrases.table_heads if head.words.search(text)), None)) is not None
    }


def _find_subject(row: Sequence[TableCell], heads: Mapping[int, object], setting: Setting) -> Subject | None:
    """Return the function row that a line names by code or by a name that one row alone bears."""
    label = "".join(normalise(cell.text) for cell in row if cell.column_no < min(heads))
    mention = next(find_items(label, setting.names), None)
    codes = [named.code for named in resolve(mention, setting.names, "")] if mention else []
    codes = codes or list(setting.names.function_words.get(label, ()))
    keys = [CellKey(sheet, code, "total") for sheet in SHEETS for code in codes]
    printed = [key for key in keys if key in setting.cells]
    if len(set(codes)) != 1 or not printed:
        return None
    binding = Binding.CODE if mention and mention.code else Binding.NAME
    first, *others = [Subject("/".join(key), label, (key,), binding=binding) for key in printed]
    return Subject(first.key, first.words, first.cells, binding=binding, others=tuple(others))


def _row_claims(
    table: Table,
    row: Sequence[TableCell],
    subject: Subject,
    heads: Mapping[int, tuple[TableHead, str]],
    stated_unit: str,
    setting: Setting,
    passage: int,
) -> Iterator[Claim]:
    phrases = setting.language.phrases
    phrase = "，".join(cell.text for cell in row)
    for cell in row:
        match = phrases.figure.fullmatch(normalise(cell.text))
        if cell.column_no not in heads or match is None:
            continue
        head, words = heads[cell.column_no]
        in_head = _UNIT.search(words)
        unit = match["unit"] or (in_head["unit"] if in_head else "%" if head.percent else stated_unit)
        number = read_number(match, unit, phrases)
        if not unit or number is None:
            continue
        is_previous = head.kind is ClaimKind.AMOUNT and is_previous_year(words, words, setting.fiscal_year)
        yield Claim(
            claim_key="",
            origin=setting.origin,
            section=SECTION,
            passage=passage,
            subject=subject,
            kind=head.kind,
            value=number.value,
            decimals=number.decimals,
            unit=unit,
            text=match[0],
            base=Base.PREVIOUS_YEAR if is_previous else head.base,
            base_words="",
            phrase=phrase,
            place=cell_place(table, cell),
            half_unit=number.half_unit,
            scale=HUNDRED if head.percent else Decimal(1),
        )
