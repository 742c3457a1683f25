"""Messages from their templates and the values that they name: what is wrong and what to do, in Chinese and in English.

A template is found by its id, `<file>.<name>`; a file is read when the first of its messages is made, because most
documents need few of them. The words themselves do not belong here.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from expectations.yaml_file import read_yaml
from orchestration.disclosure.text import without_commands

FOLDER = Path(__file__).parent

Template: TypeAlias = Mapping[str, str]
"""The texts of one id: `reason` and `remedy` of a message, `text` of a fragment; `_en` is the English one,
`_en_one` the English one where `count` is 1, which Chinese says no differently."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words within a message, in Chinese and in English."""

    text: str
    text_en: str


Value: TypeAlias = str | int | Fragment

NOTHING = Fragment("", "")
"""For an optional part that a message does not have."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is wrong, and what to do about it, in Chinese and in English."""

    reason: str
    reason_en: str
    remedy: str
    remedy_en: str


def message(message_id: str, **values: Value) -> Message:
    """The message with this id and these values."""
    template = _templates(_file(message_id), "messages")[message_id.partition(".")[2]]
    return Message(*_told(template, "reason", values), *_told(template, "remedy", values))


def fragment(fragment_id: str, **values: Value) -> Fragment:
    """The fragment with this id and these values."""
    template = _templates(_file(fragment_id), "fragments")[fragment_id.partition(".")[2]]
    return Fragment(*_told(template, "text", values))


def joined(fragments: Iterable[Fragment], separator: str = "、", separator_en: str = ", ") -> Fragment:
    """Several fragments as one."""
    parts = tuple(fragments)
    return Fragment(separator.join(part.text for part in parts), separator_en.join(part.text_en for part in parts))


def quoted(words: str) -> Fragment:
    """Words as a document prints them, in quotes."""
    return Fragment(f"“{words}”", repr(words))


def reason_of(told: Message) -> Fragment:
    """The reason of a message as a part of another one."""
    return Fragment(told.reason, told.reason_en)


def remedy_of(told: Message) -> Fragment:
    """The remedy of a message as a part of another one."""
    return Fragment(told.remedy, told.remedy_en)


def _told(template: Template, part: str, values: Mapping[str, Value]) -> tuple[str, str]:
    english = template[f"{part}_en"]
    if values.get("count") == 1:
        english = template.get(f"{part}_en_one", english)
    chinese_values = {name: value.text if isinstance(value, Fragment) else value for name, value in values.items()}
    english_values = {name: value.text_en if isinstance(value, Fragment) else value for name, value in values.items()}
    told = template[part].format_map(chinese_values), english.format_map(english_values)
    return without_commands(told[0]), without_commands(told[1])


def _file(template_id: str) -> str:
    return template_id.partition(".")[0]


@functools.cache
def _templates(file: str, section: str) -> Mapping[str, Template]:
    content = _content(file)
    templates: Mapping[str, Template] = content.get(section, {})
    return templates


@functools.cache
def _content(file: str) -> Mapping[str, Mapping[str, Template]]:
    content: Mapping[str, Mapping[str, Template]] = read_yaml(FOLDER / f"{file}.yml").content
    return content
