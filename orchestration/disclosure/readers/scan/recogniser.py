"""What reads the pictures of pages, where the extra `scan` is installed."""

import functools
from importlib.util import find_spec

from orchestration.disclosure.readers.fixed_layout.pieces import Recogniser

PACKAGES = ("rapidocr", "onnxruntime", "cv2", "PIL")
"""What the extra brings, by the names under which it is imported."""


@functools.cache
def recogniser() -> Recogniser | None:
    """Return what reads the picture of a page; None without the extra."""
    if any(find_spec(package) is None for package in PACKAGES):
        return None
    # what it needs is not installed everywhere
    from orchestration.disclosure.readers.scan.recognise import recognise

    return recognise
