"""A hypothesis in one sentence a clerk understands, in both languages: the title of its kind, filled in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from expectations.diagnosis.kinds import load_hypothesis_kinds
from expectations.diagnosis.model import CellAddress, Change, Hypothesis
from orchestration.reports.places import NARRATIVE, cell_in_words, claim_kind, column_name, row_in_words, sheet_name

_NUMERALS = "零一二三四五六七八九"
_WITH_OPTIONAL_PLACE = "row_omitted"


@dataclass(frozen=True, slots=True)
class Words:
    """The sentence of a hypothesis, and what to check first."""

    title: str
    title_en: str
    check: str
    check_en: str


def describe(hypothesis: Hypothesis) -> Words:
    """The words of a hypothesis."""
    kind = load_hypothesis_kinds()[hypothesis.kind]
    changes = hypothesis.changes
    first, last = changes[0].figure, changes[-1].figure
    place = next((change.found_at for change in changes if change.found_at), None)
    zh = {
        "sheet": sheet_name(first.address[1]),
        "first": row_in_words(first.address[2], first.label),
        "last": row_in_words(last.address[2], last.label),
        "columns": "、".join(f"“{name}”" for name in _columns(changes, _column_zh)),
        "place": _place_zh(place, hypothesis.kind),
        "moved": _moved_zh(hypothesis.moved_by),
    }
    en = {
        "sheet": first.address[1],
        "first": first.address[2],
        "last": last.address[2],
        "columns": ", ".join(_columns(changes, _column_en)),
        "place": _place_en(place, hypothesis.kind),
        "moved": _moved_en(hypothesis.moved_by),
    }
    return Words(kind.title.format(**zh), kind.title_en.format(**en), kind.check, kind.check_en)


def _columns(changes: Iterable[Change], name: Callable[[CellAddress], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name(change.figure.address) for change in changes))


def _column_zh(address: CellAddress) -> str:
    _, sheet_id, row_key, column_key = address
    return claim_kind(row_key, column_key) if sheet_id == NARRATIVE else column_name(column_key)


def _column_en(address: CellAddress) -> str:
    return address[3]


def _place_zh(place: CellAddress | None, kind: str) -> str:
    if place is None:
        return ""
    _, sheet_id, row_key, column_key = place
    words = cell_in_words(sheet_id, row_key, column_key)
    return f"，该数见于{words}" if kind == _WITH_OPTIONAL_PLACE else words


def _place_en(place: CellAddress | None, kind: str) -> str:
    if place is None:
        return ""
    _, sheet_id, row_key, column_key = place
    words = f"{sheet_id}[{row_key}].{column_key}"
    return f"; the amount stands in {words}" if kind == _WITH_OPTIONAL_PLACE else words


def _moved_zh(moved_by: int) -> str:
    return f"{'下' if moved_by > 0 else '上'}移{_NUMERALS[abs(moved_by)]}行"


def _moved_en(moved_by: int) -> str:
    rows = "one row" if abs(moved_by) == 1 else f"{abs(moved_by)} rows"
    return f"{rows} too {'low' if moved_by > 0 else 'high'}"
