"""Texts as a terminal or a file of an office program may hold them."""

from orchestration.disclosure.text import without_commands

_NO_CHARACTERS = (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_LEFT_OUT = dict[int, str | None].fromkeys((ord("\r"), *_NO_CHARACTERS)) | {ord("\t"): " "}

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def printable(text: str) -> str:
    """A text without control characters, marks of direction and what is no character; line breaks stay."""
    return without_commands(text).translate(_LEFT_OUT)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would take a text of a CSV file for a formula."""
    return text.startswith(_FORMULA_BEGINS)
