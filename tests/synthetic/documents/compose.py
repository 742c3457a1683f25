"""A disclosure in a template as a whole publication: the nine sheets with the prose around them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.publication import Publication, Section
from tests.synthetic.documents.render import render
from tests.synthetic.documents.template import Template

_NARRATIVE = Path(__file__).parent / "data" / "narrative.yaml"

_FIELD = re.compile(r"\{([^{}]+)\}")

Facts = Mapping[str, str]
"""What a field of a paragraph says, by the field's name."""


class Repeated(BaseModel):
    """A paragraph for each entry of a list of facts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    each: str
    text: str


class SectionTemplate(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    paragraphs: tuple[str | Repeated, ...]


class Narrative(BaseModel):
    """The prose before and after the sheets. A paragraph one of whose fields is not stated is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: tuple[SectionTemplate, ...]
    after: tuple[SectionTemplate, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Every field that stands in a paragraph of its own."""
        sections = (*self.before, *self.after)
        texts = (text for section in sections for text in section.paragraphs if isinstance(text, str))
        return frozenset(field for text in texts for field in _FIELD.findall(text))


@cache
def load_narrative(path: Path = _NARRATIVE) -> Narrative:
    """Raises pydantic's ValidationError that says where."""
    return Narrative.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def compose(
    disclosure: Disclosure,
    template: Template,
    narrative: Narrative | None = None,
    facts: Facts = MappingProxyType({}),
    lists: Mapping[str, Sequence[Facts]] = MappingProxyType({}),
) -> Publication:
    """`facts` and `lists` are what the narrative may state beside the figures. Raises what `render.render` raises."""
    texts = {"department": disclosure.department_name, "year": str(disclosure.fiscal_year)}
    stated = texts | {field_name(key): f"{amount:.2f}" for key, amount in disclosure.figures.items()} | dict(facts)
    prose = narrative or load_narrative()
    return Publication(
        cover=f"{disclosure.department_name} {disclosure.fiscal_year}年度部门决算",
        before=_sections(prose.before, stated, lists),
        opening=template.opening.format(**texts),
        sheets=render(disclosure, template),
        after=_sections(prose.after, stated, lists),
    )


def field_name(key: CellKey) -> str:
    """How a paragraph names a figure."""
    return f"{key.sheet_id}/{key.row_key}/{key.column_key}"


def _sections(
    sections: Sequence[SectionTemplate], stated: Facts, lists: Mapping[str, Sequence[Facts]]
) -> tuple[Section, ...]:
    return tuple(
        Section(
            heading=_filled(section.heading, stated), paragraphs=tuple(_paragraphs(section.paragraphs, stated, lists))
        )
        for section in sections
    )


def _paragraphs(
    paragraphs: Sequence[str | Repeated], stated: Facts, lists: Mapping[str, Sequence[Facts]]
) -> Iterator[str]:
    for paragraph in paragraphs:
        if isinstance(paragraph, Repeated):
            for entry in lists.get(paragraph.each, ()):
                yield from _if_stated(paragraph.text, {**stated, **entry})
        else:
            yield from _if_stated(paragraph, stated)


def _if_stated(text: str, stated: Facts) -> Iterator[str]:
    if stated.keys() >= set(_FIELD.findall(text)):
        yield _filled(text, stated)


def _filled(text: str, stated: Facts) -> str:
    return _FIELD.sub(lambda match: stated[match[1]], text)
