"""What a document says of itself: whose it is, for which year, and whether it is final accounts at all."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Body, Document, Line, OpaqueBlock, Problem, Recognition
from orchestration.disclosure.resolution.names import same_body
from orchestration.disclosure.resolution.printed_names import (
    WHOLE_YEAR,
    YEAR,
    YEAR_IN_TEXT,
    department_line,
    is_name,
    owner_in_title,
)
from orchestration.disclosure.resolution.segments import Cut
from orchestration.disclosure.resolution.titles import title_sheet
from orchestration.disclosure.resolution.wrapped_names import DEPARTMENT_HEAD, MOST_LINES, text_with_rest
from orchestration.disclosure.text import compact, with_arabic_years

Value = TypeVar("Value", str, int)

COVER_LINES = 12
MAX_TITLE_LINES = 5
HEADER_ROWS = 6

_NAME = r"[^\d。,;:>|]{2,50}?"
_ABOUT = r"(?:公开|公布|编制|批复|分析|汇总|情况|说明|报告|信息|文本|目录|报表|表|的|\([^()]*\))*"
_DOCUMENT = re.compile(
    rf"(?:附件\d{{0,2}}:?)?(?:关于)?(?:公开|公布)?(?:(?P<before>{YEAR}))?(?P<name>{_NAME})(?:关于)?(?:公开|公布)?"
    rf"(?:(?P<after>{YEAR}))?(?P<body>部门|单位)?(?P<kind>决算|预算){_ABOUT}"
)
_NAMELESS = re.compile(rf"(?P<year>{YEAR})(?P<body>部门|单位)?(?P<kind>决算|预算){_ABOUT}")
_SENTENCE = re.compile(rf"(?P<name>{_NAME})(?P<year>{YEAR})(?:决算)?(?:收入|支出|收支|财政拨款|一般公共预算).*")
_PART = re.compile(r"^第[一二三四五六七八九十]+部分")
_NAME_ENDS = re.compile(r"(?:\((?:部门|单位)\)|(?<=[局委办厅院会部])(?:部门|单位))$")


@dataclass(frozen=True, slots=True)
class _Title:
    """A line that names the document: department, year and kind as far as it states them."""

    name: str | None
    year: int | None
    kind: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """Everything that a document says of itself, in reading order."""

    cover: _Title | None
    headings: tuple[_Title, ...]
    sheet_names: tuple[str, ...]
    sheet_years: tuple[int, ...]
    sentences: tuple[_Title, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A body or year (`other`) that stands somewhere in a document and is not the document's."""

    other: str | int
    problem: Problem


def recognise(document: Document, cut: Cut, layouts: Layouts) -> tuple[Recognition, tuple[Disagreement, ...]]:
    """Read department, fiscal year and kind from the cover, the headings, the 部门： lines and the sheet titles.

    The cover is the authority; without one, what most headings, sheets and at last sentences say. What else is named is
    handed back with it; whether sheets are refused for it belongs to `belonging`.
    """
    texts = [with_arabic_years(compact(text)) for text in _texts(document, layouts)]
    said = _said(texts, layouts)
    sources = [said.cover] if said.cover else []
    titles = [*sources, *said.headings]
    titled = [title.name for title in titles if title.name]
    beside = [
        *(title.name for title in sources if title.name),
        *_by_frequency([*(title.name for title in said.headings if title.name), *said.sheet_names]),
    ]
    has_sheets = any(segment.sheet_id is not None and segment.parts for segment in cut.segments)
    names = [*beside, *_by_frequency(title.name for title in said.sentences if title.name)]
    years = [
        *(title.year for title in sources if title.year),
        *_by_frequency([*(title.year for title in said.headings if title.year), *said.sheet_years]),
        *_by_frequency(title.year for title in said.sentences if title.year),
    ]
    kind = _kind(texts, cut, titles, layouts)
    recognition = Recognition(
        next(iter(names), None),
        next(iter(years), None),
        kind,
        _body(titles, texts),
        is_in_passing=bool(names) and not titled and not (has_sheets and said.sheet_names),
    )
    return recognition, tuple(_disagreements(document, recognition, said, layouts))


def _by_frequency(values: Iterable[Value]) -> list[Value]:
    return [value for value, _ in Counter(values).most_common()]


def _texts(document: Document, layouts: Layouts) -> Iterator[str]:
    for at, block in enumerate(document.blocks):
        if isinstance(block, Line):
            yield from text_with_rest(block, document.blocks[at + 1 : at + MOST_LINES], layouts.vocabulary).split("\n")
            continue
        if isinstance(block, OpaqueBlock):
            continue
        cells = [cell for cell in block.cells if cell.row_no <= HEADER_ROWS]
        for cell, following in zip(cells, [*cells[1:], None], strict=False):
            is_head = following is not None and DEPARTMENT_HEAD.fullmatch(compact(cell.text))
            yield cell.text + (following.text if is_head and following else "")


def _said(texts: Sequence[str], layouts: Layouts) -> _Said:
    named = [line for text in texts if (line := department_line(text, layouts))]
    sheets = [(text, known[1]) for text in texts if (known := title_sheet(text, layouts))]
    owners = [owner for text, words in sheets if (owner := owner_in_title(text, words))]
    endings = tuple(layouts.vocabulary.organisation_endings)
    names = [
        *(name for name, _ in named if is_name(name, layouts)),
        *(owner for owner in owners if owner.endswith(endings) and is_name(owner, layouts)),
    ]
    years = [
        *(int(found[1]) for text, _ in sheets if (found := YEAR_IN_TEXT.search(text))),
        *(int(year[:4]) for _, year in named if year),
        *(int(found[1]) for text in texts if (found := WHOLE_YEAR.fullmatch(text))),
    ]
    return _Said(
        _cover(texts[:COVER_LINES], layouts),
        tuple(title for text in texts if (title := _title(_DOCUMENT, _PART.sub("", text), layouts)) and title.year),
        tuple(names),
        tuple(years),
        tuple(title for text in texts if (title := _title(_SENTENCE, text, layouts))),
    )


def _cover(texts: Sequence[str], layouts: Layouts) -> _Title | None:
    """The cover's title, which may run over some lines: <department><year>年度部门决算. Where the title names nobody, a
    line of its own does."""
    spans = [
        "".join(texts[start:end])
        for start in range(len(texts))
        for end in range(start + 1, min(start + MAX_TITLE_LINES, len(texts)) + 1)
    ]
    full = [title for span in spans if (title := _title(_DOCUMENT, span, layouts))]
    if full:
        return next((title for title in full if title.year), full[0])
    nameless = next((found for span in spans if (found := _NAMELESS.fullmatch(span))), None)
    if nameless is None:
        return None
    owners = (line[0] if (line := department_line(text, layouts)) else text for text in texts)
    endings = tuple(layouts.vocabulary.organisation_endings)
    name = next((owner for owner in owners if owner.endswith(endings) and is_name(owner, layouts)), None)
    return _Title(name, int(nameless["year"][:4]), nameless["kind"], nameless["body"])


def _title(pattern: re.Pattern[str], text: str, layouts: Layouts) -> _Title | None:
    found = pattern.fullmatch(text)
    if found is None:
        return None
    groups = found.groupdict()
    name = _NAME_ENDS.sub("", groups["name"])
    year = groups.get("year") or groups.get("after") or groups.get("before")
    if not is_name(name, layouts):
        return None
    return _Title(name, int(year[:4]) if year else None, groups.get("kind", "决算"), groups.get("body"))


def _kind(texts: Sequence[str], cut: Cut, titles: Sequence[_Title], layouts: Layouts) -> str | None:
    if any(segment.sheet_id is not None and segment.parts and "决算" in segment.title for segment in cut.segments):
        return "final_accounts"
    budget_words = layouts.vocabulary.budget_titles
    if (titles and titles[0].kind == "预算") or sum(any(word in text for word in budget_words) for text in texts) >= 3:
        return "budget"
    is_final = titles or any("决算" in text for text in texts) or any(segment.sheet_id for segment in cut.segments)
    return "final_accounts" if is_final else None


def _body(titles: Sequence[_Title], texts: Sequence[str]) -> Body | None:
    """Whose accounts they are by the first title that says it; a line 预算单位：says it too."""
    said = next((title.body for title in titles if title.body is not None), None)
    if said is not None:
        return Body.UNIT if said == "单位" else Body.DEPARTMENT
    return Body.UNIT if any(text.startswith("预算单位:") for text in texts) else None


# Disagreements -------------------------------------------------------------------------------------------------------


def _disagreements(
    document: Document, recognition: Recognition, said: _Said, layouts: Layouts
) -> Iterator[Disagreement]:
    name, year = recognition.department_name, recognition.fiscal_year
    endings = tuple(layouts.vocabulary.organisation_endings)
    # a single line that ends like no organisation is more likely a broken line than another department
    credible = [
        other for other, times in Counter(said.sheet_names).most_common() if times > 1 or other.endswith(endings)
    ]
    other = next((other for other in credible if name and not same_body(name, other, layouts.vocabulary)), None)
    if name and other is not None:
        told = message("sheets.other_department", name=name, sheets=said.sheet_names.count(other), other=other)
        kind = ProblemKind.DEPARTMENT_DISAGREES
        yield Disagreement(other, Problem(kind, Severity.WARNING, document.file_name, told))
    other_year = next((other for other in _by_frequency(said.sheet_years) if year and other != year), None)
    if year and other_year is not None:
        told = message("sheets.other_year", year=year, sheets=said.sheet_years.count(other_year), other=other_year)
        kind = ProblemKind.FISCAL_YEAR_DISAGREES
        yield Disagreement(other_year, Problem(kind, Severity.WARNING, document.file_name, told))
