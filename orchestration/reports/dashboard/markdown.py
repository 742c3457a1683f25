"""Texts of others in Markdown, which Dagster's UI makes of descriptions too: an image in one would be fetched."""

import re

_MEANINGFUL = re.compile(r"([\\`*_{}\[\]<>()#!|~&])")


def escape_markdown(text: str) -> str:
    """The text for Markdown, in which none of its letters means anything."""
    return _MEANINGFUL.sub(r"\\\1", text)
