"""Positions as the audit writes them, told to a reader: by sheet and file, with rows and columns in words."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.reports import labels

_CELL = re.compile(r"(?P<sheet>\w+)\[(?P<row>[^\]]*)\]\.(?P<column>\w+)")
_POSITION = re.compile(_CELL.pattern + r": (?P<place>.*)")
_CLAIMED_CELL = re.compile(r"(?P<sheet>\w+)/(?P<row>[^/]+)/(?P<column>\w+)")
NARRATIVE = "narrative"
_PAGE, _ROW, _COLUMN = (re.compile(rf"{word} (\d+)") for word in ("page", "row", "column"))


@dataclass(frozen=True, slots=True)
class Places:
    """Cells of one sheet in one file: `source` is the file and the page or worksheet, a spot is a cell and its row."""

    sheet_id: str
    sheet_name: str
    source: str
    spots: tuple[str, ...]

    @property
    def words(self) -> str:
        """The places as one phrase: `支出决算表（a.pdf，第7页）：教育支出·基本支出 第30行第9列`."""
        where = (
            f"{self.sheet_name}（{self.source}）" if self.sheet_name and self.source else self.sheet_name or self.source
        )
        return f"{where}：{'；'.join(self.spots)}" if self.spots else where


@functools.cache
def sheet_name(sheet_id: str) -> str:
    """The usual title of one of the nine sheets, and what stands outside them; another id stays as it is."""
    if sheet_id == NARRATIVE:
        return "文字说明"
    sheet = load_layouts().sheets.get(sheet_id)
    return sheet.name if sheet else sheet_id


def sheet_rank(sheet_id: str) -> int:
    """The place of a sheet among the nine, as they are usually printed."""
    return list(load_layouts().sheets).index(sheet_id)


def grouped(positions: Iterable[str]) -> tuple[Places, ...]:
    """Positions by sheet and source, in the order in which the sheets first appear."""
    spots: dict[tuple[str, str], list[str]] = defaultdict(list)
    for position in positions:
        found = _POSITION.fullmatch(position)
        if found is None:
            spots["", position].append("")
        else:
            source, spot = _split(found["place"])
            spots[found["sheet"], source].append(f"{_cell_name(found)} {spot}".strip())
    return tuple(
        Places(sheet_id, sheet_name(sheet_id), source, tuple(spot for spot in told if spot))
        for (sheet_id, source), told in spots.items()
    )


def _cell_name(cell: re.Match[str]) -> str:
    if cell["sheet"] == NARRATIVE:
        return claim_name(cell["row"])
    return f"{row_name(cell['row'])}·{column_name(cell['column'])}"


def claim_name(claim_key: str) -> str:
    """What a claim is about and which kind of figure it states; its section stands in the place."""
    _, subject, kind = (*claim_key.split("|"), "", "")[:3]
    cell = _CLAIMED_CELL.fullmatch(subject)
    about = subject.partition(":")[2] or subject
    if cell:
        about = sheet_name(cell["sheet"]) + "合计" if cell["row"] == "total" else row_name(cell["row"])
    words = labels.CLAIMS.get(re.split(r"[.#]", kind)[0], "")
    return "·".join(filter(None, (about, words))) or claim_key


def claim_kind_name(kind: str) -> str:
    """What a kind of claims is called; the kind itself where it has no name."""
    return labels.CLAIMS.get(kind, kind)


def in_words(place: str) -> str:
    """A place as one phrase: `a.pdf，第7页，第30行第9列`."""
    source, spot = _split(place)
    return "，".join(part for part in (source, spot) if part)


def refused_place(row: Mapping[str, Any]) -> str:
    """Where a rule is broken: the sheet, and the place in the file where there is one."""
    return "，".join(part for part in (sheet_name(row["sheet_id"]), in_words(row["place"] or "")) if part)


def _split(place: str) -> tuple[str, str]:
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
        return sheet_name(cell["sheet"]), _cell_name(cell)
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


def binding_name(binding: str) -> str:
    """What an identity is bound to, in Chinese: a claim, a row, a row and a column, a budget or a code."""
    if "|" in binding:
        return claim_name(binding)
    if (name := row_name(binding)) != binding:
        return name
    row, _, column = binding.rpartition(".")
    return f"{row_name(row)}·{column_name(column)}" if row else column_name(binding)
