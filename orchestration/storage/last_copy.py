"""What the last attempt to copy a generation to the storage came to, noted in the home: told without asking the
storage."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import Settings


@dataclass(frozen=True, slots=True)
class LastCopy:
    """When the attempt ended, to which place, the local generation that is in force there as far as is known (None
    before the first), and what stopped it."""

    at: str
    place: str
    generation: str | None = None
    fault: str | None = None


def read_last_copy(settings: Settings) -> LastCopy | None:
    """The last attempt at the storage of the settings; None before the first, or where its note cannot be read."""
    if settings.storage is None:
        return None
    try:
        found = LastCopy(**json.loads((settings.home / "storage.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.place == settings.storage.told else None


def note_copy(settings: Settings, copy: LastCopy) -> None:
    """Keep the note; a full disk has its own way to say so."""
    with suppress(OSError), atomic_file(settings.home / "storage.json") as file:
        file.write(json.dumps(asdict(copy)).encode())


def is_copy_due(settings: Settings) -> bool:
    """Whether a storage is set in which the publication in force is not known to be."""
    if settings.storage is None or not (settings.published / "current").exists():
        return False
    last = read_last_copy(settings)
    current = (settings.published / "current").resolve().name
    return last is None or last.fault is not None or last.generation != current
