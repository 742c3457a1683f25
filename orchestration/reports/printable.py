"""Texts as a terminal or a file of an office program may hold them."""

_CONTROLS = (*range(32), *range(127, 160))
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Marks that print what follows the other way round."""

_NO_CHARACTERS = (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_LEFT_OUT = dict[int, str | None].fromkeys((*_CONTROLS, *_DIRECTIONS, *_NO_CHARACTERS)) | {
    ord("\n"): "\n",
    ord("\t"): " ",
}

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def printable(text: str) -> str:
    """A text without control characters, marks of direction and what is no character; line breaks stay."""
    return text.translate(_LEFT_OUT)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would take a text of a CSV file for a formula."""
    return text.startswith(_FORMULA_BEGINS)
