"""Self-evaluation forms, row by row: a form begins at its name and goes on over pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.disclosure.amounts import NotAnAmount, PrintedAmount, parse_amount
from orchestration.disclosure.claims.form_words import FormWords, Heads, Row, by_column, heads_of, label
from orchestration.disclosure.claims.key_tasks import TaskReader
from orchestration.disclosure.claims.model import Indicator, KeyTask, Origin
from orchestration.disclosure.claims.passages import plain
from orchestration.disclosure.model import Place, Table, TableCell
from orchestration.disclosure.resolution.segments import cell_place, table_rows

WHOLE = "whole"
"""The key of the form of the whole department."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure of a form and where it stands."""

    printed: PrintedAmount
    text: str
    place: Place


@dataclass
class Form:
    """One self-evaluation form in the making. Amounts by role: budget, executed, rate, weight, score, total_score."""

    key: str
    name: str
    origin: Origin
    place: Place
    texts: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, Amount] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    unit: str = "万元"
    complete: bool = True


class FormReader:
    """Reads the tables of one file in order; `first` forms were read in other files."""

    def __init__(self, origin: Origin, words: FormWords, first: int = 0) -> None:
        self.first = first
        self.origin = origin
        self.words = words
        self.forms: list[Form] = []
        self._tasks = TaskReader(origin, words)
        self.amount_head = Heads()
        self.indicator_head = Heads()
        self.levels: dict[str, str] = {}
        self.in_indicators = False

    @property
    def tasks(self) -> list[KeyTask]:
        return self._tasks.tasks

    @property
    def form(self) -> Form | None:
        return self.forms[-1] if self.forms else None

    def read(self, tables: Iterable[Table]) -> None:
        for table in tables:
            for row in table_rows(table):
                self._row(table, row)

    def _row(self, table: Table, row: Row) -> None:
        labels = [label(cell.text) for cell in row]
        if self._begins(table, row, labels) or self._tasks.takes(table, row, labels):
            return
        if self.form is None or self._is_indicator_head(table, row, labels):
            return
        if labels[0] in self.words.ends:
            self.in_indicators = False
        elif self._takes_total(table, row, labels):
            return
        elif self.in_indicators:
            self._takes_indicator(table, row)
        elif not self._is_amount_head(table, row, labels):
            self._takes_fields(table, row, labels)
            self._takes_amounts(table, row, labels)

    def _begins(self, table: Table, row: Row, labels: list[str]) -> bool:
        """A form begins at its project's name, or at the totals of the whole department."""
        place = cell_place(table, row[0])
        if labels[0] in self.words.fields["name"] and len(row) > 1:
            number = self.first + len(self.forms) + 1
            self._open(Form(f"project {number}", plain(row[1].text), self.origin, place))
            self._takes_fields(table, row[2:], labels[2:])
            return True
        if labels[0] in self.words.whole_department:
            if self.form is None or self.form.key != WHOLE:
                self._open(Form(WHOLE, "", self.origin, place))
            for index, words in enumerate(labels[:-1]):
                if words in self.words.whole_department:
                    self._keep(table, words, row[index + 1])
            return True
        return False

    def _open(self, form: Form) -> None:
        self.forms.append(form)
        self.amount_head, self.indicator_head = Heads(), Heads()
        self._tasks.end()
        self.levels = {}
        self.in_indicators = False

    def _keep(self, table: Table, role: str, cell: TableCell) -> None:
        form = self.form
        text = plain(cell.text).removesuffix("%").removesuffix("分")
        if form is None or role in form.amounts:
            return
        try:
            printed = parse_amount(text)
        except NotAnAmount:
            return
        if printed is not None:
            form.amounts[role] = Amount(printed, cell.text.strip(), cell_place(table, cell))

    def _takes_fields(self, table: Table, row: Row, labels: list[str]) -> None:
        form = self.form
        if form is None:
            return
        for index, words in enumerate(labels[:-1]):
            role = next((role for role, known in self.words.fields.items() if words in known), None)
            if role == "kind":
                ticked = self._ticked(row[index + 1].text)
                form.texts["kind"] = "；".join(filter(None, (form.texts.get("kind", ""), ticked)))
            elif role is not None:
                form.texts.setdefault(role, plain(row[index + 1].text))

    def _ticked(self, text: str) -> str:
        """The choices that are ticked among `1.甲 □ 2.乙 ☑`."""
        choices = re.findall(r"\d[.、]\s*([^<□☑√✓■●\d]+)([^\d]*?)(?=\d[.、]|$)", text)
        return "、".join(plain(name) for name, mark in choices if self.words.ticked.search(mark))

    def _is_amount_head(self, table: Table, row: Row, labels: list[str]) -> bool:
        found = heads_of(row, labels, self.words.amount_heads)
        if "executed" not in found or not {"budget", "initial_budget"} & found.keys():
            return False
        self.amount_head = Heads(found, table.ragged)
        form = self.form
        if form is not None:
            heading = plain("".join(cell.text for cell in row))
            weight = self.words.weight_in_words.search(heading)
            if weight is not None:
                form.amounts.setdefault(
                    "weight", Amount(PrintedAmount(Decimal(weight[1]), 0), weight[0], cell_place(table, row[0]))
                )
            if "(元)" in heading:
                form.unit = "元"
        return True

    def _takes_amounts(self, table: Table, row: Row, labels: list[str]) -> None:
        at = next((i for i, words in enumerate(labels) if words in self.words.amount_rows), None)
        form = self.form
        if at is None or form is None or not self.amount_head.columns or "executed" in form.amounts:
            return
        for role, cell in _under(self.amount_head, row[at + 1 :]):
            if role == "weight":
                form.amounts.pop("weight", None)
            self._keep(table, "budget" if role == "budget" else role, cell)
        if "budget" not in form.amounts and "initial_budget" in form.amounts:
            form.amounts["budget"] = form.amounts["initial_budget"]

    def _is_indicator_head(self, table: Table, row: Row, labels: list[str]) -> bool:
        found = heads_of(row, labels, self.words.indicator_heads)
        if not {"level_two", "actual"} <= found.keys() and not {"level_three", "actual"} <= found.keys():
            return False
        self.indicator_head = Heads(found, table.ragged)
        self.in_indicators = True
        return True

    def _takes_total(self, table: Table, row: Row, labels: list[str]) -> bool:
        if labels[0] not in self.words.totals or len(row) < 2:
            return False
        self._keep(table, "total_score", row[-1])
        self.in_indicators = False
        return True

    def _takes_indicator(self, table: Table, row: Row) -> None:
        form = self.form
        cells = self._indicator_cells(row)
        if form is None or "level_three" not in cells:
            return
        if label(cells["level_three"].text) in self.words.header_remains:
            return
        for level in ("level_one", "level_two"):
            if level in cells:
                self.levels[level] = plain(cells[level].text)
        name = cells["level_three"]
        weight, score = (_number(cells[role].text) if role in cells else None for role in ("weight", "score"))
        form.complete &= score is not None or "score" not in self.indicator_head.columns
        form.indicators.append(
            Indicator(
                form.key,
                form.name,
                len(form.indicators) + 1,
                self.levels.get("level_one"),
                self.levels.get("level_two"),
                plain(name.text),
                cells["target"].text.strip() if "target" in cells else None,
                cells["actual"].text.strip() if "actual" in cells else None,
                weight,
                score,
                self.origin,
                cell_place(table, name),
            )
        )

    def _indicator_cells(self, row: Row) -> dict[str, TableCell]:
        columns = self.indicator_head.columns
        under_heads = by_column(columns, row, self.indicator_head.ragged)
        name = under_heads.get("level_three")
        if not self.indicator_head.ragged:
            return under_heads
        values = [role for role in ("target", "actual", "weight", "score") if role in columns]
        if name is not None and not self.words.value_like.search(plain(name.text)):
            after = [cell for cell in row if cell.column_no > name.column_no]
            if len(after) == len(values):
                return under_heads | dict(zip(values, after, strict=True))
            return under_heads if len(row) > 1 else {}
        if len(row) <= len(values):
            return {}
        names, found = row[: -len(values)], dict(zip(values, row[-len(values) :], strict=True))
        found |= dict(zip(("level_three", "level_two", "level_one"), reversed(names), strict=False))
        return found


def _under(head: Heads, cells: Row) -> Iterator[tuple[str, TableCell]]:
    """Values below heads: by column, or one after the other where columns are not to be trusted."""
    if head.ragged:
        yield from zip(head.columns, cells, strict=False)
        return
    yield from by_column(head.columns, cells, False).items()


def _number(text: str) -> Decimal | None:
    try:
        printed = parse_amount(plain(text).removesuffix("分"))
    except NotAnAmount:
        return None
    return printed.value if printed else None
