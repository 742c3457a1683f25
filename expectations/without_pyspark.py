"""Great Expectations imports pyspark where it is installed, for data that is none of ours: it takes seconds, and one of
pyspark's modules ends a process without a main file, such as a worker of the tests, where gRPC is absent."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_pyspark() -> Iterator[None]:
    """Let what is imported meanwhile take pyspark for absent."""
    known = sys.modules.get("pyspark")
    sys.modules["pyspark"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["pyspark"]
        if known is not None:
            sys.modules["pyspark"] = known
