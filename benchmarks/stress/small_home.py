"""A small home over two inputs that take turns: each run has something to read and to publish, and is cheap."""

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

import click

from benchmarks.stress.processes import MARK
from benchmarks.stress.published_state import FaultFound, PublishedState, read_published_state
from orchestration.disclosure.reading import reader_version
from orchestration.home.settings import PROJECT, Settings
from tests.restated import restated_raw

DOCUMENTS = {"A": Path("putuo_czj/2024/final_accounts.xlsx"), "B": Path("wuhan_jkq_dsj/2023/final_accounts.xlsx")}
"""The one document that each of the two inputs holds."""

RUN_SECONDS = 600
"""How long a run may take on a machine that others use."""

NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class SmallHome:
    """A raw/ that holds one of two inputs, its home, and the figures that each input leads to."""

    settings: Settings
    spare: Path
    figures: dict[str, str] = field(default_factory=dict)
    holds: str = "A"
    day: date = field(default_factory=lambda: datetime.now(UTC).astimezone().date())
    """For which every run tells lateness, so that the figures stay the same past midnight and by any clock."""

    @classmethod
    def made(cls, folder: Path, name: str = "home") -> "SmallHome":
        """One in this folder, with everything published that A leads to, and B's figures known; one that was made
        there before is used again. Raises click.UsageError for one whose readers have another name, which is published
        with every document."""
        settings = replace(Settings.from_environment(), raw=folder / "raw", home=folder / name)
        home = cls(settings, folder / "spare")
        note = folder / "figures.json"
        if note.exists():
            noted = json.loads(note.read_text("utf-8"))
            if noted.get("reader") != reader_version():
                raise click.UsageError(
                    f"{folder} was made by another version of the readers; remove it, or name another"
                )
            return replace(home, figures=noted["figures"], day=date.fromisoformat(noted["day"]))
        folder.mkdir(parents=True)
        restated_raw(settings.raw)
        shutil.copytree(settings.raw, home.spare)
        home.put("B")
        home.figures["B"] = home.complete().figures
        home.put("A")
        home.figures["A"] = home.complete().figures
        noted = {"reader": reader_version(), "day": home.day.isoformat(), "figures": home.figures}
        note.write_text(json.dumps(noted), "utf-8")
        return home

    def copied(self, folder: Path, name: str = "home") -> "SmallHome":
        """The same raw/ and home in a new folder, as the disk shows them at this moment; `name` may be a whole path."""
        folder.mkdir(parents=True)
        for source, target in ((self.settings.raw, folder / "raw"), (self.spare, folder / "spare")):
            shutil.copytree(source, target)
        # what a run removes meanwhile is not there any more
        subprocess.run(
            ("cp", "-a", str(self.settings.home), str(folder / name)), stderr=subprocess.DEVNULL, check=False
        )
        settings = replace(self.settings, raw=folder / "raw", home=folder / name)
        return replace(self, settings=settings, spare=folder / "spare")

    def put(self, which: str) -> None:
        """Let raw/ hold this input."""
        for letter, document in DOCUMENTS.items():
            place = self.settings.raw / document
            if letter == which:
                place.parent.mkdir(exist_ok=True)
                shutil.copyfile(self.spare / document, place)
            else:
                place.unlink(missing_ok=True)
        self.holds = which

    def turn(self) -> None:
        """Let raw/ hold the other input."""
        self.put("B" if self.holds == "A" else "A")

    def start(
        self,
        *options: str,
        variables: Mapping[str, str] = NO_VARIABLES,
        limit: Callable[[], object] | None = None,
    ) -> "Run":
        """A run as a person would start it."""
        return Run.started(self.settings, ("--as-of", self.day.isoformat(), *options), variables, limit)

    def complete(self, *options: str) -> PublishedState:
        """Let a run do its work. Raises FaultFound unless it succeeds at once and publishes what raw/ holds now."""
        run = self.start(*options)
        if run.wait() != 0:
            raise FaultFound(f"a run failed that nobody harmed: {run.told()}")
        state = read_published_state(self.settings.published)
        if self.figures.get(self.holds, state.figures) != state.figures:
            raise FaultFound(f"a run that succeeded did not publish what {self.holds} leads to")
        return state

    def measure_span(self) -> float:
        """How many seconds a run over the other input takes."""
        self.turn()
        began = time.monotonic()
        self.complete()
        return time.monotonic() - began

    def require_old_or_new(self, before: PublishedState) -> str:
        """Which state is in force after a run over what raw/ holds now was harmed: the `old` one, byte for byte, or the
        `new` one, whole. Raises FaultFound for any other."""
        after = read_published_state(self.settings.published)
        if after == before:
            return "old"
        if after.generation > before.generation and after.figures == self.figures[self.holds]:
            return "new"
        raise FaultFound(f"neither state is in force: {after} after {before}")

    def require_whole(self) -> str:
        """Which input's figures are in force, whole: for services, whose daemon may run again on its own account.
        Raises FaultFound where they are neither's."""
        state = read_published_state(self.settings.published)
        found = [which for which, figures in self.figures.items() if figures == state.figures]
        if not found:
            raise FaultFound(f"the figures of no input are in force: {state}")
        return "new" if found[0] == self.holds else "old"


@dataclass(frozen=True, slots=True)
class Run:
    """A run in processes of its own, known by its mark."""

    process: subprocess.Popen[bytes]
    mark: str
    log: Path

    @classmethod
    def started(
        cls,
        settings: Settings,
        options: tuple[str, ...],
        variables: Mapping[str, str],
        limit: Callable[[], object] | None,
    ) -> "Run":
        """Begin a run in a session of its own; `limit` is done in its process before it begins."""
        mark = uuid.uuid4().hex
        log = settings.raw.parent / f"run-{mark[:8]}.txt"
        places = ("--raw", str(settings.raw), "--home", str(settings.home))
        with log.open("wb") as told:
            process = subprocess.Popen(
                (sys.executable, "-m", "orchestration.cli", "run", *places, *options),
                cwd=PROJECT,
                env={**os.environ, MARK: mark, **variables},
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=limit,
            )
        return cls(process, mark, log)

    def wait(self, seconds: float = RUN_SECONDS) -> int:
        """Its exit code. Raises FaultFound where it does not end."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)
        self.process.kill()
        self.process.wait()
        raise FaultFound(f"a run did not end within {seconds:g} s: {self.told()}")

    def told(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text("utf-8", "replace")[-2000:]

    def stage(self) -> str:
        """What it was doing last, as its progress says."""
        lines = [line for line in self.log.read_text("utf-8", "replace").splitlines() if " s " in line and "/" in line]
        return lines[-1].split("/", 1)[1].split(" ", 1)[1].split(" ")[0] if lines else "starting"
