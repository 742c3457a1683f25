"""How often the right mistake is named where one mistake changed several cells, kind by kind.

A trial with a rival (another value of one cell or two other figures exchanged would satisfy everything as well) cannot
be decided: it asks only that nothing wrong is singled out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import duckdb

from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.validation.in_memory import evaluated
from tests.landed import rows_of
from tests.synthetic.truth.mistake_trials import MistakeTrial, landing_tables, mistake_trials

RIGHT_TARGET = 0.95
ONE_FINDING_TARGET = 0.97
INNOCENT_TARGET = 0.005
ROUNDING = Decimal("0.05")
LOST_BY_UNIT = Decimal("51")
"""万元 that a figure may be off by that was printed in a unit ten thousand times as large."""


class Named(NamedTuple):
    """One hypothesis of a finding: what it changes, and whether no other is as likely."""

    finding_id: str
    kind: str
    changes: Mapping[CellKey, Decimal | None]
    is_alone: bool


@dataclass
class AuditedMistake:
    """What the audit made of one trial: its findings, and the likeliest hypotheses."""

    finding_ids: set[str] = field(default_factory=set)
    likeliest: list[Named] = field(default_factory=list)
    proposed: list[tuple[CellKey, Decimal]] = field(default_factory=list)


Audited: TypeAlias = Mapping[str, AuditedMistake]

_HYPOTHESES = """
select distinct department_id, finding_id, suspect_rank, hypothesis, hypothesis_kind, sheet_id, row_key, column_key,
    suspect_value
from decision.findings
order by all
"""


def audit_mistakes(trials: Sequence[MistakeTrial], settings: Settings) -> Audited:
    """Audit all trials in one pass of the SQL that the warehouse runs; results by department_id."""
    with evaluated(rows_of(landing_tables(trials)), settings) as connection:
        return _audited(connection, trials)


def _audited(connection: duckdb.DuckDBPyConnection, trials: Iterable[MistakeTrial]) -> Audited:
    audited = {trial.department_id: AuditedMistake() for trial in trials}
    groups: defaultdict[tuple[str, str], dict[tuple[int, str], dict[CellKey, Decimal | None]]] = defaultdict(dict)
    for department_id, finding_id, rank, number, kind, *cell, expected in connection.execute(_HYPOTHESES).fetchall():
        audited[department_id].finding_ids.add(finding_id)
        if rank is None:
            continue
        key = CellKey(*cell)
        if expected is not None:
            audited[department_id].proposed.append((key, expected))
        if rank == 1:
            groups[department_id, finding_id].setdefault((number, kind), {})[key] = expected
    for (department_id, finding_id), hypotheses in groups.items():
        audited[department_id].likeliest += [
            Named(finding_id, kind, changes, len(hypotheses) == 1) for (_, kind), changes in hypotheses.items()
        ]
    return audited


@dataclass
class KindScore:
    """Counts over the trials of one kind."""

    trials: int = 0
    rivalled: int = 0
    right: int = 0
    one_finding: int = 0
    named: int = 0
    innocent: int = 0
    negative: int = 0


def score_mistakes(trials: Iterable[MistakeTrial], audited: Audited) -> KindScore:
    result = KindScore()
    for trial in trials:
        own = audited[trial.department_id]
        fitting = [named.is_alone for named in own.likeliest if is_right(trial, named)]
        is_misled = any(named.is_alone and not is_right(trial, named) for named in own.likeliest)
        result.trials += 1
        result.rivalled += trial.has_rival
        result.right += any(fitting) or (trial.has_rival and not is_misled)
        result.one_finding += len(own.finding_ids) == 1
        alone = [
            cell
            for named in own.likeliest
            if named.is_alone
            for cell in named.changes
            if not cell.row_key.endswith("*")
        ]
        result.named += len(alone)
        result.innocent += sum(not _is_wrong(trial, cell) for cell in alone)
        result.negative += sum(expected < 0 and _true(trial, cell) >= 0 for cell, expected in own.proposed)
    return result


def is_right(trial: MistakeTrial, named: Named) -> bool:
    """Whether a hypothesis is the mistake: it gives every wrong cell that an equation sees its right figure.

    Where it leaves open what the last of moved figures should be, it may end earlier than the mistake did. Rows that no
    sheet names (`302*`) have no right figure to compare with, and a figure that the other unit printed as next to
    nothing differs by no more than was lost.
    """
    mistake = trial.mistake
    if mistake.sheet is not None:
        return named.kind == "sheet_of_last_year" and {cell.sheet_id for cell in named.changes} == {mistake.sheet}
    if mistake.row is not None:
        return bool(named.changes) and all(
            cell[:2] == mistake.row and _is_near(trial, cell, expected) for cell, expected in named.changes.items()
        )
    named_cells = {cell: expected for cell, expected in named.changes.items() if not cell.row_key.endswith("*")}
    told = {cell for cell in trial.wrong if not _is_near(trial, cell, trial.printed.figures.get(cell))}
    is_complete = (told or trial.wrong) <= named_cells.keys() or None in named_cells.values()
    return is_complete and all(
        cell in mistake.changes if expected is None else _is_near(trial, cell, expected)
        for cell, expected in named_cells.items()
    )


def _is_near(trial: MistakeTrial, cell: CellKey, expected: Decimal | None) -> bool:
    tolerance = LOST_BY_UNIT if trial.mistake.kind == "column_unit" else ROUNDING
    return abs((expected or Decimal(0)) - _true(trial, cell)) <= tolerance


def _is_wrong(trial: MistakeTrial, cell: CellKey) -> bool:
    mistake = trial.mistake
    return cell in mistake.changes or cell.sheet_id == mistake.sheet or cell[:2] == mistake.row


def _true(trial: MistakeTrial, cell: CellKey) -> Decimal:
    return trial.right.figures.get(cell, Decimal(0))


def measure_kind(seed: int, kind: str, count: int, settings: Settings) -> KindScore:
    """Make the trials of one kind, audit and score them."""
    trials = list(mistake_trials(seed, kind, count))
    return score_mistakes(trials, audit_mistakes(trials, settings))


HEAD = (
    f"{'mistake':<20}{'trials':>7}{'rivalled':>9}{'right first':>12}{'one finding':>12}{'innocent':>14}{'negative':>9}"
)


def line(kind: str, result: KindScore) -> str:
    """One line of the printed table."""
    right, single = (f"{part / max(result.trials, 1):.1%}" for part in (result.right, result.one_finding))
    innocent = f"{result.innocent} of {result.named}"
    return f"{kind:<20}{result.trials:>7}{result.rivalled:>9}{right:>12}{single:>12}{innocent:>14}{result.negative:>9}"


def added(scores: Iterable[KindScore]) -> KindScore:
    """All kinds together."""
    scores = list(scores)
    return KindScore(**{name: sum(getattr(s, name) for s in scores) for name in KindScore.__dataclass_fields__})


def meets_targets(result: KindScore) -> bool:
    return (
        result.right >= RIGHT_TARGET * result.trials
        and result.one_finding >= ONE_FINDING_TARGET * result.trials
        and result.innocent <= INNOCENT_TARGET * result.named
        and result.negative == 0
    )
