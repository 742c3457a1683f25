"""Every cell of a sheet's tables has one outcome, and problems say what the cells that are told say."""

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.resolution.columns import Column, Role
from orchestration.disclosure.resolution.gathering import Gathering
from orchestration.disclosure.resolution.outcomes import Figure, Partition, PassedOver, SheetWords, Told
from orchestration.disclosure.resolution.segments import TablePart, table_rows
from tests.documents import table

LAYOUTS = load_layouts()
WORDS = SheetWords("支出决算表", ("基本支出",))
PRINTED = table("科目编码|甲乙丙", "201|7.00", "208|9.00")
PART = TablePart(PRINTED, tuple(table_rows(PRINTED)))
HEADER, (CODE, AMOUNT), (_, OTHER_AMOUNT) = PART.rows
UNKNOWN = Column(2, Role.UNKNOWN, "甲乙丙")
KEY = CellKey("expenditure", "201", "basic")


def gathering() -> Gathering:
    return Gathering("expenditure", 2024, frozenset({"基本支出"}))


def test_a_partition_covers_every_cell() -> None:
    outcomes = {(PRINTED.table_no, cell): PassedOver.HEADER for cell in HEADER}
    with pytest.raises(ValueError, match="neither read nor passed over nor told"):
        Partition.of([PART], outcomes)


def test_no_figure_is_passed_over_as_a_word() -> None:
    outcomes = {(PRINTED.table_no, cell): PassedOver.WORDS for row in PART.rows for cell in row}
    with pytest.raises(ValueError, match=r"7\.00"):
        Partition.of([PART], outcomes)


def test_a_figure_that_no_shape_speaks_of_is_told_with_its_row() -> None:
    (first, second) = gathering().partition([PART], LAYOUTS).doubts(WORDS)
    assert [first.kind, second.kind] == [ProblemKind.UNKNOWN_LABEL] * 2
    assert (first.figures, second.figures) == (1, 1)


def test_a_figure_stays_told_where_it_is_passed_over_as_a_word() -> None:
    out = gathering()
    out.pass_over(PART, (CODE, AMOUNT), PassedOver.WORDS)
    outcomes = out.partition([PART], LAYOUTS).outcomes
    assert outcomes[PRINTED.table_no, CODE] is PassedOver.WORDS
    assert isinstance(outcomes[PRINTED.table_no, AMOUNT], Told)


def test_what_is_told_of_one_head_is_one_problem_with_all_that_it_may_be() -> None:
    out = gathering()
    other = CellKey("expenditure", "208", "basic")
    out.unknown_column(UNKNOWN, PART, AMOUNT, (KEY,))
    out.unknown_column(UNKNOWN, PART, OTHER_AMOUNT, (other,))
    (doubt,) = out.partition([PART], LAYOUTS).doubts(WORDS)
    assert (doubt.kind, doubt.figures, doubt.may_be) == (ProblemKind.UNKNOWN_COLUMN, 2, (KEY, other))
    assert (
        "甲乙丙" in doubt.message.reason_en
        and "支出决算表" in doubt.message.reason_en
        and "2 figures" in doubt.message.reason_en
    )


def test_what_is_read_is_not_told() -> None:
    out = gathering()
    out.unknown_column(UNKNOWN, PART, AMOUNT, (KEY,))
    out.figure("201", "", Column(2, Role.AMOUNT, "基本支出", "basic"), PART, AMOUNT)
    partition = out.partition([PART], LAYOUTS)
    assert isinstance(partition.outcomes[PRINTED.table_no, AMOUNT], Figure)
    assert [figure.key for figure in partition.figures] == [KEY]


def test_of_known_words_alone_a_head_is_not_called_unknown() -> None:
    out = gathering()
    out.unknown_column(Column(2, Role.UNKNOWN, "基本支出"), PART, AMOUNT)
    doubt = out.partition([PART], LAYOUTS).doubts(WORDS)[0]
    assert "does not tell which figures" in doubt.message.reason_en
