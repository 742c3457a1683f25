"""One figure of a result, and how it is named to a reader: by sheet, row and column, or by what the explanation states
about whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from expectations.amounts import plain
from orchestration.reports.places import (
    NARRATIVE,
    Places,
    ToldSpot,
    cell_name,
    claim_kind,
    claim_name,
    claim_source,
    claim_subject,
    column_in_english,
    column_name,
    nested,
    row_in_words,
    sheet_name,
    source_and_spot,
    source_and_spot_in_english,
)
from orchestration.reports.repository import Row
from orchestration.reports.spots.model import Spot

Side: TypeAlias = Literal["total", "part", "base", "excuse"]

MONEY = frozenset({"元", "百元", "千元", "万元", "百万元", "千万元", "亿元"})
"""Units in which claims print money; their amounts are in 万元 whichever it is."""

_RECOGNISED = ("（由扫描件识别）", " (read from a scan)")

_DIRECTIONS = {1: "增加", 0: "持平", -1: "减少"}


@dataclass(frozen=True, slots=True)
class TermView:
    """A figure that takes part in a result, on one side of it and with a sign; `words` are those of a rule of wording.

    `unit` is as printed; an amount of money is in 万元 all the same. `place` is file, page, row and column; `spot` is
    known where it can be shown.
    """

    side: Side
    sign: int
    fiscal_year: int
    sheet_id: str
    row_key: str
    column_key: str
    label: str
    amount: Decimal | None
    unit: str
    words: str
    place: str
    spot: Spot | None = None

    @property
    def is_claim(self) -> bool:
        """Whether the explanation or a form states it; else a sheet prints it."""
        return self.sheet_id == NARRATIVE

    @property
    def row(self) -> str:
        """Its row, or what the claim is about."""
        return f"“{nested(self.label) if self.is_claim else row_in_words(self.row_key, self.label)}”"

    @property
    def column(self) -> str:
        """Its column, or which kind of figure is claimed."""
        if self.is_claim:
            return claim_kind(self.row_key, self.column_key)
        return f"“{column_name(self.column_key)}”"

    @property
    def name(self) -> str:
        """What it is, in short, where its sheet is known: `21201·基本支出`."""
        if self.words:
            return claim_name(self.row_key)
        return f"{self.label}·{self.column}" if self.is_claim else cell_name(self.row_key, self.column_key)

    @property
    def name_en(self) -> str:
        """The same in English: `21201·basic`."""
        row = claim_subject(self.row_key) if self.is_claim else self.row_key
        return f"{row}·{column_in_english(self.sheet_id, self.row_key, self.column_key)}"

    @property
    def shown_unit(self) -> str:
        """The unit that its amount is in."""
        return "万元" if self.unit in MONEY else self.unit

    @property
    def figure(self) -> str:
        """The amount, for a claim with its unit; a direction in its word."""
        if self.amount is None:
            return "（未读出）"
        if not self.is_claim:
            return f" {plain(self.amount)}"
        if self.column_key == "direction":
            return f"“{_DIRECTIONS[int(self.amount)]}”"
        return f" {with_unit(self.amount, self.shown_unit)}"

    def where(self, fiscal_year: int | None) -> str:
        """The sheet, with its year where it is another than the one spoken of."""
        another = f"{self.fiscal_year}年度" if fiscal_year not in (None, self.fiscal_year) else ""
        return another + (claim_source(self.row_key) + "所述" if self.is_claim else sheet_name(self.sheet_id))

    def told_by_row(self) -> str:
        """The figure where its column is known."""
        return f"{self.row}{self.figure}" if self.is_claim else f"{self.row}行{self.figure}"

    def told_by_column(self) -> str:
        """The figure where its row is known, or what is claimed about the same."""
        return f"{self.column}{self.figure}" if self.is_claim else f"{self.column}栏{self.figure}"

    def told_in_full(self) -> str:
        """The figure with row and column: `“205 教育支出”行“基本支出”栏 2180.92`."""
        return f"{self.row}{self.column}{self.figure}" if self.is_claim else f"{self.row}行{self.told_by_column()}"


def with_unit(amount: Decimal, unit: str) -> str:
    """An amount as it stands before its unit: `1.00 万元`, `1.00%`."""
    return f"{plain(amount)}{unit}" if unit == "%" else f"{plain(amount)} {unit}".rstrip()


def term_view(row: Row) -> TermView:
    """A row of `dq_term`."""
    return TermView(
        row["side"],
        row["sign"],
        row["cell_fiscal_year"],
        row["sheet_id"],
        row["row_key"],
        row["column_key"],
        row["row_label"] or "",
        row["amount"],
        row["unit"] or "",
        row["words"] or "",
        row["place"] or "",
    )


def places_of(terms: Iterable[TermView]) -> tuple[Places, ...]:
    """Where figures stand, by sheet and file, in the order in which the sheets first appear."""
    groups: dict[tuple[str, str], list[TermView]] = defaultdict(list)
    for term in terms:
        groups[term.sheet_id, source_and_spot(term.place)[0]].append(term)
    return tuple(
        Places(
            *(sheet_id, sheet_name(sheet_id), source, tuple(map(_told_spot, group))),
            source_en=source_and_spot_in_english(group[0].place)[0],
        )
        for (sheet_id, source), group in groups.items()
    )


def _told_spot(term: TermView) -> ToldSpot:
    _, spot = source_and_spot(term.place)
    _, spot_en = source_and_spot_in_english(term.place)
    told, told_en = _RECOGNISED if term.spot and term.spot.is_recognised else ("", "")
    return ToldSpot(f"{term.name} {spot}".strip() + told, term.spot, f"{term.name_en} {spot_en}".strip() + told_en)


def told_together(terms: Sequence[TermView], fiscal_year: int | None, beside: TermView | None = None) -> str:
    """Figures that are added up, each with its sign; the sheet, and the column or row that they share, are said once:
    `支出决算表“基本支出”栏：“2010101 行政运行”行 1.00、减“2010102 …”行 2.00`. What they share with the figure `beside`
    them is not said again."""
    groups: dict[str, list[TermView]] = defaultdict(list)
    for term in terms:
        groups[term.where(fiscal_year)].append(term)
    same = beside.where(fiscal_year) if beside else None
    return "；".join(_group(where, group, beside if where == same else None) for where, group in groups.items())


def _group(where: str, terms: Sequence[TermView], beside: TermView | None) -> str:
    """Figures of one sheet, or claims of one source; `beside` is of the same."""
    head, tell = _manner(where, terms, beside)
    if len(terms) == 1:
        return _signed(terms[0], head + tell(terms[0]))
    return head + "、".join(_signed(term, tell(term)) for term in terms)


def _manner(where: str, terms: Sequence[TermView], beside: TermView | None) -> tuple[str, Callable[[TermView], str]]:
    """What is said once of several figures, and how each is told then."""
    first = terms[0]
    rows, columns = {term.row for term in terms}, {term.column for term in terms}
    if beside is not None and rows == {beside.row}:
        return "" if first.is_claim else "同行", TermView.told_by_column
    if beside is not None and columns == {beside.column} and not first.is_claim:
        return "同栏", TermView.told_by_row
    if len(terms) == 1 or (first.is_claim and len(columns) > 1):
        return where, TermView.told_in_full
    if first.is_claim:
        return f"{where}{first.column}：", TermView.told_by_row
    if len(columns) == 1:
        return f"{where}{first.column}栏：", TermView.told_by_row
    if len(rows) == 1:
        return f"{where}{first.row}行：", TermView.told_by_column
    return f"{where}：", TermView.told_in_full


def _signed(term: TermView, told: str) -> str:
    return f"减{told}" if term.sign < 0 else told
