"""What a document says of itself: whose it is, for which year, and whether it is final accounts at all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Document, Line, Recognition
from orchestration.disclosure.resolution.segments import Cut, title_sheet
from orchestration.disclosure.resolution.words import compact

COVER_LINES = 12
MAX_TITLE_LINES = 5
HEADER_ROWS = 6

_COVER = re.compile(
    r"(?:(?P<before>20\d{2})年?度?)?(?P<name>[^\d。,:：]{2,50}?)(?:(?P<after>20\d{2})年?度?)?"
    r"(?:部门|单位)?(?P<kind>决算|预算)(?:公开)?(?:报告|说明|情况|信息)?(?:的?公开)?"
)
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十]+部分)?(?P<name>[^\d。,:：]{2,50}?)(?P<after>20\d{2})年度?"
    r"(?:部门|单位)?(?P<kind>决算|预算)(?:公开)?(?:表|情况说明|说明)?"
)
_DEPARTMENT_LINE = re.compile(
    r"(?:部门|编制部门|编制单位|部门名称|单位名称|填报单位|公开部门):(?P<name>[^\d:|]{2,60}?)(?:(?:金额)?单位:.*|公开.*)?"
)
_NO_NAME = re.compile(r"^(?:部门|单位|本部门|本单位)$|目录|第[一二三四五六七八九十]+部分|概况|^附件|[XxＸ×]{2}")
_YEAR = re.compile(r"(20\d{2})年度?")


@dataclass(frozen=True, slots=True)
class _Title:
    """A line that names the document: department, year and kind as far as it states them."""

    name: str
    year: int | None
    kind: str


def recognise(document: Document, cut: Cut, layouts: Layouts) -> Recognition:
    """Read department, fiscal year and kind from the cover, the headings, the 部门： lines and the sheet titles.

    The cover is the authority for the name; without one the name that most headings and 部门： lines give.
    """
    texts = [compact(text) for text in _texts(document)]
    cover = _cover(texts[:COVER_LINES])
    headings = [title for text in texts if (title := _title(_HEADING, text))]
    named = [found["name"] for text in texts if (found := _DEPARTMENT_LINE.fullmatch(text))]
    names = Counter([*(title.name for title in headings), *(name for name in named if not _NO_NAME.search(name))])
    name = cover.name if cover else next((name for name, _ in names.most_common(1)), None)
    titles = [cover, *headings] if cover else headings
    return Recognition(name, _fiscal_year(texts, titles, layouts), _kind(texts, cut, titles, layouts))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield from block.text.split("\n")
        else:
            yield from (cell.text for cell in block.cells if cell.row_no <= HEADER_ROWS)


def _cover(texts: Sequence[str]) -> _Title | None:
    """The cover's title, which may run over some lines: <department><year>年度部门决算."""
    spans = (
        "".join(texts[start:end])
        for start in range(len(texts))
        for end in range(start + 1, min(start + MAX_TITLE_LINES, len(texts)) + 1)
    )
    return next((title for span in spans if (title := _title(_COVER, span))), None)


def _title(pattern: re.Pattern[str], text: str) -> _Title | None:
    found = pattern.fullmatch(text)
    if found is None or _NO_NAME.search(found["name"]):
        return None
    groups = found.groupdict()
    year = groups.get("after") or groups.get("before")
    return _Title(found["name"], int(year) if year else None, found["kind"])


def _fiscal_year(texts: Sequence[str], titles: Sequence[_Title], layouts: Layouts) -> int | None:
    told = [title.year for title in titles if title.year is not None]
    printed = [int(found[1]) for text in texts if (found := _YEAR.search(text)) and title_sheet(text, layouts)]
    return next((year for year, _ in Counter([*told, *printed]).most_common(1)), None)


def _kind(texts: Sequence[str], cut: Cut, titles: Sequence[_Title], layouts: Layouts) -> str | None:
    if any(segment.sheet_id is not None and segment.parts for segment in cut.segments):
        return "final_accounts"
    budget_words = layouts.vocabulary.budget_titles
    if (titles and titles[0].kind == "预算") or sum(any(word in text for word in budget_words) for text in texts) >= 3:
        return "budget"
    return "final_accounts" if titles or any("决算" in text for text in texts) else None
