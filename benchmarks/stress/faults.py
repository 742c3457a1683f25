"""Faults around whole runs: stopped, with a wrong clock, without rights, without room, in odd places."""

import ctypes
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from benchmarks.stress.outcomes import Case, judged
from benchmarks.stress.processes import find_processes, send
from benchmarks.stress.published_state import FaultFound, read_published_state
from benchmarks.stress.small_home import DOCUMENTS, NO_VARIABLES, SmallHome
from orchestration.home.run_lock import hold_run_lock
from orchestration.home.settings import Settings

_LIBC = ctypes.CDLL(None)
_PR_CAPBSET_DROP = 24
_RIGHTS = (1, 2)
"""To read and write whatever the modes of files say: https://man7.org/linux/man-pages/man7/capabilities.7.html"""

CLOCKS = ("1970-01-02", "2100-06-01", "2020-02-29", "today")
"""What the clock says in runs one after another: forward by more than a century and back again."""

STOPS = ((8.0, 5.0), (25.0, 60.0))
"""After how many seconds a run is stopped, and for how many."""

IN_A_POOR_PLACE = {"LC_ALL": "C", "LANG": "C"}
"""As an old service manager begins a run."""

ROOM_LEFT = tuple(megabytes * 1024**2 for megabytes in range(20))
"""How many bytes each full disk has left: with 20 MB more than before, a run over the small home succeeds."""


def odd_places(home: SmallHome, _: random.Random, folder: Path) -> Iterator[Case]:
    """A run that begins in an odd place, with all that is odd about it at once."""
    elsewhere = home.copied(folder / "elsewhere", "家 of 决算 (2)")
    yield _fault(
        "umask 077, LC_ALL=C, a home with blanks and Chinese, the lock of a like-named one held",
        partial(_in_an_odd_place, elsewhere),
    )


def stops(home: SmallHome, generator: random.Random, _: Path) -> Iterator[Case]:
    """A run is stopped and goes on; one that is asked for meanwhile is refused."""
    for earliest, seconds in STOPS:
        after = earliest + generator.uniform(0, 2)
        yield _fault(f"SIGSTOP for {seconds:g} s, SIGCONT", partial(_stopped, home, after, seconds))


def wrong_clocks(home: SmallHome, _: random.Random, folder: Path) -> Iterator[Case]:
    """Runs under a clock of their own."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(("gcc", "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"), check=True)
    for day in CLOCKS:
        yield _fault(f"clock at {day}", partial(_published, home, _clock(library, day)))


def without_rights(home: SmallHome, _: random.Random, folder: Path) -> Iterator[Case]:
    """Runs that may not write the home, or not read a document. Needs root, which gives up its rights in them."""
    yield _fault("a document that the user may not read", partial(_unreadable_document, home))
    refused = home.copied(folder / "refused")
    subprocess.run(("chmod", "-R", "a-w", str(refused.settings.home)), check=True)
    yield _fault("a home that the user may not write", partial(_refused, refused, give_up_rights))
    mounted = home.copied(folder / "mounted")
    _mount("--bind", str(mounted.settings.home), str(mounted.settings.home))
    _mount("-o", "remount,bind,ro", str(mounted.settings.home))
    yield _fault("a home on a disk mounted read-only", partial(_refused, mounted, None))
    subprocess.run(("umount", str(mounted.settings.home)), check=True)
    yield _fault("the same disk, mounted to write again", partial(_published, mounted, turns=False))


def full_disks(home: SmallHome, _: random.Random, folder: Path) -> Iterator[Case]:
    """Runs on a disk that is full sooner or later, and one after room was made. Needs root."""
    disk = folder / "small_disk"
    disk.mkdir()
    _mount("-t", "tmpfs", "-o", "size=1G", "tmpfs", str(disk))
    small = home.copied(folder / "full", str(disk / "home"))
    small.turn()
    for left in ROOM_LEFT:
        yield judged("disk full", f"{left // 1024**2} MB left", partial(_short_of_room, small, disk, left))
        if read_published_state(small.settings.published).figures == small.figures[small.holds]:
            small.turn()
    _mount("-o", "remount,size=1G", str(disk))
    yield judged("disk full", "room made again", partial(_published, small, turns=False))
    subprocess.run(("umount", str(disk)), check=True)


def _fault(harm: str, trial: Callable[[], str]) -> Case:
    return judged("fault", harm, trial)


def _published(
    home: SmallHome,
    variables: Mapping[str, str] = NO_VARIABLES,
    limit: Callable[[], object] | None = None,
    turns: bool = True,
) -> str:
    """A run over the other input, which must succeed and publish it."""
    if turns:
        home.turn()
    before = read_published_state(home.settings.published)
    run = home.start(variables=variables, limit=limit)
    if run.wait() != 0 or home.require_old_or_new(before) == "old":
        raise FaultFound(f"a run failed that should not: {run.told()}")
    return "succeeded and published"


def _refused(home: SmallHome, limit: Callable[[], object] | None) -> str:
    """A run that cannot be: it ends with 2 and a reason, without a traceback, and changes nothing."""
    home.turn()
    before = read_published_state(home.settings.published)
    run = home.start(limit=limit)
    _require_plain_end(run.wait(), run.told())
    if read_published_state(home.settings.published) != before:
        raise FaultFound("a run that was refused changed what is published")
    return "exit 2 with the reason, nothing changed"


def _stopped(home: SmallHome, after: float, seconds: float) -> str:
    home.turn()
    before = read_published_state(home.settings.published)
    run = home.start()
    time.sleep(after)
    processes = find_processes(run.mark)
    send(processes, signal.SIGSTOP)
    stage = run.stage()
    began = time.monotonic()
    second = home.start("--format", "json")
    is_refused = second.wait() == 2 and "another run is writing" in " ".join(second.told().split())
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    send(processes, signal.SIGCONT)
    if run.wait() != 0 or home.require_old_or_new(before) == "old":
        raise FaultFound(f"a run that was stopped while {stage} failed")
    if not is_refused and stage != "starting":
        raise FaultFound(f"a second run was not refused while the first was stopped: {second.told()}")
    return f"stopped while {stage}, went on and published; a second run {'refused' if is_refused else 'went first'}"


def _in_an_odd_place(home: SmallHome) -> str:
    like = Settings(home.settings.raw, home.settings.home.with_name(home.settings.home.name + " "))
    like.home.mkdir()
    with hold_run_lock(like, patience=0):
        return _published(home, IN_A_POOR_PLACE, limit=partial(os.umask, 0o077))


def _unreadable_document(home: SmallHome) -> str:
    """It is told and nothing is guessed; once it may be read, the next run publishes it."""
    home.turn()
    document = home.settings.raw / DOCUMENTS[home.holds]
    document.chmod(0)
    run = home.start(limit=give_up_rights)
    if run.wait() != 0:
        raise FaultFound(f"a document that cannot be read stopped the run: {run.told()}")
    read_published_state(home.settings.published)
    document.chmod(0o644)
    run = home.start(limit=give_up_rights)
    if run.wait() != 0 or read_published_state(home.settings.published).figures != home.figures[home.holds]:
        raise FaultFound(f"a document that can be read again was not: {run.told()}")
    return "told as unreadable; published by the next run once it may be read"


def _short_of_room(home: SmallHome, disk: Path, left: int) -> str:
    before = read_published_state(home.settings.published)
    _mount("-o", "remount,size=1G", str(disk))
    size = shutil.disk_usage(disk).used + left
    # a size of nothing would be no limit
    _mount("-o", f"remount,size={max(size // 4096, 1) * 4096}", str(disk))
    run = home.start()
    code = run.wait()
    in_force = home.require_old_or_new(before)
    if code == 0:
        return f"succeeded, {in_force} state"
    _require_plain_end(code, run.told())
    return f"exit 2 with the reason while {run.stage()}, {in_force} state"


def _require_plain_end(code: int, told: str) -> None:
    if code != 2 or "Traceback" in told:
        raise FaultFound(f"a run that could not be ended with {code} and said: {told}")


def _clock(library: Path, day: str) -> dict[str, str]:
    if day == "today":
        return {}
    moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(int(moment.timestamp() - time.time()))}


def give_up_rights() -> None:
    """Let what is executed next be bound by the modes of files, in a child before it begins."""
    for right in _RIGHTS:
        if _LIBC.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0) != 0:
            raise PermissionError("rights can be given up by root alone")


def _mount(*options: str) -> None:
    subprocess.run(("mount", *options), check=True)
