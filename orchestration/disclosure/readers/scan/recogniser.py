"""What reads the pictures of pages, where the extra `scan` is installed."""

import functools
import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.disclosure.readers.content import Content, RawFile
    from orchestration.disclosure.readers.fixed_layout.pieces import Recogniser
    from orchestration.disclosure.readers.inner_pictures import ReadPicture

PACKAGES = ("rapidocr", "onnxruntime", "cv2", "PIL")
"""What the extra brings, by the names under which it is imported."""

PICTURE_FORMATS = ("PNG", "JPEG", "TIFF")

_LEAST_PICTURE = 1024
"""Bytes; a shorter file is no page, whatever its first bytes say."""


def is_installed() -> bool:
    """Return whether pictures can be read."""
    return all(find_spec(package) is not None for package in PACKAGES)


@functools.cache
def recogniser() -> "Recogniser | None":
    """Return what reads the picture of a page; None without the extra."""
    if not is_installed():
        return None
    # what it needs is not installed everywhere
    from orchestration.disclosure.readers.scan.beside_layer import recognise_beside_layer

    return recognise_beside_layer


@functools.cache
def inner_recogniser() -> "ReadPicture | None":
    """Return what reads a picture inside a document of text; None without the extra."""
    return _read_inner_picture if is_installed() else None


def _read_inner_picture(raw: "RawFile", data: bytes) -> "Content | None":
    # few documents of text have pictures, and what reads them takes longer to import than such a document to read
    from orchestration.disclosure.readers.scan.inner_picture import read_inner_picture

    return read_inner_picture(raw, data)


def opens_picture(data: bytes) -> bool:
    """Return whether a file with the signature of a picture is one. Asked only where the extra is installed."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=PICTURE_FORMATS):
            return True
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # a huge one is refused by the reader, in its own words
        return len(data) > _LEAST_PICTURE
