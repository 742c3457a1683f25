"""The names under which the sheets of one department-year print function and economic rows."""

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Cell

FUNCTION_SHEETS = frozenset({"income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital"})
ECONOMIC_SHEET = "general_budget_basic_by_economic"
CLASS_DIGITS, SECTION_DIGITS, ITEM_DIGITS = 3, 5, 7
"""How many digits the code of a class (类), a section (款) and an item (项) has; an economic section has five."""

DIGITS_OF_LEVEL = {"类": CLASS_DIGITS, "款": SECTION_DIGITS, "项": ITEM_DIGITS}

ITEM = "item:"
"""Begins the key of a subject that is named as a row and printed in no sheet."""

ALIKE = 0.8
"""The least similarity at which a name counts as a misspelling of a printed one."""

MIN_BARE_NAME = 3
"""Shorter names (体育) are words of every day unless 支出, a level or a code stands beside them."""

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
    """A row that the explanation names; `printed` is its name in the sheets, None where the names agree."""

    code: str
    words: str
    printed: str | None = None


class AccountNames:
    """The names of the function and economic codes of one department-year, and the known classes."""

    def __init__(self, cells: Iterable[Cell], layouts: Layouts) -> None:
        functions: dict[str, set[str]] = defaultdict(set)
        economics: dict[str, set[str]] = defaultdict(set)
        for cell in cells:
            if _CODE.match(cell.key.row_key):
                if cell.key.sheet_id in FUNCTION_SHEETS:
                    functions[cell.key.row_key].add(normalise_name(cell.row_label))
                elif cell.key.sheet_id == ECONOMIC_SHEET:
                    economics[cell.key.row_key].add(normalise_name(cell.row_label))
        self.functions: Mapping[str, Collection[str]] = functions
        self.economics: Mapping[str, Collection[str]] = economics
        self.classes = {
            core_name(normalise(name)): code
            for code, known in layouts.lines.functional_classes.items()
            for name in known
        }
        self.classes |= {core_name(name): code for code, known in functions.items() if len(code) == 3 for name in known}
        self.function_words = _by_words(functions, self.classes)
        self.economic_words = _by_words(economics, {})
        self.function_pattern = _any_of(self.function_words)
        self.economic_pattern = _any_of(self.economic_words)

    def find_class_code(self, words: str) -> str | None:
        """Return the three-digit code of a functional class (类) by name or by the end of a longer phrase."""
        name = core_name(normalise_name(words))
        if name in self.classes:
            return self.classes[name]
        tail = next((known for known in sorted(self.classes, key=len, reverse=True) if name.endswith(known)), None)
        return self.classes[tail] if tail else None

    def find_rows(self, words: str, digits: int, prefixes: Iterable[str]) -> tuple[NamedRow, ...]:
        """Return the rows of a level that bear the name, exactly, but for 支出, or else the one with a similar name.

        Only codes that begin with one of `prefixes` count.
        """
        beginnings = tuple(prefixes)
        target = normalise_name(words)
        candidates = {
            code: names for code, names in self.functions.items() if len(code) == digits and code.startswith(beginnings)
        }
        exact = [code for code, names in candidates.items() if target in names]
        loose = [code for code, names in candidates.items() if core_name(target) in {core_name(name) for name in names}]
        found = exact or loose
        return tuple(NamedRow(code, target) for code in found) or self._find_similar(target, candidates)

    def _find_similar(self, target: str, candidates: Mapping[str, Collection[str]]) -> tuple[NamedRow, ...]:
        ranked = sorted(
            (
                (difflib.SequenceMatcher(None, target, name).ratio(), code, name)
                for code, names in candidates.items()
                for name in names
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < ALIKE:
            return ()
        return (NamedRow(ranked[0][1], target, ranked[0][2]),)

    def row_of_code(self, code: str, words: str) -> NamedRow | None:
        """Return the row that bears a code; None where no sheet prints it. `words` is the name beside it, if any."""
        known = self.functions.get(code)
        if known is None:
            is_class = len(code) == CLASS_DIGITS and code in self.classes.values()
            return NamedRow(code, words) if is_class else None
        target = core_name(normalise_name(words))
        agrees = not target or any(
            core_name(name).endswith(target) or target.endswith(core_name(name)) for name in known
        )
        return NamedRow(code, words, None if agrees else min(known))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of the longest of the words; one that never matches where there are none."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")


def _by_words(printed: Mapping[str, Collection[str]], classes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the codes by each name that may stand alone in a sentence, with and without the suffix 支出."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, names in printed.items():
        for name in names:
            core = core_name(name)
            found[name].add(code)
            if len(code) > CLASS_DIGITS and len(core) >= MIN_BARE_NAME:
                found[core].add(code)
            found[f"{core}支出"].add(code)
    for core, code in classes.items():
        found[f"{core}支出"].add(code)
        if len(core) > MIN_BARE_NAME:
            found[core].add(code)
    return {words: tuple(sorted(codes)) for words, codes in found.items() if len(words) > 1}
