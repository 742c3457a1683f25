"""Documents are read side by side, and one that hangs or breaks its reader costs nobody else anything."""

import multiprocessing
import os
import signal
import time
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from pebble import ProcessFuture, ProcessPool

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Filed, Reading
from orchestration.ingestion.limits import CLOCK_SECONDS, MEMORY_BYTES, limited, read_in_worker
from orchestration.ingestion.packed_readings import PackedReadings
from orchestration.ingestion.worker_pool import ReadingPool, Task, do_within_limits, reading_pool

SECONDS = 2.0


def read_or_misbehave(path: Path, name: str, seconds: float, filed: Filed | None) -> PackedReadings:
    """Stands in for the reader in the workers: what a file holds says what becomes of its reading."""
    match path.read_text("utf-8"):
        case "hang":
            with limited(seconds):
                time.sleep(600)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "killed once":
            path.write_text("plain text", "utf-8")
            os.kill(os.getpid(), signal.SIGKILL)
        case "eat":
            bytearray(MEMORY_BYTES * 2)
        case "work":
            with limited(CLOCK_SECONDS):
                while True:
                    pass
    return PackedReadings.of(read_in_worker(path, name, filed))


def read(pool: ReadingPool, *groups: tuple[str, Sequence[tuple[Path, str]]]) -> dict[str, tuple[Reading, ...]]:
    """The readings of each group."""
    found = pool.read((key, files, None) for key, files in groups)
    return {key: tuple(reading for file in packed for reading in file.unpacked()) for key, packed in found}


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with reading_pool(SECONDS) as pool:
        yield pool


def files(folder: Path, *contents: str) -> list[tuple[Path, str]]:
    paths = [folder / f"{number}.txt" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content, "utf-8")
    return [(path, path.name) for path in paths]


def test_every_group_comes_back_whole_and_in_order(pool: ReadingPool, tmp_path: Path) -> None:
    many = files(tmp_path, *["plain text"] * 40)
    groups = [(str(number), many[number : number + 3]) for number in range(0, 40, 3)]
    found = read(pool, *groups)
    assert list(found) == [key for key, _ in groups]
    assert [[r.document.file_name for r in readings] for readings in found.values()] == [
        [name for _, name in files] for _, files in groups
    ]


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        ("hang", ProblemKind.TOO_SLOW, "took longer than 2 seconds"),
        ("crash", ProblemKind.UNREADABLE_FILE, "the reader broke down on it"),
        ("killed", ProblemKind.UNREADABLE_FILE, "the reader broke down on it"),
        ("eat", ProblemKind.TOO_LARGE, "more memory than one file may take"),
    ],
)
def test_a_document_that_breaks_its_reader_is_a_problem_and_the_others_go_on(
    pool: ReadingPool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: str,
    kind: ProblemKind,
    words: str,
) -> None:
    monkeypatch.setattr("orchestration.ingestion.worker_pool.read_limited", read_or_misbehave)
    before, broken, after = read(pool, ("all", files(tmp_path, "before", behaviour, "after")))["all"]
    (problem,) = broken.problems
    assert (problem.kind, problem.file_name) == (kind, "1.txt")
    assert words in problem.message.reason_en
    assert problem.message.remedy_en
    assert [reading.document.sha256 != broken.document.sha256 for reading in (before, after)] == [True, True]
    assert all(reading.document.format != "unreadable" or reading.problems for reading in (before, after))


def test_a_file_whose_worker_somebody_killed_is_read_once_more(
    pool: ReadingPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = read(pool, ("all", files(tmp_path, "plain text")))
    monkeypatch.setattr("orchestration.ingestion.worker_pool.read_limited", read_or_misbehave)
    disturbed = read(pool, ("all", files(tmp_path, "killed once")))
    assert disturbed == undisturbed


def test_where_idle_workers_were_killed_others_read(tmp_path: Path) -> None:
    """A pool of which a worker ends while none reads is broken for good: so it is where one is killed as it begins."""
    with reading_pool(SECONDS) as pool:
        before = read(pool, ("all", files(tmp_path, "plain text")))
        for worker in multiprocessing.active_children():
            worker.kill()
            worker.join()
        after = read(pool, ("all", files(tmp_path, "plain text")))
    assert after == before


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told"])
def test_a_file_that_was_waiting_when_the_pool_broke_is_read_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_told: bool
) -> None:
    """Which of those that wait the pool tells of its end is a matter of moments."""
    broken: ProcessFuture[PackedReadings] = ProcessFuture()
    if is_told:
        broken.set_running_or_notify_cancel()
        broken.set_exception(BrokenProcessPool("All workers expired"))
    ended = ProcessPool(max_workers=1)
    ended.stop()
    with reading_pool(SECONDS) as pool:
        begin = pool._begin
        begun = iter([Task(ended, broken)])
        monkeypatch.setattr(pool, "_begin", lambda *file: next(begun, None) or begin(*file))
        (reading,) = read(pool, ("all", files(tmp_path, "plain text")))["all"]
    assert reading.document.format == "text"


def test_behind_slow_files_the_rest_of_a_department_year_is_put_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.ingestion.worker_pool.read_limited", read_or_misbehave)
    other = tmp_path / "other"
    other.mkdir()
    with reading_pool(60.0, slow_files=1) as pool:
        groups = [("slow", files(tmp_path, "work", "after", "last")), ("other", files(other, "other"))]
        found = read(pool, *groups)
    told = [problem for reading in found["slow"] for problem in reading.problems]
    assert [problem.kind for problem in told] == [ProblemKind.TOO_SLOW] * 3
    assert [problem.file_name for problem in told] == ["0.txt", "1.txt", "2.txt"]
    assert "more than 8 seconds of a processor" in told[0].message.reason_en
    assert "put off" in told[1].message.reason_en and "JUESUAN_SLOW_FILES" in told[1].message.remedy_en
    assert found["other"][0].document.format == "text"


def test_an_archive_is_as_many_readings_as_it_holds_documents(pool: ReadingPool, tmp_path: Path) -> None:
    path = tmp_path / "公开.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("甲.txt", "plain text")
        container.writestr("乙.txt", "plain text")
    readings = read(pool, ("all", [(path, path.name), *files(tmp_path, "after")]))["all"]
    assert [reading.document.file_name for reading in readings] == ["公开.zip/乙.txt", "公开.zip/甲.txt", "0.txt"]


def length_or_misbehave(path: Path) -> int:
    return len(read_or_misbehave(path, path.name, SECONDS, None).unpacked())


def test_other_work_on_a_file_that_breaks_it_gives_nothing_and_the_rest_goes_on(tmp_path: Path) -> None:
    paths = [path for path, _ in files(tmp_path, "before", "hang", "crash", "eat", "after")]
    assert list(do_within_limits(length_or_misbehave, paths, SECONDS)) == [1, None, None, None, 1]
    assert list(do_within_limits(length_or_misbehave, [], SECONDS)) == []


def count_or_misbehave(key: str, packed: Sequence[PackedReadings]) -> int:
    """Stands in for the landing: the name of the group says what becomes of it."""
    if key == "killed once":
        (path,) = (Path(reading.document.file_name) for file in packed for reading in file.unpacked())
        key = "killed" if path.exists() else "over"
        path.unlink(missing_ok=True)
    match key:
        case "hang":
            time.sleep(600)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "eat":
            bytearray(MEMORY_BYTES * 2)
        case "fault":
            raise OSError(28, "No space left on device")
    return sum(len(file.unpacked()) for file in packed)


def test_what_is_made_of_the_readings_is_made_within_limits_too(pool: ReadingPool, tmp_path: Path) -> None:
    document = files(tmp_path, "plain text")
    groups = [(key, document, None) for key in ("before", "hang", "crash", "killed", "eat", "after")]
    done = {key: (len(packed), made) for key, packed, made in pool.read_and_do(count_or_misbehave, groups)}
    assert list(done) == [key for key, *_ in groups]
    nothing = (1, None)
    assert done == dict.fromkeys(("before", "after"), (1, 1)) | dict.fromkeys(
        ("hang", "crash", "killed", "eat"), nothing
    )


def test_what_is_made_of_the_readings_is_made_again_where_somebody_killed_the_worker(
    pool: ReadingPool, tmp_path: Path
) -> None:
    marker = tmp_path / "0.txt"
    (document, _), *_ = files(tmp_path, "plain text")
    ((_, _, made),) = pool.read_and_do(count_or_misbehave, [("killed once", [(document, str(marker))], None)])
    assert made == 1


def test_a_fault_of_the_machine_is_none_of_the_documents(pool: ReadingPool, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        list(pool.read_and_do(count_or_misbehave, [("fault", files(tmp_path, "plain text"), None)]))
