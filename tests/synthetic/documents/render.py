"""A disclosure and a template make nine abstract sheets; no file format is known here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import assert_never

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.codes import levels, standard_names
from tests.synthetic.documents.grid import Content, Grid, Merge, Role, Sheet, Strip, Token
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.ordinals import chinese_ordinal
from tests.synthetic.documents.template import (
    EconomicBlocks,
    FunctionRows,
    Line,
    Literally,
    OuterCodes,
    SheetTemplate,
    Side,
    StripTemplate,
    Template,
    TotalPlace,
    TwoSided,
)

_TokenRow = list[Token]
_LEVELS = ("class", "section", "item")
_BLANK_LABEL = Content("", Role.LABEL)


def render(disclosure: Disclosure, template: Template) -> tuple[Sheet, ...]:
    """The nine sheets in the template's order.

    Raises ValueError where a figure does not fit into the printed decimals, KeyError where a code has no name.
    """
    return tuple(
        _Printer(disclosure, template, sheet, number).sheet() for number, sheet in enumerate(template.sheets, start=1)
    )


def printed_figures(sheets: Iterable[Sheet]) -> Mapping[CellKey, Decimal]:
    """Every figure that stands in the sheets, in the printed unit.

    A figure of the disclosure that is not here has no place in the template: a reader cannot find it.
    """
    return {key: value for sheet in sheets for key, value in sheet.figures.items()}


@dataclass(frozen=True)
class _Printer:
    """One sheet in the making: all rows are built as tokens, merged at the end."""

    disclosure: Disclosure
    template: Template
    spec: SheetTemplate
    number: int

    def sheet(self) -> Sheet:
        spec = self.spec
        title = self._text(spec.title)
        head = self._literal(spec.head, Role.HEAD)
        rows, head_rows = [*head, *self._body()], len(head)
        notes = tuple(self._text(note) for note in spec.notes)
        if spec.id in self.disclosure.declared_empty:
            notes = (*notes, self._text(self.template.empty_sentence))
            if spec.when_empty is not None:
                rows = self._literal(spec.when_empty, Role.HEAD)
        return Sheet(
            sheet_id=spec.id,
            name=self.template.sheet_name.format(title=title, number=self.number),
            title=title,
            strips=tuple(self._strip(strip) for strip in spec.strips or self.template.strips),
            grid=Grid.of(rows, head_rows),
            notes=notes,
        )

    def _body(self) -> list[_TokenRow]:
        match self.spec:
            case FunctionRows() as spec:
                return self._function_rows(spec)
            case EconomicBlocks() as spec:
                return self._economic_rows(spec)
            case TwoSided() as spec:
                return self._two_sided_rows(spec)
            case Literally() as spec:
                return self._literal(spec.body, Role.LABEL)
            case _:
                assert_never(self.spec)

    def _function_rows(self, spec: FunctionRows) -> list[_TokenRow]:
        amounts = spec.columns[len(spec.total.label) :]
        total = [
            *self._literal([spec.total.label], Role.LABEL)[0],
            *(self._amount("total", column) for column in amounts),
        ]
        codes = self._codes_with_figures()
        rows = [self._code_row(spec.columns, code, spec.outer_codes) for code in codes]
        rows += [self._padding(spec.columns)] * (0 if codes else spec.blank_rows)
        return [total, *rows] if spec.total.place is TotalPlace.FIRST else [*rows, total]

    def _economic_rows(self, spec: EconomicBlocks) -> list[_TokenRow]:
        printed = _with_unlisted([block.codes for block in spec.blocks], self._codes_with_figures())
        columns = [
            [self._code_row(block.columns, code, spec.outer_codes) for code in codes]
            for block, codes in zip(spec.blocks, printed, strict=True)
        ]
        paddings = [self._padding(block.columns) for block in spec.blocks]
        return [*_side_by_side(columns, paddings), *self._literal(spec.foot, Role.LABEL)]

    def _two_sided_rows(self, spec: TwoSided) -> list[_TokenRow]:
        classes = self._functional_class_lines()
        body_length = max(len(spec.income.lines), len(classes))
        foot_length = max(len(spec.income.foot), len(spec.expenditure.foot))
        halves = [
            self._half(side, [*_padded(lines, body_length), *_padded(side.foot, foot_length)], first_number)
            for side, lines, first_number in (
                (spec.income, spec.income.lines, 1),
                (spec.expenditure, classes, body_length + foot_length + 1),
            )
        ]
        return [[*left, *right] for left, right in zip(*halves, strict=True)]

    def _half(self, side: Side, lines: Sequence[Line], first_number: int) -> list[_TokenRow]:
        return [
            [self._line_cell(column, line, number) for column in side.columns]
            for number, line in enumerate(lines, start=first_number)
        ]

    def _line_cell(self, column: str, line: Line, number: int) -> Content:
        if column == "line_no":
            return Content(str(number), Role.LINE_NUMBER)
        row_key, label = line or ("", "")
        if column == "label":
            return Content(label, Role.LABEL)
        return self._amount(row_key, column) if row_key else Content("", Role.AMOUNT)

    def _functional_class_lines(self) -> list[Line]:
        used = {
            key.row_key.removeprefix("expenditure.")
            for key in self.disclosure.figures
            if key.sheet_id == self.spec.id and key.row_key.startswith("expenditure.")
        }
        codes = sorted({*self.template.functional_classes, *(code for code in used if code.isdigit())})
        return [
            (
                f"expenditure.{code}",
                self.template.class_label.format(ordinal=chinese_ordinal(number), name=self._name(code)),
            )
            for number, code in enumerate(codes, start=1)
        ]

    def _code_row(self, columns: Sequence[str], code: str, outer_codes: OuterCodes) -> _TokenRow:
        return [self._code_cell(column, code, outer_codes) for column in columns]

    def _code_cell(self, column: str, code: str, outer_codes: OuterCodes) -> Token:
        match column:
            case "<":
                return Merge.LEFT
            case "code":
                return Content(code, Role.CODE)
            case "name":
                return Content(self._name(code), Role.LABEL)
            case "code_name":
                return Content(f"{code} {self._name(code)}", Role.LABEL)
            case "class" | "section" | "item":
                return Content(_digits(column, code, outer_codes), Role.CODE)
            case _:
                return self._amount(code, column)

    def _name(self, code: str) -> str:
        return self.disclosure.code_names.get(code) or standard_names()[code]

    def _padding(self, columns: Sequence[str]) -> _TokenRow:
        return [Merge.LEFT if column == "<" else _BLANK_LABEL for column in columns]

    def _codes_with_figures(self) -> list[str]:
        keys = self.disclosure.figures
        return sorted({key.row_key for key in keys if key.sheet_id == self.spec.id and key.row_key.isdigit()})

    def _literal(self, rows: Iterable[Sequence[str]], role: Role) -> list[_TokenRow]:
        return [[self._literal_token(text, role) for text in row] for row in rows]

    def _literal_token(self, text: str, role: Role) -> Token:
        if text in ("<", "^"):
            return Merge(text)
        if text.startswith("="):
            row_key, column_key = text[1:].split("/")
            return self._amount(row_key, column_key)
        return Content(self._text(text), role)

    def _amount(self, row_key: str, column_key: str) -> Content:
        key = CellKey(self.spec.id, row_key, column_key)
        value = self.disclosure.in_printed_unit(key)
        if value is None:
            return Content(self.template.nothing, Role.AMOUNT, key)
        separator = self.template.separator if self.spec.separator is None else self.spec.separator
        digits = format(abs(value), f"{separator}f")
        text = self.template.negative.format(digits) if value < 0 else digits
        return Content(text, Role.AMOUNT, key, value)

    def _strip(self, strip: StripTemplate) -> Strip:
        return Strip(left=self._text(strip.left), right=self._text(strip.right))

    def _text(self, text: str) -> str:
        return text.format(
            department=self.disclosure.department_name,
            year=self.disclosure.fiscal_year,
            unit=self.disclosure.unit(self.spec.id),
            number=self.number,
            subject=self.spec.subject,
        )


def _digits(level: str, code: str, outer_codes: OuterCodes) -> str:
    own = levels(code)
    depth = _LEVELS.index(level)
    if depth >= len(own):
        return ""
    return own[depth] if depth == len(own) - 1 or outer_codes is OuterCodes.REPEATED else ""


def _with_unlisted(listed: Sequence[Sequence[str]], codes: Iterable[str]) -> list[list[str]]:
    """The codes of each block and those that only this disclosure uses: where their class stands, else in the last."""
    blocks = [list(block) for block in listed]
    for code in codes:
        if any(code in block for block in blocks):
            continue
        home = next((block for block in blocks if any(other[:3] == code[:3] for other in block)), blocks[-1])
        home.append(code)
        home.sort()
    return blocks


def _padded(lines: Sequence[Line], length: int) -> list[Line]:
    return [*lines, *[()] * (length - len(lines))]


def _side_by_side(columns: Sequence[Sequence[_TokenRow]], paddings: Sequence[_TokenRow]) -> list[_TokenRow]:
    return [
        [token for part, padding in zip_longest(parts, paddings) for token in (part or padding)]
        for parts in zip_longest(*columns)
    ]
