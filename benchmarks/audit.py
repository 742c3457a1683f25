"""What auditing costs as the number of department-years grows: seconds, peak memory, and how both grow.

    python -m benchmarks.audit [--department-years N ...] [--folder DIR]

Each step runs in a process of its own, so that its peak memory is its own. Seconds differ between machines; the ratio
to a bare scan-and-aggregate of the same cells in the same run, and the exponent between two sizes, hardly do.
"""

import math
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import click
import duckdb
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.aims import met, table_of
from benchmarks.audit_corpus import build
from expectations.model import load_identities
from expectations.rules import load_rules
from orchestration.home.settings import PROJECT, Settings
from orchestration.landing.declaration import DECLARATIONS
from orchestration.landing.frames import LANDING_TABLES
from orchestration.validation.decide import DECISION_MODELS, decide_verdicts
from orchestration.validation.in_memory import EVALUATION, build_models, compiled_models

SIZES = (1_000, 10_000, 100_000)

CATALOGUE = ("identities", "identity_terms", "rules", "waivers", "findings", "departments", "filing_obligations")
"""What the evaluation and the decision read beside the landing area."""

BUILT = tuple(dict.fromkeys((*EVALUATION, *DECISION_MODELS)))
"""What a run builds before anything is published, printed formulas included."""

COMPILED_FOR = "memory.duckdb"
"""The compiled models name their database `memory`; a file of that name serves them as well."""

MOST_EXPONENT = 1.05
MOST_GIGABYTES = 12.0
MOST_GX_SHARE = 1.0
"""Of the seconds of the evaluation, where there is enough to judge that an import counts for little."""

ENOUGH_TO_JUDGE = 10_000
"""Department-years."""

_PEAK_UNIT = 1024 if sys.platform == "linux" else 1


@dataclass(frozen=True)
class Cost:
    """What one step took; `rows` is how many cells, results or refusals it came to."""

    seconds: float
    gigabytes: float
    rows: int


@dataclass(frozen=True)
class Measured:
    """All steps over one size."""

    department_years: int
    bare: Cost
    evaluation: Cost
    decision: Cost


def work_database(settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """The work database with the settings under which dbt opens it."""
    profile = yaml.safe_load((settings.dbt_project / "profiles.yml").read_text("utf-8"))["juesuan"]["outputs"]["work"]
    connection = duckdb.connect(str(settings.home / COMPILED_FOR), read_only=read_only)
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set threads = {profile['threads']}")
    for name, value in profile["settings"].items():
        connection.execute(f"set {name} = {value!r}")
    return connection


def scan_and_aggregate(settings: Settings) -> int:
    """The least that any audit must do: read each amount once and add it up."""
    with work_database(settings) as connection:
        ((cells,),) = connection.execute(
            f"""
            with sums as (
                select department_id, fiscal_year, sheet_id, sum(amount) as amount, count(*) as cells
                from read_parquet('{settings.landing}/*/*/cells.parquet') group by all
            )
            select sum(cells) from sums where amount is not null
            """
        ).fetchall()
    return int(cells)


def evaluate(settings: Settings) -> int:
    """The compiled models, as dbt would build them."""
    with work_database(settings) as connection:
        for schema in ("landing", "control", "decision"):
            connection.execute(f"create schema {schema}")
        for table in (DECLARATIONS.tables[name] for name in (*LANDING_TABLES, *CATALOGUE)):
            connection.execute(
                f"create view {table.source.name}.{table.name} as from read_parquet('{settings.home}/{table.files}')"
            )
        build_models(connection, settings, BUILT)
        ((results,),) = connection.execute("select count(*) from evaluation.eval_identity_result").fetchall()
    return int(results)


def decide(settings: Settings) -> int:
    """Great Expectations and the verdict rules, frames included."""
    identities, rules = load_identities(settings.identities), load_rules(settings.rules)
    with work_database(settings, read_only=True) as connection:
        return len(decide_verdicts(connection, identities, rules).failed_identities)


def _measured_here(step: Callable[[Settings], int], settings: Settings) -> Cost:
    started = perf_counter()
    rows = step(settings)
    seconds = perf_counter() - started
    return Cost(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT / 1e9, rows)


def cost(step: Callable[[Settings], int], settings: Settings) -> Cost:
    """The step in a fresh process, whose peak memory includes the interpreter and its imports."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured_here, step, settings).result()


def measured(folder: Path, department_years: int) -> Measured:
    settings = Settings(raw=PROJECT / "raw", home=folder / str(department_years))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(build, settings, department_years).result()
    compiled_models(settings, BUILT)
    return Measured(
        department_years, cost(scan_and_aggregate, settings), cost(evaluate, settings), cost(decide, settings)
    )


def _cost_table(sizes: Sequence[Measured]) -> Table:
    table = table_of(
        "Audit",
        "department-years",
        *("cells", "bare s", "results", "evaluation s", "GB", "x bare", "refused", "GX s", "GB", "x evaluation"),
    )
    for size in sizes:
        bare, evaluation, decision = size.bare, size.evaluation, size.decision
        table.add_row(
            f"{size.department_years:,}",
            f"{bare.rows:,}",
            f"{bare.seconds:,.2f}",
            f"{evaluation.rows:,}",
            f"{evaluation.seconds:,.1f}",
            f"{evaluation.gigabytes:.2f}",
            f"{evaluation.seconds / bare.seconds:,.0f}",
            f"{decision.rows:,}",
            f"{decision.seconds:,.1f}",
            f"{decision.gigabytes:.2f}",
            f"{decision.seconds / evaluation.seconds:.2f}",
        )
    return table


def _growth_table(sizes: Sequence[Measured]) -> Table:
    table = table_of("Growth exponent of the seconds", "from", "to", "bare", "evaluation", "GX")
    for small, large in pairwise(sizes):
        growth = math.log(large.department_years / small.department_years)
        pairs = ((small.bare, large.bare), (small.evaluation, large.evaluation), (small.decision, large.decision))
        exponents = (math.log(after.seconds / before.seconds) / growth for before, after in pairs)
        table.add_row(
            f"{small.department_years:,}", f"{large.department_years:,}", *(f"{exponent:.2f}" for exponent in exponents)
        )
    return table


def _aim_table(sizes: Sequence[Measured]) -> Table:
    table = table_of("Aims", "of", "measured", "aim", "")
    steps = {"evaluation": [size.evaluation for size in sizes], "GX": [size.decision for size in sizes]}
    if len(sizes) > 1:
        growth = math.log(sizes[-1].department_years / sizes[-2].department_years)
        for name, costs in steps.items():
            exponent = math.log(costs[-1].seconds / costs[-2].seconds) / growth
            table.add_row(f"{name}: exponent", f"{exponent:.2f}", f"{MOST_EXPONENT}", met(exponent, MOST_EXPONENT))
    for name, costs in steps.items():
        most = max(one.gigabytes for one in costs)
        table.add_row(f"{name}: memory", f"{most:.2f} GB", f"{MOST_GIGABYTES:.0f} GB", met(most, MOST_GIGABYTES))
    for size in (size for size in sizes if size.department_years >= ENOUGH_TO_JUDGE):
        share = size.decision.seconds / size.evaluation.seconds
        title = f"GX beside the evaluation at {size.department_years:,}"
        table.add_row(title, f"{share:.2f} x", f"{MOST_GX_SHARE:.0f} x", met(share, MOST_GX_SHARE))
    return table


@click.command()
@click.option(
    "--department-years", "sizes", multiple=True, type=click.IntRange(min=1), default=SIZES, show_default=True
)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep what is built in here.")
def main(sizes: tuple[int, ...], folder: Path | None) -> None:
    """Measure the evaluation of all identities and the decision over it."""
    console = Console(width=140)
    with tempfile.TemporaryDirectory() as temporary:
        results = []
        for size in sorted(sizes):
            results.append(measured(folder or Path(temporary), size))
            console.print(_cost_table(results[-1:]))
    console.print(_cost_table(results), _growth_table(results), _aim_table(results))


if __name__ == "__main__":
    main()
