"""The whole documents that are damaged: those of raw/, written ones of every format, real ones beside the checkout."""

import random
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.disclosure.model import Reading
from orchestration.disclosure.reading import read_bytes
from orchestration.home.settings import PROJECT
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure, random_history
from tests.synthetic.documents.model import Disclosure

_CONVERSION_SECONDS = 120
_REAL_SUFFIXES = frozenset({".pdf", ".txt", ".xlsx"})


@dataclass(frozen=True)
class Original:
    """A whole document, and how it reads."""

    name: str
    data: bytes
    reading: Reading

    @property
    def format(self) -> str:
        return self.reading.document.format


def originals(documents: Iterable[tuple[str, bytes]]) -> tuple[Original, ...]:
    """The documents, by name and content, with how they read; one that is damaged already is none."""
    read = (Original(name, data, read_bytes(Path(name), name, data)) for name, data in documents)
    return tuple(original for original in read if original.format != "unreadable")


def own_documents() -> Iterator[tuple[str, bytes]]:
    """The workbooks of raw/ and a written document of every format."""
    yield from _real_documents(PROJECT / "raw")
    yield from _written("written", random_disclosure)


def short_documents() -> Iterator[tuple[str, bytes]]:
    """A written document of every format, of one class of expenditure: read in a quarter of the time."""
    yield from _written("short", lambda rng: random_history(rng, years=1, most_classes=1)[0])


def old_word_documents() -> Iterator[tuple[str, bytes]]:
    """The shortest written document as DOC, which LibreOffice makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "short.docx")
        source.write_bytes(dict(short_documents())[source.name])
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ("soffice", "--headless", profile, "--convert-to", "doc", source.name)
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_CONVERSION_SECONDS)
        yield "short.doc", Path(folder, "short.doc").read_bytes()


def _written(stem: str, disclose: Callable[[random.Random], Disclosure]) -> Iterator[tuple[str, bytes]]:
    for name, file_format in FORMATS.items():
        rng = random.Random(name)
        publication = compose(disclose(rng), templates.load(rng.choice(templates.names())))
        yield f"{stem}{file_format.suffix}", file_format.write_at_random(publication, rng)


def neighbouring_documents() -> Iterator[tuple[str, bytes]]:
    """The real disclosures beside the checkout, where they are."""
    yield from _real_documents(PROJECT.parent / "shared" / "data")


def _real_documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in _REAL_SUFFIXES:
            yield path.relative_to(folder).as_posix(), path.read_bytes()
