"""A picture as a viewer shows it: turned as it says, on white paper, with the size that counts as its own."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps

from orchestration.disclosure.readers.scan.recogniser import PICTURE_FORMATS

LONGER_SIDE = 842.0
"""Points of A4. A picture states no size on paper that could be trusted."""

_SEE_THROUGH = ("RGBA", "LA", "P", "PA")


@contextmanager
def open_picture(data: bytes) -> Iterator[Image.Image]:
    """Open a picture without unpacking it. Raises OSError, ValueError or SyntaxError for a damaged one."""
    # the limit is ours, and told
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data), formats=PICTURE_FORMATS) as picture:
        yield picture


def upright(page: Image.Image) -> Image.Image:
    """Return a page of a picture as it is shown, without what is transparent."""
    shown = ImageOps.exif_transpose(page)
    if shown.mode not in _SEE_THROUGH:
        return shown
    return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown.convert("RGBA"))


def scaled(shown: Image.Image, pixels_in_a_point: float) -> Image.Image:
    """Return a page with so many pixels in a point."""
    scale = pixels_in_a_point * LONGER_SIDE / max(shown.size)
    size = max(round(shown.width * scale), 1), max(round(shown.height * scale), 1)
    return shown.resize(size, Image.Resampling.LANCZOS)
