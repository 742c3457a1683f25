"""All formats by name, each able to choose a style at random."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tests.synthetic.documents.formats import csv_file, docx_file, html, markdown, ods, ofd, pdf, text, xls, xlsx
from tests.synthetic.documents.publication import Publication


@dataclass(frozen=True)
class Format:
    """One file format. `style` is whatever its module's `random_style` makes and its `write` takes."""

    suffix: str
    random_style: Callable[[random.Random], Any]
    write: Callable[[Publication, Any], bytes]

    def write_at_random(self, publication: Publication, rng: random.Random) -> bytes:
        """The file in a random style: the same publication and state of `rng` give the same bytes."""
        return self.write(publication, self.random_style(rng))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "xlsx": Format(".xlsx", xlsx.random_style, xlsx.write),
        "xls": Format(".xls", xls.random_style, xls.write),
        "ods": Format(".ods", ods.random_style, ods.write),
        "csv": Format(".csv", csv_file.random_style, csv_file.write),
        "docx": Format(".docx", docx_file.random_style, docx_file.write),
        "html": Format(".html", html.random_style, html.write),
        "text": Format(".txt", text.random_style, text.write),
        "markdown": Format(".md", markdown.random_style, markdown.write),
        "pdf": Format(".pdf", pdf.random_style, pdf.write),
        "ofd": Format(".ofd", ofd.random_style, ofd.write),
    }
)
