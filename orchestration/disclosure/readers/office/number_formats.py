"""How a spreadsheet shows a number: the number format of a cell turns the stored number into the printed figure.

The first section of a format code prints all numbers; the others restyle negatives and zeros. A negative set in
parentheses or in colour is printed with a minus, one whose section shows neither is printed as shown. A section without
any digit hides its number (`;;;` hides all) or prints words in its place. A zero is printed by the first section also
where another makes a dash or nothing of it: that would turn a stored zero into nothing. Currency symbols and padding
say nothing about the figure and are dropped; other literal text (a unit, a percent sign) is printed and so kept. Dates
and times are printed in ISO 8601, whatever their format: they must never be taken for figures.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

BUILT_IN_CODES = MappingProxyType(
    {
        1: "0",
        2: "0.00",
        3: "#,##0",
        4: "#,##0.00",
        5: "#,##0",
        6: "#,##0",
        7: "#,##0.00",
        8: "#,##0.00",
        9: "0%",
        10: "0.00%",
        **dict.fromkeys((*range(14, 18), *range(27, 32), 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
        **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "hh:mm:ss"),
        22: "yyyy-mm-dd hh:mm:ss",
        46: "[h]:mm:ss",
        37: "#,##0",
        38: "#,##0",
        39: "#,##0.00",
        40: "#,##0.00",
        41: "#,##0",
        42: "#,##0",
        43: "#,##0.00",
        44: "#,##0.00",
    }
)
"""First sections of the formats that files name by number only (ECMA-376 part 1, 18.8.30), without currency signs.
27 to 36 and 50 to 58 are the dates of Chinese programs."""

_SIGNIFICANT_DIGITS = 15
"""Spreadsheets show at most 15 digits: what lies beyond is the noise of binary fractions."""

_LONGEST_CODE = 255
"""What spreadsheets themselves allow; it also bounds the digits that one figure can be asked to show."""

_COIN = Decimal("0.000001")
_NOISE = Decimal("0.000000001")
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
_NO_LEAP_DAY = 60
_SECONDS_PER_DAY = 86_400
_MOST_SECONDS = 2_958_466 * _SECONDS_PER_DAY
"""The end of the year 9999."""

_STORED = Context(prec=_SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP, Emax=308, traps=[InvalidOperation])
"""Numbers as spreadsheets hold them: what no double can be is infinite."""
_SHOWN = Context(prec=1000, rounding=ROUND_HALF_UP)

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_ELAPSED = re.compile(r"(?:h+|m+|s+)", re.IGNORECASE)
_STYLING = re.compile(r"\$.*|black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.DOTALL | re.IGNORECASE)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+")
_NEGATIVE_SIGNS = "-−－﹣()（）△▲负"
_NUMBER_SECTIONS = 3
_CURRENCY = str.maketrans("", "", "¥￥$€£")
_DATE = frozenset("YyMmDdHhSs")
_NOT_PLAIN = frozenset("@/EeGgBb") | _DATE
"""Signs of text, fractions, exponents and dates."""

_LITERAL_PLANE = 0xF0000
"""Literal characters are moved to a private plane while a code is analysed, so that "0" is no placeholder."""
_LITERAL_POINT = chr(_LITERAL_PLANE + ord("."))
_PLAIN = re.compile(
    rf"(?P<prefix>[\U000F0000-\U000FFFFF]*)"
    rf"(?:(?P<general>General)|(?P<whole>[0#?,]*)(?:(?P<point>\.|{_LITERAL_POINT})(?P<fraction>[0#?]*))?)"
    rf"(?P<thousands>,*)(?P<suffix>[%\U000F0000-\U000FFFFF]*)"
)


class Moment(Enum):
    """What a format makes of a number that is no figure: a point in time, or hours that have passed."""

    DATE = "date"
    ELAPSED = "elapsed"


class _Section(NamedTuple):
    """A section of a format code: `marked` as `_marked` gives it."""

    moment: Moment | None
    marked: str | None
    colours: frozenset[str]
    is_conditional: bool
    shows_text: bool


class Printed(NamedTuple):
    """A cell as its spreadsheet shows it.

    `decimals` is how precise a shown figure is, None for all that is none (words, percentages, dates); `fixed` says
    that its format determines them: General format drops trailing zeros, so its figures may have more.
    """

    text: str
    decimals: int | None = None
    fixed: bool = True


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a format code says; without more words, its first section.

    `quantum` is the smallest step shown (0.01 for two decimals); None in General format, which shows what digits there
    are. `least_decimals` is set where the format drops trailing zeros down to that many. `shift` is the power of ten
    between the stored and the shown number (2 for percent, -3 for thousands); `picture` the Python format of the rest.
    `moment` is set where numbers are shown as dates or times, `words` where they are shown as these (or nothing).
    `negative` prints what is less than zero where it is set, `zero` zeros; `text` stands in the place of texts.
    """

    quantum: Decimal | None = None
    least_decimals: int | None = None
    shift: int = 0
    picture: str = "f"
    prefix: str = ""
    suffix: str = ""
    moment: Moment | None = None
    words: str | None = None
    negative: "NumberFormat | None" = None
    zero: "NumberFormat | None" = None
    text: str | None = None


GENERAL = NumberFormat()


@lru_cache(maxsize=4096)
def parse_format(code: str) -> NumberFormat:
    """The format of a code as stored in a workbook; GENERAL for one that shows neither plain numbers nor dates."""
    if not code or len(code) > _LONGEST_CODE:
        return GENERAL
    sections = _sections(code)
    first = _section_format(sections[0])
    if any(section.is_conditional for section in sections):
        return first
    text = None
    if sections[-1].shows_text or len(sections) > _NUMBER_SECTIONS:
        text = None if sections[-1].shows_text else _words(sections[-1])
        sections = sections[:-1] or sections
    if len(sections) == 1:
        return replace(first, text=text) if text is not None else first
    # A first section without digits prints no zero either: then the section of zeros does.
    zero = _section_format(sections[2]) if len(sections) > 2 and first.words is not None else None
    return replace(first, negative=_negative_format(sections[1], sections[0]), zero=zero, text=text)


def _section_format(section: _Section) -> NumberFormat:
    if section.moment is not None or section.marked is None:
        return NumberFormat(moment=section.moment)
    match = _PLAIN.fullmatch(section.marked)
    if match is None:
        return GENERAL
    prefix, suffix = _literal(match["prefix"]), _literal(match["suffix"])
    if match["general"]:
        return NumberFormat(prefix=prefix, suffix=suffix)
    whole, fraction = match["whole"].rstrip(","), match["fraction"] or ""
    if not whole and not fraction:
        return NumberFormat(words=_words(section)) if not match["point"] else GENERAL
    decimals = len(fraction)
    thousands = len(match["whole"]) - len(whole) + len(match["thousands"])
    # A literal point among the digits divides without a word: "0!.0," is how figures kept in 元 are shown in 万元.
    divided = decimals if match["point"] == _LITERAL_POINT else 0
    least_decimals = fraction.rfind("0") + 1
    return NumberFormat(
        quantum=Decimal(1).scaleb(-decimals),
        least_decimals=least_decimals if least_decimals < decimals else None,
        shift=2 * match["suffix"].count("%") - 3 * thousands - divided,
        picture=_picture(whole, decimals),
        prefix=prefix,
        suffix=suffix,
    )


def _negative_format(section: _Section, first: _Section) -> NumberFormat | None:
    """How negatives are printed: with a minus where the section marks them at all; None where by the first section."""
    shape = _section_format(section)
    if shape.words is not None:
        return shape
    if shape.quantum is None:
        return None
    around = shape.prefix + shape.suffix
    is_marked = any(sign in around for sign in _NEGATIVE_SIGNS) or section.colours != first.colours
    unmarked = str.maketrans("", "", _NEGATIVE_SIGNS)
    return replace(
        shape,
        prefix=("-" if is_marked else "") + shape.prefix.translate(unmarked),
        suffix=shape.suffix.translate(unmarked),
    )


def _sections(code: str) -> tuple[_Section, ...]:
    tokens: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["sign"] == ";":
            tokens.append([])
        else:
            tokens[-1].append(token)
    return tuple(_Section(_moment(part), _marked(part), *_brackets(part), _shows_text(part)) for part in tokens)


def _moment(tokens: Iterable[re.Match[str]]) -> Moment | None:
    """Whether a section shows dates or times: a letter of the calendar outside quotes, brackets and General."""
    dated = False
    for token in tokens:
        if _ELAPSED.fullmatch(token["bracket"] or ""):
            return Moment.ELAPSED
        dated = dated or (token["sign"] or "") in _DATE
    return Moment.DATE if dated else None


def _marked(tokens: Iterable[re.Match[str]]) -> str | None:
    """A section, its literal characters moved to their own plane; None where it shows no plain number."""
    marked = ""
    for token in tokens:
        sign, bracket = token["sign"] or "", token["bracket"] or "white"
        if sign in _NOT_PLAIN or not _STYLING.fullmatch(bracket):
            return None
        if token["general"]:
            marked += "General"
        elif sign and sign in "0#?.,%":
            marked += sign
        else:
            literal = token["quoted"] or token["escaped"] or sign
            marked += "".join(chr(_LITERAL_PLANE + ord(char)) for char in literal if ord(char) < 0x10000)
    return marked


def _brackets(tokens: Iterable[re.Match[str]]) -> tuple[frozenset[str], bool]:
    """The colours of a section, and whether it holds for some numbers only."""
    brackets = {token["bracket"].lower() for token in tokens if token["bracket"]}
    colours = frozenset(bracket for bracket in brackets if _COLOUR.fullmatch(bracket))
    return colours, any(bracket[0] in "<>=" for bracket in brackets)


def _shows_text(tokens: Iterable[re.Match[str]]) -> bool:
    return any(token["sign"] == "@" for token in tokens)


def _words(section: _Section) -> str:
    """What a section prints without any digit."""
    return _literal(section.marked or "")


def _literal(marked: str) -> str:
    return without_currency("".join(chr(ord(char) % _LITERAL_PLANE) for char in marked))


def _picture(whole: str, decimals: int) -> str:
    digits = whole.count("0")
    padding = f"0{digits + (decimals + 1 if decimals else 0)}" if digits > 1 else ""
    return f"{padding}{',' if ',' in whole else ''}f"


def print_number(number: Decimal, shape: NumberFormat = GENERAL) -> Printed:
    """A number that is no date as the spreadsheet prints it, rounded half up, with a minus for negatives."""
    number = _STORED.plus(number)
    if number < 0 and shape.negative is not None:
        return print_number(-number, shape.negative)
    if not number and shape.zero is not None:
        shape = shape.zero
    if shape.words is not None:
        return Printed(shape.words)
    if shape.quantum is None:
        digits = f"{_without_noise(number):f}"
        return Printed(f"{shape.prefix}{digits}{shape.suffix}", len(digits.partition(".")[2]), fixed=False)
    if shape.shift:
        number = number.scaleb(shape.shift, _SHOWN)
    digits = format(_SHOWN.quantize(number, shape.quantum), shape.picture)
    decimals = len(digits.partition(".")[2])
    if shape.least_decimals is not None:
        digits = _without_trailing_zeros(digits, shape.least_decimals)
    return Printed(f"{shape.prefix}{digits}{shape.suffix}", None if "%" in shape.suffix else decimals)


def _without_noise(number: Decimal) -> Decimal:
    """A sum of binary fractions keeps noise far beyond the smallest coin (分, the sixth decimal of 万元)."""
    coins = _SHOWN.quantize(number, _COIN)
    nearest = coins if abs(number - coins) <= _NOISE else number
    return nearest.normalize(_SHOWN) + 0


def print_moment(serial: Decimal, moment: Moment, counted_from_1904: bool) -> str:
    """A date or time in ISO 8601, or hours, minutes and seconds that have passed; the digits where it is neither.

    `serial` is in days; day 60 is the 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1).
    """
    seconds = int(_SHOWN.quantize(serial * _SECONDS_PER_DAY, Decimal(1)))
    if not 0 <= seconds < _MOST_SECONDS:
        return f"{serial:f}"
    if moment is Moment.ELAPSED or seconds < _SECONDS_PER_DAY:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    begins = _DAY_ZERO_1904 if counted_from_1904 else _DAY_ZERO + timedelta(days=serial < _NO_LEAP_DAY)
    return (begins + timedelta(seconds=seconds)).isoformat(sep=" ").removesuffix(" 00:00:00")


def parse_number(text: str) -> Decimal | None:
    """The number behind its text in a workbook; None where it is not a number."""
    try:
        number = _STORED.create_decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def without_currency(text: str) -> str:
    """A printed figure or the text around one, without currency symbols and outer spaces."""
    return text.translate(_CURRENCY).strip()


def _without_trailing_zeros(digits: str, least_decimals: int) -> str:
    whole, _, fraction = digits.partition(".")
    fraction = fraction[:least_decimals] + fraction[least_decimals:].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
