"""Resolve names in the explanation to function codes, by the names that the sheets of the department-year print."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Cell

FUNCTION_SHEETS = frozenset({"income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital"})
ALIKE = 0.8
"""The least similarity at which a name counts as a misspelling of a printed one."""

_LEVEL = r"\((?:\d{{2,7}}{word}?|{word})\)"
ITEM = re.compile(
    r"(?P<class_name>[^。；，：、()\d.．]{2,24}?)(?:支出)?" + _LEVEL.format(word="类") + r"(?:支出)?[、，—-]*"
    r"(?P<section_name>[^。；，]{2,40}?)" + _LEVEL.format(word="款") + r"[、，—-]*"
    r"(?:(?P<item_name>[^。；，]{2,40}?)" + _LEVEL.format(word="项") + ")?"
)
_CODE = re.compile(r"^\d{3}(?:\d\d){0,2}$")
_SUFFIX = re.compile(r"(?:支出|经费支出)$")


def normalise_name(text: str) -> str:
    """Return a name in comparable form, without enumeration commas and colons at its ends."""
    return normalise(text).strip("、：")


def core_name(name: str) -> str:
    """Return a name without the optional suffix 支出."""
    return _SUFFIX.sub("", name) or name


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A function row that the explanation names; `printed` is its name in the sheets, None where the names agree."""

    code: str
    words: str
    printed: str | None = None


class FunctionNames:
    """The names of the function codes of one department-year."""

    def __init__(self, cells: Iterable[Cell], layouts: Layouts) -> None:
        names: dict[str, set[str]] = defaultdict(set)
        for cell in cells:
            if cell.key.sheet_id in FUNCTION_SHEETS and _CODE.match(cell.key.row_key):
                names[cell.key.row_key].add(normalise_name(cell.row_label))
        self.names: Mapping[str, set[str]] = names
        self.classes = {
            core_name(normalise(name)): code
            for code, known in layouts.lines.functional_classes.items()
            for name in known
        }
        self.classes |= {core_name(name): code for code, known in names.items() if len(code) == 3 for name in known}
        longest = sorted(self.classes, key=len, reverse=True)
        self.class_words = re.compile(
            "(?P<name>"
            + "|".join(map(re.escape, longest))
            + r")(?:支出(?:\((?:\d{3}类?|类)\))?|\((?:\d{3}类?|类)\)(?:支出)?)"
        )

    def find_class_code(self, words: str) -> str | None:
        """Return the three-digit code of a functional class (类) by name or by the end of a longer phrase."""
        name = core_name(normalise_name(words))
        if name in self.classes:
            return self.classes[name]
        tail = next((known for known in sorted(self.classes, key=len, reverse=True) if name.endswith(known)), None)
        return self.classes[tail] if tail else None

    def find_row(self, match: re.Match[str]) -> NamedRow | None:
        """Return the row that a match of `ITEM` names; None where no row has the name or a similar one."""
        item = match["item_name"]
        target = normalise_name(item or match["section_name"])
        find_class_code = self.find_class_code(match["class_name"])
        if find_class_code is None:
            return None
        length = 7 if item else 5
        if item is None:
            candidates = {
                code: names
                for code, names in self.names.items()
                if code.startswith(find_class_code) and len(code) == length
            }
            return self._find_nearest(target, candidates)
        section = self._find_nearest(
            normalise_name(match["section_name"]),
            {code: names for code, names in self.names.items() if code.startswith(find_class_code) and len(code) == 5},
        )
        prefix = section.code if section else find_class_code
        candidates = {
            code: names for code, names in self.names.items() if code.startswith(prefix) and len(code) == length
        }
        return self._find_nearest(target, candidates)

    def _find_nearest(self, target: str, candidates: Mapping[str, set[str]]) -> NamedRow | None:
        exact = [code for code, names in candidates.items() if target in names]
        loose = [code for code, names in candidates.items() if core_name(target) in {core_name(name) for name in names}]
        if exact or loose:
            found = exact or loose
            return NamedRow(found[0], target) if len(found) == 1 else None
        ranked = sorted(
            (
                (difflib.SequenceMatcher(None, target, name).ratio(), code, name)
                for code, names in candidates.items()
                for name in names
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < ALIKE:
            return None
        return NamedRow(ranked[0][1], target, ranked[0][2])
