"""Measure speed, correctness and memory of reading, against bare libraries.

    python -m benchmarks.readers

A time is the best of some repetitions. Only ratios of times from the same run mean the same on every machine, so only
ratios have aims; they are printed and never tested, because a busy machine must not make a test fail.
"""

import gc
import io
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from benchmarks.aims import met
from benchmarks.bare_readers import BareReader, read_with_calamine, read_with_pdfium, read_with_pdfplumber
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.readers.content import RawFile
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.disclosure.reading import READERS, read_bytes
from orchestration.home.settings import PROJECT
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.codes import ancestors, function_items, standard_names
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import docx_file, html, ods, pdf, xls, xlsx
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.ordinals import chinese_ordinal
from tests.synthetic.documents.render import printed_figures
from tests.synthetic.documents.write_raw import read_cells

SHARED = PROJECT.parent / "shared" / "data"
"""Real disclosures that lie beside a checkout; they are not part of it."""

_REAL_WORKBOOKS = {"wuhan_jkq_dsj/2023": "wuhan_dsj_2023", "putuo_czj/2024": "putuo_czj_2024"}
"""The department-years of raw/ and the name under which `SHARED` knows their figures."""

_BLANK_TEMPLATE = "shanghai_template_2024"
_SHARED_DOCUMENTS = ("putuo_czj_2024.pdf", "putuo_shgzb_2024.pdf", f"{_BLANK_TEMPLATE}.pdf", "wuhan_dsj_2023.txt")

Figures: TypeAlias = Mapping[CellKey, Decimal]
"""In 万元."""


@dataclass(frozen=True)
class Specimen:
    """A document to read; `figures` are all that it states, None where nobody has written them down."""

    name: str
    data: bytes
    figures: Figures | None = None

    @property
    def format(self) -> FileFormat:
        """Raises what `detect_format` raises."""
        return detect_format(self.raw_file)

    @property
    def raw_file(self) -> RawFile:
        return RawFile(Path(self.name), self.name, self.data, "")


# Documents -----------------------------------------------------------------------------------------------------------


def real_workbooks() -> Iterator[Specimen]:
    """The workbooks of raw/."""
    for folder, known_as in _REAL_WORKBOOKS.items():
        path = PROJECT / "raw" / folder / "final_accounts.xlsx"
        yield Specimen(f"raw/{folder}", path.read_bytes(), _known_figures(known_as))


def shared_documents() -> Iterator[Specimen]:
    """The documents of `SHARED`; none where that folder is absent."""
    for name in _SHARED_DOCUMENTS if SHARED.is_dir() else ():
        path = SHARED / name
        yield Specimen(name, path.read_bytes(), _known_figures(path.stem))


def _known_figures(name: str) -> Figures | None:
    path = SHARED / f"{name}.cells.csv"
    if path.is_file():
        return read_cells(path)
    return {} if name == _BLANK_TEMPLATE else None


_ITEMS_PER_SECTION = 11
"""With so many function items a PDF has about a hundred pages."""

_LARGE_SHEETS = {
    "income": ("total", "fiscal_appropriation"),
    "expenditure": ("total", "basic", "project"),
    "general_budget_expenditure": ("total", "basic", "project"),
}


def _large_specimens() -> Iterator[Specimen]:
    """One disclosure in every format that keeps tables, the PDF first."""
    disclosure = _large_disclosure(random.Random(1))
    publication = compose(disclosure, templates.load("hubei"))
    printed = {key: disclosure.figures[key] for key in printed_figures(publication.sheets)}
    for name, data in {
        "PDF": pdf.write(publication, pdf.Style(font=pdf.Lettering.BOXES)),
        "DOCX": docx_file.write(publication, docx_file.Style()),
        "HTML": html.write(publication, html.Style()),
        "XLSX": xlsx.write(publication, xlsx.Style()),
        "XLS": xls.write(publication, xls.Style()),
        "ODS": ods.write(publication, ods.Style()),
    }.items():
        yield Specimen(f"large {name}", data, printed)


def _large_disclosure(rng: random.Random) -> Disclosure:
    """A department with hundreds of items, most of them invented. Its sums do not hold: no concern of a reader."""
    usual = random_disclosure(rng)
    names = {
        code: standard_names()[code] for item in function_items("general_public_budget") for code in ancestors(item)
    }
    sections = [code for code in names if len(code) == 5]
    names |= {
        f"{section}{number:02}": names[section] + chinese_ordinal(number)
        for section in sections
        for number in range(1, _ITEMS_PER_SECTION + 1)
    }
    figures = {
        CellKey(sheet_id, code, column): Decimal(rng.randint(1, 10**8)).scaleb(-2)
        for sheet_id, columns in _LARGE_SHEETS.items()
        for code in names
        for column in columns
    }
    return replace(usual, figures={**usual.figures, **figures}, code_names={**usual.code_names, **names}, units={})


def _repeated(data: bytes, pages: int) -> bytes:
    """A PDF of the same pages again and again, until there are at least so many."""
    source, target = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    while len(target) < pages:
        target.import_pages(source)
    stream = io.BytesIO()
    target.save(stream)
    return stream.getvalue()


def _scan(pages: int) -> bytes:
    """Pictures of pages: noise, which no compression makes smaller than a real scan."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for page in range(pages):
        noise = Image.effect_noise((1240, 1754), 40 + page)
        canvas.drawImage(ImageReader(noise), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


# Rivals --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rival:
    """A bare library to compare with; `aim` is the greatest ratio of our time to its time."""

    name: str
    read: BareReader
    formats: frozenset[FileFormat]
    aim: float


_WORKBOOKS = frozenset({FileFormat.XLSX, FileFormat.XLS, FileFormat.ODS})
PDF_RIVALS = (
    Rival("pdfplumber", read_with_pdfplumber, frozenset({FileFormat.PDF}), 1 / 15),
    Rival("PDFium", read_with_pdfium, frozenset({FileFormat.PDF}), 2.5),
)
WORKBOOK_RIVALS = (Rival("calamine", read_with_calamine, _WORKBOOKS, 2.0),)
RIVALS = (*PDF_RIVALS, *WORKBOOK_RIVALS)

# Measuring -----------------------------------------------------------------------------------------------------------

_MOST_REPETITIONS = 7
_PATIENCE_SECONDS = 3.0
_MOST_MEGABYTES = 400


@dataclass(frozen=True)
class Timing:
    """Seconds for one document: the whole reading, the reader alone, each rival by name."""

    specimen: Specimen
    whole: float
    reader: float
    rivals: Mapping[str, float]
    figures: Figures

    @property
    def score(self) -> str:
        """Figures read exactly out of those stated, and how many were read that are not stated."""
        truth = self.specimen.figures
        if truth is None:
            return f"{len(self.figures)} read"
        right = sum(truth.get(key) == amount for key, amount in self.figures.items())
        wrong = len(self.figures) - right
        return f"{right} / {len(truth)}" + (f", {wrong} wrong" if wrong else "")


def timed(specimen: Specimen) -> Timing:
    raw, data = specimen.raw_file, specimen.data
    reading = read_bytes(raw.path, raw.file_name, data)
    return Timing(
        specimen=specimen,
        whole=_best_seconds(lambda: read_bytes(raw.path, raw.file_name, data)),
        reader=_best_seconds(lambda: READERS[detect_format(raw)](raw)),
        rivals={
            rival.name: _best_seconds(lambda rival=rival: rival.read(data))  # type: ignore[misc]
            for rival in RIVALS
            if specimen.format in rival.formats
        },
        figures={cell.key: cell.amount for cell in reading.cells},
    )


def _best_seconds(call: Callable[[], object]) -> float:
    """Of several runs, fewer where one takes long."""
    times: list[float] = []
    while len(times) < _MOST_REPETITIONS and sum(times) < _PATIENCE_SECONDS:
        gc.collect()
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return min(times)


# A process begins with the peak of the one that started it, which here is large; a fork of the small one begins anew.
_PEAK_SCRIPT = """
import os, resource, sys
from pathlib import Path

if os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))

from orchestration.disclosure.reading import read_file

reading = read_file(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, reading.document.format, len(reading.cells))
"""
_PEAK_UNIT = 1024 if sys.platform == "linux" else 1


@dataclass(frozen=True)
class Peak:
    """The most memory that a process of its own held while it read the document, interpreter and imports included.

    `read_as` is the format of the reading: `unreadable` where the document was refused, so that nothing was measured.
    """

    specimen: Specimen
    megabytes: float
    read_as: str
    cells: int


def peak(specimen: Specimen) -> Peak:
    """Raises CalledProcessError where the reading process dies."""
    with tempfile.NamedTemporaryFile(suffix=f".{specimen.format}") as file:
        file.write(specimen.data)
        file.flush()
        command = [sys.executable, "-c", _PEAK_SCRIPT, file.name]
        printed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    size, read_as, cells = printed.split()
    return Peak(specimen, int(size) * _PEAK_UNIT / 1e6, read_as, int(cells))


# Showing -------------------------------------------------------------------------------------------------------------


def _time_table(title: str, timings: Sequence[Timing], rivals: Sequence[Rival]) -> Table:
    heads = ("whole ms", "reader ms", *(head for rival in rivals for head in (f"{rival.name} ms", "whole is")))
    table = _table(title, "document", *heads, "figures")
    for timing in timings:
        table.add_row(timing.specimen.name, *_time_cells([timing], rivals), timing.score)
    table.add_section()
    table.add_row("sum", *_time_cells(timings, rivals), "")
    return table


def _time_cells(timings: Sequence[Timing], rivals: Sequence[Rival]) -> Iterator[str]:
    whole = sum(timing.whole for timing in timings)
    yield _milliseconds(whole)
    yield _milliseconds(sum(timing.reader for timing in timings))
    for rival in rivals:
        its = sum(timing.rivals[rival.name] for timing in timings)
        yield _milliseconds(its)
        yield _compared(whole / its)


def _peak_table(peaks: Iterable[Peak]) -> Table:
    table = _table("Peak memory, one process per document", "document", "KB", "peak MB", "read as", "figures")
    for one in peaks:
        size = f"{len(one.specimen.data) / 1e3:,.0f}"
        table.add_row(one.specimen.name, size, f"{one.megabytes:,.0f}", one.read_as, str(one.cells))
    return table


def _aim_table(timings: Sequence[Timing], peaks: Sequence[Peak]) -> Table:
    table = _table("Aims, over the sums", "against", "reader alone is", "whole is", "aim", "")
    for rival in RIVALS:
        own = [timing for timing in timings if rival.name in timing.rivals]
        its = sum(timing.rivals[rival.name] for timing in own)
        reader, whole = (sum(times) / its for times in zip(*((one.reader, one.whole) for one in own), strict=True))
        table.add_row(rival.name, _compared(reader), _compared(whole), _compared(rival.aim), met(whole, rival.aim))
    largest = max(one.megabytes for one in peaks)
    verdict = met(largest, _MOST_MEGABYTES) if all(map(_was_read, peaks)) else "[red]not measured: refused[/red]"
    table.add_row("memory", "", f"{largest:,.0f} MB", f"{_MOST_MEGABYTES} MB", verdict)
    return table


def _was_read(one: Peak) -> bool:
    return one.read_as == one.specimen.format


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for head in others:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f}"


def _compared(ratio: float) -> str:
    """A ratio of times in words."""
    return f"{1 / ratio:.1f} x faster" if ratio < 1 else f"{ratio:.2f} x slower"


def main() -> None:
    console = Console(width=140)
    if not SHARED.is_dir():
        console.print("The folder of real disclosures is not beside this checkout: they are skipped.")
    large = list(_large_specimens())
    specimens = [*shared_documents(), *real_workbooks(), *large]
    timings = [timed(specimen) for specimen in specimens]
    pdfs = [timing for timing in timings if timing.specimen.format is FileFormat.PDF]
    workbooks = [timing for timing in timings if timing.specimen.format in _WORKBOOKS]
    others = [timing for timing in timings if not timing.rivals]
    console.print(_time_table("PDF", pdfs, PDF_RIVALS))
    console.print(_time_table("Workbooks", workbooks, WORKBOOK_RIVALS))
    console.print(_time_table("Other formats", others, ()))
    extremes = [Specimen("2,000 pages", _repeated(large[0].data, 2_000)), Specimen("30 scanned pages", _scan(30))]
    peaks = [peak(specimen) for specimen in (*specimens, *extremes)]
    console.print(_peak_table(peaks))
    console.print(_aim_table(timings, peaks))


if __name__ == "__main__":
    main()
