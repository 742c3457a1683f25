"""The copy of a published generation in a storage: `generations/<number>-<sum>/…` and `current.json`, which names it.

All files are put there and read back against their checksums before the one small object is replaced, so that whoever
reads `current.json` finds a whole generation, whatever stopped the copy. A generation's folder is named by its content
and never written with another one; what an attempt left is taken up by the next.
"""

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from orchestration.home.published_generation import CHECKSUMS, KEPT_GENERATIONS
from orchestration.home.settings import Settings
from orchestration.storage.last_copy import LastCopy, note_copy, read_last_copy
from orchestration.storage.object_store import ObjectStore, StorageFault

GENERATIONS = "generations"
POINTER = "current.json"
AT_ONCE = 8
"""A report page is small: most of the time is the way to the storage and back."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The folder that is in force, and all that are kept, newest first."""

    generation: str
    kept: tuple[str, ...]


_POINTER = TypeAdapter(Pointer)


def bring_up(settings: Settings) -> LastCopy:
    """Copy the publication in force to the storage of the settings, or prove what is there, and note how it ended. The
    caller holds the run lock, and knows that both are there. What stops the copy is in what is returned, never raised:
    the publication here stands."""
    if settings.storage is None:
        raise ValueError("no storage is set")
    generation = (settings.published / "current").resolve()
    copy = LastCopy(datetime.now(UTC).isoformat(), settings.storage.told, generation.name)
    try:
        copy_generation(generation, ObjectStore(settings.storage))
    except StorageFault as stopped:
        before = read_last_copy(settings)
        copy = replace(copy, generation=before.generation if before else None, fault=str(stopped))
    note_copy(settings, copy)
    return copy


def copy_generation(generation: Path, store: ObjectStore) -> str:
    """Put a generation in force in the storage and remove those that are not kept. Returns the name of its folder.

    Raises StorageFault; what was in force then stays so.
    """
    sums = generation / CHECKSUMS
    if not sums.is_file():
        raise StorageFault(f"{sums} is not there: juesuan run --force publishes anew 缺少校验和，请重新发布")
    listed = sums.read_bytes()
    sum_of_sums = hashlib.sha256(listed).hexdigest()
    before = _pointer(store)
    name = f"{generation.name}-{sum_of_sums[:12]}"
    files = {**_files(listed.decode()), CHECKSUMS: sum_of_sums}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        brought = [
            pool.submit(_bring, store, generation / path, f"{GENERATIONS}/{name}/{path}", digest)
            for path, digest in files.items()
        ]
        try:
            for each in brought:
                each.result()
        except BaseException:
            # a storage out of reach is not asked once more for each of a thousand files
            pool.shutdown(cancel_futures=True)
            raise
    others = [kept for kept in (before.kept if before else ()) if kept != name]
    pointer = Pointer(name, (name, *others)[:KEPT_GENERATIONS])
    store.replace(POINTER, json.dumps(asdict(pointer)).encode())
    for old in store.folders(GENERATIONS):
        if old not in pointer.kept:
            store.remove_folder(f"{GENERATIONS}/{old}")
    return name


def _bring(store: ObjectStore, file: Path, key: str, digest: str) -> None:
    """Put a file there unless it is there already, and prove that it is."""
    if store.sha256(key) == digest:
        return
    store.put(file, key)
    if store.sha256(key) != digest:
        raise StorageFault(f"{key} does not hold what was published: see that {file} is whole 校验和不符")


def _files(listed: str) -> Mapping[str, str]:
    """Path in the generation -> SHA-256, of the lines of SHA256SUMS."""
    pairs = (line.split("  ", 1) for line in listed.splitlines())
    return {path: digest for digest, path in pairs}


def _pointer(store: ObjectStore) -> Pointer | None:
    content = store.read(POINTER)
    if content is None:
        return None
    try:
        return _POINTER.validate_json(content)
    except ValidationError:
        raise StorageFault(f"{POINTER} there is not of this program: name a folder of its own 请另设目录") from None
