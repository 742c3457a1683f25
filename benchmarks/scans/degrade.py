"""Make a scan of a page: what scanners, copiers, stamps and telephones do to print."""

import io
import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
"""Rows of pixels with three colours each: red, green and blue."""

_RED = (200, 30, 40)
_STAMP_SHARE = 0.16
"""The radius of a seal, as a share of the page's width."""


@dataclass(frozen=True, slots=True)
class Degradation:
    """What happens to the pages of one scan; `skew` in degrees, `noise` in grey levels, the others from 0 to 1."""

    name: str
    dpi: int = 200
    quality: int = 75
    skew: float = 0.0
    turns: int = 0
    noise: float = 4.0
    is_bilevel: bool = False
    is_grey: bool = True
    stamps: int = 0
    moire: float = 0.0
    perspective: float = 0.0
    fold: float = 0.0
    faint: float = 0.0
    blur: float = 0.0

    @property
    def is_plain_paper(self) -> bool:
        """Return whether the page itself was scanned, in black, under no seal that looks like its print."""
        return not (self.moire or self.perspective or self.faint or (self.stamps and self.is_grey))


DEGRADATIONS = (
    Degradation("plain 200 dpi"),
    Degradation("200 dpi, quality 60, askew", quality=60, skew=1.2, noise=6),
    Degradation("200 dpi, seal in colour", quality=70, skew=-0.6, is_grey=False, stamps=2),
    Degradation("200 dpi, seal in grey", quality=70, skew=0.4, stamps=2),
    Degradation("200 dpi, on its side", quality=70, turns=1, skew=0.3),
    Degradation("200 dpi, upside down", quality=70, turns=2),
    Degradation("200 dpi, fold and shadow", quality=65, fold=0.5, skew=-0.8),
    Degradation("300 dpi, black and white", dpi=300, is_bilevel=True, skew=0.8, noise=8),
    Degradation("200 dpi, black and white", is_bilevel=True, skew=-1.0, noise=8),
    Degradation("150 dpi, quality 40", dpi=150, quality=40, skew=1.0, noise=8),
    Degradation("150 dpi, quality 30, noisy", dpi=150, quality=30, skew=-1.5, noise=14, blur=0.6),
    Degradation("200 dpi, faint", quality=60, faint=0.6, noise=6),
    Degradation("photo of a screen", quality=60, moire=0.35, perspective=0.006, is_grey=False, blur=0.7),
    Degradation("photo", quality=70, perspective=0.012, fold=0.35, is_grey=False, blur=0.5, skew=0.7),
)


def degraded(page: Pixels, how: Degradation, rng: np.random.Generator) -> bytes:
    """Return the scan of a page (drawn at its `dpi`) as a JPEG or PNG file."""
    pixels = page
    for _ in range(how.stamps):
        pixels = _stamped(pixels, rng)
    if how.perspective:
        pixels = _seen_from_aside(pixels, how.perspective, rng)
    if how.skew:
        pixels = _turned(pixels, how.skew)
    pixels = np.ascontiguousarray(np.rot90(pixels, how.turns))
    if how.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), how.blur)
    light = pixels.astype(np.float32)
    if how.faint:
        light = 255 - (255 - light) * (1 - how.faint)
    light *= _lighting(light.shape[:2], how, rng)[:, :, None]
    light += rng.normal(0, how.noise, light.shape[:2]).astype(np.float32)[:, :, None]
    return _encoded(np.clip(light, 0, 255).astype(np.uint8), how)


def _encoded(pixels: Pixels, how: Degradation) -> bytes:
    image = Image.fromarray(pixels)
    stream = io.BytesIO()
    if how.is_bilevel:
        image.convert("L").point(lambda grey: 255 if grey > 150 else 0).convert("1").save(stream, "PNG")
    else:
        (image.convert("L") if how.is_grey else image).save(stream, "JPEG", quality=how.quality)
    return stream.getvalue()


def _stamped(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Draw a round seal with a star and letters over a place in the middle of the page."""
    height, width = pixels.shape[:2]
    radius = int(_STAMP_SHARE * min(width, height))
    middle = int(rng.uniform(0.3, 0.8) * width), int(rng.uniform(0.3, 0.8) * height)
    seal = np.full_like(pixels, 255)
    thick = max(radius // 22, 2)
    cv2.circle(seal, middle, radius, _RED, thick)
    points = [
        (middle[0] + r * math.sin(a), middle[1] - r * math.cos(a))
        for at in range(10)
        for a, r in ((at * math.pi / 5, radius * (0.34 if at % 2 == 0 else 0.14)),)
    ]
    cv2.fillPoly(seal, [np.array(points, np.int32)], _RED)
    for at in range(11):
        angle = math.radians(-130 + 26 * at)
        x, y = middle[0] + 0.76 * radius * math.sin(angle), middle[1] - 0.76 * radius * math.cos(angle)
        side = radius // 8
        cv2.rectangle(seal, (int(x) - side, int(y) - side), (int(x) + side, int(y) + side), _RED, thick)
        cv2.line(seal, (int(x) - side, int(y)), (int(x) + side, int(y)), _RED, thick)
    inked: Pixels = cv2.multiply(pixels, seal, scale=1 / 255)
    return inked


def _turned(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turned: Pixels = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return turned


def _seen_from_aside(pixels: Pixels, share: float, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = (corners + rng.uniform(-share, share, (4, 2)) * (width, height)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    seen: Pixels = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return seen


def _lighting(size: tuple[int, ...], how: Degradation, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the brightness of each pixel: a fold across the page, a shadow from one side, the raster of a screen."""
    height, width = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.ones(size, np.float32)
    if how.fold:
        across = rng.uniform(0.3, 0.7) * height
        light -= how.fold * np.exp(-(((y - across) / (0.03 * height)) ** 2))
        light *= 1 - 0.5 * how.fold * x / width
    if how.moire:
        light -= how.moire * 0.5 * (1 + np.sin(2 * np.pi * (x * 0.173 + y * 0.021))) * 0.5
        light -= how.moire * 0.5 * (1 + np.sin(2 * np.pi * (y * 0.151 - x * 0.017))) * 0.5
    return np.clip(light, 0.05, 1)
