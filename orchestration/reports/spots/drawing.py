"""Draws the spots of one file, whatever its format; to be run under the limits of a worker. What is to be drawn, and
where drawings are kept, does not belong here."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from orchestration.disclosure.readers.archive import is_archive, unpack
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, RawFile
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.disclosure.reading import reader_of
from orchestration.reports.spots.excerpt import draw_excerpts
from orchestration.reports.spots.model import DrawingTask, Drawn, NotDrawn, Spot
from orchestration.reports.spots.pdf_page import draw_pages
from orchestration.reports.spots.picture import draw_inner_pictures, draw_ofd_pages, draw_picture


def draw_spots(task: DrawingTask) -> Mapping[Spot, Drawn]:
    """What each spot looks like; nothing where no file is that edition any more."""
    try:
        for path in task.paths:
            data = _edition(path, task.document_sha256)
            if data is not None:
                return _draw(RawFile(path, path.name, data, task.document_sha256), task.spots)
    # a drawing is never worth a run, whatever a file does to its reader
    except Exception as fault:
        return dict.fromkeys(task.spots, NotDrawn(reason=f"未能绘制（{type(fault).__name__}）"))
    return {}


def _draw(raw: RawFile, spots: tuple[Spot, ...]) -> Mapping[Spot, Drawn]:
    file_format = detect_format(raw)
    if file_format is FileFormat.PDF:
        return dict(draw_pages(raw.data, spots))
    if file_format is FileFormat.PICTURE:
        return draw_picture(raw.data, spots)
    drawn: dict[Spot, Drawn] = {}
    if file_format is FileFormat.OFD:
        drawn |= draw_ofd_pages(raw.data, [spot for spot in spots if spot.is_recognised])
    others = [spot for spot in spots if spot not in drawn]
    if not others:
        return drawn
    blocks = reader_of(file_format)(raw).blocks
    drawn |= draw_inner_pictures(blocks, [spot for spot in others if spot.picture_no is not None])
    return drawn | dict(draw_excerpts(blocks, [spot for spot in others if spot.picture_no is None]))


def _edition(path: Path, sha256: str) -> bytes | None:
    """The document with this hash: the file itself, or one in it."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() == sha256:
        return data
    if not is_archive(data):
        return None
    members = (member.data for member in unpack(data) if member.fault is None)
    return next((member for member in members if hashlib.sha256(member).hexdigest() == sha256), None)
