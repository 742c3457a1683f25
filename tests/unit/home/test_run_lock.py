"""One run writes at a time; who is refused hears who is writing, and a dying one is waited for."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.home.lock_holder import find_lock_holder, this_process
from orchestration.home.run_lock import HomeLocked, hold_run_lock
from orchestration.home.settings import Settings

HOLD = """
import sys, time
from pathlib import Path
from orchestration.home.run_lock import hold_run_lock
from orchestration.home.settings import Settings
with hold_run_lock(Settings(Path("raw"), Path(sys.argv[1])), patience=0):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture(params=["home", "家 of 决算"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / request.param)


def holding(settings: Settings) -> subprocess.Popen[bytes]:
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(settings.home)], stdout=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stdout.readline() == b"held\n"
    return run


def test_who_is_refused_hears_who_is_writing(settings: Settings) -> None:
    with holding(settings) as run:
        assert find_lock_holder(settings) is not None
        refused = rf"process {run.pid} on .*since \d{{4}}-"
        with pytest.raises(HomeLocked, match=refused), hold_run_lock(settings, patience=0):
            pass
        run.kill()
    assert find_lock_holder(settings) is None


def test_a_killed_run_leaves_the_home_to_the_next(settings: Settings) -> None:
    with holding(settings) as run:
        run.send_signal(signal.SIGKILL)
        with hold_run_lock(settings, patience=0):
            holder = find_lock_holder(settings)
    assert holder is not None
    assert holder.pid == os.getpid()


def test_a_stopped_run_still_holds_the_home(settings: Settings) -> None:
    with holding(settings) as run:
        run.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(HomeLocked), hold_run_lock(settings, patience=0):
            pass
        assert time.monotonic() - began < 20
        run.kill()


def test_the_lock_of_another_home_with_a_like_name_is_another(settings: Settings) -> None:
    with holding(settings) as run:
        other = Settings(settings.raw, settings.home.with_name(settings.home.name + " "))
        with hold_run_lock(other, patience=0):
            assert find_lock_holder(settings) is not None
        run.kill()


def test_nobody_on_another_machine_counts_as_gone() -> None:
    gone = replace(this_process(), pid=2**22 - 1)
    assert gone.is_gone
    assert not replace(gone, host="elsewhere").is_gone
