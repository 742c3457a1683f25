"""Read a document as text and as a scan, and compare the amounts in its tables cell by cell."""

import io
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from benchmarks.scans.degrade import Degradation, Pixels, degraded
from expectations.vocabulary import Outcome
from orchestration.disclosure.model import Document, Reading, Table, TableCell
from orchestration.disclosure.readers.scan.agreement import comparable, is_amount
from orchestration.disclosure.reading import read_bytes
from orchestration.home.settings import Settings
from orchestration.validation.precheck import check_readings

_POINTS = 72

_AMOUNT = re.compile(r"-?\d+\.\d{2}")


@dataclass
class Tally:
    """Amounts of scans of one kind, and what became of them; `wrong` says where, what was read and what is true."""

    amounts: int = 0
    right: int = 0
    doubtful: int = 0
    unseen: int = 0
    doubts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    false_violations: list[str] = field(default_factory=list)
    pages: int = 0
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        """Add what became of other amounts."""
        self.amounts += other.amounts
        self.right += other.right
        self.doubtful += other.doubtful
        self.unseen += other.unseen
        self.pages += other.pages
        self.seconds += other.seconds
        self.doubts += other.doubts
        self.wrong += other.wrong
        self.untold += other.untold
        self.false_violations += other.false_violations

    @property
    def certain(self) -> int:
        return self.right + len(self.wrong)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is read of the text of some pages."""

    reading: Reading
    pages: int


def scan_of(data: bytes, how: Degradation, seed: int) -> bytes:
    """Return a PDF with the pages of a PDF as pictures."""
    rng = np.random.default_rng(seed)
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for pixels in drawn_pages(data, how.dpi):
        picture = ImageReader(io.BytesIO(degraded(pixels, how, rng)))
        size = tuple(side * _POINTS / how.dpi for side in picture.getSize())
        canvas.setPageSize(size)
        canvas.drawImage(picture, 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def drawn_pages(data: bytes, dpi: float) -> Iterator[Pixels]:
    """Yield the pages of a PDF in colour."""
    for page in pypdfium2.PdfDocument(data):
        yield np.array(page.render(scale=dpi / _POINTS).to_pil().convert("RGB"))


def pages_with_amounts(data: bytes, least: int) -> list[int]:
    """Return the pages of a PDF whose tables have that many amounts, from 0."""
    amounts = _amounts(read_bytes(Path("text.pdf"), "text.pdf", data).document)
    return sorted(page - 1 for page, cells in amounts.items() if len(cells) >= least)


def some_pages(data: bytes, pages: Sequence[int]) -> bytes:
    """Return a PDF with these pages alone."""
    taken, stream = pypdfium2.PdfDocument.new(), io.BytesIO()
    taken.import_pages(pypdfium2.PdfDocument(data), pages)
    taken.save(stream)
    return stream.getvalue()


def true_reading(data: bytes) -> Truth:
    """Return what is read of the text of a PDF."""
    reading = read_bytes(Path("text.pdf"), "text.pdf", data)
    return Truth(reading, reading.document.pages or 0)


def measure(data: bytes, true: Truth, how: Degradation, seed: int, settings: Settings) -> Tally:
    """Return what is read of the scan of a PDF, held against its text."""
    tally = Tally(pages=true.pages)
    scan = scan_of(data, how, seed)
    began = time.process_time()
    read = read_bytes(Path("scan.pdf"), "scan.pdf", scan)
    tally.seconds = time.process_time() - began
    _compare_cells(true.reading.document, read.document, tally)
    _compare_figures(true.reading, read, tally)
    tally.false_violations = sorted(_violations(read, settings) - _violations(true.reading, settings))
    return tally


def _compare_cells(true: Document, read: Document, tally: Tally) -> None:
    """Compare the amounts of each page in any order: a page that was skewed or turned has them in other places."""
    printed, found = _cells(true), _cells(read)
    for page in _amounts(true):
        amounts = _printed_amounts(printed[page])
        tally.amounts += amounts.total()
        figures = [cell for cell in found.get(page, ()) if is_amount(cell.text) or (cell.scan and cell.scan.doubt)]
        tally.unseen += max(amounts.total() - len(figures), 0)
        _compare_page(amounts, figures, page, tally)


def _printed_amounts(cells: Sequence[TableCell]) -> Counter[str]:
    """Count the amounts of a page; without rules the text may have some in one cell with the label beside them."""
    return Counter(amount for cell in cells for amount in _AMOUNT.findall(comparable(cell.text).replace(",", "")))


def _compare_page(waiting: Counter[str], read: Sequence[TableCell], page: int, tally: Tally) -> None:
    for cell in read:
        text = comparable(cell.text).replace(",", "")
        if cell.scan is None or cell.scan.doubt:
            tally.doubtful += 1
            tally.doubts[f"{cell.text}, {cell.scan}"] += 1
        elif waiting[text]:
            waiting[text] -= 1
            tally.right += 1
        else:
            tally.wrong.append(f"page {page}: {cell.text}, which no cell has")


def _compare_figures(true: Reading, read: Reading, tally: Tally) -> None:
    """Compare the figures by their keys: a certain one under another key is wrong, one that is lost must be told:
    under its key, as what a figure may be, or as one of so many of its page."""
    ours, theirs = ({cell.key: cell.amount for cell in each.cells} for each in (true, read))
    # where the text itself leaves open what its figures are, their keys on the scan cannot be judged
    open_sheets = {problem.sheet_id for problem in true.problems if problem.figures}
    tally.wrong.extend(
        f"{'/'.join(key)}: {amount} for {ours.get(key)}"
        for key, amount in theirs.items()
        if ours.get(key) != amount and not (key not in ours and key.sheet_id in open_sheets)
    )
    told = {problem.key for problem in read.problems} | {key for problem in read.problems for key in problem.may_be}
    lost = [cell for cell in true.cells if cell.key not in theirs and cell.key not in told]
    # without a key, a problem counts the figures of its page that it keeps from being read
    counted = Counter[int | None]()
    for problem in read.problems:
        with_key = sum(key in ours and key not in theirs for key in problem.may_be)
        counted[problem.place.page] += max(problem.figures - with_key, 0)
    for cell in lost:
        if counted[cell.place.page] > 0:
            counted[cell.place.page] -= 1
        else:
            tally.untold.append("/".join(cell.key))


def _violations(reading: Reading, settings: Settings) -> frozenset[str]:
    return frozenset(
        f"{row['identity_id']} {row['binding']}"
        for row in check_readings([reading], settings).results
        if row["outcome"] == Outcome.VIOLATED
    )


def _amounts(document: Document) -> dict[int, list[TableCell]]:
    return {
        page: amounts
        for page, cells in _cells(document).items()
        if (amounts := [cell for cell in cells if is_amount(cell.text)])
    }


def _cells(document: Document) -> dict[int, list[TableCell]]:
    by_page: dict[int, list[TableCell]] = defaultdict(list)
    for block in document.blocks:
        if isinstance(block, Table) and block.page is not None:
            by_page[block.page].extend(block.cells)
    return by_page
