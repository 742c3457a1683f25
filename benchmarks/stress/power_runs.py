"""A power cut in whole runs: every state of the publication that a record allows, and homes that lost what was not
synced, in which the next run must succeed."""

import os
import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.stress.outcomes import Case, judged
from benchmarks.stress.power_cut import Record, files_in_force, recorded, states_after
from benchmarks.stress.published_state import FaultFound
from benchmarks.stress.small_home import SmallHome
from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.progress import Silent

KIND = "power cut"
COPIES = 6
"""How many homes of one run a next run follows in."""

ITS_OWN = ("dagster",)
"""SQLite syncs its databases itself, where the record does not see it; https://sqlite.org/atomiccommit.html"""


def cut_off_runs(home: SmallHome, generator: random.Random, folder: Path) -> Iterator[Case]:
    """One run whose publication is replayed, and one of which homes are kept as a power cut leaves them."""
    yield judged(KIND, "at every moment of a publication", partial(_replayed, home))
    home.turn()
    before = files_in_force(home.settings.published)
    with recorded(home.settings.home) as record:
        keeper = Keeper(home, record, folder, generator.sample(range(20, 300), COPIES))
        record.watch = keeper.keep
        outcome = run_warehouse(home.settings, Silent(), RunRequest(as_of=home.day))
    if not outcome.succeeded:
        raise FaultFound(f"a run that nobody harmed failed: {outcome.failure}")
    after = files_in_force(home.settings.published)
    for what, copy in keeper.kept:
        yield judged(KIND, "unsynced content lost in the whole home", partial(_recovers, copy, what, before, after))
        shutil.rmtree(copy.settings.raw.parent)


class Keeper:
    """Copies a home at some moments of a record, without what was not synced."""

    def __init__(self, home: SmallHome, record: Record, folder: Path, moments: list[int]) -> None:
        self._home, self._record, self._folder, self._moments = home, record, folder, frozenset(moments)
        self.kept: list[tuple[str, SmallHome]] = []

    def keep(self, number: int) -> None:
        """Copy the home where this moment was chosen."""
        if number not in self._moments:
            return
        moment = self._record.moments[-1]
        self._record.watch = None
        copy = self._home.copied(self._folder / f"cut-{number}")
        lost = 0
        for path in _files(self._home.settings.home):
            stat = path.stat()
            if (stat.st_ino, stat.st_size, stat.st_mtime_ns) not in moment.contents:
                lost += 1
                emptied = copy.settings.home / path.relative_to(self._home.settings.home)
                if emptied.exists():
                    emptied.chmod(0o644)
                    os.truncate(emptied, 0)
        self._record.watch = self.keep
        self.kept.append((f"{lost} files emptied", copy))


def _files(home: Path) -> Iterator[Path]:
    for path in home.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.relative_to(home).parts[0] not in ITS_OWN:
            yield path


def _replayed(home: SmallHome) -> str:
    home.turn()
    published = home.settings.published
    before = files_in_force(published)
    with recorded(published) as record:
        outcome = run_warehouse(home.settings, Silent(), RunRequest(as_of=home.day))
    if not outcome.succeeded:
        raise FaultFound(f"a run that nobody harmed failed: {outcome.failure}")
    after = files_in_force(published)
    states = 0
    for moment in record.moments:
        for state in states_after(moment, published.stat().st_ino):
            states += 1
            if state not in (before, after):
                raise FaultFound(f"neither publication is in force after a power cut before {moment.before}")
    return f"{len(record.moments)} moments, {states} states: each the old or the new publication, byte for byte"


def _recovers(copy: SmallHome, what: str, before: dict[str, str], after: dict[str, str]) -> str:
    in_force = files_in_force(copy.settings.published)
    if in_force not in (before, after):
        raise FaultFound(f"neither publication is in force: {what}")
    copy.complete()
    return f"{'old' if in_force == before else 'new'} state; the next run succeeded"
