"""The drawings of all spots of a publication: those that were drawn before are kept in a folder of the home, the others
are drawn, and what no page shows any more goes. How a spot is drawn, and on which page it is shown, does not belong
here."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from orchestration.disclosure.department_year import readable_files
from orchestration.reports.spots.model import DrawingTask, Drawn, KeptDrawing, NotDrawn, Spot
from orchestration.reports.spots.wanted import MOST_DRAWN, wanted_doubts, wanted_terms
from orchestration.reports.view import ReportView

DRAW_SECONDS = 30.0
"""For all spots of one file; most take less than one."""

Draw: TypeAlias = Callable[[Sequence[DrawingTask]], Iterator[Mapping[Spot, Drawn] | None]]
"""Draws every task in turn; None for one that exceeded its limits."""

CHANGED = NotDrawn(reason="原文件已不在，或与读取时不是同一版")
EXCEEDED = NotDrawn(reason="绘制超出时间或内存的限制")


@dataclass(frozen=True, slots=True)
class Studio:
    """Where files and kept drawings lie, and what draws."""

    raw: Path
    kept: Path
    draw: Draw


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A file of raw/ by the name that is reported of it."""

    department_id: str
    fiscal_year: int
    file_name: str


Documents: TypeAlias = Mapping[str, Sequence[FiledDocument]]
"""The files by the hash of their content."""


class Album:
    """The drawings of these spots; `tasks` are what is still to be drawn. Only those of one page are in memory."""

    def __init__(self, studio: Studio, spots: Iterable[Spot], documents: Documents) -> None:
        self._studio = studio
        self._unkept: dict[Spot, Drawn] = {}
        wanted = dict.fromkeys(spots)
        self._names = frozenset(self._path(spot).name for spot in wanted)
        missing: defaultdict[str, list[Spot]] = defaultdict(list)
        for spot in wanted:
            if self._kept(spot) is None:
                missing[spot.document_sha256].append(spot)
        self.tasks = tuple(
            DrawingTask(sha256, _paths(studio.raw, documents.get(sha256, ())), tuple(of_file))
            for sha256, of_file in missing.items()
        )

    def draw(self, advance: Callable[[str], object]) -> None:
        """Draw what is missing, and forget what is shown no more; `advance` is told each file."""
        for task, drawn in zip(self.tasks, self._studio.draw(self.tasks), strict=True):
            for spot in task.spots:
                if drawn is None or spot not in drawn:
                    self._unkept[spot] = EXCEEDED if drawn is None else CHANGED
                elif not self._keep(spot, drawn[spot]):
                    self._unkept[spot] = drawn[spot]
            advance(task.paths[0].name if task.paths else task.document_sha256[:12])
        for path in self._studio.kept.glob("*"):
            if path.name not in self._names:
                path.unlink(missing_ok=True)

    def of(self, spots: Iterable[Spot]) -> dict[Spot, Drawn]:
        """The drawings of some of its spots, with a reason in the place of one that could not be made."""
        return {spot: self._unkept.get(spot) or self._kept(spot) or CHANGED for spot in spots}

    def _path(self, spot: Spot) -> Path:
        return self._studio.kept / f"{spot.key}.json"

    def _kept(self, spot: Spot) -> Drawn | None:
        try:
            return KeptDrawing.model_validate_json(self._path(spot).read_bytes()).drawn
        except (OSError, ValidationError):
            return None

    def _keep(self, spot: Spot, drawn: Drawn) -> bool:
        """Keep a drawing; one that cannot be kept is made again by the next publication."""
        path = self._path(spot)
        aside = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(KeptDrawing(drawn=drawn).model_dump_json(), "utf-8")
            aside.replace(path)
        except OSError:
            return False
        return True


def draw_unkept(studio: Studio, spots: Iterable[Spot], documents: Documents) -> dict[Spot, Drawn]:
    """Drawings of spots that no report shows, and that are not kept."""
    by_document: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in dict.fromkeys(spots):
        by_document[spot.document_sha256].append(spot)
    tasks = [
        DrawingTask(sha256, _paths(studio.raw, documents.get(sha256, ())), tuple(of_file))
        for sha256, of_file in by_document.items()
    ]
    drawn: dict[Spot, Drawn] = {}
    for task, of_task in zip(tasks, studio.draw(tasks), strict=True):
        drawn |= {spot: EXCEEDED if of_task is None else of_task.get(spot, CHANGED) for spot in task.spots}
    return drawn


def album_of(views: Iterable[ReportView], documents: Documents, studio: Studio) -> Album:
    """The drawings of what is shown of these department-years: of each the first that are worth it."""
    shown = (spot for view in views for spot in (*islice(wanted_terms(view), MOST_DRAWN), *wanted_doubts(view)))
    return Album(studio, shown, documents)


def _paths(raw: Path, documents: Iterable[FiledDocument]) -> tuple[Path, ...]:
    """The files that lie where they were read, and archives where they were members."""
    return tuple(
        path
        for document in documents
        for path, name in readable_files(raw / document.department_id / str(document.fiscal_year))[0]
        if document.file_name == name or document.file_name.startswith(f"{name}/")
    )
