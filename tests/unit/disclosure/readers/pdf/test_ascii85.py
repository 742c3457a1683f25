"""Content in ASCII base 85 is what Python's own decoder makes of it."""

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.disclosure.readers.pdf.ascii85 import decode_ascii85


@given(st.binary(max_size=200), st.integers(0, 70))
@example(bytes(8), 0)
@example(b"\xff" * 9, 3)
def test_what_was_encoded_is_decoded(data: bytes, width: int) -> None:
    assert decode_ascii85(base64.a85encode(data, wrapcol=width)) == data


@given(st.text([*map(chr, range(32, 128)), "z", "s", "!"], max_size=12).map(str.encode))
@example(b's8W-"')
@example(b"zvvvv")
def test_what_is_no_such_content_is_refused(letters: bytes) -> None:
    try:
        expected = base64.a85decode(letters, ignorechars=b" \t\r\n\v\f\0")
    except ValueError:
        with pytest.raises(ValueError):
            decode_ascii85(letters)
    else:
        assert decode_ascii85(letters) == expected
