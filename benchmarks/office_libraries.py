"""Our office readers beside well-kept libraries in their place: the figures of docs/decisions/own-office-readers.md.

    python -m benchmarks.office_libraries

A time is the processor's, the best of three. The libraries give what our readers give, by the oracles of the tests;
that both say the same is tested there.
"""

import gc
from collections.abc import Callable, Iterator
from itertools import chain
from statistics import median
from time import process_time

from rich.console import Console

from benchmarks.aims import table_of
from orchestration.disclosure.readers.content import RawFile
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.disclosure.reading import READERS
from tests.oracles.registry import LIBRARIES, generated_documents, neighbouring_documents, published_documents
from tests.synthetic.documents import template as templates

_REPETITIONS = 3


def main() -> None:
    times: dict[FileFormat, list[tuple[float, float]]] = {file_format: [] for file_format in LIBRARIES}
    for raw in _documents():
        file_format = detect_format(raw)
        ours, theirs = READERS[file_format], LIBRARIES[file_format]
        times[file_format].append((_seconds(ours, raw), _seconds(theirs, raw)))
    table = table_of("Milliseconds per document", "format", "documents", "ours", "library", "median ratio", "largest")
    for file_format, pairs in times.items():
        ours_median, theirs_median = (median(seconds) * 1e3 for seconds in zip(*pairs, strict=True))
        ratios = [theirs / ours for ours, theirs in pairs]
        figures = (f"{ours_median:.1f}", f"{theirs_median:.1f}", f"{median(ratios):.1f}", f"{max(ratios):.1f}")
        table.add_row(file_format, str(len(pairs)), *figures)
    Console().print(table)


def _documents() -> Iterator[RawFile]:
    yield from published_documents()
    yield from neighbouring_documents()
    yield from chain.from_iterable(map(generated_documents, templates.names()))


def _seconds(read: Callable[[RawFile], object], raw: RawFile) -> float:
    times: list[float] = []
    for _ in range(_REPETITIONS):
        gc.collect()
        started = process_time()
        read(raw)
        times.append(process_time() - started)
    return min(times)


if __name__ == "__main__":
    main()
