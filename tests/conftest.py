"""What tests share: a warehouse of the restated disclosures, built once, and the compiled models of the evaluation."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from orchestration.cli.run_job import run_warehouse
from orchestration.home.garbage import collect_seldom
from orchestration.home.progress import Silent
from orchestration.home.settings import CACHE_VARIABLE, PROJECT, Settings
from orchestration.validation.in_memory import compiled_models
from tests.restated import restated_raw
from tests.webserver import free_port, webserver

hypothesis.settings.register_profile("juesuan", deadline=None)
hypothesis.settings.load_profile("juesuan")
collect_seldom()


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for all tests, whichever process runs them, and never that of whoever starts them."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "cache"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings under which the evaluation models are already compiled; nothing is landed or published there."""
    settings = Settings(raw=PROJECT / "raw", home=tmp_path_factory.mktemp("evaluation"))
    compiled_models(settings)
    return settings


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The restated disclosures, run end to end into a home of their own. Tests only read it. Nobody serves its reports
    but who wants to."""
    raw = restated_raw(tmp_path_factory.mktemp("restated") / "raw")
    reports_url = f"http://127.0.0.1:{free_port()}"
    settings = Settings(raw, tmp_path_factory.mktemp("warehouse"), reports_url=reports_url)
    outcome = run_warehouse(settings, Silent())
    assert outcome.succeeded, outcome.failure
    return settings


@pytest.fixture(scope="session")
def ui(warehouse: Settings) -> Iterator[str]:
    """The address of a webserver over that warehouse."""
    with webserver(warehouse) as url:
        yield url


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home where nothing has run yet."""
    return tmp_path / "home"
