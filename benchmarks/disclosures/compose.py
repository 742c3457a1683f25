"""A disclosure in a template as a whole publication: the nine sheets with the prose around them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from benchmarks.disclosures.model import Disclosure
from benchmarks.disclosures.publication import Publication, Section
from benchmarks.disclosures.render import render
from benchmarks.disclosures.template import Template
from orchestration.disclosure.model import CellKey

_NARRATIVE = Path(__file__).parent / "data" / "narrative.yaml"

_FIELD = re.compile(r"\{([^{}]+)\}")


class _SectionTemplate(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    paragraphs: tuple[str, ...]


class _Narrative(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    before: tuple[_SectionTemplate, ...]
    after: tuple[_SectionTemplate, ...]


def compose(disclosure: Disclosure, template: Template) -> Publication:
    """Raises what `render.render` raises."""
    texts = {"department": disclosure.department_name, "year": str(disclosure.fiscal_year)}
    stated = texts | {_field(key): f"{amount:.2f}" for key, amount in disclosure.figures.items()}
    narrative = _narrative()
    return Publication(
        cover=f"{disclosure.department_name} {disclosure.fiscal_year}年度部门决算",
        before=_sections(narrative.before, stated),
        opening=template.opening.format(**texts),
        sheets=render(disclosure, template),
        after=_sections(narrative.after, stated),
    )


@cache
def _narrative() -> _Narrative:
    return _Narrative.model_validate(yaml.safe_load(_NARRATIVE.read_text(encoding="utf-8")))


def _field(key: CellKey) -> str:
    return f"{key.sheet_id}/{key.row_key}/{key.column_key}"


def _sections(sections: Sequence[_SectionTemplate], stated: Mapping[str, str]) -> tuple[Section, ...]:
    return tuple(
        Section(
            heading=_filled(section.heading, stated),
            paragraphs=tuple(_filled(text, stated) for text in section.paragraphs if stated.keys() >= _needs(text)),
        )
        for section in sections
    )


def _needs(text: str) -> set[str]:
    return set(_FIELD.findall(text))


def _filled(text: str, stated: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda match: stated[match[1]], text)
