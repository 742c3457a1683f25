"""How long the engine takes by itself, as its own package runs it, for the pages that our reader is timed with."""

import logging
import random
import time
from dataclasses import replace

from rapidocr import RapidOCR

from benchmarks.scans.measure import drawn_pages, pages_with_amounts
from orchestration.disclosure.readers.fixed_layout.page.bitmap import PIXELS_IN_A_POINT, Bitmap
from orchestration.disclosure.readers.scan.recognise import recognise
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.generate import random_disclosure

_SEED = 11
_ONE_CORE = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
}


def measure_bare(pages: int) -> tuple[float, float]:
    """Return the seconds for a page of our reader and of the engine alone, each on one core, page by page in turns."""
    rng = random.Random(_SEED)
    disclosure = replace(random_disclosure(rng), department_name="云溪市财政局", fiscal_year=2023)
    style = replace(pdf.random_style(rng), font=pdf.Lettering.STANDARD)
    data = pdf.write(compose(disclosure, templates.load(templates.names()[0])), style)
    logging.disable(logging.WARNING)
    engine = RapidOCR(params=_ONE_CORE)
    ours = bare = 0.0
    for pixels in drawn_pages(data, pages_with_amounts(data, pages), 200):
        began = time.process_time()
        recognise(Bitmap(pixels, PIXELS_IN_A_POINT))
        ours += time.process_time() - began
        began = time.process_time()
        engine(pixels)
        bare += time.process_time() - began
    return ours / pages, bare / pages
