"""The models that find and read printed text on a picture, offline: they lie inside the wheel of rapidocr.

Only its models are used: its own loader fetches what it misses, and its boxes are turned rectangles, while the pages
here are level. Which readings are trusted does not belong here (see agreement.py).
"""

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect

_FINDER, _READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"

_LONGEST_SIDE = 1_600
"""Pixels of the picture in which texts are looked for."""

_STEP = 32
"""Sides that the finder takes are multiples of this."""

_LEAST_INK, _LEAST_SCORE = 0.3, 0.5
"""The least probability of a pixel of text, and the least mean of them in one text."""

_GROWTH = 1.6
"""The finder marks the cores of texts, which are grown by this times their area over their circumference."""

_LEAST_CORE = 3
"""Pixels; a lower or narrower core is a speck."""

_HEIGHT = 48
"""The height in pixels at which the reader was trained."""

_WIDTHS = 32
"""Texts are read together with others of the same width, rounded up to a multiple of this."""

_MOST_TOGETHER, _MOST_PIXELS_TOGETHER = 16, 8_192
"""How many texts are read together, and how wide they may be side by side: what the reader needs grows with both, and a
worker that reads documents has less than a gigabyte."""

_LONGEST_TEXT = 4_000
"""Pixels; a wider one is made narrower: no line of print is eighty times as wide as high."""


_SEPARATORS = ",."
"""What the reader tells apart badly; where digits are in groups, their place says which of them it is."""


class ReadText(NamedTuple):
    """A text as it was read, and the least probability of its letters (0 to 1); that of a comma or point is the
    probability that it is one of the two."""

    text: str
    confidence: float


NOTHING_READ = ReadText("", 0.0)


def find_texts(grey: Grey) -> list[PixelRect]:
    """Return the places of texts on a level picture, in no order."""
    import cv2

    height, width = grey.shape
    scale = min(1.0, _LONGEST_SIDE / max(height, width))
    rows, columns = (max(round(side * scale / _STEP), 1) * _STEP for side in (height, width))
    probable = _run(_FINDER, _normalised(cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA))[None])[0, 0]
    marked = cv2.dilate((probable > _LEAST_INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    sums = np.bincount(labels.ravel(), weights=probable.ravel(), minlength=count)
    found: list[PixelRect] = []
    for core in range(1, count):
        left, top, wide, high, area = stats[core].tolist()
        if min(wide, high) < _LEAST_CORE or sums[core] / area < _LEAST_SCORE:
            continue
        grown = _GROWTH * wide * high / (2 * (wide + high))
        x0, y0, x1, y1 = left - grown, top - grown, left + wide + grown, top + high + grown
        across, down = width / columns, height / rows
        found.append(
            PixelRect(
                max(int(x0 * across), 0),
                max(int(y0 * down), 0),
                min(int(x1 * across) + 1, width),
                min(int(y1 * down) + 1, height),
            )
        )
    return found


def read_texts(crops: Sequence[Grey]) -> list[ReadText]:
    """Return what stands on each of these pictures of one line of text."""
    by_width: dict[int, list[int]] = defaultdict(list)
    for at, crop in enumerate(crops):
        if crop.size:
            by_width[-(-_width_of(crop) // _WIDTHS) * _WIDTHS].append(at)
    texts = [NOTHING_READ] * len(crops)
    for width, alike in by_width.items():
        most = min(max(_MOST_PIXELS_TOGETHER // width, 1), _MOST_TOGETHER)
        for first in range(0, len(alike), most):
            together = alike[first : first + most]
            batch = np.stack([_fitted(crops[at], width) for at in together])
            for at, read in zip(together, _decode(_run(_READER, batch)), strict=True):
                texts[at] = read
    return texts


def _width_of(crop: Grey) -> int:
    height, width = crop.shape
    fitted: int = round(width * _HEIGHT / height)
    return min(max(fitted, 1), _LONGEST_TEXT)


def _fitted(crop: Grey, width: int) -> "np.ndarray[Any, np.dtype[np.float32]]":
    import cv2

    own = _width_of(crop)
    how = cv2.INTER_AREA if crop.shape[0] > _HEIGHT else cv2.INTER_CUBIC
    fitted = np.zeros((3, _HEIGHT, width), np.float32)
    fitted[:, :, :own] = _normalised(cv2.resize(crop, (own, _HEIGHT), interpolation=how))
    return fitted


def _normalised(grey: Grey) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Return three equal channels of -1 (black) to 1 (white)."""
    channel = grey.astype(np.float32) / np.float32(127.5) - np.float32(1)
    return np.broadcast_to(channel, (3, *channel.shape))


def _decode(probabilities: "np.ndarray[Any, np.dtype[np.float32]]") -> Iterator[ReadText]:
    """Yield the text of each picture: the likeliest letter of each step, equal neighbours as one, without blanks."""
    letters = _letters()
    separators = [letters.index(letter) for letter in _SEPARATORS]
    likeliest, certainty = probabilities.argmax(axis=2), probabilities.max(axis=2)
    certainty = np.where(np.isin(likeliest, separators), probabilities[:, :, separators].sum(axis=2), certainty)
    starts = np.ones(likeliest.shape, np.bool_)
    starts[:, 1:] = likeliest[:, 1:] != likeliest[:, :-1]
    for codes, certain, start in zip(likeliest, certainty, starts & (likeliest > 0), strict=True):
        steps = np.flatnonzero(start).tolist()
        if not steps:
            yield NOTHING_READ
            continue
        text = "".join(letters[code] for code in codes[steps].tolist())
        runs = np.maximum.reduceat(certain, steps) if len(steps) == 1 else _best_of_runs(codes, certain, steps)
        yield ReadText(text, float(runs.min()))


def _best_of_runs(
    codes: "np.ndarray[Any, np.dtype[np.intp]]", certain: "np.ndarray[Any, np.dtype[np.float32]]", steps: list[int]
) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Return the greatest probability of each letter over the steps in which it goes on."""
    best = []
    for step in steps:
        end = step + 1
        while end < len(codes) and codes[end] == codes[step]:
            end += 1
        best.append(certain[step:end].max())
    return np.array(best)


@functools.cache
def _letters() -> tuple[str, ...]:
    """The alphabet of the reader; its first place says that no letter begins."""
    return "", *_session(_READER).get_modelmeta().custom_metadata_map["character"].splitlines(), " "


def _run(model: str, pixels: "np.ndarray[Any, np.dtype[np.float32]]") -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Raises MemoryError where none is left."""
    session = _session(model)
    try:
        result: np.ndarray[Any, np.dtype[np.float32]] = session.run(
            None, {session.get_inputs()[0].name: pixels}, _giving_back() if model == _FINDER else None
        )[0]
    except Exception as fault:
        # the library has no exception of its own for it
        if "bad_alloc" in str(fault):
            raise MemoryError from fault
        raise
    return result


@functools.cache
def _session(model: str) -> Any:
    """One per process, on one core: documents are read side by side in processes."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # a page is found in half the time where blocks are used again; texts have so many sizes that it kept one for each
    options.enable_cpu_mem_arena = model == _FINDER
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    path = files("rapidocr") / "models" / model
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@functools.cache
def _giving_back() -> Any:
    """Options with which a model keeps none of its memory for the next page."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
