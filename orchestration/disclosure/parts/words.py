"""The words by which parts are recognised (parts.yml), validated. Where in a document they count belongs to
`recognition`."""

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from expectations.vocabulary import Part
from expectations.yaml_file import read_yaml
from orchestration.disclosure.strict_model import StrictModel
from orchestration.disclosure.text import compact

_BEGINNING = (
    r"(?:关于)?(?:[本我]?(?:部门|单位|局|委|办|中心|院|校))?(?:的)?(?:(?:基本)?[^、和与及]{2,8}(?:、|和|与|及))?"
)
_END = r"(?:(?:、|和|与|及)[^、和与及]{2,12})?(?:的)?(?:基本|总体)?(?:情况)?(?:的)?(?:说明|介绍|简介|分析)?"
_YEAR = re.compile(r"20\d{2}年?度?")

Patterns = Annotated[
    tuple[re.Pattern[str], ...],
    BeforeValidator(lambda patterns: tuple(re.compile(compact(pattern)) for pattern in patterns)),
]


class PartWords(StrictModel):
    """The patterns of each part; a part without any is never found."""

    patterns: Mapping[Part, Patterns]

    @functools.cached_property
    def whole(self) -> Mapping[Part, re.Pattern[str]]:
        """One pattern per part that a heading must match from end to end."""
        return {part: re.compile(f"{_BEGINNING}(?:{_either(words)}){_END}") for part, words in self._of_headings}

    @functools.cached_property
    def within(self) -> Mapping[Part, re.Pattern[str]]:
        """One pattern per part that may stand anywhere in the heading of a whole division."""
        return {part: re.compile(_either(words)) for part, words in self._of_headings}

    @functools.cached_property
    def anywhere(self) -> re.Pattern[str]:
        """What stands in a heading that names any part: most headings name none."""
        return re.compile("|".join(_either(words) for _, words in self._of_headings))

    @functools.cached_property
    def cover(self) -> re.Pattern[str]:
        """What the title on a cover says."""
        return re.compile(_either(self.patterns[Part.COVER]))

    @functools.cached_property
    def contents(self) -> re.Pattern[str]:
        """The line over a table of contents."""
        return re.compile(_either(self.patterns[Part.CONTENTS]))

    @property
    def _of_headings(self) -> Iterator[tuple[Part, tuple[re.Pattern[str], ...]]]:
        return ((part, words) for part, words in self.patterns.items() if part not in (Part.COVER, Part.CONTENTS))

    def named_by(self, title: str, is_division: bool, department: str) -> frozenset[Part]:
        """The parts that a heading names; `department` is the name that does not count, empty where none is known."""
        words = _YEAR.sub("", title.replace(department, "") if department else title)
        if not self.anywhere.search(words):
            return frozenset()
        named = (part for part, pattern in self.within.items() if pattern.search(words))
        return frozenset(part for part in named if is_division or self.whole[part].fullmatch(words))

    def is_cover(self, words: str) -> bool:
        """Whether the words before everything else are those of a cover."""
        return self.cover.search(words) is not None and _YEAR.search(words) is not None


def _either(patterns: tuple[re.Pattern[str], ...]) -> str:
    return "|".join(pattern.pattern for pattern in patterns)


@functools.cache
def load_part_words() -> PartWords:
    """The words as they come with the package."""
    return PartWords.model_validate({"patterns": read_yaml(Path(__file__).with_name("parts.yml")).content})
