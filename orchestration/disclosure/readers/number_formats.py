"""How a spreadsheet shows a number: the number format of a cell turns the stored number into the printed figure.

Only the first section of a format code is used. The others restyle negatives and zeros (colour, parentheses, a dash),
which would hide a sign or turn a stored zero into nothing. Currency symbols and padding are dropped for the same
reason: they say nothing about the figure. Other literal text (a unit, a percent sign) is printed and therefore kept.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType

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
"""First sections of the formats that files name by number only (ECMA-376 part 1, 18.8.30), without currency signs."""

_SIGNIFICANT_DIGITS = 15
"""Spreadsheets show at most 15 digits: what lies beyond is the noise of binary fractions."""

_LONGEST_CODE = 255
"""What spreadsheets themselves allow; it also bounds the digits that one figure can be asked to show."""

_STORED = Context(prec=_SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)
_SHOWN = Context(prec=1000, rounding=ROUND_HALF_UP)

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_STYLING = re.compile(r"\$.*|black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.DOTALL | re.IGNORECASE)
_CURRENCY = str.maketrans("", "", "¥￥$€£")
_NOT_PLAIN = frozenset("@/EeYyMmDdHhSsGgBb")
"""Signs of text, fractions, exponents and dates."""

_LITERAL_PLANE = 0xF0000
"""Literal characters are moved to a private plane while a code is analysed, so that "0" is no placeholder."""
_LITERAL_POINT = chr(_LITERAL_PLANE + ord("."))
_PLAIN = re.compile(
    rf"(?P<prefix>[\U000F0000-\U000FFFFF]*)"
    rf"(?:(?P<general>General)|(?P<whole>[0#?,]*)(?:(?P<point>\.|{_LITERAL_POINT})(?P<fraction>[0#?]*))?)"
    rf"(?P<thousands>,*)(?P<suffix>[%\U000F0000-\U000FFFFF]*)"
)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What the first section of a format code says.

    `quantum` is the smallest step shown (0.01 for two decimals); None in General format, which shows what digits there
    are. `least_decimals` is set where the format drops trailing zeros down to that many. `shift` is the power of ten
    between the stored and the shown number (2 for percent, -3 for thousands); `picture` the Python format of the rest.
    """

    quantum: Decimal | None = None
    least_decimals: int | None = None
    shift: int = 0
    picture: str = "f"
    prefix: str = ""
    suffix: str = ""


GENERAL = NumberFormat()


@lru_cache(maxsize=4096)
def parse_format(code: str) -> NumberFormat:
    """The format of a code as stored in a workbook; GENERAL for one that does not show plain decimal numbers."""
    match = _PLAIN.fullmatch(_marked(code)) if len(code) <= _LONGEST_CODE else None
    if match is None:
        return GENERAL
    prefix, suffix = _literal(match["prefix"]), _literal(match["suffix"])
    if match["general"]:
        return NumberFormat(prefix=prefix, suffix=suffix)
    whole, fraction = match["whole"].rstrip(","), match["fraction"] or ""
    if not whole and not fraction:
        return GENERAL
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


def _marked(code: str) -> str:
    """The first section, its literal characters moved to their own plane; empty where it shows no plain number."""
    marked = ""
    for token in _TOKEN.finditer(code):
        sign, bracket = token["sign"] or "", token["bracket"] or "white"
        if sign == ";":
            break
        if sign in _NOT_PLAIN or not _STYLING.fullmatch(bracket):
            return ""
        if token["general"]:
            marked += "General"
        elif sign and sign in "0#?.,%":
            marked += sign
        else:
            literal = token["quoted"] or token["escaped"] or sign
            marked += "".join(chr(_LITERAL_PLANE + ord(char)) for char in literal if ord(char) < 0x10000)
    return marked


def _literal(marked: str) -> str:
    return without_currency("".join(chr(ord(char) % _LITERAL_PLANE) for char in marked))


def _picture(whole: str, decimals: int) -> str:
    digits = whole.count("0")
    padding = f"0{digits + (decimals + 1 if decimals else 0)}" if digits > 1 else ""
    return f"{padding}{',' if ',' in whole else ''}f"


def print_stored(value: float, shape: NumberFormat = GENERAL) -> tuple[str, int | None]:
    """A finite float or int of a library as the spreadsheet prints it, and its decimals where zeros may be left out."""
    return print_number(Decimal(format(value, f".{_SIGNIFICANT_DIGITS}g")), shape)


def print_number(number: Decimal, shape: NumberFormat = GENERAL) -> tuple[str, int | None]:
    """A number without trailing zeros as the spreadsheet prints it, rounded half up, with a minus for negatives.

    The second value is set in General format only: the decimals of this number, where those of its sheet may be more.
    """
    if shape.quantum is None:
        digits = f"{number + 0:f}"
        return f"{shape.prefix}{digits}{shape.suffix}", len(digits.partition(".")[2])
    if shape.shift:
        number = number.scaleb(shape.shift, _SHOWN)
    digits = format(_SHOWN.quantize(number, shape.quantum), shape.picture)
    if shape.least_decimals is not None:
        digits = _without_trailing_zeros(digits, shape.least_decimals)
    return f"{shape.prefix}{digits}{shape.suffix}", None


def parse_number(text: str) -> Decimal | None:
    """The number behind its text in a workbook, without noise and trailing zeros; None where it is not a number."""
    try:
        number = _STORED.create_decimal(text)
    except InvalidOperation:
        return None
    return number.normalize(_STORED) if number.is_finite() else None


def without_currency(text: str) -> str:
    """A printed figure or the text around one, without currency symbols and outer spaces."""
    return text.translate(_CURRENCY).strip()


def _without_trailing_zeros(digits: str, least_decimals: int) -> str:
    whole, _, fraction = digits.partition(".")
    fraction = fraction[:least_decimals] + fraction[least_decimals:].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
