"""Read a PDF file into its content, page by page."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Block, Place, Problem, Table
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.pdf.blocks import FinishedPage, make_blocks
from orchestration.disclosure.readers.pdf.continuation import goes_on, join_pages
from orchestration.disclosure.readers.pdf.integrity import check_integrity, damaged_file
from orchestration.disclosure.readers.pdf.lines.regions import Reach
from orchestration.disclosure.readers.pdf.pieces import Legibility, PageContent, read_page

MAX_PAGES = 5_000
"""The longest disclosures of a district have some hundred pages; a file with more than this is something else."""

_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not thread-safe; a second reader in this process waits."""


def read_pdf(raw: RawFile) -> Content:
    """Return lines and tables in reading order; places in points from the top left corner of the page as shown.

    `scanned_pages` lists pages that are scans or whose fonts lack a mapping to characters; one warning per kind of
    doubt names its pages. Raises UnreadableFile for a file that needs a password, is damaged (by its references,
    checksums or pages, even where a viewer would repair it silently), or is too large.
    """
    with _ONE_AT_A_TIME, closing(_open(raw.data)) as document:
        check_integrity(raw.data)
        pages = len(document)
        if pages > MAX_PAGES:
            raise UnreadableFile(
                ProblemKind.TOO_LARGE,
                f"the file has {pages} pages, more than {MAX_PAGES}",
                "check that it is the department's disclosure and supply it alone",
            )
        producer = document.get_metadata_value("Producer") or document.get_metadata_value("Creator")
        blocks: list[Block] = []
        doubtful: dict[Legibility, list[int]] = {legibility: [] for legibility in _WARNINGS}
        tables = 0
        for number, page in enumerate(_join_tables(_pages(document)), start=1):
            found = list(make_blocks(page, number, tables))
            blocks.extend(found)
            tables += sum(isinstance(block, Table) for block in found)
            doubtful.get(page.legibility, []).append(number)
    return Content(
        tuple(blocks),
        pages,
        producer or None,
        tuple(sorted(doubtful[Legibility.SCANNED] + doubtful[Legibility.GARBLED])),
        tuple(_make_problems(raw.file_name, doubtful)),
    )


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) != pdfium.FPDF_ERR_PASSWORD:
            raise damaged_file("it cannot be opened as a PDF") from None
    raise UnreadableFile(
        ProblemKind.ENCRYPTED_FILE,
        "the file is encrypted and asks for a password",
        "supply a copy without a password",
    )


def _pages(document: pypdfium2.PdfDocument) -> Iterator[PageContent]:
    continuing_reach: Reach | None = None
    for index in range(len(document)):
        try:
            with closing(document[index]) as page:
                content = read_page(page, continuing_reach)
        except pypdfium2.PdfiumError:
            raise damaged_file(f"its page {index + 1} cannot be loaded") from None
        continuing_reach = content.continuing_reach
        yield content


def _join_tables(contents: Iterable[PageContent]) -> Iterator[FinishedPage]:
    """Yield the finished pages; pages over which tables continue are held back and joined."""
    held: list[PageContent] = []
    for content in contents:
        if held and not goes_on(held, content):
            yield from join_pages(held)
            held = []
        held.append(content)
    yield from join_pages(held)


_WARNINGS = {
    Legibility.SCANNED: (
        ProblemKind.SCANNED_PAGE,
        "has no text layer, or only a recognised one: it is a picture of a page",
        "ask the publisher for the document as it was made, or recognise the page and check every figure",
    ),
    Legibility.GARBLED: (
        ProblemKind.GARBLED_TEXT,
        "uses fonts that do not say which characters they print: its figures cannot be read",
        "ask the publisher for a copy with proper fonts, or recognise the page and check every figure",
    ),
    Legibility.INCOMPLETE: (
        ProblemKind.MISSING_TOOL,
        "uses Chinese fonts that are neither legible in the file nor on this machine: single letters may be left out",
        "install a Chinese font that PDFium knows, such as WenQuanYi Micro Hei, and read the file again",
    ),
}


def _make_problems(file_name: str, doubtful: dict[Legibility, list[int]]) -> Iterator[Problem]:
    for legibility, numbers in doubtful.items():
        if numbers:
            kind, reason, remedy = _WARNINGS[legibility]
            place = Place(page=numbers[0])
            yield Problem(kind, Severity.WARNING, file_name, f"page {_format_ranges(numbers)} {reason}", remedy, place)


def _format_ranges(numbers: Sequence[int]) -> str:
    """Format ascending numbers as ranges: 3, 5-8."""
    starts = [number for before, number in pairwise([-1, *numbers]) if number != before + 1]
    ends = [number for number, after in pairwise([*numbers, -1]) if after != number + 1]
    return ", ".join(str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
