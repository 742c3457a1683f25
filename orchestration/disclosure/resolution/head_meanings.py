"""What the heads over a column mean in one sheet, by its layout: an amount under a key, a name or code, or nothing.

Which heads stand over a column is a matter of `columns`.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.disclosure.layouts.loader import Vocabulary, Words, by_word
from orchestration.disclosure.resolution.columns import ANCHORS, Column, HeadPath, Role
from orchestration.disclosure.text import with_arabic_years

_YEAR = re.compile(r"(20\d{2})年?度?")


def match_head(path: HeadPath, heads: Mapping[str, str]) -> str | None:
    """The key whose printed head ends the path; the longest wins. A head may be broken over rows (本年收入合|计)."""
    tails = [path.words[start:] for start in range(len(path.words))]
    endings = (mark.join(tail) for tail in tails for mark in ("/", ""))
    return next((heads[ending] for ending in endings if ending in heads), None)


@dataclass(frozen=True)
class HeadMeanings:
    """What heads can mean in one sheet (or one side of it): head -> key for amounts, and heads to pass over.

    `fiscal_year` tells the figures of this year from those of another (2022年决算数|2023年决算数); `figure_heads` are
    those that may stand below every other without adding to it (决算数).
    """

    amounts: Mapping[str, str]
    ignored: frozenset[str]
    vocabulary: Vocabulary
    fiscal_year: int | None = None
    figure_heads: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        heads: dict[str, Words],
        ignored: Words,
        vocabulary: Vocabulary,
        fiscal_year: int | None = None,
        figure_heads: Words = frozenset(),
    ) -> "HeadMeanings":
        """The meanings of the heads that a sheet may print, by their words."""
        return cls(by_word(heads), ignored, vocabulary, fiscal_year, figure_heads)

    def columns(self, paths: Iterable[HeadPath]) -> tuple[Column, ...]:
        """The meaning of the columns that stand together."""
        dated = [without_year(path, self.fiscal_year) for path in paths]
        found = _without_group_heads([self.column(path) for path in dated], dated)
        foreign = [self._foreign_heads(path, column.key) for path, column in zip(dated, found, strict=True)]
        return without_rivals(found, dated, foreign)

    def column(self, path: HeadPath) -> Column:
        """The meaning of one column. A head that nobody knows stays `unknown`: its figures become problems."""
        roles = self.vocabulary.roles
        path = self._without_figure_word(path)
        role, key = Role.UNKNOWN, None
        if not path.words:
            role = Role.BLANK
        elif self._names_rows(path):
            role = Role.CODE if any(word in roles.code for word in path.words) else Role.NAME
        elif match_head(path, self._passed_over) is not None or self._is_other_figure(path):
            role = Role.IGNORED
        elif (key := match_head(path, self.amounts)) is not None:
            role = Role.AMOUNT
        elif path.words[-1] in roles.line_number:
            role = Role.LINE_NUMBER
        elif path.words[-1] in roles.unit:
            role = Role.IGNORED
        elif path.words[-1] in roles.label:
            role = Role.LABEL
        elif path.words[-1] in roles.code:
            role = Role.CODE
        elif path.words[-1] in roles.name:
            role = Role.NAME
        return Column(path.column_no, role, path.printed, key, path.centre)

    def _without_figure_word(self, path: HeadPath) -> HeadPath:
        """The heads without 决算数 behind or below one that means an amount by itself: 基本支出 | 决算数."""
        if not path.words or match_head(path, self._joined_amounts) is not None:
            return path
        last = path.words[-1]
        if last in self.figure_heads:
            shorter = replace(path, words=path.words[:-1])
        else:
            ending = next((word for word in self.figure_heads if last.endswith(word)), "")
            shorter = replace(path, words=(*path.words[:-1], last.removesuffix(ending)))
        return shorter if match_head(shorter, self._known) is not None else path

    @functools.cached_property
    def _passed_over(self) -> Mapping[str, str]:
        return dict.fromkeys(self.ignored, "ignored")

    @functools.cached_property
    def _known(self) -> Mapping[str, str]:
        return {**self._passed_over, **self.amounts}

    @functools.cached_property
    def _joined_amounts(self) -> Mapping[str, str]:
        """The heads that say how one stands under another."""
        return {head: key for head, key in self.amounts.items() if "/" in head}

    def _names_rows(self, path: HeadPath) -> bool:
        """Under 项目 and 科目编码 stand codes and names, whatever stands below them (合计 of an empty sheet)."""
        roles = self.vocabulary.roles
        return path.words[0] in roles.label and any(word in roles.code | roles.name for word in path.words)

    def _is_other_figure(self, path: HeadPath) -> bool:
        """A budget, another year's figure, a change or a share beside the figure that counts."""
        others = [word for word in path.words if word not in self.amounts]
        other_year = self.fiscal_year is not None and any(_YEAR.match(word) for word in others)
        return other_year or any(
            pattern.search(word) for word in others for pattern in self.vocabulary.other_figure_heads
        )

    def _foreign_heads(self, path: HeadPath, key: str | None) -> int:
        """How many heads above the one that gives the key are neither known to belong there nor neutral."""
        above = path.words[:-1] if key is not None else ()
        return sum(
            self.amounts.get(word) != key and (word in self.amounts or word not in self.vocabulary.neutral_heads)
            for word in above
        )


def _without_group_heads(columns: Sequence[Column], paths: Sequence[HeadPath]) -> list[Column]:
    """The columns, blank where no head stands over one but that of a group whose other columns name rows (人员经费 over
    code, name and figure): it is no head of figures."""
    names = [path for path, column in zip(paths, columns, strict=True) if column.role in (Role.CODE, Role.NAME)]
    return [
        replace(column, role=Role.BLANK, head="", key=None)
        if column.role is Role.AMOUNT and any(path.is_above(other) for other in names)
        else column
        for path, column in zip(paths, columns, strict=True)
    ]


def without_rivals(columns: Sequence[Column], paths: Sequence[HeadPath], foreign: Sequence[int]) -> tuple[Column, ...]:
    """The columns, unknown where another of the same block has the same key with fewer foreign heads above it
    (本年收入|基本支出 beside 本年支出|基本支出), or with as few: then nobody can tell which one counts. A head of
    its own counts for more than that of the group alone."""

    def is_beaten(at: int) -> bool:
        rivals = (
            other
            for other in _block_around(at, columns)
            if other != at and columns[other].key == columns[at].key and paths[other].lowest != paths[at].lowest
        )
        return any(foreign[other] <= foreign[at] and not paths[other].is_above(paths[at]) for other in rivals)

    return tuple(
        replace(column, role=Role.UNKNOWN, key=None) if column.role is Role.AMOUNT and is_beaten(at) else column
        for at, column in enumerate(columns)
    )


def _block_around(at: int, columns: Sequence[Column]) -> range:
    bounds = [no for no, column in enumerate(columns) if column.head and column.role in ANCHORS]
    first = max((bound for bound in bounds if bound < at), default=-1) + 1
    return range(first, min((bound for bound in bounds if bound > at), default=len(columns)))


def without_year(path: HeadPath, fiscal_year: int | None) -> HeadPath:
    """The heads without the document's own year; another year's stays and makes them unknown or other figures."""
    if fiscal_year is None:
        return path
    own = re.compile(rf"^{fiscal_year}年?度?")
    words = (own.sub("", with_arabic_years(word)) for word in path.words)
    return replace(path, words=tuple(word for word in words if word))
