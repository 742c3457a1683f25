"""Take away the raster of a screen that was photographed: waves that go on over the whole picture, as no print does."""

import cv2
import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.scan.bitmap import Grey

_SAMPLE = 512
"""Pixels of the sides of the parts in which waves are looked for."""

_PLACES = ((0.5, 0.5), (0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75))
"""The middles of these parts, down and across: a raster is in all of them, dashed rules are hardly."""

_LONGEST_WAVE = 12.0
"""Pixels of the longest wave; print has longer ones: its lines."""

_BESIDE_AXES = 3
"""Steps of frequency on both sides of the axes, where rules are found."""

_PEAK = 22.0
"""How many times as strong as what is around it a wave is; rules that are askew reach 16, rasters 40."""

_AROUND = 9
"""Steps of frequency around a wave whose median says how strong print is there."""

_REACH = 2.5
"""Steps of the sample's frequency that are taken away around a wave: it is not quite regular."""


def without_raster(grey: Grey) -> Grey:
    """Return the picture without regular waves; the picture itself where there are none."""
    waves = _waves(grey)
    if not len(waves):
        return grey
    height, width = grey.shape
    spectrum = np.fft.rfft2(grey.astype(np.float32))
    down = np.fft.fftfreq(height)[:, None]
    across = np.fft.rfftfreq(width)[None]
    for y, x in waves.tolist():
        near = ((down - y) ** 2 + (across - x) ** 2) < (_REACH / _SAMPLE) ** 2
        spectrum[near] = 0
    smooth = np.fft.irfft2(spectrum, s=grey.shape)
    clean: Grey = np.clip(smooth, 0, 255).astype(np.uint8)
    return clean


def _waves(grey: Grey) -> NDArray[np.float64]:
    """Return the waves that all parts of a picture have: their frequencies down and across, in waves for a pixel."""
    height, width = grey.shape
    if min(height, width) < 2 * _SAMPLE:
        return np.empty((0, 2))
    places = ((int(down * height), int(across * width)) for down, across in _PLACES)
    half = _SAMPLE // 2
    excess = [_excess(grey[y - half : y + half, x - half : x + half]) for y, x in places]
    down, across = np.fft.fftfreq(_SAMPLE), np.fft.rfftfreq(_SAMPLE)
    is_wave = (np.minimum.reduce(excess) > _PEAK) & (np.hypot(down[:, None], across[None]) > 1 / _LONGEST_WAVE)
    is_wave[np.abs(down) < _BESIDE_AXES / _SAMPLE] = False
    is_wave[:, :_BESIDE_AXES] = False
    rows, columns = np.nonzero(is_wave)
    return np.column_stack((down[rows], across[columns]))


def _excess(part: Grey) -> NDArray[np.float32]:
    """Return how many times as strong as those around it each frequency is."""
    sample = part.astype(np.float32)
    window = np.outer(np.hanning(_SAMPLE), np.hanning(_SAMPLE))
    strength = np.abs(np.fft.rfft2((sample - sample.mean()) * window)).astype(np.float32)
    excess: NDArray[np.float32] = (strength + 1) / _median_around(strength)
    return excess


def _median_around(strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the median of the strengths around each, which peaks do not move."""
    levels = np.log(strength + 1)
    greatest = max(float(levels.max()), 1.0)
    coarse = (levels * 255 / greatest).astype(np.uint8)
    median = cv2.medianBlur(coarse, _AROUND).astype(np.float32)
    usual: NDArray[np.float32] = np.exp(median * greatest / 255)
    return usual
