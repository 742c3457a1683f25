"""What was read of a department-year put together and landed: in a worker, for text takes as long as somebody wrote it
to take.

Reading single files belongs to worker_pool.py, what the documents mean to `disclosure`.
"""

import functools
import pickle
from collections.abc import Sequence
from pathlib import Path

from orchestration.disclosure.department_year import combine, combine_without_explanation
from orchestration.ingestion.fingerprint import land_with_fingerprint
from orchestration.ingestion.packed_readings import PackedReadings
from orchestration.ingestion.submission import Combine, Submission, combine_readings
from orchestration.landing.parquet import partition_folder
from orchestration.landing.rows import department_year_tables
from orchestration.registry.model import Registry


def land_submission(
    landing: Path, packed_registry: bytes, submission: Submission, files: Sequence[PackedReadings]
) -> bool:
    """Land a department-year, explanation and all; True once it is done."""
    _land(landing, _registry(packed_registry), submission, files, combine)
    return True


def land_sheets(landing: Path, registry: Registry, submission: Submission, files: Sequence[PackedReadings]) -> None:
    """Land its sheets alone, and the problem that its explanation could not be read within the limits."""
    _land(landing, registry, submission, files, combine_without_explanation)


def _land(
    landing: Path, registry: Registry, submission: Submission, files: Sequence[PackedReadings], put_together: Combine
) -> None:
    readings = tuple(reading for file in files for reading in file.unpacked())
    department_year = combine_readings(submission, registry, readings, put_together)
    tables = department_year_tables(*submission.key, department_year)
    land_with_fingerprint(partition_folder(landing, *submission.key), submission, registry, tables)


@functools.lru_cache(maxsize=1)
def _registry(packed: bytes) -> Registry:
    """The registry of the run, which comes to a worker with every department-year."""
    registry: Registry = pickle.loads(packed)
    return registry
