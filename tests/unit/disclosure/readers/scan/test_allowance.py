"""Each page that is a picture adds its own share of time, and only where time is limited at all."""

import resource
import signal
from collections.abc import Iterator

import pytest

from orchestration.disclosure.readers.scan.allowance import PICTURE_CLOCK_SECONDS, PICTURE_SECONDS, allow_picture

PLENTY = 1_000_000


@pytest.fixture
def limits() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    resource.setrlimit(resource.RLIMIT_CPU, before)


@pytest.mark.usefixtures("limits")
def test_a_page_adds_its_share_to_the_limits_of_its_worker() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (PLENTY, hard))
    signal.setitimer(signal.ITIMER_REAL, PLENTY)
    allow_picture()
    assert resource.getrlimit(resource.RLIMIT_CPU) == (PLENTY + PICTURE_SECONDS, hard)
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    assert PLENTY < left <= PLENTY + PICTURE_CLOCK_SECONDS


@pytest.mark.usefixtures("limits")
def test_where_nothing_limits_the_time_nothing_does_so_then() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    allow_picture()
    assert resource.getrlimit(resource.RLIMIT_CPU) == (hard, hard)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_no_page_goes_beyond_what_nobody_may_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (PLENTY, PLENTY + 1))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: asked.append((kind, limits)))
    allow_picture()
    assert asked == [(resource.RLIMIT_CPU, (PLENTY + 1, PLENTY + 1))]
