"""What an inspection asks of a disclosure, and the answers that follow from what was published: yes or no only where
the documents were read, otherwise that somebody has to look. How the form is laid out belongs to its template."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus, Verdict
from orchestration.reports.places import NARRATIVE, sheet_name
from orchestration.reports.sentences import sentence
from orchestration.reports.spots.model import Spot
from orchestration.reports.spots.wanted import mistaken_terms
from orchestration.reports.view import Finding, ReportView

MOST_PROBLEMS = 3
"""Problems of one item that the form tells in words; the page has them all."""

TIMELINESS = "timeliness"
_NO_LETTERS = (ProblemKind.SCANNED_PAGE, ProblemKind.SHEET_NOT_TEXT, ProblemKind.GARBLED_TEXT, ProblemKind.HIDDEN_SHEET)


class Answer(StrEnum):
    """Whether an item is as it must be."""

    YES = "是"
    NO = "否"
    UNCHECKED = "未能核对"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the form: its id (a part, a sheet, or `timeliness`), the answer, what is wrong, and where;
    `has_faults` where it is there and what is wrong stands in it; `spot` is the figure to be shown of it."""

    id: str
    answer: Answer
    problem: str = ""
    place: str = ""
    has_faults: bool = False
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when the disclosure was due, when it came, and for which day this is told."""

    is_expected: bool
    due_on: date | None
    received_on: date | None
    days_late: int | None
    as_of: date | None


@dataclass(frozen=True, slots=True)
class FoundPart:
    """What became of a part, and where its heading stands."""

    status: PartStatus
    place: str


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """What became of a sheet, where its title stands, and the messages of the rules that it breaks, each with its
    severity."""

    status: SheetStatus
    place: str
    messages: tuple[tuple[Severity, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the form is filled in from, beside the view of a department-year."""

    deadline: Deadline | None
    source_urls: tuple[str, ...]
    parts: dict[Part, FoundPart]
    sheets: dict[str, FoundSheet]


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something wrong with one item."""

    severity: Severity
    words: str
    place: str = ""
    spot: Spot | None = None


def answer_items(view: ReportView, inspected: Inspected) -> tuple[Item, ...]:
    """Every item of the form, the sheets among the parts as they usually stand."""
    unread = _unread(view)
    faults = _faults(view, inspected)
    return (
        _timeliness(view, inspected.deadline),
        *(_part(part, inspected.parts.get(part), unread, faults) for part in _BEFORE),
        *(_sheet(sheet_id, sheet, unread, faults) for sheet_id, sheet in inspected.sheets.items()),
        *(_part(part, inspected.parts.get(part), unread, faults) for part in _BEHIND),
    )


_BEFORE = (Part.COVER, Part.CONTENTS, Part.DUTIES, Part.ORGANISATION, Part.GLOSSARY, Part.EXPLANATION)
_BEHIND = (Part.OTHER_MATTERS, Part.PERFORMANCE)


def _timeliness(view: ReportView, deadline: Deadline | None) -> Item:
    is_received = view.facts.state is not Verdict.NOT_RECEIVED and bool(view.facts.documents)
    if deadline is None or deadline.due_on is None:
        return Item(TIMELINESS, Answer.UNCHECKED, "未设公开期限" if is_received else "未收到公开文件，且未设公开期限")
    due = f"期限为 {deadline.due_on}"
    if not is_received:
        if not deadline.is_expected:
            return Item(TIMELINESS, Answer.UNCHECKED, "登记表未要求公开，也未收到公开文件")
        if deadline.days_late:
            return Item(
                TIMELINESS, Answer.NO, f"截至 {deadline.as_of} 未收到公开文件，{due}，逾期 {deadline.days_late} 天"
            )
        return Item(TIMELINESS, Answer.UNCHECKED, f"截至 {deadline.as_of} 未收到公开文件，{due}，尚未到期")
    if deadline.received_on is None:
        return Item(TIMELINESS, Answer.UNCHECKED, f"清单未写明公开日期，{due}")
    if deadline.days_late:
        return Item(TIMELINESS, Answer.NO, f"{deadline.received_on} 公开，{due}，逾期 {deadline.days_late} 天")
    return Item(TIMELINESS, Answer.YES, place=f"{deadline.received_on} 公开，{due}")


def _unread(view: ReportView) -> str:
    """Why the documents as a whole say nothing; empty where they do."""
    if not view.facts.documents:
        return "未收到公开文件"
    misfiled = [each for each in view.facts.problems if each.kind.is_misfiled and each.severity is Severity.ERROR]
    if misfiled:
        return f"{misfiled[0].kind.title_zh}，所收文件不能作为本部门本年度的公开文件"
    return ""


def why_unread(view: ReportView) -> str:
    """What could not be read, in words."""
    kinds = {each.kind: each.places for each in view.facts.problems if _hides(each.kind, each.severity)}
    told = (
        f"{kind.title_zh}（{places[0]}）" if places and places[0] else kind.title_zh for kind, places in kinds.items()
    )
    return "；".join(told) or "文件未能全部读取"


def _hides(kind: ProblemKind, severity: Severity) -> bool:
    return kind in _NO_LETTERS or (severity is Severity.ERROR and not kind.is_misfiled)


def _part(part: Part, found: FoundPart | None, unread: str, faults: dict[str, list[_Fault]]) -> Item:
    if unread or found is None:
        return Item(part, Answer.UNCHECKED, unread or "未读取公开文件")
    match found.status:
        case PartStatus.UNREADABLE:
            return Item(part, Answer.UNCHECKED, faults[_UNREAD][0].words, found.place)
        case PartStatus.MISSING:
            return Item(part, Answer.NO, f"公开文件中没有“{part.title_zh}”")
        case PartStatus.TITLE_ONLY if part is Part.COVER:
            return Item(part, Answer.NO, "标题与正文同页，没有单独的封面", found.place)
        case PartStatus.TITLE_ONLY:
            return Item(part, Answer.NO, "目录或标题列有此项，没有相应内容", found.place)
    return _with_faults(part, found.place, faults.get(part, []))


def _sheet(sheet_id: str, found: FoundSheet, unread: str, faults: dict[str, list[_Fault]]) -> Item:
    if unread:
        return Item(sheet_id, Answer.UNCHECKED, unread)
    match found.status:
        case SheetStatus.UNREADABLE:
            return Item(sheet_id, Answer.UNCHECKED, faults[_UNREAD][0].words, found.place)
        case SheetStatus.MISSING:
            return Item(sheet_id, Answer.NO, "公开文件中没有这张表")
        case SheetStatus.EMPTY:
            return Item(sheet_id, Answer.NO, "空表，没有说明本表无数据", found.place)
    return _with_faults(sheet_id, found.place, faults.get(sheet_id, []))


def _with_faults(item: str, place: str, faults: Sequence[_Fault]) -> Item:
    """An item that is there: as it must be unless an error stands in it; what only warns is told beside."""
    ordered = sorted(faults, key=lambda fault: fault.severity.rank)
    answer = Answer.NO if any(fault.severity is Severity.ERROR for fault in faults) else Answer.YES
    told = [fault.words if fault.severity is Severity.ERROR else f"提示：{fault.words}" for fault in ordered]
    rest = len(told) - MOST_PROBLEMS
    lines = [*told[:MOST_PROBLEMS], *([f"另有 {rest} 处，见核对报告"] if rest > 0 else [])]
    places = dict.fromkeys(fault.place for fault in ordered[:MOST_PROBLEMS] if fault.place)
    spot = next((fault.spot for fault in ordered if fault.spot), None)
    return Item(item, answer, "\n".join(lines), "\n".join(places) or place, bool(faults), spot)


_UNREAD = ""
"""Under this key stands why something could not be read."""


def _faults(view: ReportView, inspected: Inspected) -> dict[str, list[_Fault]]:
    """What is wrong by the sheet or part that it stands in; what a waiver releases, and what only counts, is not."""
    faults: dict[str, list[_Fault]] = {_UNREAD: [_Fault(Severity.INFO, why_unread(view))]}
    for finding in view.findings:
        if finding.waived or finding.severity is Severity.INFO:
            continue
        words, place = _words(finding), "；".join(place.words for place in finding.results[0].places)
        for item in _blamed(finding):
            faults.setdefault(item, []).append(_Fault(finding.severity, words, place, _spot(finding, item)))
    for sheet_id, sheet in inspected.sheets.items():
        found = (_Fault(severity, words) for severity, words in sheet.messages if severity is not Severity.INFO)
        faults.setdefault(sheet_id, []).extend(found)
    return faults


def _words(finding: Finding) -> str:
    first = finding.results[0]
    mistake = f"最可能有误：{finding.mistake.words}。" if finding.mistake else ""
    return mistake + (sentence(first) or first.title)


def _blamed(finding: Finding) -> tuple[str, ...]:
    """The items that a finding is written under: where its mistake stands, or else where its first violation does."""
    if finding.mistake:
        cells: Iterable[tuple[str, str]] = ((cell.sheet_id, cell.row_key) for cell in finding.mistake.cells)
    else:
        cells = ((term.sheet_id, term.row_key) for term in finding.results[0].terms)
    return tuple(dict.fromkeys(_item_of(sheet_id, row_key) for sheet_id, row_key in cells))


def _spot(finding: Finding, item: str) -> Spot | None:
    """The figure to be shown of a finding under an item: the mistaken one, or the first that stands there."""
    terms = chain(mistaken_terms(finding), finding.results[0].terms)
    return next((term.spot for term in terms if term.spot and _item_of(term.sheet_id, term.row_key) == item), None)


def _item_of(sheet_id: str, row_key: str) -> str:
    if sheet_id != NARRATIVE:
        return sheet_id
    return Part.PERFORMANCE if row_key.startswith("form|") else Part.EXPLANATION


def item_title(item: str) -> str:
    """What an item is called on the form."""
    if item == TIMELINESS:
        return "及时公开"
    return Part(item).title_zh if item in set(Part) else sheet_name(item)


def item_ids(sheet_ids: Iterable[str]) -> Iterator[str]:
    """The items of the form, in its order."""
    yield TIMELINESS
    yield from _BEFORE
    yield from sheet_ids
    yield from _BEHIND
