"""Faults that pass by themselves are tried again, a few times; all others stop the run."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb

MAX_RETRIES = 2
WAIT_SECONDS = 3

TRANSIENT = (OSError, duckdb.IOException)
"""A full disk that is being cleared, a file share that comes back, the work database open in somebody's session."""


@contextmanager
def transient_faults_retried() -> Iterator[None]:
    """Ask Dagster to try the step again after a fault that may pass. A step that asks too often has failed."""
    try:
        yield
    except TRANSIENT as fault:
        raise dg.RetryRequested(MAX_RETRIES, WAIT_SECONDS) from fault
