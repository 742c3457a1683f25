"""The inspection form (公开情况检查表) of a department-year: what is looked up for it in the published marts, and the
values of its named cells."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import duckdb

from expectations.vocabulary import Part, PartStatus, Severity, SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.reports import repository
from orchestration.reports.forms.answers import (
    Answer,
    Deadline,
    FoundPart,
    FoundSheet,
    Inspected,
    Item,
    item_ids,
)
from orchestration.reports.forms.cell_pictures import FormPicture
from orchestration.reports.places import in_words
from orchestration.reports.repository import Row
from orchestration.reports.spots.model import Drawn, Excerpt, ExcerptCell, Picture, Spot
from orchestration.reports.view import ReportView

Key = tuple[str, int]

HEAD = ("department_name", "department_id", "source_url", "fiscal_year", "edition", "verdict", "summary")
"""The named cells above the items."""

ANSWERED = {"yes": Answer.YES, "no": Answer.NO, "unchecked": Answer.UNCHECKED}
"""Named cells for a form that has a column for each answer, to be ticked."""

TICK = "√"
PICTURE = "picture"


def inspection_items() -> tuple[str, ...]:
    """The items of the form, in its order."""
    return tuple(item_ids(load_layouts().sheets))


def known_names() -> frozenset[str]:
    """The names that a cell of the form may have; `<item>_picture` is for a picture of the place, or its words."""
    columns = ("answer", "problem", "place", PICTURE, *ANSWERED)
    return frozenset((*HEAD, *(f"{item}_{column}" for item in inspection_items() for column in columns)))


def inspected_by_key(connection: duckdb.DuckDBPyConnection) -> Mapping[Key, Inspected]:
    """What the forms are filled in from, for every department-year that was expected or received."""
    deadlines = {_key(row): _deadline(row) for row in repository.deadlines(connection)}
    urls: defaultdict[Key, dict[str, None]] = defaultdict(dict)
    for row in repository.documents(connection):
        if row["source_url"]:
            urls[_key(row)][row["source_url"]] = None
    parts: defaultdict[Key, dict[Part, FoundPart]] = defaultdict(dict)
    for row in repository.parts(connection):
        parts[_key(row)][Part(row["part"])] = FoundPart(PartStatus(row["status"]), _place_of_part(row))
    messages = _messages(connection)
    sheets: defaultdict[Key, dict[str, FoundSheet]] = defaultdict(dict)
    for row in repository.sheet_places(connection):
        key, sheet_id = _key(row), row["sheet_id"]
        sheets[key][sheet_id] = FoundSheet(
            SheetStatus(row["status"]), in_words(row["place"] or ""), tuple(messages[*key, sheet_id])
        )
    return {key: Inspected(deadlines[key], tuple(urls[key]), parts[key], _in_order(sheets[key])) for key in deadlines}


def _place_of_part(row: Row) -> str:
    """Where the heading of a part stands; where nothing counts pages or lines, the heading itself is looked for."""
    place = in_words(row["place"] or "")
    return place if row["page"] or row["row_no"] or not row["heading"] else f"{place}，“{row['heading']}”"


def _messages(connection: duckdb.DuckDBPyConnection) -> defaultdict[tuple[str, int, str], list[tuple[Severity, str]]]:
    """What the rules say of each sheet."""
    messages: defaultdict[tuple[str, int, str], list[tuple[Severity, str]]] = defaultdict(list)
    for row in repository.rule_findings(connection):
        messages[*_key(row), row["sheet_id"]].append((Severity(row["severity"]), f"{row['title']}：{row['message']}"))
    return messages


def _in_order(found: Mapping[str, FoundSheet]) -> dict[str, FoundSheet]:
    """All nine sheets; of a department-year that was not read they are not known."""
    return {sheet_id: found.get(sheet_id, FoundSheet(SheetStatus.UNREADABLE, "")) for sheet_id in load_layouts().sheets}


def _deadline(row: Row) -> Deadline:
    return Deadline(row["is_expected"], row["due_on"], row["received_on"], row["days_late"], row["as_of"])


def _key(row: Row) -> Key:
    return row["department_id"], row["fiscal_year"]


def form_values(
    view: ReportView, inspected: Inspected, items: Sequence[Item], album: Mapping[Spot, Drawn]
) -> dict[str, str]:
    """The values of the named cells; what is not known is left out, and its cell stays blank."""
    facts = view.facts
    counts = Counter(item.answer for item in items)
    values = {
        "department_name": facts.department,
        "department_id": facts.department_id,
        "source_url": "\n".join(inspected.source_urls),
        "fiscal_year": f"{facts.fiscal_year} 年度",
        "edition": f"第 {facts.edition.number} 版，{facts.edition.published} 发布" if facts.edition else "",
        "verdict": facts.state.title_zh,
        "summary": "，".join(f"{answer} {counts[answer]} 项" for answer in Answer),
    }
    for item in items:
        values[f"{item.id}_answer"] = item.answer
        values[f"{item.id}_problem"] = item.problem
        values[f"{item.id}_place"] = item.place
        values[f"{item.id}_{PICTURE}"] = _excerpt_in_words(_drawn(item, album))
        values.update({f"{item.id}_{name}": TICK for name, answer in ANSWERED.items() if item.answer is answer})
    return {name: value for name, value in values.items() if value}


def form_pictures(items: Sequence[Item], album: Mapping[Spot, Drawn]) -> dict[str, FormPicture]:
    """The pictures of the named cells: of each item with a fault the figure that is wrong."""
    drawn = ((item, _drawn(item, album)) for item in items)
    return {
        f"{item.id}_{PICTURE}": FormPicture(each.close_up, item.place)
        for item, each in drawn
        if isinstance(each, Picture)
    }


def _drawn(item: Item, album: Mapping[Spot, Drawn]) -> Drawn | None:
    return album.get(item.spot) if item.spot else None


def _excerpt_in_words(drawn: Drawn | None) -> str:
    """The row of an excerpt with its figure marked."""
    if not isinstance(drawn, Excerpt):
        return ""
    marked = (row for row in drawn.rows if any(cell.end for cell in row.cells))
    return "\n".join("｜".join(_marked(cell) for cell in row.cells if cell.text) for row in marked)


def _marked(cell: ExcerptCell) -> str:
    if not cell.end:
        return cell.text
    return f"{cell.text[: cell.start]}【{cell.text[cell.start : cell.end]}】{cell.text[cell.end :]}"
