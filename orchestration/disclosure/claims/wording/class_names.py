"""Check the names of functional classes: one that 政府收支分类科目 gave up before the document's year is left over."""

import functools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from expectations.yaml_file import read_yaml
from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.names import core_name, normalise_name
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedPassage, quote_around
from orchestration.disclosure.claims.wording.quoting import quoted
from orchestration.disclosure.strict_model import StrictModel

RULE = "narrative.class_name"
FILE = Path(__file__).parent / "class_names.yml"
BEFORE_CLASS = r"(?<![一-鿿])|(?<=其中)|(?<=用于)|(?<=包括)|(?<=年度)|(?<=[和及与是为的])"
AS_CLASS = r"(?:支出)?\((?:类|{code})\)|支出(?:\d|为|决算|年初|合计|占|完成|，)"
"""What follows a name that means the class, and no everyday word (环境保护) and no item of this name."""

_OF_ANOTHER_YEAR = re.compile(r"(?:上年|去年|上一年|(?P<year>20\d{2})年)[^，。；]{0,12}$")


class ClassName(StrictModel):
    """A name of a class until `last_year`; see class_names.yml."""

    code: str
    name: str
    last_year: int
    now: str

    @functools.cached_property
    def words(self) -> re.Pattern[str]:
        """The name where it means the class."""
        return re.compile(f"(?:{BEFORE_CLASS}){self.name}(?:{AS_CLASS.format(code=self.code)})")


@functools.cache
def load_class_names() -> Sequence[ClassName]:
    """Return the former names of classes. Raises pydantic.ValidationError on unknown keys."""
    return tuple(ClassName.model_validate(entry) for entry in read_yaml(FILE).content)


def check_class_names(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield a violation per superseded name, at its first place, and one exact result where classes are named."""
    year = evidence.recognition.fiscal_year
    if year is None:
        return
    printed = {core_name(normalise_name(cell.row_label)) for cell in evidence.cells.values()}
    superseded = [known for known in load_class_names() if known.last_year < year and known.name not in printed]
    found = False
    for known in superseded:
        result = next((result for sent in evidence.passages for result in _find(sent, known)), None)
        if result is not None:
            found = True
            yield result
    if found:
        return
    for submitted in evidence.passages:
        if "(类)" in submitted.passage.text:
            yield WordingResult(RULE, "", HOLDS, "", "", submitted.file_name, submitted.passage.place(0))
            return


def _find(submitted: SubmittedPassage, known: ClassName) -> Iterator[WordingResult]:
    passage = submitted.passage
    if passage.section is None:
        return
    for match in known.words.finditer(passage.text) if known.name in passage.text else ():
        then = _OF_ANOTHER_YEAR.search(passage.text, 0, match.start())
        if then is not None and (then["year"] is None or int(then["year"]) <= known.last_year):
            continue
        yield WordingResult(
            RULE,
            known.name,
            VIOLATED,
            f"{quoted(known.name)}自 {known.last_year + 1} 年起改称{quoted(known.now)}（{known.code}）",
            quote_around(passage.text, match),
            submitted.file_name,
            passage.place(match.start()),
        )
