"""The audit's benchmark measures the landing's own schema, and what it measures is mostly consistent."""

from pathlib import Path

import polars as pl

from benchmarks.audit_corpus import build
from orchestration.home.settings import PROJECT, Settings
from orchestration.landing.frames import LANDING_TABLES, SCHEMAS
from tests.landed import audit


def test_the_corpus_is_a_landing_area_with_few_violations(evaluation: Settings, tmp_path: Path) -> None:
    settings = Settings(raw=PROJECT / "raw", home=tmp_path)
    build(settings, 100)
    tables = {name: pl.read_parquet(settings.landing / "from_0" / "0" / f"{name}.parquet") for name in LANDING_TABLES}
    for name, table in tables.items():
        assert table.schema == SCHEMAS[name]
    assert tables["cells"].select("department_id", "fiscal_year").n_unique() == 100
    assert 580 < len(tables["cells"]) / 100 < 650
    outcomes = [result.outcome for result in audit(tables, evaluation).values()]
    assert 0 < outcomes.count("violated") < len(outcomes) / 1000
    assert outcomes.count("within_rounding") > 0
