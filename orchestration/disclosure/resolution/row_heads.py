"""The columns over rows of function codes: which of them name a row, which are its fields, and what an unknown head may
mean. How a row is read belongs to `function_rows`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestration.disclosure.model import CellKey
from orchestration.disclosure.resolution.columns import ABSENT, ANCHORS, Column, Role


@dataclass(frozen=True, slots=True)
class RowHeads:
    """The columns over the rows of a part: what is asked of them at every row. `missing` are the keys of columns that
    no head of the part means: what an unknown head may mean."""

    by_number: Mapping[int, Column]
    fields: tuple[Column, ...]
    first_field: int
    last_field: int
    anchors: frozenset[int]
    code_columns: tuple[int, ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, columns: tuple[Column, ...], keys: Iterable[str]) -> "RowHeads":
        """What stands before the first figure of a row, by the roles of the columns."""
        amounts = [column.column_no for column in columns if column.role is Role.AMOUNT]
        first = min((number for number in amounts if number != ABSENT), default=1)
        before = tuple(column for column in columns if ABSENT < column.column_no < first)
        named = [column.column_no for column in before if column.role in ANCHORS]
        fields = tuple(
            column
            for column in columns
            if column.role in (Role.AMOUNT, Role.IGNORED, Role.UNKNOWN)
            and (column.column_no >= first or column.column_no > max(named, default=0))
        )
        known = {column.key for column in columns}
        return cls(
            {column.column_no: column for column in columns},
            fields,
            min((column.column_no for column in fields if column.column_no != ABSENT), default=first),
            max((column.column_no for column in fields if column.role is not Role.IGNORED), default=first),
            frozenset(named),
            tuple(column.column_no for column in before),
            tuple(key for key in keys if key not in known),
        )

    @property
    def begins_unknown(self) -> bool:
        """Whether nobody knows the head of the first field, so that a gap before a figure may be a blank of it."""
        return bool(self.fields) and self.fields[0].role is Role.UNKNOWN

    def total_keys(self, sheet_id: str) -> dict[int, CellKey]:
        """What the figures of a row without a code may be, by column: in such a sheet no row but the total has none."""
        columns = self.by_number.values()
        return {
            column.column_no: CellKey(sheet_id, "total", column.key) for column in columns if column.key is not None
        }

    def may_be(self, sheet_id: str, row_key: str, anywhere: bool = False) -> tuple[CellKey, ...]:
        """The cells of a row that a figure under an unknown head may be, or one that may stand `anywhere` in it."""
        known = (column.key for column in self.fields if anywhere and column.key is not None)
        return tuple(CellKey(sheet_id, row_key, column_key) for column_key in (*self.missing, *known))
