"""What a passage speaks of at each place, and the subject that a mark names there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from orchestration.disclosure.claims.items import ItemMention, resolve
from orchestration.disclosure.claims.language import Language, make_subject
from orchestration.disclosure.claims.mentions import Mark
from orchestration.disclosure.claims.model import Binding, Origin, Subject
from orchestration.disclosure.claims.names import CLASS_DIGITS, ECONOMIC_SHEET, ITEM, AccountNames
from orchestration.disclosure.claims.passages import Passage
from orchestration.disclosure.claims.proof import PrintedCells
from orchestration.disclosure.model import CellKey

MAX_WORDS = 30
MIN_WORDS = 2
"""Fewer characters name nothing."""

CLASS_ROWS = {
    "appropriation_summary": ("expenditure.", "total"),
    "income_expenditure_summary": ("expenditure.", "final"),
}
"""Summaries whose lines are classes: the prefix of the row key, and the column."""

ITEM_SHEET = "general_budget_expenditure"
"""The sheet of items that a section without function rows names."""

_BUDGET_SHEETS = {
    "general_budget_expenditure": "general_public_budget",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}
"""The budget that each sheet of one budget is about."""

_NATURES = frozenset({"basic", "project"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the passages of one document are read with."""

    language: Language
    names: AccountNames
    cells: PrintedCells
    origin: Origin
    department: str = ""
    fiscal_year: int | None = None

    def without_fillers(self, words: str) -> str:
        """Return what remains of words without the department's name and words that name nothing."""
        own = words.replace(self.department, "") if self.department else words
        return re.sub(r"^(?:和|及)", "", self.language.phrases.filler.sub("", own))


@dataclass(slots=True)
class Frame:
    """What is being spoken of: the subject, the number of the mention that named it, and the function row above it.

    `is_section` where nothing was named yet: only the heading says what figures are about. `parent` is what the
    sentence spoke of before it came to something unknown; the next sentence returns to it. `whole` is what the subject
    was named as a part of (其中); a change told behind it may be one of the whole.
    """

    subject: Subject
    mention: int = 0
    item: CellKey | None = None
    has_amount: bool = False
    is_section: bool = False
    parent: "Frame | None" = None
    whole: "Frame | None" = None


@dataclass(slots=True)
class Position:
    """How far the passage was read: where the sentence, the last figure, name, number and bracket end."""

    sentence: int = 0
    figure: int = 0
    name: int = -1
    number: int = -1
    bracket: int = 0
    named: list[tuple[int, int]] = field(default_factory=list)

    @property
    def lead(self) -> int:
        """The offset at which the words of the next figure begin."""
        return max(self.sentence, self.figure, self.bracket)


def default_subject(passage: Passage, language: Language) -> Subject:
    """Return the subject of figures before any subject is named: that of the section."""
    section = language.section(passage.section or "other_matters")
    return make_subject(section.subject or f"{section.id}.other", "", whole=True, binding=Binding.FRAME)


def name_subject(mark: Mark, words: str, before: str, frame: Frame, passage: Passage, setting: Setting) -> Subject:
    """Return the subject that a mark names as `words`; `before` are the words of its clause.

    Words that are not understood before it (其他资金安排的项目支出) leave the subject in doubt.
    """
    if mark.item is not None:
        return _item_subject(mark.item, frame, passage, setting)
    if mark.economic:
        cells = [CellKey(ECONOMIC_SHEET, code, "final") for code in mark.economic]
        subject = _with_readings([_cell_subject(cell, words, Binding.NAME) for cell in cells])
    elif mark.subject is not None:
        subject = _of_budget(_of_item(mark.subject, frame), frame)
    else:
        raise ValueError(f"a mark of {mark.kind.name} names nothing")
    unknown = setting.without_fillers(before)
    if not subject.cells or len(unknown) < MIN_WORDS:
        return subject
    return in_doubt(subject, (unknown + words)[-MAX_WORDS:], passage)


def in_doubt(subject: Subject, words: str, passage: Passage) -> Subject:
    """Return a subject of its own that is only taken for the given one where the figure agrees with it."""
    readings = (replace(subject, others=()), *subject.others)
    return Subject(f"{passage.section}:{words}", words, binding=Binding.DOUBT, others=readings)


def row_of(subject: Subject, mark: Mark, frame: Frame) -> CellKey | None:
    """Return the function row under which the text stands once the mark has named the subject."""
    cell = subject.cell
    if mark.item is not None:
        return cell
    is_whole = cell is not None and cell.row_key == "total" and cell.column_key not in _NATURES
    return None if is_whole else frame.item


def _item_subject(item: ItemMention, frame: Frame, passage: Passage, setting: Setting) -> Subject:
    above = frame.item.row_key.rpartition(".")[2] if frame.item else ""
    rows = resolve(item, setting.names, above)
    if not rows:
        return Subject(ITEM + item.words, item.words)
    binding = Binding.CODE if item.code else Binding.NAME
    sheet = setting.language.section(passage.section or "other_matters").sheet
    return _with_readings([_cell_subject(_row_cell(row.code, sheet), item.words, binding) for row in rows])


def _row_cell(code: str, sheet: str | None) -> CellKey:
    if sheet in CLASS_ROWS and len(code) == CLASS_DIGITS:
        prefix, column = CLASS_ROWS[sheet]
        return CellKey(sheet, prefix + code, column)
    has_rows = sheet is not None and sheet not in CLASS_ROWS and sheet not in (ECONOMIC_SHEET, "three_public")
    return CellKey(sheet if sheet and has_rows else ITEM_SHEET, code, "total")


def _of_item(subject: Subject, frame: Frame) -> Subject:
    """Return basic or project expenditure as that of the row named before, which may also mean the whole."""
    cell, item = subject.cell, frame.item
    if cell is None or item is None or cell.row_key != "total" or cell.column_key not in _NATURES:
        return subject
    own = _cell_subject(CellKey(item.sheet_id, item.row_key, cell.column_key), subject.words, Binding.FRAME)
    return replace(own, others=(replace(subject, others=()), *subject.others))


def _of_budget(subject: Subject, frame: Frame) -> Subject:
    """Return the reading about the budget that is being spoken of first (…政府性基金…本年收入…；本年支出…)."""
    budget = _budget_of(frame.subject)
    own = next((one for one in (subject, *subject.others) if budget and _budget_of(one) == budget), None)
    if own is None or own is subject:
        return subject
    rest = (replace(subject, others=()), *(one for one in subject.others if one is not own))
    return replace(own, others=rest)


def _budget_of(subject: Subject) -> str | None:
    cell = subject.cell
    if cell is None:
        return None
    named = {cell.row_key.rpartition(".")[2], cell.column_key} & set(_BUDGET_SHEETS.values())
    return _BUDGET_SHEETS.get(cell.sheet_id) or next(iter(named), None)


def _cell_subject(cell: CellKey, words: str, binding: Binding) -> Subject:
    return Subject("/".join(cell), words, (cell,), binding=binding)


def _with_readings(subjects: Sequence[Subject]) -> Subject:
    """Return the first subject with the others as further readings; several readings are no sure name."""
    first, *others = subjects
    return replace(first, binding=Binding.FRAME, others=tuple(others)) if others else first
