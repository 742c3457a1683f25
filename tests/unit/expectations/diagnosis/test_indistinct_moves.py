"""Moves that the equations cannot tell apart are one, which says what all of them say."""

from decimal import Decimal

from expectations.diagnosis.indistinct_moves import unite
from expectations.diagnosis.ledger import Effect
from expectations.diagnosis.model import CellAddress
from expectations.diagnosis.move import Implausibility, Move

REPAIRS = Effect(frozenset({(2024, "sum", "")}), frozenset())
ELSE = Effect(frozenset({(2024, "other", "")}), frozenset())


def cell(row: str) -> CellAddress:
    return (2024, "sheet", row, "final")


def move(amounts: dict[str, str], effect: Effect = REPAIRS, unsaid: str = "", shared: str = "") -> Move:
    expected = {cell(row): Decimal(amount) for row, amount in amounts.items()}
    return Move(
        "column_shifted",
        {},
        expected,
        effect,
        Implausibility.LOST,
        unsaid=frozenset(map(cell, unsaid)),
        shared=frozenset(map(cell, shared)),
    )


def said(united: Move) -> dict[str, Decimal | None]:
    return {address[2]: None if address in united.unsaid else amount for address, amount in united.expected.items()}


def test_shifts_that_end_elsewhere_leave_the_end_open() -> None:
    shorter, longer = move({"a": "1", "b": "2", "c": "9"}), move({"a": "1", "b": "2", "c": "3", "d": "9"})
    (united,) = unite([longer, shorter])
    assert said(united) == {"a": 1, "b": 2, "c": None}


def test_shifts_that_begin_elsewhere_name_what_both_move() -> None:
    (united,) = unite([move({"b": "2", "c": "3", "d": "4"}), move({"a": "1", "b": "2", "c": "7"})])
    assert said(united) == {"b": 2, "c": None}


def test_where_nothing_in_common_is_open_the_rest_of_the_first_is() -> None:
    (united,) = unite([move({"a": "1", "b": "2", "c": "3"}), move({"a": "1", "b": "2", "d": "4"})])
    assert said(united) == {"a": 1, "b": 2, "c": None}


def test_moves_with_another_effect_or_without_a_common_amount_stay_apart() -> None:
    one, other = move({"a": "1", "b": "2"}), move({"a": "1", "b": "2"}, ELSE)
    assert len([*unite([one, other])]) == 2
    assert len([*unite([one, move({"a": "5", "b": "6"})])]) == 2


def test_a_move_alone_says_what_it_solved_but_not_how_a_sum_is_shared() -> None:
    (alone,) = unite([move({"a": "1", "b": "2", "c": "3"}, unsaid="bc", shared="c")])
    assert said(alone) == {"a": 1, "b": 2, "c": None}


def test_a_move_that_leaves_open_what_another_says_of_the_same_cells_says_less() -> None:
    told, left_open = move({"a": "1", "b": "0"}), move({"a": "1", "b": "0"}, unsaid="b")
    assert told.says_more(left_open)
    assert not left_open.says_more(told)
    assert not told.says_more(told)
    assert not move({"a": "2", "b": "0"}).says_more(left_open)
    assert not move({"a": "1", "b": "0", "c": "0"}).says_more(left_open)
