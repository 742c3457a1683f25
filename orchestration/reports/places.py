"""Where a figure stands, told to a reader: sheet, row and column, or what a claim is about; then file and page."""

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.reports import labels
from orchestration.reports.spots.model import Spot

_CELL = re.compile(r"(?P<sheet>\w+)\[(?P<row>[^\]]*)\]\.(?P<column>\w+)")
_CLAIMED_CELL = re.compile(r"(?P<sheet>\w+)/(?P<row>[^/]+)/(?P<column>\w+)")
NARRATIVE = "narrative"
_PAGE, _ROW, _COLUMN = (re.compile(rf"{word} (\d+)") for word in ("page", "row", "column"))


class ToldSpot(NamedTuple):
    """A cell and its row in words, and where it is printed; None where that cannot be shown."""

    words: str
    spot: Spot | None = None
    words_en: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Cells of one sheet in one file: `source` is the file and the page or worksheet."""

    sheet_id: str
    sheet_name: str
    source: str
    spots: tuple[ToldSpot, ...]
    source_en: str = ""

    @property
    def words(self) -> str:
        """The places as one phrase: `支出决算表（a.pdf，第7页）：教育支出·基本支出 第30行第9列`."""
        where = (
            f"{self.sheet_name}（{self.source}）" if self.sheet_name and self.source else self.sheet_name or self.source
        )
        return f"{where}：{'；'.join(spot.words for spot in self.spots)}" if self.spots else where


@functools.cache
def sheet_name(sheet_id: str) -> str:
    """The usual title of one of the nine sheets, and what stands outside them; another id stays as it is."""
    if sheet_id == NARRATIVE:
        return "情况说明"
    sheet = load_layouts().sheets.get(sheet_id)
    return sheet.name if sheet else sheet_id


def sheet_rank(sheet_id: str) -> int:
    """The place of a sheet among the nine, as they are usually printed."""
    return list(load_layouts().sheets).index(sheet_id)


def cell_in_words(sheet_id: str, row_key: str, column_key: str, label: str = "") -> str:
    """A cell as a reader finds it: `支出决算表“205 教育支出”行“基本支出”栏`; a claim by its subject."""
    if sheet_id == NARRATIVE:
        return (
            f"{claim_source(row_key)}所述“{nested(label or claim_subject(row_key))}”{claim_kind(row_key, column_key)}"
        )
    return f"{sheet_name(sheet_id)}“{row_in_words(row_key, label)}”行“{column_name(column_key)}”栏"


def cell_name(row_key: str, column_key: str) -> str:
    """A cell of a known sheet in short: `教育支出·基本支出`; a code stays a code."""
    return f"{row_name(row_key)}·{column_name(column_key)}"


def row_in_words(row_key: str, label: str = "") -> str:
    """A row by its name as printed, behind its code where it has one: one name may stand under several codes."""
    name = nested(label or row_name(row_key))
    return f"{row_key} {name}" if row_key.isdigit() and name != row_key else name


def nested(name: str) -> str:
    """A name with its quotes as they are inside quotes."""
    return name.replace("“", "‘").replace("”", "’")


def claim_source(claim_key: str) -> str:
    """Where a claim is stated."""
    return "自评表" if claim_key.startswith("form|") else "情况说明"


def claim_kind(claim_key: str, column_key: str) -> str:
    """Which kind of figure a claim states: `年初预算数`."""
    kind = claim_key.rpartition("|")[2].partition("#")[0]
    return labels.CLAIMS_AGAINST.get(kind) or labels.CLAIMS.get(column_key, "")


def claim_name(claim_key: str) -> str:
    """What a claim is about and which kind of figure it states; its section stands in the place."""
    kind = claim_key.rpartition("|")[2] if "|" in claim_key else ""
    words = claim_kind(claim_key, re.split(r"[.#]", kind)[0])
    return "·".join(filter(None, (claim_subject(claim_key), words))) or claim_key


def claim_subject(claim_key: str) -> str:
    """What a claim is about; its section stands in the place."""
    subject = (*claim_key.split("|"), "")[1]
    cell = _CLAIMED_CELL.fullmatch(subject)
    if cell is None:
        return subject.partition(":")[2] or subject
    return sheet_name(cell["sheet"]) + "合计" if cell["row"] == "total" else row_name(cell["row"])


def in_words(place: str) -> str:
    """A place as one phrase: `a.pdf，第7页，第30行第9列`."""
    source, spot = source_and_spot(place)
    return "，".join(part for part in (source, spot) if part)


def refused_place(row: Mapping[str, Any]) -> str:
    """Where a rule is broken: the sheet, and the place in the file where there is one."""
    return "，".join(part for part in (sheet_name(row["sheet_id"]), in_words(row["place"] or "")) if part)


def refused_place_in_english(row: Mapping[str, Any]) -> str:
    """The same in English, in which the marts have places."""
    return ", ".join(part for part in ((row["sheet_id"] or "").replace("_", " "), row["place"]) if part)


def source_and_spot(place: str) -> tuple[str, str]:
    """A place in two phrases: file and page, and the row and column in them."""
    source: list[str] = []
    spot = ""
    for part in place.split(", "):
        if page := _PAGE.fullmatch(part):
            source.append(f"第{page[1]}页")
        elif row := _ROW.fullmatch(part):
            spot += f"第{row[1]}行"
        elif column := _COLUMN.fullmatch(part):
            spot += f"第{column[1]}列"
        elif part:
            source.append(part)
    return "，".join(source), spot


def source_and_spot_in_english(place: str) -> tuple[str, str]:
    """The same two phrases in English, in which the marts have them."""
    parts = [part for part in place.split(", ") if part]
    spot = [part for part in parts if _ROW.fullmatch(part) or _COLUMN.fullmatch(part)]
    return ", ".join(part for part in parts if part not in spot), ", ".join(spot)


def missing_in_words(missing: str) -> str:
    """What an identity lacks, as a phrase: cells by sheet, sides by what they are bound to."""
    told: dict[str, list[str]] = defaultdict(list)
    for part in missing.split(", ") if missing else ():
        head, rest = _missing(part)
        told[head].append(rest)
    return "；".join(f"{head}：{'、'.join(filter(None, rest))}".rstrip("：") for head, rest in told.items())


def _missing(part: str) -> tuple[str, str]:
    cell = _CELL.fullmatch(part)
    if cell:
        return sheet_name(cell["sheet"]), cell_name(cell["row"], cell["column"])
    for prefix, word in (("total of ", "合计方"), ("parts of ", "各分项")):
        if part.startswith(prefix):
            return word, binding_name(part.removeprefix(prefix))
    return sheet_name(part.removeprefix("sheet ")), ""


def row_name(key: str) -> str:
    """A row in Chinese; a code stays a code."""
    side, _, code = key.partition(".")
    names = load_layouts().lines.functional_classes.get(code, ()) if side == "expenditure" else ()
    return names[0] if names else labels.ROWS.get(key, key)


def column_name(key: str) -> str:
    """The Chinese name of a column key; the key itself where it has none."""
    return labels.COLUMNS.get(key, key)


def column_in_english(sheet_id: str, row_key: str, column_key: str) -> str:
    """A column, or which kind of figure is claimed: `initial budget`."""
    kind = row_key.rpartition("|")[2].partition("#")[0] if sheet_id == NARRATIVE and "|" in row_key else column_key
    return " ".join(reversed(kind.split(".", 1))).replace("_", " ")


def binding_name(binding: str) -> str:
    """What an identity is bound to, in Chinese: a claim, a row, a row and a column, a budget or a code."""
    if "|" in binding:
        return claim_name(binding)
    if (name := row_name(binding)) != binding:
        return name
    row, _, column = binding.rpartition(".")
    return f"{row_name(row)}·{column_name(column)}" if row else column_name(binding)
