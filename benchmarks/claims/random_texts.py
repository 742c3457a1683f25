"""Random true explanations in all manners of writing, each once more with one figure told wrongly."""

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from benchmarks.claims.matching import Judged, Known, judge, stated_claims
from benchmarks.claims.results import Violation, violations
from orchestration.disclosure.department_year import combine
from orchestration.disclosure.model import Reading
from orchestration.disclosure.reading import read_file
from orchestration.home.settings import Settings
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.publication import Section
from tests.synthetic.explanations.books import Books, random_books
from tests.synthetic.explanations.contradictions import KINDS, find_wrong_value, kind_of
from tests.synthetic.explanations.in_memory import make_reading
from tests.synthetic.explanations.manner import manners
from tests.synthetic.explanations.stated import Stated
from tests.synthetic.explanations.writing import Writer

BATCH = 50
"""So many seeds are judged in one evaluation."""

_FORMATS = ("docx", "text", "pdf", "html")


@dataclass(frozen=True)
class Text:
    """A written explanation: true, or with one figure told `wrong`."""

    name: str
    manner: str
    reading: Reading
    known: tuple[Known, ...]
    wrong: Stated | None = None


@dataclass
class Tally:
    """What came of the texts of one manner."""

    texts: int = 0
    judged: list[tuple[str, Judged]] = field(default_factory=list)
    alarms: list[tuple[str, Violation]] = field(default_factory=list)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    one_finding: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, Stated]] = field(default_factory=list)


def measure_random(
    seeds: Iterable[int], chosen: Sequence[str], settings: Settings, folder: Path | None = None
) -> dict[str, Tally]:
    """Write, read and judge a true and a wrong text for each seed, the manners in turn; through files in a folder, or
    without any."""
    tallies = {manner: Tally() for manner in chosen}
    done = 0
    for batch in _batches(seeds):
        texts = [text for seed in batch for text in write_texts(seed, chosen[seed % len(chosen)], folder)]
        _tally(texts, tallies, settings)
        done += len(batch)
        print(f"  {done} random texts", file=sys.stderr, flush=True)
    return tallies


def _batches(seeds: Iterable[int]) -> Iterator[Sequence[int]]:
    left = list(seeds)
    while left:
        yield left[:BATCH]
        left = left[BATCH:]


def write_texts(seed: int, manner: str, folder: Path | None = None) -> Iterator[Text]:
    """The true text of a seed, then a wrong one where some figure of it can be contradicted."""
    books = random_books(random.Random(seed))
    writer = Writer(books, manners()[manner], seed)
    sections = writer.sections()
    name = f"{manner}_{seed}"
    yield Text(name, manner, _read(books, sections, name, seed, folder), tuple(map(_known, writer.stated)))
    rng = random.Random(seed)
    turn = seed + 2 * (seed // len(manners()))
    kinds = [KINDS[(turn + step) % len(KINDS)] for step in range(len(KINDS))]
    told = (find_wrong_value(books, writer.stated, kind, rng) for kind in kinds)
    wrong = next((each for each in told if each is not None), None)
    if wrong is not None:
        other = Writer(books, manners()[manner], seed, wrong)
        name += "_wrong"
        reading = _read(books, other.sections(), name, seed, folder)
        yield Text(name, manner, reading, (), other.stated[wrong[0]])


def _known(stated: Stated) -> Known:
    number = Decimal(stated.text.replace(",", "") or 0)
    words = stated.text + stated.unit
    return Known(stated.kind, stated.cells, stated.value, number, stated.unit, stated.is_previous, words)


def _read(books: Books, sections: Sequence[Section], name: str, seed: int, folder: Path | None) -> Reading:
    if folder is None:
        return make_reading(books.disclosure, sections)
    layouts = templates.names()
    publication = compose(books.disclosure, templates.load(layouts[seed % len(layouts)]))
    file_format = FORMATS[_FORMATS[seed % len(_FORMATS)]]
    path = folder / f"{name}{file_format.suffix}"
    written = replace(publication, after=tuple(sections))
    path.write_bytes(file_format.write_at_random(written, random.Random(seed)))
    return read_file(path)


def _tally(texts: Sequence[Text], tallies: dict[str, Tally], settings: Settings) -> None:
    submitted = {text.name: combine([text.reading]) for text in texts}
    violated = violations(submitted, settings)
    for text in texts:
        tally = tallies[text.manner]
        alarms = [violation for violation in violated[text.name] if violation.is_alarm]
        if text.wrong is None:
            tally.texts += 1
            claims = stated_claims(submitted[text.name].explanation)
            tally.judged += [(text.name, judged) for judged in judge(text.known, claims)]
            tally.alarms += [(text.name, alarm) for alarm in alarms]
            continue
        kind = kind_of(text.wrong)
        tally.planted[kind] += 1
        before = violated[text.name.removesuffix("_wrong")]
        findings = {alarm.finding for alarm in alarms if alarm not in before}
        if findings:
            tally.found[kind] += 1
            tally.one_finding[kind] += len(findings) == 1
        else:
            tally.missed.append((text.name, text.wrong))
