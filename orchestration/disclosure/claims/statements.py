"""Read a passage into claims: figures and directions from left to right, each with its subject and kind.

A figure is about what its own words name: by code, by a full name, by the words of the section. Where they name nothing,
it is about what was named before it (the frame); where they name something unknown, it is about that and about no cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from orchestration.disclosure.amounts import MAX_DECIMALS, MAX_INTEGER_DIGITS
from orchestration.disclosure.claims.enumerations import Enumeration, share_out
from orchestration.disclosure.claims.items import ItemMention, resolve
from orchestration.disclosure.claims.language import Direction, FigurePhrase, Language, make_subject
from orchestration.disclosure.claims.mentions import Mark, MarkKind, find_marks
from orchestration.disclosure.claims.model import Base, Binding, Claim, ClaimKind, Origin, Subject
from orchestration.disclosure.claims.names import ECONOMIC_SHEET, AccountNames
from orchestration.disclosure.claims.passages import Passage
from orchestration.disclosure.claims.proof import HUNDRED, PrintedCells
from orchestration.disclosure.claims.readings import Stated, settle_readings
from orchestration.disclosure.claims.years import is_previous_year
from orchestration.disclosure.model import CellKey

PHRASE_BEFORE, PHRASE_AFTER = 40, 12
CLASS_ROWS = {
    "appropriation_summary": ("expenditure.", "total"),
    "income_expenditure_summary": ("expenditure.", "final"),
}
"""Summaries whose lines are classes: the prefix of the row key, and the column."""

_MAX_WORDS = 30
_MIN_WORDS = 2
_MASKED = "＃"
"""Stands for each character of a mention, so that no pattern of a lead takes a name for words of its own."""

_RELATIVE = frozenset({ClaimKind.SHARE, ClaimKind.GROWTH, ClaimKind.COMPLETION, ClaimKind.CHANGE, ClaimKind.RATE})
"""Kinds that say something of a figure stated before: only their last clause may name a subject."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the passages of one document are read with."""

    language: Language
    names: AccountNames
    cells: PrintedCells
    origin: Origin
    department: str = ""
    fiscal_year: int | None = None


@dataclass(slots=True)
class _Frame:
    """What is being spoken of: the subject, the mention that named it, and the function row above it.

    `parent` is what the sentence spoke of before it came to something unknown; the next sentence returns to it.
    """

    subject: Subject
    mention: int = 0
    item: CellKey | None = None
    has_amount: bool = False
    parent: "_Frame | None" = None


@dataclass(slots=True)
class _Position:
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


def read_claims(passage: Passage, setting: Setting) -> list[Claim]:
    """Return all claims of a passage of the accounts, in order and without keys."""
    reader = _PassageReader(passage, setting)
    for mark in reader.marks:
        reader.read(mark)
    return settle_readings(reader.stated, setting.cells)


class _PassageReader:
    """Reads the marks of one passage in order; `stated` collects the claims."""

    def __init__(self, passage: Passage, setting: Setting) -> None:
        self.passage, self.setting = passage, setting
        self.text = passage.text
        self.phrases = setting.language.phrases
        self.marks = tuple(find_marks(passage, setting.language, setting.names))
        self.stated: list[Stated] = []
        self._frame = _Frame(default_subject(passage, setting.language))
        self._brackets: list[tuple[_Frame, int]] = []
        self._at = _Position()
        self._enumeration = Enumeration()
        self._mentions = 0

    def read(self, mark: Mark) -> None:
        """Read one mark."""
        boundary = self.text.rfind("。", self._at.sentence, mark.start)
        if boundary >= 0:
            self._at.sentence = boundary + 1
            self._frame = self._frame.parent or self._frame
        match mark.kind:
            case MarkKind.ITEM | MarkKind.WORDS:
                self._read_name(mark)
            case MarkKind.NUMBER:
                self._read_number(mark)
            case MarkKind.BRACKET:
                self._read_bracket(mark)
            case MarkKind.FIGURE if mark.figure is not None:
                self._read_figure(mark, mark.figure)
            case MarkKind.COMPARISON if mark.direction is not None:
                self._read_direction(mark, mark.direction)
            case _:
                return

    def _read_name(self, mark: Mark) -> None:
        subject = self._qualified(self._subject_of(mark), mark)
        self._mentions += 1
        item = self._frame.item
        cell = subject.cell
        if mark.item is not None:
            item = cell
        elif cell is not None and cell.row_key == "total" and cell.column_key not in ("basic", "project"):
            item = None
        self._frame = _Frame(subject, self._mentions, item)
        self._enumeration.add(subject, self.text[max(self._at.name, self._at.figure, 0) : mark.start], mark.start)
        self._at.name = mark.end
        self._at.named.append((mark.start, mark.end))

    def _qualified(self, subject: Subject, mark: Mark) -> Subject:
        """Return the subject in doubt where words that are not understood stand directly before it (其他资金安排的…)."""
        start = max(self._at.lead, self._at.name, self._at.number, 0)
        clause = re.split(r"[，；：。、(]", self.text[start : mark.start])[-1]
        before = self._without_fillers(clause)
        if mark.item is not None or not subject.cells or len(before) < _MIN_WORDS:
            return subject
        words = (before + subject.words)[-_MAX_WORDS:]
        key = f"{self.passage.section}:{words}"
        return Subject(key, words, binding=Binding.DOUBT, others=(replace(subject, others=()), *subject.others))

    def _subject_of(self, mark: Mark) -> Subject:
        if mark.item is not None:
            return self._item_subject(mark.item)
        words = self.text[mark.start : mark.end]
        if mark.economic:
            cells = [CellKey(ECONOMIC_SHEET, code, "final") for code in mark.economic]
            return _with_readings([_cell_subject(cell, words, Binding.NAME) for cell in cells])
        if mark.subject is None:
            raise ValueError(f"a mark of {mark.kind.name} names nothing")
        return self._of_item(mark.subject)

    def _item_subject(self, item: ItemMention) -> Subject:
        frame = self._frame.item.row_key.rpartition(".")[2] if self._frame.item else ""
        rows = resolve(item, self.setting.names, frame)
        if not rows:
            return Subject(f"item:{item.words}", item.words)
        binding = Binding.CODE if item.code else Binding.NAME
        return _with_readings([_cell_subject(self._row_cell(row.code), item.words, binding) for row in rows])

    def _row_cell(self, code: str) -> CellKey:
        sheet = self.setting.language.section(self.passage.section or "other_matters").sheet
        if sheet in CLASS_ROWS and len(code) == 3:
            prefix, column = CLASS_ROWS[sheet]
            return CellKey(sheet, prefix + code, column)
        if sheet is None or sheet in CLASS_ROWS or sheet in (ECONOMIC_SHEET, "three_public"):
            sheet = "general_budget_expenditure"
        return CellKey(sheet, code, "total")

    def _of_item(self, subject: Subject) -> Subject:
        """Return basic or project expenditure as that of the item named before, which may also mean the whole."""
        cell, item = subject.cell, self._frame.item
        if cell is None or item is None or cell.row_key != "total" or cell.column_key not in ("basic", "project"):
            return subject
        own = _cell_subject(CellKey(item.sheet_id, item.row_key, cell.column_key), subject.words, Binding.FRAME)
        return replace(own, others=(replace(subject, others=()), *subject.others))

    def _read_number(self, mark: Mark) -> None:
        self._mentions += 1
        default = default_subject(self.passage, self.setting.language)
        self._frame = _Frame(default, self._mentions, self._frame.item)
        self._enumeration.clear()
        self._at.number = self._at.figure = mark.end

    def _read_bracket(self, mark: Mark) -> None:
        if self.text[mark.start] == "(":
            self._brackets.append((self._frame, self._at.bracket))
            self._at.bracket = mark.end
        elif self._brackets:
            opened = self._at.bracket
            self._frame, before = self._brackets.pop()
            self._at.bracket = mark.end if self._at.figure > opened else before

    def _read_figure(self, mark: Mark, match: re.Match[str]) -> None:
        start, name = self._at.lead, self._at.name
        lead = self.text[start : mark.start]
        unit = match["unit"] or ""
        number = match["number"].replace(",", "")
        whole, _, decimals = number.partition(".")
        previous = (
            self.stated[-1].claim if self.stated and self.text[:start].endswith(self.stated[-1].claim.text) else None
        )
        self._at.figure = mark.end
        if len(whole.lstrip("-")) > MAX_INTEGER_DIGITS or len(decimals) > MAX_DECIMALS:
            return
        phrase, kind = self._classify(self._masked(start, mark.start), unit, previous)
        base = self._base(phrase, kind, previous, mark.start)
        subjects = self._find_subjects(lead, start, name, kind, phrase, unit, mark)
        factor = self.phrases.amount_units.get(unit, Decimal(1))
        value = Decimal(number) * factor * self._sign(phrase, previous)
        if kind is ClaimKind.AMOUNT and is_previous_year(
            self.text[self._at.sentence : mark.start], lead, self.setting.fiscal_year
        ):
            base = Base.PREVIOUS_YEAR
        for mention, subject in subjects:
            self._state(
                mention,
                Claim(
                    claim_key="",
                    origin=self.setting.origin,
                    section=self.passage.section or "",
                    passage=self.passage.number,
                    subject=subject,
                    kind=kind,
                    value=value,
                    decimals=len(decimals),
                    unit=unit,
                    text=match[0],
                    base=base,
                    base_words=_base_words(lead) if kind is ClaimKind.SHARE else "",
                    phrase=_quote(self.text, mark.start, mark.end, self._at.sentence),
                    place=self.passage.place(mark.start),
                    half_unit=Decimal(0) if kind is ClaimKind.COUNT else Decimal(5).scaleb(-len(decimals) - 1) * factor,
                    scale=HUNDRED if unit in self.phrases.percent_units else Decimal(1),
                    resolved=not (mark.is_aside or (phrase and phrase.unresolved and value != 0)),
                ),
            )
        self._enumeration.figure_read()

    def _state(self, mention: int, claim: Claim) -> None:
        if claim.kind is ClaimKind.AMOUNT:
            self._frame.has_amount = True
        self.stated.append(Stated(mention, claim))

    def _masked(self, start: int, end: int) -> str:
        """Return the words before a figure with each name masked."""
        words = list(self.text[start:end])
        for begin, stop in self._at.named:
            for offset in range(max(begin, start), min(stop, end)):
                words[offset - start] = _MASKED
        return "".join(words)

    def _classify(self, lead: str, unit: str, previous: Claim | None) -> tuple[FigurePhrase | None, ClaimKind]:
        if unit in self.phrases.amount_units:
            known = self.phrases.amount
        elif unit in self.phrases.percent_units:
            known = self.phrases.percent
        elif unit:
            return None, ClaimKind.SCORE if unit == "分" else ClaimKind.COUNT
        else:
            return None, ClaimKind.UNRECOGNISED
        if previous is not None and previous.unit == unit and self.phrases.continues.fullmatch(lead):
            return None, previous.kind
        found = next((phrase for phrase in known if _fits(phrase, lead, unit, previous)), None)
        return found, found.kind if found else ClaimKind.UNRECOGNISED

    def _base(self, phrase: FigurePhrase | None, kind: ClaimKind, previous: Claim | None, end: int) -> Base:
        """Return what the figure is measured against: as its words, the figure before, or the last comparison say."""
        if phrase is not None and phrase.base is not Base.NONE:
            return phrase.base
        if previous is not None and (
            (phrase is None and kind is previous.kind) or (phrase is not None and phrase.after)
        ):
            return previous.base
        return self._compared_base(self.text[self._at.sentence : end], kind)

    def _compared_base(self, sentence: str, kind: ClaimKind) -> Base:
        """Return the base of the last comparison; the previous year where the sentence names none."""
        if kind not in (ClaimKind.CHANGE, ClaimKind.GROWTH, ClaimKind.DIRECTION):
            return Base.NONE
        found = [
            (match.start(), -order, comparison.base)
            for order, comparison in enumerate(self.phrases.comparisons)
            for match in comparison.words.finditer(sentence)
        ]
        return max(found)[2] if found else Base.PREVIOUS_YEAR

    def _sign(self, phrase: FigurePhrase | None, previous: Claim | None) -> int:
        """Return the sign of a figure; a figure whose words say no direction (变动) has that of the change before."""
        if phrase is None:
            return -1 if previous is not None and previous.value < 0 else 1
        if phrase.sign or not self.stated:
            return phrase.sign or 1
        last = self.stated[-1].claim
        if last.kind is ClaimKind.CHANGE:
            return -1 if last.value < 0 else 1
        before = self.stated[-2].claim if len(self.stated) > 1 else last
        return -1 if before.base is Base.PREVIOUS_YEAR and last.value < before.value else 1

    def _find_subjects(
        self, lead: str, start: int, name: int, kind: ClaimKind, phrase: FigurePhrase | None, unit: str, mark: Mark
    ) -> Sequence[tuple[int, Subject]]:
        """Return what a figure is about, with the mention: one subject, or each of several that it is said of."""
        named_here = name > start and name <= mark.start
        own = self.text[max(start, name) if named_here else start : mark.start]
        enumerated = share_out(self._enumeration, own, named_here, self._run_length(mark), self.phrases)
        if enumerated is not None:
            self._frame.subject = enumerated[0]
            return [(self._frame.mention, subject) for subject in enumerated]
        if not named_here and self.phrases.each.match(re.split("[，；：。]", own)[-1]) and (twins := self._twins()):
            self._frame = replace(self._frame, mention=twins[0][0], subject=twins[0][1])
            return twins
        unknown = self._unknown_name(own, named_here, kind, phrase)
        if unknown is not None:
            subject = Subject(f"{self.passage.section}:{unknown}", unknown)
            if kind in (ClaimKind.COUNT, ClaimKind.UNRECOGNISED):
                return ((self._frame.mention, subject),)
            known = self._frame.parent or (self._frame if self._at.name > self._at.sentence else None)
            self._mentions += 1
            self._frame = _Frame(subject, self._mentions, self._frame.item, parent=known)
        elif (
            kind is ClaimKind.AMOUNT
            and not named_here
            and self._frame.has_amount
            and not self.phrases.restates.search(own)
        ):
            return ((self._frame.mention, self._doubtful(self._frame.subject, lead)),)
        elif kind is ClaimKind.COUNT and (self._frame.subject.cells or self._frame.subject.others):
            return ((self._frame.mention, Subject(f"{self._frame.subject.key}:{unit}", self._frame.subject.words)),)
        return ((self._frame.mention, self._frame.subject),)

    def _twins(self) -> Sequence[tuple[int, Subject]]:
        """Return the subjects of the last two amounts, where both state the same and something is said of each."""
        amounts = [entry for entry in self.stated[-2:] if entry.claim.kind is ClaimKind.AMOUNT]
        if len(amounts) < 2 or amounts[0].claim.value != amounts[1].claim.value:
            return ()
        return [(entry.mention, entry.claim.subject) for entry in amounts]

    def _doubtful(self, subject: Subject, lead: str) -> Subject:
        """Return the subject of a second amount for which nothing is named: the frame's only if it agrees."""
        if not subject.cells or is_previous_year(lead, lead, self.setting.fiscal_year):
            return subject
        key = f"{self.passage.section}:{subject.words}"
        return Subject(key, subject.words, binding=Binding.DOUBT, others=(subject, *subject.others))

    def _run_length(self, mark: Mark) -> int:
        """Return how many figures follow one another with nothing but a separator between them, from this one on."""
        length, end = 0, mark.start
        for other in self.marks:
            if other.start < mark.start or other.kind is not MarkKind.FIGURE:
                continue
            if length and not self.phrases.continues.fullmatch(self.text[end : other.start]):
                break
            length, end = length + 1, other.end
        return length

    def _unknown_name(self, own: str, named_here: bool, kind: ClaimKind, phrase: FigurePhrase | None) -> str | None:
        """Return the name of something that is no subject of the accounts, if the own words of a figure give one."""
        is_fresh = self._at.number >= max(self._at.name, self._at.sentence)
        spoken = own
        if kind in _RELATIVE and phrase is not None:
            spoken = phrase.lead.sub("", spoken, count=1)
        if not is_fresh:
            spoken = spoken.rpartition("。")[2]
        clause = re.split(r"[，；：。]", spoken)[-1]
        if named_here or kind in _RELATIVE or kind is ClaimKind.BUDGET:
            spoken = clause
        words = self._without_fillers(spoken)
        if len(words) < _MIN_WORDS or _is_aside_only(spoken, self.phrases.reason):
            return None
        return (
            words[-_MAX_WORDS:] if kind is ClaimKind.COUNT else _name_of(clause, self._without_fillers(clause) or words)
        )

    def _without_fillers(self, words: str) -> str:
        own = words.replace(self.setting.department, "") if self.setting.department else words
        return re.sub(r"^(?:和|及)", "", self.phrases.filler.sub("", own))

    def _read_direction(self, mark: Mark, direction: Direction) -> None:
        sentence = self.text[self._at.sentence : mark.end]
        base = direction.base
        if base is Base.NONE:
            base = self._compared_base(sentence, ClaimKind.DIRECTION)
        self._state(
            self._frame.mention,
            Claim(
                claim_key="",
                origin=self.setting.origin,
                section=self.passage.section or "",
                passage=self.passage.number,
                subject=self._frame.subject,
                kind=ClaimKind.DIRECTION,
                value=Decimal(direction.direction),
                decimals=0,
                unit="",
                text=self.text[mark.start : mark.end],
                base=base,
                base_words="",
                phrase=_quote(self.text, mark.start, mark.end, self._at.sentence),
                place=self.passage.place(mark.start),
                half_unit=Decimal(0),
                resolved=not direction.about,
            ),
        )


def _cell_subject(cell: CellKey, words: str, binding: Binding) -> Subject:
    return Subject(f"{cell.sheet_id}/{cell.row_key}/{cell.column_key}", words, (cell,), binding=binding)


def _with_readings(subjects: Sequence[Subject]) -> Subject:
    """Return the first subject with the others as further readings; several readings are no sure name."""
    first, *others = subjects
    return replace(first, binding=Binding.FRAME, others=tuple(others)) if others else first


def _fits(phrase: FigurePhrase, lead: str, unit: str, previous: Claim | None) -> bool:
    follows = phrase.after is None or (previous is not None and previous.kind is phrase.after)
    return follows and phrase.unit in (None, unit) and phrase.lead.search(lead) is not None


def _is_aside_only(words: str, reason: re.Pattern[str]) -> bool:
    """Whether the words are nothing but a reason that began before."""
    return reason.match(words) is not None


def _name_of(clause: str, words: str) -> str:
    """Return the name that a clause gives to its amount: the clause without its lead-in and counting words."""
    name = re.sub(r"^.*?(?:用于|包括|其中[:：]?|为：|安排)", "", clause)
    return (re.sub(r"(?:支出|资金|经费)?(?:共|计|为|是|约)?$", "", name) or words)[-_MAX_WORDS:]


def _base_words(lead: str) -> str:
    """Return the words that say what a share is of."""
    found = re.search(r"占([^占]*?)(?:的)?(?:比例|比重|比)?(?:为|是|约|达|达到)?$", lead)
    return found[1] if found else ""


def _quote(text: str, start: int, end: int, sentence: int) -> str:
    """Return the words around a figure: from the clause before it to the next stop."""
    begin = max(sentence, start - PHRASE_BEFORE)
    stop = re.search(r"[。；]", text[end : end + PHRASE_AFTER])
    return text[begin : end + (stop.start() if stop else PHRASE_AFTER)].lstrip("，；：、")
