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
from orchestration.disclosure.resolution.segments import (
    Cut,
)
from orchestration.disclosure.resolution.titles import names_no_sheet, title_sheet
from orchestration.disclosure.resolution.wrapped_names import DEPARTMENT_HEAD, MOST_LINES, text_with_rest
from orchestration.disclosure.text import compact, with_arabic_years

Value = TypeVar("Value", str, int)

COVER_LINES = 12
MAX_TITLE_LINES = 5
HEADER_ROWS = 6
MAX_NAME_LENGTH = 40

_YEAR = r"20\d{2}年?度?"
_NAME = r"[^\d。,;:>|]{2,50}?"
_ABOUT = r"(?:公开|公布|编制|批复|分析|汇总|情况|说明|报告|信息|文本|目录|报表|表|的|\([^()]*\))*"
_MONEY = r"(?:人民币)?[百千]?[万亿]?元"
_DOCUMENT = re.compile(
    rf"(?:附件\d{{0,2}}:?)?(?:关于)?(?:公开|公布)?(?:(?P<before>{_YEAR}))?(?P<name>{_NAME})(?:关于)?(?:公开|公布)?"
    rf"(?:(?P<after>{_YEAR}))?(?P<body>部门|单位)?(?P<kind>决算|预算){_ABOUT}"
)
_NAMELESS = re.compile(rf"(?P<year>{_YEAR})(?P<body>部门|单位)?(?P<kind>决算|预算){_ABOUT}")
_DEPARTMENT_LINE = re.compile(
    rf"(?:部门|编制部门|编制单位|部门名称|单位名称|填报单位|填报部门|公开部门|公开单位|预算单位|单位):(?!{_MONEY})"
    rf"(?P<name>[^\d:|]{{2,60}}?)"
    rf"(?P<year>{_YEAR})?(?:(?:金额)?单位:.*|公开.*)?"
)
_SENTENCE = re.compile(rf"(?P<name>{_NAME})(?P<year>{_YEAR})(?:决算)?(?:收入|支出|收支|财政拨款|一般公共预算).*")
_PART = re.compile(r"^第[一二三四五六七八九十]+部分")
_NO_NAME = re.compile(
    r"^(?:年?度?|部门|单位|决算|预算|(?:本|我|该)\w{1,2})$|目录|概况|^附件|^第[一二三四五六七八九十]+部分|[XxＸ×]{2}"
    r"|(?:^|[^\w(])[一二三四五六七八九十]+、|[一二三四五六七八九十]、|、$|\.{2,}|…|机构设置|名词解释|情况说明|主要职责|主要职能"
)
_NAME_ENDS = re.compile(r"(?:\((?:部门|单位)\)|(?<=[局委办厅院会部])(?:部门|单位))$")
_YEAR_IN_TEXT = re.compile(r"(20\d{2})年?度?")
_WHOLE_YEAR = re.compile(r"(20\d{2})年度")


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


def recognise(document: Document, cut: Cut, layouts: Layouts) -> tuple[Recognition, tuple[Problem, ...]]:
    """Read department, fiscal year and kind from the cover, the headings, the 部门： lines and the sheet titles.

    The cover is the authority; without one, what most headings, sheets and at last sentences say. Where the sheets
    say something else than the cover, both are told.
    """
    texts = [with_arabic_years(compact(text)) for text in _texts(document, layouts)]
    said = _said(texts, layouts)
    sources = [said.cover] if said.cover else []
    titles = [*sources, *said.headings]
    names = [
        *(title.name for title in sources if title.name),
        *_by_frequency([*(title.name for title in said.headings if title.name), *said.sheet_names]),
        *_by_frequency(title.name for title in said.sentences if title.name),
    ]
    years = [
        *(title.year for title in sources if title.year),
        *_by_frequency([*(title.year for title in said.headings if title.year), *said.sheet_years]),
        *_by_frequency(title.year for title in said.sentences if title.year),
    ]
    kind = _kind(texts, cut, titles, layouts)
    recognition = Recognition(next(iter(names), None), next(iter(years), None), kind, _body(titles, texts))
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
    named = [found for text in texts if (found := _DEPARTMENT_LINE.fullmatch(text))]
    sheets = [(text, known[1]) for text in texts if (known := title_sheet(text, layouts))]
    owners = (_YEAR_IN_TEXT.sub("", text[: text.rfind(words)]) for text, words in sheets if words in text)
    endings = tuple(layouts.vocabulary.organisation_endings)
    names = [
        *(found["name"] for found in named if _is_name(found["name"], layouts)),
        *(owner for owner in owners if owner.endswith(endings) and _is_name(owner, layouts)),
    ]
    years = [
        *(int(found[1]) for text, _ in sheets if (found := _YEAR_IN_TEXT.search(text))),
        *(int(found["year"][:4]) for found in named if found["year"]),
        *(int(found[1]) for text in texts if (found := _WHOLE_YEAR.fullmatch(text))),
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
    owners = (found["name"] if (found := _DEPARTMENT_LINE.fullmatch(text)) else text for text in texts)
    endings = tuple(layouts.vocabulary.organisation_endings)
    name = next((owner for owner in owners if owner.endswith(endings) and _is_name(owner, layouts)), None)
    return _Title(name, int(nameless["year"][:4]), nameless["kind"], nameless["body"])


def _title(pattern: re.Pattern[str], text: str, layouts: Layouts) -> _Title | None:
    found = pattern.fullmatch(text)
    if found is None:
        return None
    groups = found.groupdict()
    name = _NAME_ENDS.sub("", groups["name"])
    year = groups.get("year") or groups.get("after") or groups.get("before")
    if not _is_name(name, layouts):
        return None
    return _Title(name, int(year[:4]) if year else None, groups.get("kind", "决算"), groups.get("body"))


def _is_name(text: str, layouts: Layouts) -> bool:
    return 2 <= len(text) <= MAX_NAME_LENGTH and _NO_NAME.search(text) is None and names_no_sheet(text, layouts)


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


def _disagreements(document: Document, recognition: Recognition, said: _Said, layouts: Layouts) -> Iterator[Problem]:
    name, year = recognition.department_name, recognition.fiscal_year
    endings = tuple(layouts.vocabulary.organisation_endings)
    # a single line that ends like no organisation is more likely a broken line than another department
    credible = [
        other for other, times in Counter(said.sheet_names).most_common() if times > 1 or other.endswith(endings)
    ]
    other = next((other for other in credible if name and not same_body(name, other, layouts.vocabulary)), None)
    if name and other is not None:
        yield Problem(
            ProblemKind.DEPARTMENT_DISAGREES,
            Severity.WARNING,
            document.file_name,
            message("sheets.other_department", name=name, sheets=said.sheet_names.count(other), other=other),
        )
    other_year = next((other for other in _by_frequency(said.sheet_years) if year and other != year), None)
    if year and other_year is not None:
        yield Problem(
            ProblemKind.FISCAL_YEAR_DISAGREES,
            Severity.WARNING,
            document.file_name,
            message("sheets.other_year", year=year, sheets=said.sheet_years.count(other_year), other=other_year),
        )
