"""Read self-evaluation forms row by row: a form begins at its project name and continues across pages.

What the forms claim about figures does not belong here (see projects.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.disclosure.amounts import NotAnAmount, PrintedAmount, parse_amount
from orchestration.disclosure.claims.form_words import (
    FormWords,
    HeadColumns,
    Row,
    cells_under_heads,
    find_heads,
    label_text,
)
from orchestration.disclosure.claims.key_tasks import KeyTaskReader
from orchestration.disclosure.claims.model import Indicator, KeyTask, Origin
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.model import Place, Table, TableCell
from orchestration.disclosure.resolution.segments import cell_place, table_rows

WHOLE = "whole"
"""The key of the form of the whole department."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure of a form, its text and its place."""

    printed: PrintedAmount
    text: str
    place: Place


@dataclass
class Form:
    """One self-evaluation form while it is read.

    Amounts by role: budget, executed (in `unit`), rate (percent), weight, score, total_score. `complete` is False once
    an indicator lacks its score.
    """

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
    """Reads the tables of one file in order; `first` is the number of forms read from other files."""

    def __init__(self, origin: Origin, words: FormWords, first: int = 0) -> None:
        self.first = first
        self.origin = origin
        self.words = words
        self.forms: list[Form] = []
        self._tasks = KeyTaskReader(origin, words)
        self.amount_head = HeadColumns()
        self.indicator_head = HeadColumns()
        self.levels: dict[str, str] = {}
        self.in_indicators = False

    @property
    def tasks(self) -> list[KeyTask]:
        """The key tasks read so far."""
        return self._tasks.tasks

    @property
    def current_form(self) -> Form | None:
        """The form that rows belong to; None before the first."""
        return self.forms[-1] if self.forms else None

    def read(self, tables: Iterable[Table]) -> None:
        """Append the forms and key tasks of the tables to `forms` and `tasks`."""
        for table in tables:
            for row in table_rows(table):
                self._read_row(table, row)

    def _read_row(self, table: Table, row: Row) -> None:
        labels = [label_text(cell.text) for cell in row]
        if self._begins(table, row, labels) or self._tasks.read_row(table, row, labels):
            return
        if self.current_form is None or self._read_indicator_head(table, row, labels):
            return
        if labels[0] in self.words.ends:
            self.in_indicators = False
        elif self._read_total(table, row, labels):
            return
        elif self.in_indicators:
            self._read_indicator(table, row)
        elif not self._read_amount_head(table, row, labels):
            self._read_fields(table, row, labels)
            self._read_amounts(table, row, labels)

    def _begins(self, table: Table, row: Row, labels: list[str]) -> bool:
        """Open a form where the row prints a project name or the totals of the whole department."""
        place = cell_place(table, row[0])
        if labels[0] in self.words.fields["name"] and len(row) > 1:
            number = self.first + len(self.forms) + 1
            self._open_form(Form(f"project {number}", normalise(row[1].text), self.origin, place))
            self._read_fields(table, row[2:], labels[2:])
            return True
        if labels[0] in self.words.whole_department:
            if self.current_form is None or self.current_form.key != WHOLE:
                self._open_form(Form(WHOLE, "", self.origin, place))
            for index, words in enumerate(labels[:-1]):
                if words in self.words.whole_department:
                    self._keep_amount(table, words, row[index + 1])
            return True
        return False

    def _open_form(self, form: Form) -> None:
        self.forms.append(form)
        self.amount_head, self.indicator_head = HeadColumns(), HeadColumns()
        self._tasks.end_table()
        self.levels = {}
        self.in_indicators = False

    def _keep_amount(self, table: Table, role: str, cell: TableCell) -> None:
        form = self.current_form
        text = normalise(cell.text).removesuffix("%").removesuffix("分")
        if form is None or role in form.amounts:
            return
        try:
            printed = parse_amount(text)
        except NotAnAmount:
            return
        if printed is not None:
            form.amounts[role] = Amount(printed, cell.text.strip(), cell_place(table, cell))

    def _read_fields(self, table: Table, row: Row, labels: list[str]) -> None:
        form = self.current_form
        if form is None:
            return
        for index, words in enumerate(labels[:-1]):
            role = next((role for role, known in self.words.fields.items() if words in known), None)
            if role == "kind":
                ticked = self._find_ticked(row[index + 1].text)
                form.texts["kind"] = "；".join(filter(None, (form.texts.get("kind", ""), ticked)))
            elif role is not None:
                form.texts.setdefault(role, normalise(row[index + 1].text))

    def _find_ticked(self, text: str) -> str:
        """Return the ticked choices of a list such as `1.甲 □ 2.乙 ☑`."""
        choices = re.findall(r"\d[.、]\s*([^<□☑√✓■●\d]+)([^\d]*?)(?=\d[.、]|$)", text)
        return "、".join(normalise(name) for name, mark in choices if self.words.ticked.search(mark))

    def _read_amount_head(self, table: Table, row: Row, labels: list[str]) -> bool:
        found = find_heads(row, labels, self.words.amount_heads)
        if "executed" not in found or not {"budget", "initial_budget"} & found.keys():
            return False
        self.amount_head = HeadColumns(found, table.ragged)
        form = self.current_form
        if form is not None:
            heading = normalise("".join(cell.text for cell in row))
            weight = self.words.weight_in_words.search(heading)
            if weight is not None:
                form.amounts.setdefault(
                    "weight", Amount(PrintedAmount(Decimal(weight[1]), 0), weight[0], cell_place(table, row[0]))
                )
            if "(元)" in heading:
                form.unit = "元"
        return True

    def _read_amounts(self, table: Table, row: Row, labels: list[str]) -> None:
        at = next((i for i, words in enumerate(labels) if words in self.words.amount_rows), None)
        form = self.current_form
        if at is None or form is None or not self.amount_head.columns or "executed" in form.amounts:
            return
        for role, cell in _amounts_under_heads(self.amount_head, row[at + 1 :]):
            if role == "weight":
                form.amounts.pop("weight", None)
            self._keep_amount(table, "budget" if role == "budget" else role, cell)
        if "budget" not in form.amounts and "initial_budget" in form.amounts:
            form.amounts["budget"] = form.amounts["initial_budget"]

    def _read_indicator_head(self, table: Table, row: Row, labels: list[str]) -> bool:
        found = find_heads(row, labels, self.words.indicator_heads)
        if not {"level_two", "actual"} <= found.keys() and not {"level_three", "actual"} <= found.keys():
            return False
        self.indicator_head = HeadColumns(found, table.ragged)
        self.in_indicators = True
        return True

    def _read_total(self, table: Table, row: Row, labels: list[str]) -> bool:
        if labels[0] not in self.words.totals or len(row) < 2:
            return False
        self._keep_amount(table, "total_score", row[-1])
        self.in_indicators = False
        return True

    def _read_indicator(self, table: Table, row: Row) -> None:
        form = self.current_form
        cells = self._indicator_cells(row)
        if form is None or "level_three" not in cells:
            return
        if label_text(cells["level_three"].text) in self.words.header_remains:
            return
        for level in ("level_one", "level_two"):
            if level in cells:
                self.levels[level] = normalise(cells[level].text)
        name = cells["level_three"]
        weight, score = (_parse_number(cells[role].text) if role in cells else None for role in ("weight", "score"))
        form.complete &= score is not None or "score" not in self.indicator_head.columns
        form.indicators.append(
            Indicator(
                form.key,
                form.name,
                len(form.indicators) + 1,
                self.levels.get("level_one"),
                self.levels.get("level_two"),
                normalise(name.text),
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
        under_heads = cells_under_heads(columns, row, self.indicator_head.ragged)
        name = under_heads.get("level_three")
        if not self.indicator_head.ragged:
            return under_heads
        values = [role for role in ("target", "actual", "weight", "score") if role in columns]
        if name is not None and not self.words.value_like.search(normalise(name.text)):
            after = [cell for cell in row if cell.column_no > name.column_no]
            if len(after) == len(values):
                return under_heads | dict(zip(values, after, strict=True))
            return under_heads if len(row) > 1 else {}
        if len(row) <= len(values):
            return {}
        names, found = row[: -len(values)], dict(zip(values, row[-len(values) :], strict=True))
        found |= dict(zip(("level_three", "level_two", "level_one"), reversed(names), strict=False))
        return found


def _amounts_under_heads(head: HeadColumns, cells: Row) -> Iterator[tuple[str, TableCell]]:
    """Yield role and cell below each head: by column, or in printed order where column numbers are unreliable."""
    if head.ragged:
        yield from zip(head.columns, cells, strict=False)
        return
    yield from cells_under_heads(head.columns, cells, False).items()


def _parse_number(text: str) -> Decimal | None:
    try:
        printed = parse_amount(normalise(text).removesuffix("分"))
    except NotAnAmount:
        return None
    return printed.value if printed else None
