"""The unit tests of the SQL that judges, run by dbt against the tables of a finished run."""

import subprocess

from orchestration.home.settings import EXECUTABLES, Settings


def test_the_unit_tests_of_the_models_hold(warehouse: Settings) -> None:
    project = str(warehouse.dbt_project)
    with warehouse.as_environment():
        done = subprocess.run(
            [
                *(str(EXECUTABLES / "dbt"), "test", "--select", "test_type:unit", "--quiet"),
                *("--project-dir", project, "--profiles-dir", project),
                *("--target-path", str(warehouse.home / "dbt_unit_tests")),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-4000:]
