"""The log of who asked the UI to do what: one line of JSON a request, rotated as the log of runs is.

Of what was asked, the log holds which job, partitions, assets, runs and schedules it was about, and nothing else: the
configuration of a run may hold what nobody should read.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.home.log_files import rotate

MOST_BYTES = 2_000_000
MOST_CHARACTERS = 200
MOST_SUBJECTS = 40
MOST_DEPTH = 20

SUBJECTS = frozenset(
    {
        *("jobName", "pipelineName", "partitionName", "partitionNames", "partitionKey", "partitionRange"),
        *("runId", "runIds", "parentRunId", "rootRunId", "backfillId", "scheduleName", "sensorName", "selectorId"),
        *("path", "opSelection", "stepKeys", "assetKey", "partition", "check_name", "repositoryLocationName"),
        *("start", "end", "name"),
    }
)
"""The fields by which Dagster says what something is about."""

PARTITION_TAG = "dagster/partition"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody asked for."""

    what: str
    about: Mapping[str, Any]


class AuditLog:
    """A file that lines are added to, by whatever thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def write(self, outcome: str, who: str | None, address: str, deeds: Iterable[Deed]) -> None:
        """Add a line. Raises OSError: what cannot be logged must not happen."""
        line = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "who": clean_text(who) if who is not None else None,
            "address": clean_text(address),
            "outcome": outcome,
            "asked": [{"what": clean_text(deed.what), "about": list_subjects(deed.about)} for deed in deeds],
        }
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.is_file() and self._path.stat().st_size > MOST_BYTES:
                rotate(self._path)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def list_subjects(about: Mapping[str, Any]) -> dict[str, list[str]]:
    """What arguments say a request is about, by the names of their fields."""
    found: dict[str, list[str]] = {}
    for number, (name, value) in enumerate(_named(about, MOST_DEPTH)):
        if number == MOST_SUBJECTS:
            found["…"] = []
            break
        found.setdefault(name, []).append(clean_text(value))
    return found


def clean_text(text: str) -> str:
    """A text without what terminals and editors obey (control characters, directions of writing), and not for ever."""
    kept = "".join(character for character in text[: 2 * MOST_CHARACTERS] if character.isprintable())
    return kept if len(kept) <= MOST_CHARACTERS else kept[:MOST_CHARACTERS] + "…"


def _named(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The subjects in a value, however deep; a tag is one where it names a partition."""
    if depth == 0:
        return
    if isinstance(value, Mapping):
        if str(value.get("key", "")).startswith(PARTITION_TAG):
            yield from ((PARTITION_TAG, text) for text in _texts(value.get("value")))
        for name, inner in value.items():
            if name in SUBJECTS and (texts := tuple(_texts(inner))):
                yield from ((name, text) for text in texts)
            else:
                yield from _named(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, depth - 1)


def _texts(value: Any) -> Iterator[str]:
    """The words of a field: one, or a list of them, which is one for an asset's path."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield from value
