"""A helper answers question after question, is begun anew where it ended, and does not outlive who began it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from orchestration.home.helper_process import HelperFault, HelperGone, HelperProcess

MODULE = "tests.unit.home.answering"


@pytest.fixture
def helper() -> Iterator[HelperProcess]:
    helper = HelperProcess(MODULE)
    yield helper
    helper.end()


def test_one_process_answers_all_questions_each_with_as_much_as_comes_of_it(helper: HelperProcess) -> None:
    helper.begin()
    first = helper.pid
    assert [list(helper.ask(("count", most))) for most in (3, 0, 1)] == [[0, 1, 2], [], [0]]
    assert helper.pid == first is not None


def test_an_exception_is_told_and_the_next_question_answered(helper: HelperProcess) -> None:
    with pytest.raises(HelperFault, match="ValueError: unheard of"):
        list(helper.ask(("unheard of", 0)))
    assert list(helper.ask(("count", 1))) == [0]


def test_a_process_that_ended_at_work_is_told_and_the_next_question_goes_to_another(helper: HelperProcess) -> None:
    with pytest.raises(HelperGone, match=r"answering ended \(3\)"):
        list(helper.ask(("end", 3)))
    assert list(helper.ask(("count", 1))) == [0]


def test_another_process_is_begun_where_somebody_killed_it(helper: HelperProcess) -> None:
    helper.begin()
    killed = helper.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    assert list(helper.ask(("count", 1))) == [0]
    assert helper.pid != killed


def test_a_question_that_is_given_up_ends_the_process(helper: HelperProcess) -> None:
    answers = helper.ask(("sleep", 600))
    at_work = next(answers)
    answers.close()
    assert helper.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(at_work, 0)
    assert list(helper.ask(("count", 1))) == [0]


def test_it_does_not_outlive_who_began_it_in_the_midst_of_its_work() -> None:
    asking = (
        f"from orchestration.home.helper_process import HelperProcess\n"
        f"print(next(HelperProcess({MODULE!r}).ask(('sleep', 600))), flush=True)\n"
        f"input()"
    )
    with subprocess.Popen([sys.executable, "-c", asking], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        at_work = int(run.stdout.readline())
        run.kill()
    while _is_alive(at_work):
        time.sleep(0.01)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
