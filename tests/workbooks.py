"""Workbooks as departments publish them, and the ways in which they go wrong."""

import io
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl  # type: ignore[import-untyped]

from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import xlsx
from tests.synthetic.documents.generate import random_disclosure


def consistent_workbook(department_name: str, fiscal_year: int, seed: int = 1) -> bytes:
    """A disclosure in Hubei's template in which every identity holds; the sheets are named 公开01表 to 公开09表."""
    disclosure = replace(
        random_disclosure(random.Random(seed)), department_name=department_name, fiscal_year=fiscal_year, units={}
    )
    return xlsx.write(compose(disclosure, templates.load("hubei")), xlsx.Style())


def edited(workbook: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook after an edit in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def without_sheet(sheet_name: str) -> Callable[[Any], None]:
    return lambda book: book.remove(book[sheet_name])


def with_value(sheet_name: str, cell: str, value: float | str) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[sheet_name][cell] = value

    return edit


def with_sheet_again(sheet_name: str, cell: str, value: float) -> Callable[[Any], None]:
    """The sheet stands a second time, where one of its cells has another value."""

    def edit(book: Any) -> None:
        book.copy_worksheet(book[sheet_name])[cell] = value

    return edit
