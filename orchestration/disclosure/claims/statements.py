"""Read a passage into claims: figures and directions from left to right, each with its subject and kind."""

import re
from dataclasses import dataclass
from decimal import Decimal

from orchestration.disclosure.amounts import MAX_DECIMALS, MAX_INTEGER_DIGITS
from orchestration.disclosure.claims.language import Direction, FigurePhrase, Language, Phrases, make_subject
from orchestration.disclosure.claims.marks import Mark, find_marks, format_subject_key
from orchestration.disclosure.claims.model import Base, Claim, ClaimKind, Origin, Subject
from orchestration.disclosure.claims.passages import Passage
from orchestration.disclosure.claims.subjects import FunctionNames
from orchestration.disclosure.model import CellKey

PHRASE_BEFORE, PHRASE_AFTER = 40, 12
HUNDRED = Decimal(100)
_MAX_WORDS = 30


@dataclass
class _Context:
    """The reading position: the current subject, and the function item that basic and project expenditure refer to."""

    subject: Subject
    item: CellKey | None = None
    named_at: int = -1
    named_end: int = 0
    figure_end: int = 0
    sentence: int = 0


def default_subject(passage: Passage, language: Language) -> Subject:
    """Return the subject of figures before any subject is named: that of the section."""
    section = language.section(passage.section or "other_matters")
    return make_subject(section.subject or f"{section.id}.other", "", whole=True)


def read_claims(passage: Passage, language: Language, names: FunctionNames, origin: Origin) -> list[Claim]:
    """Return all claims of a passage of the accounts, in order and without keys."""
    claims: list[Claim] = []
    context = _Context(default_subject(passage, language))
    for mark in find_marks(passage, language, names):
        boundary = passage.text.rfind("。", context.sentence, mark.start)
        if boundary >= 0:
            context.sentence = boundary + 1
        if mark.subject is not None:
            _set_subject(mark, context)
        elif mark.figure is not None:
            _read_figure(mark, mark.figure, passage, language.phrases, context, claims, origin)
        elif mark.direction is not None:
            _read_direction(mark, mark.direction, passage, language.phrases, context, claims, origin)
    return claims


def _set_subject(mark: Mark, context: _Context) -> None:
    subject = mark.subject
    if subject is None:
        return
    cell = subject.cell
    if cell is not None and cell.row_key.isdigit() and len(cell.row_key) > 3:
        context.item = cell
    elif cell is not None and cell.row_key == "total" and cell.column_key in ("basic", "project") and context.item:
        cell = CellKey(context.item.sheet_id, context.item.row_key, cell.column_key)
        subject = Subject(format_subject_key(cell), subject.words, cell)
    elif cell is not None and cell.row_key == "total":
        context.item = None
    context.subject = subject
    context.named_at = mark.start
    context.named_end = mark.end


def _read_figure(
    mark: Mark,
    match: re.Match[str],
    passage: Passage,
    phrases: Phrases,
    context: _Context,
    claims: list[Claim],
    origin: Origin,
) -> None:
    start = max(context.sentence, context.figure_end)
    lead = passage.text[start : mark.start]
    sentence = passage.text[context.sentence : mark.start]
    number = match["number"].replace(",", "")
    unit = match["unit"] or ""
    context.figure_end = mark.end
    decimals = len(number.partition(".")[2])
    if len(number.partition(".")[0].lstrip("-")) > MAX_INTEGER_DIGITS or decimals > MAX_DECIMALS:
        return
    phrase, kind = _classify_figure(lead, sentence, unit, phrases)
    subject = _find_subject(lead, start, unit, kind, passage, phrases, context)
    if phrase is None and not unit:
        kind = ClaimKind.UNRECOGNISED
    base = phrase.base if phrase and phrase.base is not Base.NONE else _find_base(sentence, kind, phrases)
    sign = phrase.sign if phrase else 1
    factor = phrases.amount_units.get(unit, Decimal(1))
    base_words = ""
    if kind is ClaimKind.SHARE:
        found = re.search(r"占([^占]*?)(?:的)?(?:比例|比重)?(?:为|是|约|达)?$", lead)
        base_words = found[1] if found else ""
    value = Decimal(number) * factor * sign
    claims.append(
        Claim(
            claim_key="",
            origin=origin,
            section=passage.section or "",
            passage=passage.number,
            subject=subject,
            kind=kind,
            value=value,
            decimals=decimals,
            unit=unit,
            text=match[0],
            base=base,
            base_words=base_words,
            phrase=_quote(passage.text, mark.start, mark.end, context.sentence),
            place=passage.place(mark.start),
            half_unit=Decimal(0) if kind is ClaimKind.COUNT else Decimal(5).scaleb(-decimals - 1) * factor,
            scale=HUNDRED if unit in phrases.percent_units else Decimal(1),
            resolved=not (mark.is_aside or (phrase and phrase.unresolved and value != 0)),
        )
    )


def _classify_figure(lead: str, sentence: str, unit: str, phrases: Phrases) -> tuple[FigurePhrase | None, ClaimKind]:
    if unit in phrases.amount_units:
        found = next((phrase for phrase in phrases.amount if phrase.lead.search(lead)), None)
    elif unit in phrases.percent_units:
        found = next((phrase for phrase in phrases.percent if phrase.lead.search(lead)), None)
    elif unit:
        return None, ClaimKind.SCORE if unit == "分" else ClaimKind.COUNT
    else:
        return None, ClaimKind.UNRECOGNISED
    return found, found.kind if found else ClaimKind.UNRECOGNISED


def _find_subject(
    lead: str, start: int, unit: str, kind: ClaimKind, passage: Passage, phrases: Phrases, context: _Context
) -> Subject:
    """Return the subject named last, unless the words before the figure itself name another one."""
    if kind in (
        ClaimKind.SHARE,
        ClaimKind.GROWTH,
        ClaimKind.COMPLETION,
        ClaimKind.CHANGE,
        ClaimKind.RATE,
        ClaimKind.BUDGET,
    ):
        return context.subject
    named_here = context.named_at >= start
    own = lead[context.named_end - start :] if named_here else lead
    clause = re.split(r"[，；：。]", own)[-1]
    words = phrases.filler.sub("", own.rpartition("。")[2])
    if len(words) < 2 or (named_here and not phrases.list_begin.search(own)):
        return context.subject
    words = re.sub(r"^(?:和|及)", "", phrases.filler.sub("", clause)) or words
    if kind is ClaimKind.COUNT:
        return Subject(f"{passage.section}:{words[-_MAX_WORDS:]}", words[-_MAX_WORDS:])
    context.subject = Subject(f"{passage.section}:{extract_name(clause, words)}", extract_name(clause, words))
    return context.subject


def extract_name(clause: str, words: str) -> str:
    """Return the name that a clause gives to its amount: the clause without its lead-in and counting words."""
    name = re.sub(r"^.*?(?:用于|包括|其中[:：]?|为：|安排)", "", clause)
    return (re.sub(r"(?:支出|资金|经费)?(?:共|计|为|是|约)?$", "", name) or words)[-_MAX_WORDS:]


def _find_base(sentence: str, kind: ClaimKind, phrases: Phrases) -> Base:
    """Return the base of the last comparison before the figure; the previous year where the sentence names none."""
    if kind not in (ClaimKind.CHANGE, ClaimKind.GROWTH, ClaimKind.DIRECTION):
        return Base.NONE
    found = [
        (match.start(), -order, comparison.base)
        for order, comparison in enumerate(phrases.comparisons)
        for match in comparison.words.finditer(sentence)
    ]
    return max(found)[2] if found else Base.PREVIOUS_YEAR


def _read_direction(
    mark: Mark,
    direction: Direction,
    passage: Passage,
    phrases: Phrases,
    context: _Context,
    claims: list[Claim],
    origin: Origin,
) -> None:
    sentence = passage.text[context.sentence : mark.end]
    base = direction.base if direction.base is not Base.NONE else _find_base(sentence, ClaimKind.DIRECTION, phrases)
    claims.append(
        Claim(
            claim_key="",
            origin=origin,
            section=passage.section or "",
            passage=passage.number,
            subject=context.subject,
            kind=ClaimKind.DIRECTION,
            value=Decimal(direction.direction),
            decimals=0,
            unit="",
            text=passage.text[mark.start : mark.end],
            base=base,
            base_words="",
            phrase=_quote(passage.text, mark.start, mark.end, context.sentence),
            place=passage.place(mark.start),
            half_unit=Decimal(0),
            resolved=not direction.about,
        )
    )


def _quote(text: str, start: int, end: int, sentence: int) -> str:
    """Return the words around a figure: from the clause before it to the next stop."""
    begin = max(sentence, start - PHRASE_BEFORE)
    stop = re.search(r"[。；]", text[end : end + PHRASE_AFTER])
    return text[begin : end + (stop.start() if stop else PHRASE_AFTER)].lstrip("，；：、")
