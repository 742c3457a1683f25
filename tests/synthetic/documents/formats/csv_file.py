"""Delimited text, all sheets one under another in one file, as an office program exports them."""

import csv
import io
import random
from dataclasses import dataclass
from enum import StrEnum

from tests.synthetic.documents.formats.flat import text_rows
from tests.synthetic.documents.formats.spreadsheet import worksheets
from tests.synthetic.documents.publication import Publication


class Delimiter(StrEnum):
    COMMA = ","
    TAB = "\t"


class Encoding(StrEnum):
    UTF8 = "utf-8"
    UTF8_WITH_MARK = "utf-8-sig"
    GBK = "gb18030"


@dataclass(frozen=True, slots=True)
class Style:
    delimiter: Delimiter = Delimiter.COMMA
    encoding: Encoding = Encoding.UTF8


def random_style(rng: random.Random) -> Style:
    return Style(delimiter=rng.choice(list(Delimiter)), encoding=rng.choice(list(Encoding)))


def write(publication: Publication, style: Style) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=style.delimiter.value, lineterminator="\r\n")
    for worksheet in worksheets(publication):
        writer.writerows(text_rows(worksheet.grid))
        writer.writerow([])
    return stream.getvalue().encode(style.encoding.value)
