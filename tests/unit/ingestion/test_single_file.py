"""One file is read under the limits of a run, and what exceeds them is told in one message."""

import os
import signal
import time
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Reading
from orchestration.ingestion.limits import CLOCK_SECONDS, MEMORY_BYTES, limited
from orchestration.ingestion.single_file import read_within_limits


def hang(path: Path, name: str) -> tuple[Reading, ...]:
    time.sleep(600)
    return ()


def crash(path: Path, name: str) -> tuple[Reading, ...]:
    os.kill(os.getpid(), signal.SIGKILL)
    return ()


def work(path: Path, name: str) -> tuple[Reading, ...]:
    # other programs may take the processor meanwhile; the clock of this test is generous
    with limited(CLOCK_SECONDS):
        while True:
            pass


def eat(path: Path, name: str) -> tuple[Reading, ...]:
    bytearray(MEMORY_BYTES * 2)
    return ()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("单位：万元\n合计\t1.00\n", "utf-8")
    return path


def test_a_file_within_its_limits_is_read(file: Path) -> None:
    (reading,) = read_within_limits(file, 60)
    assert (reading.document.file_name, reading.document.format) == ("a.txt", "text")


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        (hang, ProblemKind.TOO_SLOW, "took longer than 0.3 seconds"),
        (crash, ProblemKind.UNREADABLE_FILE, "the reader broke down on it (exit code -9)"),
        (work, ProblemKind.TOO_SLOW, "takes more than 8 seconds of a processor"),
        (eat, ProblemKind.TOO_LARGE, "more memory than one file may take"),
    ],
)
def test_a_file_that_exceeds_a_limit_is_one_problem(
    file: Path, behaviour: object, kind: ProblemKind, words: str
) -> None:
    assert callable(behaviour)
    (reading,) = read_within_limits(file, 0.3 if behaviour is hang else 60, behaviour)
    (problem,) = reading.problems
    assert problem.kind is kind
    assert words in problem.message.reason_en and problem.message.remedy_en
