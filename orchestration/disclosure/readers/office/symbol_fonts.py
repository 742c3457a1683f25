"""The characters of symbol fonts, whose texts are stored as codes of the font: what a person sees in their place."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

_PRIVATE = 0xF000
"""Programs store a code of a symbol font in the private area from here on, or as the bare code."""

_SYMBOL_LOW = " !∀#∃%&∋()*+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"


def _in_a_row(first: int, characters: str) -> Iterator[tuple[int, str]]:
    return enumerate(characters, first)


_FONTS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "symbol": dict((*_in_a_row(0x20, _SYMBOL_LOW), *_in_a_row(0xA0, _SYMBOL_HIGH))),
        "wingdings": dict(
            (
                *((0x6C, "●"), (0x6E, "■"), (0x6F, "□"), (0x71, "□"), (0x72, "□"), (0x75, "◆"), (0xA1, "○")),
                *((0xA7, "▪"), (0xA8, "□"), (0xD8, "➢"), (0xFB, "✗"), (0xFC, "✓"), (0xFD, "☒"), (0xFE, "☑")),
                *_in_a_row(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
            )
        ),
        "wingdings 2": dict(
            (
                *((0x4F, "✗"), (0x50, "✓"), (0x51, "☒"), (0x52, "☑"), (0x53, "☒"), (0x54, "☒"), (0xA3, "□")),
                *_in_a_row(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
            )
        ),
    }
)


def is_symbol_font(font: str) -> bool:
    """Whether the characters of a font are pictures in the place of letters."""
    return font.lower() in _FONTS


def symbol(font: str, code: int) -> str:
    """The character that a font shows for a code; the code itself where font or code are not known."""
    known = _FONTS.get(font.lower(), {})
    return known.get(code - _PRIVATE if code >= _PRIVATE else code) or _unknown(code)


@lru_cache(maxsize=1024)
def in_font(font: str, text: str) -> str:
    """A text as a font shows it."""
    return "".join(symbol(font, ord(character)) for character in text)


def _unknown(code: int) -> str:
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
