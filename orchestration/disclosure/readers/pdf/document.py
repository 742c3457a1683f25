"""Read a PDF file into its content, page by page."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.model import Place
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.fixed_layout.doubts import hidden_pages, report_pages
from orchestration.disclosure.readers.fixed_layout.pages import gather_pages
from orchestration.disclosure.readers.fixed_layout.pieces import PageContent, PageReader
from orchestration.disclosure.readers.pdf.annotations import Overlay, flatten, has_annotations
from orchestration.disclosure.readers.pdf.attachments import report_attachments
from orchestration.disclosure.readers.pdf.integrity import check_integrity, damaged_file
from orchestration.disclosure.readers.pdf.layers import Layers, layers_of
from orchestration.disclosure.readers.pdf.open_page import PdfPage
from orchestration.disclosure.readers.scan.recogniser import recogniser

MAX_PAGES = 5_000
"""The longest disclosures of a district have some hundred pages; a file with more than this is something else."""

ONE_AT_A_TIME = threading.Lock()
"""PDFium is not thread-safe; a second reader in this process waits."""


def read_pdf(raw: RawFile) -> Content:
    """Return lines and tables in reading order; places in points from the top left corner of the page as shown.

    `scanned_pages` lists pages whose text is not read: scans, outlines, fonts without characters, pages far askew; one
    warning per kind of doubt names its pages. Raises UnreadableFile for a file that needs a password, is damaged (by
    its references, checksums or pages, even where a viewer would repair it silently), or is too large.
    """
    with ONE_AT_A_TIME, closing(open_pdf(raw.data)) as document:
        check_integrity(raw.data)
        count = len(document)
        if count > MAX_PAGES:
            raise UnreadableFile(ProblemKind.TOO_LARGE, message("pages.too_many", pages=count, limit=MAX_PAGES))
        # PDFium then draws the fields that hold a value without saying how it looks; a file without fields needs none.
        document.init_forms()
        producer = document.get_metadata_value("Producer") or document.get_metadata_value("Creator")
        pages = gather_pages(_pages(document, layers_of(raw.data)))
        problems = (*report_pages(raw.file_name, pages.doubtful), *report_attachments(raw.file_name, document))
    return Content(pages.blocks, count, producer or None, hidden_pages(pages.doubtful), problems)


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """Open a file in memory; the caller closes it. Raises UnreadableFile."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) != pdfium.FPDF_ERR_PASSWORD:
            raise damaged_file(fragment("pdf.not_opened")) from None
    raise UnreadableFile(ProblemKind.ENCRYPTED_FILE, message("pdf.encrypted"))


def _pages(document: pypdfium2.PdfDocument, layers: Layers) -> Iterator[PageContent]:
    reader = PageReader(recogniser())
    for index in range(len(document)):
        try:
            with open_page(document, index) as (page, overlay):
                yield from reader.read(PdfPage(page, overlay, layers), index + 1)
        except UnreadableFile as refused:
            raise UnreadableFile(refused.kind, refused.message, Place(page=index + 1)) from None
        except pypdfium2.PdfiumError:
            raise damaged_file(fragment("pdf.page_not_loaded", page=index + 1)) from None


@contextmanager
def open_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[tuple[pypdfium2.PdfPage, Overlay]]:
    """Open a page with its annotations drawn into its content."""
    page = document[index]
    try:
        overlay = Overlay()
        if has_annotations(page):
            overlay = flatten(page)
        if overlay.printed is not None:
            page.close()
            page = document[index]
        yield page, overlay
    finally:
        page.close()
