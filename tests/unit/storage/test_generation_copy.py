"""The copy of a generation in a storage: whole or not in force, whatever stops it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main, run_job
from orchestration.home.progress import Silent
from orchestration.home.published_generation import CHECKSUMS, KEPT_GENERATIONS
from orchestration.home.settings import PROJECT, Settings
from orchestration.home.storage_place import StoragePlace
from orchestration.publication.checksums import write_checksums
from orchestration.storage.generation_copy import GENERATIONS, POINTER, bring_up, copy_generation
from orchestration.storage.last_copy import is_copy_due, read_last_copy
from orchestration.storage.object_store import ObjectStore, StorageFault
from tests.object_storage import ACCESS_KEY, SECRET_KEY, new_place, object_storage, objects
from tests.webserver import free_port


class Killed(BaseException):
    """The process ends here."""


class KilledStore(ObjectStore):
    """A store whose process is killed at its n-th change."""

    def __init__(self, place: StoragePlace, changes: int) -> None:
        super().__init__(place)
        self._left = changes

    def _count(self) -> None:
        if self._left == 0:
            raise Killed
        self._left -= 1

    def put(self, file: Path, key: str) -> None:
        self._count()
        super().put(file, key)

    def replace(self, key: str, content: bytes) -> None:
        self._count()
        super().replace(key, content)

    def remove_folder(self, key: str) -> None:
        self._count()
        super().remove_folder(key)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with object_storage() as host:
        yield host


@pytest.fixture
def place(host: str) -> StoragePlace:
    return new_place(host)


@pytest.fixture
def settings(tmp_path: Path, place: StoragePlace) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home", storage=place)


def publish(settings: Settings, number: int) -> Path:
    """A small generation, in force."""
    generation = settings.published / "generations" / f"{number:06d}"
    (generation / "parquet").mkdir(parents=True)
    (generation / "parquet" / "fct.parquet").write_text(f"figures of {number}")
    (generation / "models.html").write_text("the same in each")
    write_checksums(generation)
    (generation / "inputs.json").write_text("where it came from is told to nobody")
    current = settings.published / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(Path("generations") / generation.name)
    return generation


def read_current(place: StoragePlace) -> dict[str, bytes]:
    """What a reader finds who follows the pointer."""
    found = objects(place)
    folder = f"{GENERATIONS}/{json.loads(found[POINTER])['generation']}/"
    return {key.removeprefix(folder): content for key, content in found.items() if key.startswith(folder)}


def listed(generation: Path) -> dict[str, bytes]:
    """What is to be in the storage: the files that have a checksum, and the checksums."""
    paths = [line.split("  ")[1] for line in (generation / CHECKSUMS).read_text().splitlines()]
    return {path: (generation / path).read_bytes() for path in (*paths, CHECKSUMS)}


def test_what_is_in_force_is_copied_file_for_file(settings: Settings, place: StoragePlace) -> None:
    generation = publish(settings, 1)
    assert is_copy_due(settings)
    assert bring_up(settings).fault is None
    assert read_current(place) == listed(generation)
    assert not is_copy_due(settings)


def test_a_kill_at_any_change_leaves_a_whole_generation_and_the_next_attempt_ends(
    settings: Settings, place: StoragePlace
) -> None:
    store = ObjectStore(place)
    first, second, third = (publish(settings, number) for number in (1, 2, 3))
    for kill_after in range(5):
        copy_generation(first, store)
        copy_generation(second, store)
        with pytest.raises(Killed):
            copy_generation(third, KilledStore(place, kill_after))
        assert read_current(place) == listed(third if kill_after == 4 else second)
        copy_generation(third, store)
        assert read_current(place) == listed(third)
        assert len(store.folders(GENERATIONS)) == KEPT_GENERATIONS
        store.remove_folder(GENERATIONS)


def test_the_newest_generations_are_kept_as_they_are_here(settings: Settings, place: StoragePlace) -> None:
    store = ObjectStore(place)
    names = [copy_generation(publish(settings, number), store) for number in (1, 2, 3)]
    assert store.folders(GENERATIONS) == names[-KEPT_GENERATIONS:]


def test_a_file_that_is_not_what_was_published_is_never_put_in_force(settings: Settings, place: StoragePlace) -> None:
    first = publish(settings, 1)
    bring_up(settings)
    damaged = publish(settings, 2)
    (damaged / "models.html").write_text("rotten")
    copy = bring_up(settings)
    assert copy.fault is not None and "models.html" in copy.fault
    assert copy.generation == first.name
    assert read_current(place) == listed(first)


def test_what_was_lost_there_is_brought_back(settings: Settings, place: StoragePlace) -> None:
    generation = publish(settings, 1)
    name = copy_generation(generation, ObjectStore(place))
    ObjectStore(place).remove_folder(f"{GENERATIONS}/{name}/parquet")
    assert read_current(place) != listed(generation)
    bring_up(settings)
    assert read_current(place) == listed(generation)


def test_a_pointer_of_somebody_else_is_left_alone(settings: Settings, place: StoragePlace) -> None:
    ObjectStore(place).replace(POINTER, b'{"theirs": 1}')
    with pytest.raises(StorageFault, match="name a folder of its own"):
        copy_generation(publish(settings, 1), ObjectStore(place))
    assert objects(place) == {POINTER: b'{"theirs": 1}'}


def test_a_storage_out_of_reach_is_told_with_a_remedy_and_made_up_for(
    settings: Settings, place: StoragePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, 1)
    for name, text in {
        "URL": f"s3://{place.root}",
        "ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "REGION": "cn-north-1",
        "KEY": ACCESS_KEY,
        "SECRET": SECRET_KEY,
    }.items():
        monkeypatch.setenv(f"JUESUAN_STORAGE_{name}", text)
    uploaded = CliRunner().invoke(main, ["upload", "--home", str(settings.home)])
    assert uploaded.exit_code == 2
    assert "NETWORK_CONNECTION" in uploaded.stderr
    assert "juesuan upload brings it up" in uploaded.stderr
    examined = CliRunner().invoke(
        main, ["doctor", "--format", "json", "--raw", str(settings.raw), "--home", str(settings.home)]
    )
    [told] = [condition for condition in json.loads(examined.stdout) if condition["name"] == "storage"]
    assert told["level"] == "wrong"
    monkeypatch.setenv("JUESUAN_STORAGE_ENDPOINT", f"http://{place.host}")
    brought = CliRunner().invoke(main, ["upload", "--home", str(settings.home)])
    assert brought.exit_code == 0, brought.output
    noted = (settings.home / "storage.json").read_text()
    for text in (uploaded.output, examined.output, brought.output, noted, repr(settings)):
        assert ACCESS_KEY not in text and SECRET_KEY not in text
    copy = read_last_copy(settings)
    assert copy is not None and copy.generation == "000001"


def test_a_bucket_that_is_not_there_is_a_fault_and_is_not_made(settings: Settings, place: StoragePlace) -> None:
    publish(settings, 1)
    copy = bring_up(replace(settings, storage=replace(place, bucket="elsewhere")))
    assert copy.fault is not None and copy.generation is None


def test_a_run_that_changes_nothing_brings_the_copy_up(
    settings: Settings, place: StoragePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = publish(settings, 1)
    settings.raw.mkdir()
    shutil.copy(PROJECT / "raw" / "departments.csv", settings.raw)
    monkeypatch.setattr(run_job, "is_unchanged", lambda *_: True)
    assert run_job.run_warehouse(settings, Silent()).unchanged_since is not None
    assert read_current(place) == listed(generation)
