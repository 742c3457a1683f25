"""What a document says of itself: whose it is, for which year, and whether it is final accounts at all."""

import re
from collections import Counter
from collections.abc import Iterator

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Document, Line, Recognition
from orchestration.disclosure.resolution.segments import Cut, title_sheet
from orchestration.disclosure.resolution.words import compact

_DEPARTMENT = re.compile(
    r"^(?:部门|编制部门|编制单位|部门名称|单位名称|填报单位|公开部门)[:：]\s*(?P<name>[^\d:：|]{2,60}?)(?:金额单位|单位[:：]|公开|$)"
)
_COVER = re.compile(
    r"^(?:(?P<before>20\d{2})年?度?)?(?P<name>[^\d。,:：]{2,50}?)(?:(?P<after>20\d{2})年?度?)?(?:部门|单位)?(?P<kind>决算|预算)(?:公开)?(?:报告|说明|情况|信息)?(?:的?公开)?$"
)
_YEAR = re.compile(r"(20\d{2})年度?")
COVER_LINES = 12


def recognise(document: Document, cut: Cut, layouts: Layouts) -> Recognition:
    """Read department, fiscal year and kind from the cover, the 部门： lines and the sheet titles.

    The cover is the authority for the name; the year that most titles and cover lines state is the year.
    """
    texts = [compact(text) for text in _texts(document)]
    cover = next(
        (
            found
            for text in texts[:COVER_LINES]
            if (found := _COVER.match(text)) and found["name"] not in ("部门", "单位")
        ),
        None,
    )
    lines = [found["name"] for text in texts if (found := _DEPARTMENT.match(text))]
    name = cover["name"] if cover else (Counter(lines).most_common(1)[0][0] if lines else None)
    return Recognition(name, _fiscal_year(texts, layouts), _kind(texts, cut, cover["kind"] if cover else None, layouts))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield from block.text.split("\n")
        else:
            yield from (cell.text for cell in block.cells if cell.row_no <= 6)


def _fiscal_year(texts: list[str], layouts: Layouts) -> int | None:
    covers = [found for text in texts[:COVER_LINES] if (found := _YEAR.search(text)) and "决算" in text]
    titled = [found for text in texts if (found := _YEAR.search(text)) and title_sheet(text, layouts)]
    years = Counter(int(found[1]) for found in [*covers, *titled])
    if years:
        return years.most_common(1)[0][0]
    told = Counter(int(found[1]) for text in texts for found in _YEAR.finditer(text) if found[0].endswith("年度"))
    return told.most_common(1)[0][0] if told else None


def _kind(texts: list[str], cut: Cut, cover: str | None, layouts: Layouts) -> str | None:
    if any(segment.sheet_id is not None and segment.parts for segment in cut.segments):
        return "final_accounts"
    if cover == "预算" or sum(any(title in text for title in layouts.vocabulary.budget_titles) for text in texts) >= 3:
        return "budget"
    return "final_accounts" if cover == "决算" or any("决算" in text for text in texts) else None
