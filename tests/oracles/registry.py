"""Which library stands beside which of our readers, and the documents on which both are tried."""

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.home.settings import PROJECT
from tests.oracles.docx_reader import read_with_python_docx
from tests.oracles.odfpy_reader import read_with_odfpy
from tests.oracles.openpyxl_reader import read_with_openpyxl
from tests.oracles.xlrd_reader import read_with_xlrd
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import docx_file, ods, xls, xlsx
from tests.synthetic.documents.formats.spreadsheet import AmountCells
from tests.synthetic.documents.generate import random_disclosure

LIBRARIES: Mapping[FileFormat, Callable[[RawFile], Content]] = MappingProxyType(
    {
        FileFormat.XLSX: read_with_openpyxl,
        FileFormat.XLS: read_with_xlrd,
        FileFormat.ODS: read_with_odfpy,
        FileFormat.DOCX: read_with_python_docx,
    }
)

_LEADERS = ("……", "\t")


def generated_documents(template_name: str) -> Iterator[RawFile]:
    """A disclosure of this template in every style of every office format."""
    rng = random.Random(f"oracle {template_name}")
    publication = compose(random_disclosure(rng), templates.load(template_name))
    for amounts in AmountCells:
        yield _raw(f"{amounts}.xlsx", xlsx.write(publication, xlsx.Style(amounts)))
        yield _raw(f"{amounts}.xls", xls.write(publication, xls.Style(amounts)))
        yield _raw(f"{amounts}.ods", ods.write(publication, ods.Style(amounts)))
    for number, leader in enumerate(_LEADERS):
        yield _raw(f"{number}.docx", docx_file.write(publication, docx_file.Style(leader)))


def published_documents() -> Iterator[RawFile]:
    """The office documents of raw/."""
    yield from _office_documents(PROJECT / "raw")


def neighbouring_documents() -> Iterator[RawFile]:
    """The office documents of the folder beside the checkout; none where it is absent."""
    yield from _office_documents(PROJECT.parent / "shared")


def _office_documents(folder: Path) -> Iterator[RawFile]:
    for path in sorted(folder.rglob("*.*")):
        if path.suffix.removeprefix(".") in LIBRARIES:
            raw = _raw(path.relative_to(folder).as_posix(), path.read_bytes())
            if _is_office_file(raw):
                yield raw


def _is_office_file(raw: RawFile) -> bool:
    """Names lie: pages of errors are saved as workbooks."""
    try:
        return detect_format(raw) in LIBRARIES
    except UnreadableFile:
        return False


def _raw(name: str, data: bytes) -> RawFile:
    return RawFile(Path(name), name, data, "")
