"""The clock of the district's benchmark knows every stage that a run tells."""

import time

from benchmarks.district.timed_run import READING, RECORDING, STAGES, STARTING, Clock
from orchestration.home.progress import Stage


def test_every_stage_of_a_run_counts_as_something() -> None:
    assert STAGES.keys() == set(Stage)


def test_what_follows_the_last_document_is_its_recording() -> None:
    started = time.time() - 8
    clock = Clock(started)
    clock.stage(Stage.READING, total=1)
    clock.advance("云溪市财政局")
    clock.stage(Stage.MARTS)
    timing = clock.finish()
    assert timing.read == 1
    assert timing.seconds[STARTING] >= 8
    assert set(timing.seconds) == set(STAGES.values())
    assert {name for name, seconds in timing.seconds.items() if seconds > 0} == {STARTING, READING, RECORDING, "marts"}
