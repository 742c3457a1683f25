"""The wheel: what it holds, and the sample run by it in a fresh environment, from a folder without a checkout."""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dagster
import duckdb
import pytest

from expectations.vocabulary import Verdict
from orchestration.home.settings import HOME_VARIABLE, PROJECT, RAW_VARIABLE
from release.build import build_wheel
from tests.synthetic.district.forms import form_name
from tests.synthetic.district.sample import load_sample

SHIPPED = ("orchestration", "expectations", "dbt_project")
BESIDE = ("tests", "benchmarks", "raw", "pyproject.toml", "README.md", "LICENSE")
"""What lies beside the packages in a checkout: a build must see it and leave it out."""

NEVER_SHIPPED = shutil.ignore_patterns("__pycache__", "target", "logs", "*.egg-info")
DEPENDENCIES = Path(dagster.__file__).resolve().parents[1]


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the wheel in it, and a folder of its own to stand in."""

    folder: Path
    elsewhere: Path

    @property
    def site_packages(self) -> Path:
        (found,) = self.folder.glob("lib/python*/site-packages")
        return found

    def call(self, program: str, *arguments: str | Path) -> str:
        """What a program of the environment prints; it must end well."""
        environment = {
            name: value for name, value in os.environ.items() if name not in (RAW_VARIABLE, HOME_VARIABLE, "PYTHONPATH")
        }
        command = [self.folder / "bin" / program, *arguments]
        done = subprocess.run(command, cwd=self.elsewhere, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def package_state(self) -> dict[Path, tuple[int, int]]:
        """Size and time of change (ns) of every file of the package."""
        files = (path for path in (self.site_packages / "juesuan").rglob("*") if path.is_file())
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout: building leaves litter behind."""
    folder = tmp_path_factory.mktemp("source")
    for name in (*SHIPPED, *BESIDE):
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name, ignore=NEVER_SHIPPED)
        else:
            shutil.copy(PROJECT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder)
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, source], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel alone; its dependencies are those of the environment that runs the tests.

    A path in a .pth file makes the packages of a folder importable and leaves the .pth files in it unread: an editable
    install of the project there is not seen.
    """
    installed = Installed(tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("elsewhere"))
    venv.create(installed.folder)
    python = installed.folder / "bin" / "python"
    options = ("--quiet", "--no-deps", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", *options, wheel], check=True)
    (installed.site_packages / "dependencies.pth").write_text(f"{DEPENDENCIES}\n", "utf-8")
    dbt = installed.folder / "bin" / "dbt"
    dbt.write_text(f'#!/bin/sh\nexec "{python}" -c "from dbt.cli.main import cli; cli()" "$@"\n', "utf-8")
    dbt.chmod(0o755)
    return installed


def test_the_wheel_holds_all_of_the_packages_and_the_dbt_project_and_nothing_else(source: Path, wheel: Path) -> None:
    shipped = {
        f"juesuan/{path.relative_to(source)}"
        for name in SHIPPED
        for path in (source / name).rglob("*")
        if path.is_file()
    }
    assert {Path(name).suffix for name in shipped} >= {".py", ".yml", ".sql", ".csv", ".jinja"}
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == shipped | {"juesuan.pth"}


def test_a_wheel_is_the_same_whenever_and_under_whatever_modes_it_is_built(source: Path, tmp_path: Path) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    before = build_wheel(source, tmp_path / "first", moment)
    for path in source.rglob("*.yml"):
        os.utime(path, (0, 0))
        path.chmod(0o600)
    after = build_wheel(source, tmp_path / "second", moment)
    assert before.read_bytes() == after.read_bytes()


def test_nothing_but_its_own_name_stands_at_the_top_of_site_packages(installed: Installed) -> None:
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert {path.name for path in installed.site_packages.iterdir()} == {
        "juesuan",
        "juesuan.pth",
        f"juesuan-{version}.dist-info",
        "dependencies.pth",
    }
    assert installed.call("juesuan", "--version") == f"juesuan, version {version}\n"
    for package in ("orchestration", "expectations"):
        place = installed.call("python", "-c", f"import {package}; print({package}.__file__)")
        assert Path(place.strip()).is_relative_to(installed.site_packages / "juesuan")


def test_the_sample_is_published_from_any_folder_and_the_package_stays_as_it_was(
    installed: Installed, tmp_path: Path
) -> None:
    raw, home = tmp_path / "documents", tmp_path / "home"
    shutil.copytree(PROJECT / "raw", raw)
    before = installed.package_state()
    installed.call("juesuan", "run", "--raw", raw, "--home", home)
    with duckdb.connect(str(home / "published" / "juesuan.duckdb"), read_only=True) as connection:
        verdicts = connection.execute("select department_id, fiscal_year, verdict from dq_department_year").fetchall()
        projects = connection.execute("select name, executed_wan, total_score from fct_project").fetchall()
    restated = [("putuo_czj", 2024, "published"), ("wuhan_jkq_dsj", 2023, "published_with_waiver")]
    invented = load_sample().write(shutil.copytree(PROJECT / "raw", tmp_path / "again"))
    told = [(truth.department_id, year, verdict) for truth in invented for year, verdict in truth.verdicts]
    assert sorted(verdicts) == sorted((*restated, *told))
    assert {verdict for *_, verdict in verdicts} == {verdict.value for verdict in Verdict}
    (finance, *_) = invented
    assert {name for name, *_ in projects} >= {form_name(project["name"]) for _, project in finance.projects}
    assert installed.package_state() == before
    assert list(installed.elsewhere.iterdir()) == []
