"""What reading a page costs, beside what the engine costs by itself, as its own package runs it."""

import logging
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from rapidocr import RapidOCR

from benchmarks.scans.degrade import Pixels
from benchmarks.scans.measure import drawn_pages, pages_with_amounts, some_pages
from benchmarks.scans.sources import drawn_document
from orchestration.disclosure.readers.fixed_layout.page.bitmap import PIXELS_IN_A_POINT, Bitmap
from orchestration.disclosure.readers.scan.recognise import recognise

_SEED = 11
_DPI = 200
_KILOBYTE = 1024
_ONE_CORE = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a processor for a page, and the most memory of the process that read it."""

    seconds: float
    megabytes: float


def measure_costs(pages: int) -> tuple[Cost, Cost]:
    """Return the cost of a page for our reader and for the engine alone, each in a process and on a core of its own."""
    document = drawn_document(_SEED)
    data = some_pages(document, pages_with_amounts(document, 1)[:pages])
    return _in_own_process(_cost_of_ours, data), _in_own_process(_cost_of_engine, data)


def _in_own_process(measured: Callable[[bytes], Cost], data: bytes) -> Cost:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measured, data).result()


def _cost_of_ours(data: bytes) -> Cost:
    return _cost(lambda pixels: recognise(Bitmap(pixels, PIXELS_IN_A_POINT)), data)


def _cost_of_engine(data: bytes) -> Cost:
    logging.disable(logging.WARNING)
    return _cost(RapidOCR(params=_ONE_CORE), data)


def _cost(read: Callable[[Pixels], object], data: bytes) -> Cost:
    pages = list(drawn_pages(data, _DPI))
    # models are loaded once in a process
    read(pages[0])
    began = time.process_time()
    for pixels in pages:
        read(pixels)
    seconds = (time.process_time() - began) / len(pages)
    return Cost(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTE)
