"""Content in ASCII base 85 (ISO 32000-1, 7.4.3): Python's own decoder takes a step for each letter, here whole groups
are taken at once."""

import base64

import numpy as np

_BLANKS = b" \t\r\n\v\f\0"
_BASE, _GROUP, _ZERO = 85, 5, ord("!")
_WEIGHTS = _BASE ** np.arange(_GROUP - 1, -1, -1, dtype=np.uint64)


def decode_ascii85(letters: bytes) -> bytes:
    """The bytes behind letters without the signs around them. Raises ValueError where they are none."""
    digits = letters.translate(None, _BLANKS)
    # one letter may stand for a whole group of zeros, so that groups are no longer counted off
    whole = 0 if b"z" in digits else len(digits) // _GROUP * _GROUP
    values = np.frombuffer(digits, np.uint8, whole).reshape(-1, _GROUP) - np.uint8(_ZERO)
    numbers = values @ _WEIGHTS
    if (values >= _BASE).any() or (numbers >= 1 << 32).any():
        raise ValueError("no group of five letters")
    return numbers.astype(">u4").tobytes() + base64.a85decode(digits[whole:])
