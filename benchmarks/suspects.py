"""Measure how often injected errors are detected and the wrong figure is named; exits 1 below the targets.

"Singled out" is decided by brute force over all printed cells, without the code under test: no other single cell has a
value that satisfies every identity. Then come mistakes that changed several cells, kind by kind.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import mistakes
from orchestration.disclosure.model import CellKey
from orchestration.home.settings import PROJECT, Settings
from orchestration.validation.in_memory import evaluated
from tests.landed import rows_of
from tests.synthetic.truth.mistakes import KINDS
from tests.synthetic.truth.trials import EquationKey, Trial, landing_tables, trials

NAMED_TARGET = 0.95


@dataclass
class AuditedTrial:
    """The result of the audit for one trial."""

    violated: set[EquationKey] = field(default_factory=set)
    finding_ids: set[str] = field(default_factory=set)
    likeliest: defaultdict[str, defaultdict[int, set[CellKey]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    listed: set[CellKey] = field(default_factory=set)
    causes: dict[CellKey, str | None] = field(default_factory=dict)

    @property
    def named(self) -> set[CellKey]:
        """The cells of the only likeliest hypothesis of a finding."""
        alone = [next(iter(hypotheses.values())) for hypotheses in self.likeliest.values() if len(hypotheses) == 1]
        return {cell for cells in alone for cell in cells}


def audit_trials(population: Sequence[Trial], settings: Settings) -> dict[str, AuditedTrial]:
    """Audit all trials in one pass of the SQL that the warehouse runs; results by department_id."""
    audited = {trial.department_id: AuditedTrial() for trial in population}
    with evaluated(rows_of(landing_tables(population)), settings) as connection:
        for department_id, identity_id, binding in connection.execute(
            "select department_id, identity_id, binding from evaluation.eval_identity_result where outcome = 'violated'"
        ).fetchall():
            audited[department_id].violated.add((identity_id, binding))
        for department_id, finding_id, rank, number, *key, cause in connection.execute(
            "select distinct department_id, finding_id, suspect_rank, hypothesis, sheet_id, row_key, column_key, "
            "likely_cause from decision.findings order by suspect_rank desc"
        ).fetchall():
            own = audited[department_id]
            own.finding_ids.add(finding_id)
            if rank is None:
                continue
            cell = CellKey(*key)
            own.listed.add(cell)
            own.causes[cell] = cause or own.causes.get(cell)
            if rank == 1:
                own.likeliest[finding_id][number].add(cell)
    return audited


@dataclass(frozen=True)
class Score:
    """Counts over the trials of so many errors each; `visible` ones violate something."""

    trials: int
    visible: int
    missed_violations: int
    false_violations: int
    singled_out: int
    singled_out_named: int
    others: int
    others_listed: int
    wrong_cells: int
    named: int
    listed: int
    named_wrongly: int
    all_named: int
    as_many_findings: int
    causes_right: int


def score(population: Iterable[Trial], audited: Mapping[str, AuditedTrial]) -> Score:
    counts: defaultdict[str, int] = defaultdict(int)
    for trial in population:
        own = audited[trial.department_id]
        counts["false_violations"] += len(own.violated - trial.violated)
        counts["missed_violations"] += len(trial.violated - own.violated)
        if not trial.errors:
            continue
        counts["trials"] += 1
        if not trial.violated:
            continue
        counts["visible"] += 1
        wrong = {
            error.cell
            for error in trial.errors
            if any(key in trial.violated for key in trial.truth.containing[error.cell])
        }
        counts["wrong_cells"] += len(wrong)
        counts["named"] += len(wrong & own.named)
        counts["listed"] += len(wrong & own.listed)
        counts["named_wrongly"] += len(own.named - wrong)
        counts["all_named"] += wrong == own.named
        counts["as_many_findings"] += len(own.finding_ids) == len(wrong)
        slips = {error.cell: error.slip for error in trial.errors}
        counts["causes_right"] += sum(own.causes[cell] == slips[cell] for cell in wrong & own.named)
        if len(trial.errors) == 1:
            kind = "singled_out" if trial.explanations == wrong else "others"
            counts[kind] += 1
            counts["singled_out_named"] += kind == "singled_out" and own.named == wrong
            counts["others_listed"] += kind == "others" and wrong <= own.listed
    return Score(**{name: counts[name] for name in Score.__dataclass_fields__})


def report(errors: int, result: Score) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"

    lines = [
        ("trials; of these violate something", f"{result.trials}; {result.visible}"),
        ("violations missed; false", f"{result.missed_violations}; {result.false_violations}"),
        ("wrong cells named as the suspect", share(result.named, result.wrong_cells)),
        ("wrong cells among the listed suspects", share(result.listed, result.wrong_cells)),
        ("innocent cells named", str(result.named_wrongly)),
        ("trials with exactly the wrong cells named", share(result.all_named, result.visible)),
        ("trials with as many findings as errors", share(result.as_many_findings, result.visible)),
        ("slip named rightly where the cell is", share(result.causes_right, result.named)),
    ]
    if errors == 1:
        lines.insert(
            2, ("singled out by the identities, and named", share(result.singled_out_named, result.singled_out))
        )
        lines.insert(3, ("not singled out, and listed", share(result.others_listed, result.others)))
    title = f"{errors} wrong figure{'s' if errors > 1 else ''} per disclosure"
    return "\n".join([title, *(f"  {name:<44}{value}" for name, value in lines)])


def meets_targets(errors: int, result: Score) -> bool:
    sound = result.missed_violations == 0 and result.false_violations == 0
    if errors > 1:
        return sound
    named = result.singled_out_named >= NAMED_TARGET * result.singled_out
    return sound and named and result.others_listed == result.others


def measure_mistakes(seed: int, count: int, settings: Settings) -> bool:
    """Print a line per kind of mistake, and one for all; whether all together are good enough."""
    print(f"One mistake that changed several cells per disclosure\n  {mistakes.HEAD}", flush=True)
    scores = []
    for kind in KINDS:
        scores.append(mistakes.measure_kind(seed, kind, count, settings))
        print(f"  {mistakes.line(kind, scores[-1])}", flush=True)
    together = mistakes.added(scores)
    print(f"  {mistakes.line('all', together)}")
    return mistakes.meets_targets(together)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--mistakes", type=int, default=40, help="trials of each kind of mistake")
    parser.add_argument("--seed", type=int, default=20240)
    options = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(raw=PROJECT / "raw", home=Path(home))
        for errors, count in ((1, options.trials), (2, options.trials // 4), (3, options.trials // 4)):
            population = list(trials(options.seed, count, errors))
            result = score(population, audit_trials(population, settings))
            print(report(errors, result), flush=True)
            met &= meets_targets(errors, result)
        met &= measure_mistakes(options.seed, options.mistakes, settings)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
