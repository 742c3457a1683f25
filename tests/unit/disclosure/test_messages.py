"""Every message is told in both languages, with the same facts, and every one of them is used."""

import ast
import functools
import pickle
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import orchestration
from expectations.yaml_file import read_yaml
from orchestration.disclosure.messages.message import (
    FOLDER,
    NOTHING,
    Fragment,
    Message,
    fragment,
    joined,
    message,
    quoted,
)

SOURCE = Path(orchestration.__file__).parent
MAKERS = {"message": "messages", "fragment": "fragments"}
PARTS = {"messages": ("reason", "remedy"), "fragments": ("text",)}
FILES = sorted(path.stem for path in FOLDER.glob("*.yml"))

HAN = re.compile(r"[一-鿿]+")
LATIN = re.compile(r"(?:7-)?[A-Za-z][\w.-]*(?:/[\w.]+)*")
QUOTED_FROM_DISCLOSURES = ("单位：万元", "单位：元", "部门预算", "部门决算", "单位决算")
"""What English texts may hold of Chinese: the very words of the sheets and titles that they speak of."""
FORMATS = "PDF XLSX XLS XLSB ODS DOCX DOC HTML OFD OLE RIFF CSV XML JSON UTF-8 GB18030 GBK"
PROGRAMS = "Word WPS Excel LibreOffice PDFium Debian Ubuntu 7-Zip WinRAR unar bsdtar WenQuanYi Micro Hei"
NAMES = (
    "JUESUAN_READ_SECONDS JUESUAN_SLOW_FILES manifest.csv departments.csv file_name supersedes aliases "
    "parent_id confirmations.csv department_id valid_from valid_to successor_id expected_years raw/ "
    "raw/README.md raw/waivers.yml libreoffice-writer-nogui altChunk SHA-256 MB"
)
KNOWN_WORDS = frozenset(f"{FORMATS} {PROGRAMS} {NAMES} juesuan scan".split())
"""What Chinese texts may hold of English: formats, programs, and names of files, columns and settings as they are."""


@functools.cache
def section(file: str, kind: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = (read_yaml(FOLDER / f"{file}.yml").content or {}).get(kind) or {}
    return {f"{file}.{name}": template for name, template in found.items()}


TEMPLATES = [
    pytest.param(kind, template, id=id_)
    for file in FILES
    for kind in PARTS
    for id_, template in section(file, kind).items()
]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def without_placeholders(text: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(text))


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    """Every call of a maker, with the kind of what it makes."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                yield path, MAKERS[node.func.id], node


@functools.cache
def trees() -> Mapping[Path, ast.Module]:
    """The modules that make messages."""
    texts = {path: path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py")) if path.parent != FOLDER}
    return {path: ast.parse(text) for path, text in texts.items() if "disclosure.messages.message import" in text}


def constants() -> set[str]:
    return {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_both_languages_say_the_same_of_the_same_values(kind: str, template: Mapping[str, str]) -> None:
    wanted = {name for part in PARTS[kind] for name in (part, f"{part}_en")}
    assert wanted <= template.keys() <= wanted | {f"{part}_en_one" for part in PARTS[kind]}
    for part in PARTS[kind]:
        assert placeholders(template[part]) == placeholders(template[f"{part}_en"])
        one = template.get(f"{part}_en_one")
        assert one is None or placeholders(template[part]) - {"count"} == placeholders(one) - {"count"}


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_each_language_is_its_own(kind: str, template: Mapping[str, str]) -> None:
    for part in PARTS[kind]:
        chinese = without_placeholders(template[part])
        assert set(LATIN.findall(chinese)) <= KNOWN_WORDS
        for english in filter(None, (template[f"{part}_en"], template.get(f"{part}_en_one"))):
            rest = without_placeholders(english)
            for words in QUOTED_FROM_DISCLOSURES:
                rest = rest.replace(words, "")
            assert not HAN.search(rest)
        if HAN.search(chinese):
            assert not re.search(r"[,;!?]|: ", chinese), "Chinese has its own punctuation"


def test_every_message_that_is_asked_for_is_there_with_its_values() -> None:
    wrong = []
    for path, kind, call in calls():
        asked = call.args[0]
        if not (isinstance(asked, ast.Constant) and isinstance(asked.value, str)):
            continue
        template: Mapping[str, str] = section(asked.value.partition(".")[0], kind).get(asked.value, {})
        needed = set().union(*map(placeholders, template.values())) if template else None
        given = {keyword.arg for keyword in call.keywords}
        if needed is None or needed - {"count"} != given - {"count"} or not needed <= given:
            wrong.append(f"{path.relative_to(SOURCE)}, line {call.lineno}: {asked.value} {needed} {given}")
    assert wrong == []


def test_ids_that_stand_in_tables_of_the_code_are_there() -> None:
    """A call may take its id from a table of its module; the like of an id in such a module is one."""
    like = re.compile(rf"(?:{'|'.join(FILES)})\.[a-z_]+")
    known = {id_ for file in FILES for kind in PARTS for id_ in section(file, kind)}
    files = {path.name for path in FOLDER.parents[1].rglob("*") if path.is_file()}
    asked = {text for text in constants() if like.fullmatch(text) and text not in files}
    assert asked <= known


def test_every_message_is_used() -> None:
    known = {id_ for file in FILES for kind in PARTS for id_ in section(file, kind)}
    assert known <= constants()


def test_values_stand_in_both_languages_and_one_is_no_plural() -> None:
    told = message(
        "sheets.unknown_label",
        label="甲{乙}",
        sheet="支出决算表",
        nearest=fragment("sheets.nearest_label", words="合计"),
        figures=fragment("sheets.figures", count=1),
    )
    assert told.reason == "公开表“支出决算表”的行名称“甲{乙}”无法识别，最接近的已知名称是“合计”；1 个数字未读入"
    assert told.reason_en == (
        "the row label '甲{乙}' is not known in sheet 支出决算表; the nearest known label is 合计; "
        "1 figure was not read"
    )
    assert told.remedy.startswith("请核对该行名称") and told.remedy_en.startswith("check the label")
    assert fragment("sheets.figures", count=2) == Fragment("2 个数字", "2 figures were")


def test_fragments_are_joined_in_each_language() -> None:
    assert joined(map(quoted, ("甲", "乙"))) == Fragment("“甲”、“乙”", "'甲', '乙'")
    assert joined(()) == NOTHING


def test_a_message_goes_from_one_process_to_another() -> None:
    told: Any = pickle.loads(pickle.dumps(message("files.empty")))
    assert told == message("files.empty") and isinstance(told, Message)


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(KeyError, match="nothing_like_it"):
        message("files.nothing_like_it")
