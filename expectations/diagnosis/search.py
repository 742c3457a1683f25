"""Search for the fewest mistakes that are behind all violated equations of one department.

The generators propose moves: one cell and its amount, figures shifted or exchanged, a row left out, a slip that totals
carry on, another unit, last year's sheet. The beam search over sets of moves prefers, in this order, the fewest
remaining violations, the fewest moves, and the most plausible ones. It proposes only and alters no figure. Reading the
equations from the warehouse does not belong here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.carried_slips import propose_carried_slips
from expectations.diagnosis.cell_moves import CellMoves
from expectations.diagnosis.exchanges import propose_exchanges
from expectations.diagnosis.ledger import Changes, Effect, Ledger
from expectations.diagnosis.misnamed_rows import propose_misnamed_rows
from expectations.diagnosis.model import (
    CellAddress,
    Change,
    Diagnosis,
    Equation,
    EquationKey,
    Figure,
    Hypothesis,
    SheetAddress,
)
from expectations.diagnosis.move import CARRIED_ON, Implausibility, Move
from expectations.diagnosis.omissions import add_absent_rows, propose_omissions
from expectations.diagnosis.printed_order import arrange_blocks
from expectations.diagnosis.same_subject import Elsewhere
from expectations.diagnosis.shifts import propose_shifts
from expectations.diagnosis.unchanged_sheets import propose_unchanged_sheets
from expectations.diagnosis.units import propose_units

BEAM = 24
MAX_MOVES = 12
MAX_PROPOSALS = 48
"""The number of moves of several cells that the search chooses among."""

MAX_CANDIDATES = 64
"""The number of hypotheses of one diagnosis."""


@dataclass(frozen=True, slots=True)
class _Cover:
    """A set of moves under examination and the violations that remain after it."""

    moves: tuple[Move, ...]
    changes: Changes
    slack: Changes
    freed: frozenset[EquationKey]
    violated: frozenset[EquationKey]

    @property
    def order(self) -> tuple[int, int, int, list[list[CellAddress]]]:
        implausibility = sum(move.implausibility for move in self.moves)
        return len(self.violated), len(self.moves), implausibility, sorted(sorted(move.expected) for move in self.moves)


class _Search:
    """The moves of one department, and the covers that they make together."""

    def __init__(
        self,
        figures: Iterable[Figure],
        equations: Iterable[Equation],
        unchanged: Iterable[SheetAddress],
        lines: Sequence[str],
    ) -> None:
        figures = tuple(figures)
        elsewhere = Elsewhere(figures)
        statement = add_absent_rows(figures, equations, elsewhere)
        self.ledger = Ledger(statement.figures, statement.equations)
        self._cell_moves = CellMoves(self.ledger, elsewhere, statement.absent)
        self._proposals = _best(self._propose(elsewhere, statement.absent, unchanged, lines))

    def _propose(
        self,
        elsewhere: Elsewhere,
        absent: frozenset[CellAddress],
        unchanged: Iterable[SheetAddress],
        lines: Sequence[str],
    ) -> list[Move]:
        """The moves of several cells. The costly generators are asked last, and only while nothing that has been found
        explains everything and is more plausible than what they could find."""
        violated = self.ledger.violated_as_printed
        if not violated:
            return []
        blocks = arrange_blocks(self.ledger.figures.values(), absent, lines)
        found = [
            *propose_unchanged_sheets(self.ledger, unchanged),
            *propose_omissions(self.ledger, elsewhere, absent),
            *propose_units(self.ledger, blocks),
            *propose_exchanges(self.ledger, blocks),
            *propose_misnamed_rows(self.ledger, blocks, elsewhere),
        ]
        alone = [*found, *self._cell_moves.of_violated({}, violated)]
        if not _is_explained(alone, violated, Implausibility.TELLING + CARRIED_ON):
            carried = tuple(propose_carried_slips(self.ledger, self._cell_moves))
            found += carried
            alone += carried
        if not _is_explained(alone, violated, Implausibility.MOVED):
            found += propose_shifts(self.ledger, blocks, elsewhere)
        return found

    def cover(self, moves: Iterable[Move]) -> _Cover:
        """The moves with what remains after them."""
        moves = tuple(moves)
        changes = {address: change for move in moves for address, change in move.changes.items()}
        slack = {address: each for move in moves for address, each in move.slack.items()}
        freed = frozenset(key for move in moves for key in move.freed)
        return _Cover(moves, changes, slack, freed, self.ledger.violated(changes, slack) - freed)

    def moves(self, cover: _Cover) -> Iterator[Move]:
        """The moves that are left once a cover has changed its cells, with the effect that they have then."""
        yield from self._cell_moves.of_violated(cover.changes, cover.violated)
        taken = {address for move in cover.moves for address in move.expected}
        for move in self._proposals:
            if cover.violated.isdisjoint(move.effect.repaired) or not taken.isdisjoint(move.expected):
                continue
            after = self.cover((*cover.moves, move)).violated if cover.moves else None
            if after is None:
                yield move
            elif len(after) < len(cover.violated):
                yield replace(move, effect=Effect(cover.violated - after, after - cover.violated))

    def find_cover(self) -> _Cover:
        best = self.cover(())
        beam = [best]
        for _ in range(min(MAX_MOVES, len(best.violated))):
            following: dict[frozenset[tuple[CellAddress, Decimal]], _Cover] = {}
            for state in beam:
                for move in self.moves(state):
                    after = self._extend(state, move)
                    key = frozenset((*after.changes.items(), *((a, Decimal(0)) for a in _unknown(after))))
                    if key not in following or after.order < following[key].order:
                        following[key] = after
            beam = sorted(following.values(), key=lambda state: state.order)[:BEAM]
            if not beam:
                break
            best = min(best, beam[0], key=lambda state: state.order)
            if not best.violated:
                break
        return best

    def _extend(self, state: _Cover, move: Move) -> _Cover:
        violated = (state.violated - move.effect.repaired) | move.effect.broken
        return _Cover(
            (*state.moves, move),
            {**state.changes, **move.changes},
            {**state.slack, **move.slack},
            state.freed | move.freed,
            violated,
        )


def _unknown(cover: _Cover) -> Iterator[CellAddress]:
    return (address for move in cover.moves if move.freed for address in move.expected)


def _is_explained(moves: Iterable[Move], violated: frozenset[EquationKey], implausibility: int) -> bool:
    """Whether one move explains everything and is more plausible than this."""
    return any(
        move.implausibility < implausibility and not move.effect.broken and move.effect.repaired >= violated
        for move in moves
    )


def _best(moves: Iterable[Move]) -> tuple[Move, ...]:
    """The moves that repair most, one for the same amounts."""
    by_amounts: dict[frozenset[tuple[CellAddress, Decimal | None]], Move] = {}
    for move in moves:
        key = frozenset((address, move.amount(address)) for address in move.expected)
        if key not in by_amounts or move.order < by_amounts[key].order:
            by_amounts[key] = move
    return tuple(sorted(by_amounts.values(), key=lambda move: move.order)[:MAX_PROPOSALS])


def explain_violations(
    figures: Iterable[Figure],
    equations: Iterable[Equation],
    unchanged: Iterable[SheetAddress] = (),
    lines: Sequence[str] = (),
) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of one department, those with hypotheses first; equal input gives equal output.

    `unchanged` are the sheets that repeat those of the year before, `lines` the rows of the summaries from top to
    bottom on each side.
    """
    search = _Search(figures, equations, unchanged, lines)
    printed = search.ledger.violated_as_printed
    if not printed:
        return ()
    cover = search.find_cover()
    diagnoses: list[Diagnosis] = []
    explained: set[EquationKey] = set()
    for move in sorted(cover.moves, key=lambda move: (-len(move.effect.repaired), sorted(move.expected))):
        diagnosis = _diagnose_move(search, cover, move, printed - explained)
        if diagnosis is not None:
            diagnoses.append(diagnosis)
            explained.update(diagnosis.violations)
    diagnoses.extend(unexplained_violation(key) for key in sorted(printed - explained))
    return tuple(diagnoses)


def unexplained_violation(key: EquationKey) -> Diagnosis:
    """Return the diagnosis of a violation that nothing explains: it stands alone, without hypotheses."""
    return Diagnosis(_violation_id(key), (key,), ())


def _diagnose_move(search: _Search, cover: _Cover, move: Move, unexplained: frozenset[EquationKey]) -> Diagnosis | None:
    """Diagnose what one move of the cover explains beside the others; list every move that explains it equally well."""
    others = search.cover(other for other in cover.moves if other is not move)
    aim = len(others.violated) - len(cover.violated)
    explained = tuple(sorted((others.violated - cover.violated) & unexplained))
    if not explained:
        return None
    best: dict[tuple[str, frozenset[CellAddress]], Move] = {}
    for rival in search.moves(others):
        if rival.effect.gain >= aim:
            best.setdefault((rival.kind, frozenset(rival.expected)), rival)
    whole = [rival for rival in best.values() if not any(other.says_more(rival) for other in best.values())]
    ranked = sorted(whole, key=lambda rival: (rival.implausibility, sorted(rival.expected), rival.kind))
    levels = sorted({rival.implausibility for rival in ranked})
    hypotheses = tuple(
        _hypothesis(search.ledger, rival, levels.index(rival.implausibility) + 1) for rival in ranked[:MAX_CANDIDATES]
    )
    first = [hypothesis for hypothesis in hypotheses if hypothesis.rank == 1]
    finding_id = _hypothesis_id(first[0]) if len(first) == 1 else _violation_id(explained[0])
    return Diagnosis(finding_id, explained, hypotheses)


def _hypothesis(ledger: Ledger, move: Move, rank: int) -> Hypothesis:
    changes = tuple(
        Change(
            ledger.figures[address],
            move.amount(address),
            move.causes.get(address),
            move.found_at.get(address),
        )
        for address in sorted(move.expected, key=lambda address: _place_order(ledger, address))
    )
    return Hypothesis(move.kind, changes, 1, rank, move.moved_by)


def _place_order(ledger: Ledger, address: CellAddress) -> tuple[int, str, bool, int, CellAddress]:
    line = ledger.row_lines.get(address[:3])
    return address[0], address[1], line is None, line or 0, address


def _violation_id(key: EquationKey) -> str:
    year, identity_id, binding = key
    return f"{year} {identity_id}[{binding}]" if binding else f"{year} {identity_id}"


def _hypothesis_id(hypothesis: Hypothesis) -> str:
    year, sheet_id, row_key, column_key = hypothesis.changes[0].figure.address
    cell = f"{year} {sheet_id}[{row_key}].{column_key}"
    return cell if len(hypothesis.changes) == 1 else f"{cell} {hypothesis.kind}"
