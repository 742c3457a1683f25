"""Texts as files of office programs may hold them."""

_CONTROLS = (*range(32), *range(127, 160))
_NO_CHARACTERS = (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_LEFT_OUT = dict[int, str | None].fromkeys((*_CONTROLS, *_NO_CHARACTERS)) | {ord("\n"): "\n", ord("\t"): " "}

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def printable(text: str) -> str:
    """A text without control characters and what is no character; line breaks stay."""
    return text.translate(_LEFT_OUT)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would take a text of a CSV file for a formula."""
    return text.startswith(_FORMULA_BEGINS)
