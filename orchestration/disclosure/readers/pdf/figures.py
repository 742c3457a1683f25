"""Which printed words are numbers: needed to tell columns apart, not to know what the numbers mean."""

from orchestration.disclosure.amounts import NotAnAmount, parse_amount

_OPENINGS = frozenset("0123456789０１２３４５６７８９-－−—(（△▲负+.")


def is_number(text: str) -> bool:
    """Whether the text is one whole number, a code or an amount."""
    if text[:1] not in _OPENINGS:
        return False
    try:
        return parse_amount(text.removesuffix("%")) is not None
    except NotAnAmount:
        return False


def is_figure(text: str) -> bool:
    """Whether the text is a number printed as amounts are, with decimals or thousands separators."""
    return any(mark in text for mark in ".,．，") and is_number(text)
