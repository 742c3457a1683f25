"""What people note on findings: who sees to each, and what was said of it. It is kept in the home, in the order of the
keys, and carried into every publication. How it is written into a workbook and read back belongs to `workbook`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from orchestration.home.atomic_files import atomic_file
from orchestration.reports.printable import printable

REMOVED = frozenset({"-", "－", "—"})
"""What takes a word away that is kept: an empty cell says nothing, so that two clerks can share a list."""

_SEPARATOR = "|"


class ReviewsError(ValueError):
    """The reviews that are kept cannot be read; the message names file, line, reason and remedy."""


def _clean(text: str) -> str:
    return printable(text).strip()


Words = Annotated[str, AfterValidator(_clean)]


class FindingKey(NamedTuple):
    """What a finding is recognised by from edition to edition."""

    department_id: str
    fiscal_year: int
    check_id: str
    binding: str

    @property
    def text(self) -> str:
        """The key as one word; the binding comes last, because it may hold the separator."""
        return _SEPARATOR.join(map(str, self))

    @classmethod
    def parse(cls, text: str) -> "FindingKey | None":
        """The key of which this is the text; None for any other text."""
        department_id, year, check_id, binding = (*text.split(_SEPARATOR, 3), "", "", "")[:4]
        is_key = department_id and check_id and len(year) == 4 and year.isascii() and year.isdigit()
        return cls(department_id, int(year), check_id, binding) if is_key else None


class Review(BaseModel):
    """The owner and the note of one finding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department_id: str = Field(min_length=1)
    fiscal_year: int
    check_id: str = Field(min_length=1)
    binding: str = ""
    owner: Words = ""
    note: Words = ""

    @property
    def key(self) -> FindingKey:
        """The finding that it is about."""
        return FindingKey(self.department_id, self.fiscal_year, self.check_id, self.binding)


COLUMNS = tuple(Review.model_fields)


@dataclass(frozen=True, slots=True)
class Change:
    """One word of a finding that becomes another."""

    key: FindingKey
    column: str
    before: str
    after: str


def load_reviews(path: Path) -> dict[FindingKey, Review]:
    """The reviews that are kept, by their finding; none before the first import. Raises ReviewsError."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            return {review.key: review for review in map(Review.model_validate, reader)}
        except (ValidationError, UnicodeDecodeError, csv.Error) as error:
            reason = f"{path}, line {reader.line_num}: {_first_line(error)}"
            raise ReviewsError(f"{reason}; put back the file of the last backup, or import the copies again") from error


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        detail = error.errors()[0]
        return ": ".join((*map(str, detail["loc"]), detail["msg"]))
    return str(error)


def save_reviews(path: Path, reviews: Mapping[FindingKey, Review]) -> None:
    """Write the reviews so that a reader sees the old ones or the new ones."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(reviews[key].model_dump() for key in sorted(reviews))
    with atomic_file(path) as file:
        file.write(text.getvalue().encode())


def merge_reviews(
    kept: Mapping[FindingKey, Review], given: Iterable[Review]
) -> tuple[dict[FindingKey, Review], tuple[Change, ...]]:
    """What is kept once these are given, and every word that changes. An empty word leaves what is kept, a dash removes
    it; of two words for one finding the later holds."""
    merged, changes = dict(kept), list[Change]()
    for review in given:
        before = merged.get(review.key) or review.model_copy(update={"owner": "", "note": ""})
        after = before.model_copy(
            update={"owner": _later(before.owner, review.owner), "note": _later(before.note, review.note)}
        )
        changes.extend(_changes(before, after))
        merged[review.key] = after
    said = {key: review for key, review in merged.items() if review.owner or review.note}
    return said, tuple(changes)


def _later(kept: str, given: str) -> str:
    return "" if given in REMOVED else given or kept


def _changes(before: Review, after: Review) -> Iterator[Change]:
    for column in ("owner", "note"):
        words = getattr(before, column), getattr(after, column)
        if words[0] != words[1]:
            yield Change(before.key, column, *words)
