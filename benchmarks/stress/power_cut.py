"""A power cut at every moment of a publication, replayed from a record of what was synced when.

The worst that a filesystem may do is assumed: a file whose content was not synced since it was written is empty; of the
names made, changed or removed in a folder since that folder was synced, any may be as before or as after. What DuckDB
syncs by itself is not seen, and counts as not synced. Publishing is done by the caller.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISLNK
from typing import Any, TypeAlias
from unittest.mock import patch

NAMES = ("rename", "replace", "symlink", "unlink", "remove", "mkdir", "rmdir", "fsync")
"""The calls of `os` before which a power cut is tried."""

EMPTY = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in a folder: what it leads to, and for a file how it looked (inode, size, time of modification)."""

    inode: int
    look: tuple[int, int, int] | None = None
    target: str | None = None


Listing: TypeAlias = Mapping[str, Entry]
Files: TypeAlias = dict[str, str]
"""Relative path -> sha256 of its content."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a program sees of each folder, what of it would be there after a power cut, and which contents would."""

    before: str
    seen: Mapping[int, Listing]
    synced: Mapping[int, Listing]
    contents: Mapping[tuple[int, int, int], str]


@dataclass(slots=True)
class Record:
    """Every moment of what was done below a folder; all that lay there at the beginning counts as synced. `watch` is
    told the number of each moment while it lasts."""

    root: Path
    moments: list[Moment] = field(default_factory=list)
    watch: Callable[[int], None] | None = None
    _synced: dict[int, Listing] = field(default_factory=dict)
    _contents: dict[tuple[int, int, int], str] = field(default_factory=dict)

    def begin(self) -> None:
        """Take what is there for synced."""
        self._synced = dict(_listings(self.root))
        for path in self.root.rglob("*"):
            if path.is_file() and not path.is_symlink():
                self._note_content(path)

    def look(self, before: str) -> None:
        """Add the moment before a call."""
        self.moments.append(Moment(before, dict(_listings(self.root)), dict(self._synced), dict(self._contents)))
        if self.watch is not None:
            self.watch(len(self.moments))

    def note_synced(self, path: Path) -> None:
        """A file or folder was synced."""
        if not path.is_relative_to(self.root):
            return
        if path.is_dir():
            self._synced[path.stat().st_ino] = _listing(path)
        else:
            self._note_content(path)

    def note_made(self, folder: Path) -> None:
        """A folder was made: what it will hold is not synced, whoever had its inode before."""
        if folder.is_dir():
            self._synced[folder.stat().st_ino] = {}

    def _note_content(self, path: Path) -> None:
        self._contents[_look(path.stat())] = hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def recorded(root: Path) -> Iterator[Record]:
    """A record of what this process does below the folder until the block ends."""
    record = Record(root)
    record.begin()
    with ExitStack() as stack:
        for name in NAMES:
            stack.enter_context(patch.object(os, name, _watched(record, name, getattr(os, name))))
        yield record
    record.look("the end")


def _watched(record: Record, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def watched(*arguments: Any, **options: Any) -> Any:
        record.look(name)
        done = call(*arguments, **options)
        if name == "fsync":
            record.note_synced(Path(f"/proc/self/fd/{arguments[0]}").readlink())
        elif name == "mkdir":
            record.note_made(Path(arguments[0]))
        return done

    return watched


def files_in_force(published: Path) -> Files:
    """What a reader finds through `current`; nothing where nothing was published."""
    current = published / "current"
    return {
        path.relative_to(current).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (current.rglob("*") if current.is_dir() else ())
        if path.is_file()
    }


def unsynced_files(moment: Moment) -> list[str]:
    """The names of files that would be empty after a power cut."""
    return [
        name
        for listing in moment.seen.values()
        for name, entry in listing.items()
        if entry.look is not None and entry.look not in moment.contents
    ]


def states_after(moment: Moment, root: int) -> Iterator[Files]:
    """What may be in force in the folder with this inode when the power comes back."""
    unsynced = [inode for inode, seen in moment.seen.items() if moment.synced.get(inode, {}) != seen]
    for choice in (
        product(*(_variants(moment, inode) for inode in unsynced)) if len(unsynced) < 3 else _mixed(moment, unsynced)
    ):
        yield _in_force(moment, root, dict(zip(unsynced, choice, strict=True)))


def _mixed(moment: Moment, unsynced: list[int]) -> Iterator[tuple[Listing, ...]]:
    """For many folders at once: each wholly as before or as after, and in one of them any single name otherwise."""
    yield from product(*((moment.synced.get(inode, {}), moment.seen[inode]) for inode in unsynced))
    for place, inode in enumerate(unsynced):
        for others in (moment.synced, moment.seen):
            for variant in _variants(moment, inode):
                listings = [others.get(other, {}) for other in unsynced]
                listings[place] = variant
                yield tuple(listings)


def _variants(moment: Moment, inode: int) -> list[Listing]:
    """A folder as before, as after, and with each single name as after or as before alone."""
    before, after = moment.synced.get(inode, {}), moment.seen[inode]
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    found = [before, after]
    for name in changed:
        found.append(_exchanged(before, name, after.get(name)))
        found.append(_exchanged(after, name, before.get(name)))
    return found


def _exchanged(listing: Listing, name: str, entry: Entry | None) -> Listing:
    others = {other: found for other, found in listing.items() if other != name}
    return others if entry is None else {**others, name: entry}


def _in_force(moment: Moment, root: int, chosen: Mapping[int, Listing]) -> Files:
    def listing(inode: int) -> Listing:
        return chosen.get(inode, moment.synced.get(inode, {}))

    link = listing(root).get("current")
    if link is None or link.target is None:
        return {}
    inode = root
    for part in PurePosixPath(link.target).parts:
        entry = listing(inode).get(part)
        if entry is None:
            return {"current": "leads nowhere"}
        inode = entry.inode
    return dict(_files(moment, listing, inode, PurePosixPath()))


def _files(
    moment: Moment, listing: Callable[[int], Listing], inode: int, place: PurePosixPath
) -> Iterator[tuple[str, str]]:
    for name, entry in listing(inode).items():
        if entry.look is not None:
            yield (place / name).as_posix(), moment.contents.get(entry.look, EMPTY)
        elif entry.target is None:
            yield from _files(moment, listing, entry.inode, place / name)


def _listings(folder: Path) -> Iterator[tuple[int, Listing]]:
    yield folder.stat().st_ino, _listing(folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _listings(path)


def _listing(folder: Path) -> Listing:
    with os.scandir(folder) as entries:
        return {entry.name: _entry(Path(entry.path), entry.stat(follow_symlinks=False)) for entry in entries}


def _entry(path: Path, stat: os.stat_result) -> Entry:
    if S_ISLNK(stat.st_mode):
        return Entry(stat.st_ino, target=str(path.readlink()))
    return Entry(stat.st_ino) if S_ISDIR(stat.st_mode) else Entry(stat.st_ino, _look(stat))


def _look(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
