"""A small invented district through the whole pipeline: every planted error found, nothing found beside them."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli.console import published
from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from tests.synthetic.district.write import District, write_district
from tests.synthetic.truth.compare import compare, main

DISTRICT = District(
    departments=8,
    years=(2023, 2024),
    formats=("xlsx", "text", "csv"),
    layouts=("hubei", "shanghai_joined"),
    defects=3,
    seed=4,
)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    write_district(DISTRICT, folder, lambda _: None, jobs=1)
    outcome = run_warehouse(settings(folder), Silent(), RunRequest(as_of=date(2026, 1, 31)))
    assert outcome.succeeded, outcome.failure
    return folder


def settings(district: Path) -> Settings:
    return Settings(raw=district / "raw", home=district / "home")


def test_the_warehouse_says_of_a_district_what_is_true_of_it(district: Path) -> None:
    comparison = compare(district / "truth", settings(district))
    assert len(comparison.planted) == DISTRICT.defects
    assert (comparison.undetected, comparison.false_findings) == ([], [])
    assert (comparison.verdicts, comparison.figures, comparison.coverage) == ({}, {}, {})
    assert comparison.agrees
    told = CliRunner().invoke(main, ["--truth", str(district / "truth"), "--home", str(district / "home")])
    assert told.exit_code == 0
    assert "errors: 3 and 0 years after one: 3 of 3 found with every identity that they violate" in told.output


def test_the_waivers_of_the_sample_say_nothing_about_another_district(district: Path) -> None:
    with published(settings(district)) as connection:
        assert connection.execute("select count(*) from dq_waiver").fetchone() == (0,)


def test_the_comparison_tells_whatever_differs(district: Path, tmp_path: Path) -> None:
    truth = {path.name: path.read_text("utf-8") for path in (district / "truth").iterdir()}
    first = truth["cells.csv"].splitlines()[1]
    truth["cells.csv"] = truth["cells.csv"].replace(first, first + "1", 1)
    truth["verdicts.csv"] = truth["verdicts.csv"].replace("published", "unreadable", 1)
    truth["coverage.csv"] = truth["coverage.csv"].replace("received", "unknown", 1)
    truth["defects.csv"] = "\n".join(truth["defects.csv"].splitlines()[:1]) + "\n"
    for name, text in truth.items():
        (tmp_path / name).write_text(text, "utf-8")
    comparison = compare(tmp_path, settings(district))
    assert [len(found) for found in (comparison.verdicts, comparison.figures, comparison.coverage)] == [1, 1, 1]
    assert len(comparison.false_findings) == DISTRICT.defects
    assert not comparison.agrees
