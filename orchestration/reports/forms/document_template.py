"""A DOCX file as a template: `{{name}}` stands for a value, a row of a table with names of a list for all its entries.

A paragraph whose names all come to nothing is left out, and so is a table whose list is empty. Which names there are
belongs to the forms.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from orchestration.disclosure.messages.message import Fragment, joined, message
from orchestration.reports.forms.office_xml import main_part, parse, relations, text_of_xml
from orchestration.reports.forms.package_file import PackageFile, TemplateRefused, read_package

Values: TypeAlias = Mapping[str, str]
Lists: TypeAlias = Mapping[str, Sequence[Values]]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_P, _T, _TR, _TBL, _TC = (f"{{{_WORD}}}{tag}" for tag in ("p", "t", "tr", "tbl", "tc"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RUNNING = ("/header", "/footer")
_NAME = re.compile(r"\{\{\s{0,5}(\w{1,60})\s{0,5}\}\}")
_TOKEN = re.compile(r"<!--(open|close):(\w*)-->|\{\{(\w+)\}\}")
_PARAGRAPH, _TABLE = "paragraph", "table_"


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of single values, and of the values of the entries of each list."""

    values: frozenset[str]
    lists: Mapping[str, frozenset[str]]

    def list_of(self, name: str) -> str:
        """The list that a name belongs to, empty for one of a single value."""
        return next((each for each, names in self.lists.items() if name in names), "")


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of the text: strings, names, and blocks within it. `kind` says when it is there, and how often."""

    kind: str
    pieces: tuple["str | _Name | _Block", ...]

    @property
    def names(self) -> frozenset[str]:
        """The names within it."""
        own = {piece.name for piece in self.pieces if isinstance(piece, _Name)}
        return frozenset(own.union(*(piece.names for piece in self.pieces if isinstance(piece, _Block))))

    def written(self, values: Values, lists: Lists, line_break: str) -> str:
        """The text with these values."""
        if self.kind == _PARAGRAPH and not any(values.get(name) for name in self.names):
            return ""
        if self.kind.startswith(_TABLE):
            return self._joined(values, lists, line_break) if lists.get(self.kind.removeprefix(_TABLE)) else ""
        if self.kind and self.kind != _PARAGRAPH:
            entries = lists.get(self.kind, ())
            return "".join(self._joined({**values, **entry}, lists, line_break) for entry in entries)
        return self._joined(values, lists, line_break)

    def _joined(self, values: Values, lists: Lists, line_break: str) -> str:
        return "".join(
            piece
            if isinstance(piece, str)
            else piece.written(values, lists, line_break)
            if isinstance(piece, _Block)
            else text_of_xml(values.get(piece.name, "")).replace("\n", line_break)
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class _Name:
    """The place of a value."""

    name: str


class DocumentTemplate:
    """A document with names of values."""

    def __init__(self, package: PackageFile, parts: Mapping[str, tuple[_Block, str]]) -> None:
        self._package = package
        self._parts = parts

    @property
    def names(self) -> frozenset[str]:
        """The names that it has."""
        return frozenset(name for block, _ in self._parts.values() for name in block.names)

    def fill(self, values: Values, lists: Lists) -> bytes:
        """A copy with these values and entries of lists."""
        return self._package.with_parts(
            {part: block.written(values, lists, broken).encode() for part, (block, broken) in self._parts.items()}
        )


def read_document_template(path: Path, known: KnownNames) -> DocumentTemplate:
    """The template in a file. Raises TemplateRefused."""
    package = read_package(path, ".docx")
    body = main_part(package)
    if parse(package, body).tag != f"{{{_WORD}}}document":
        raise TemplateRefused(message("forms.no_document", kind=".docx"))
    running = (part for part, kind in relations(package, body) if kind.endswith(_RUNNING))
    parts = {part: _compiled(parse(package, part), known) for part in (body, *running)}
    template = DocumentTemplate(package, parts)
    if not template.names:
        raise TemplateRefused(message("forms.no_place", example="{{department_name}}"))
    return template


def _compiled(root: etree._Element, known: KnownNames) -> tuple[_Block, str]:
    """The text of a part cut into blocks, and what a line break is in it."""
    etree.strip_tags(root, etree.Comment)
    for paragraph in root.iter(_P):
        _join_names(paragraph)
    for element in list(root.iter(_TR, _P)):
        _mark(element, known)
    prefix = f"{root.prefix}:" if root.prefix else ""
    tokens = _TOKEN.split(etree.tostring(root, encoding="unicode"))
    return (
        _block("", iter(_tokens(tokens))),
        f'</{prefix}t><{prefix}br/><{prefix}t xml:space="preserve">',
    )


def _join_names(paragraph: etree._Element) -> None:
    """Put every name that an office program split into several runs into the first of them."""
    texts = [text for text in paragraph.iter(_T) if text.text]
    whole = "".join(text.text or "" for text in texts)
    if "{{" not in whole:
        return
    starts = [sum(len(text.text or "") for text in texts[:index]) for index in range(len(texts))]
    pieces = [""] * len(texts)
    at = 0
    for found in (*_NAME.finditer(whole), None):
        end = found.start() if found else len(whole)
        for index, start in enumerate(starts):
            stop = starts[index + 1] if index + 1 < len(starts) else len(whole)
            pieces[index] += whole[max(at, start) : min(end, stop)] if max(at, start) < min(end, stop) else ""
        if found:
            first = max(index for index, start in enumerate(starts) if start <= found.start())
            pieces[first] += f"{{{{{found[1]}}}}}"
            at = found.end()
    for text, piece in zip(texts, pieces, strict=True):
        text.text = piece
        text.set(_SPACE, "preserve")


def _mark(element: etree._Element, known: KnownNames) -> None:
    """Mark the rows of lists with their tables, and the paragraphs that may be left out."""
    names = _NAME.findall("".join(text.text or "" for text in element.iter(_T)))
    unknown = [name for name in names if name not in known.values and not known.list_of(name)]
    if unknown:
        raise TemplateRefused(message("forms.unknown_name", name=f"{{{{{unknown[0]}}}}}"))
    lists = {known.list_of(name) for name in names} - {""}
    parent = element.getparent()
    if element.tag == _TR and lists:
        if len(lists) > 1:
            asked = joined((Fragment(name, name) for name in sorted(lists)), "、", " and ")
            raise TemplateRefused(message("forms.two_lists_in_row", lists=asked))
        (name,) = lists
        _enclose(element, name)
        if parent is not None and parent.tag == _TBL:
            _enclose(parent, f"{_TABLE}{name}")
    elif element.tag == _P and names:
        row = next(element.iterancestors(_TR), None)
        if lists and row is None:
            raise TemplateRefused(message("forms.outside_table", name=f"{{{{{names[0]}}}}}"))
        # a cell of a table must hold a paragraph
        if parent is not None and parent.tag != _TC:
            _enclose(element, _PARAGRAPH)


def _enclose(element: etree._Element, kind: str) -> None:
    before = element.getprevious()
    if isinstance(before, etree._Comment) and before.text == f"open:{kind}":
        raise TemplateRefused(message("forms.two_rows_of_list"))
    element.addprevious(etree.Comment(f"open:{kind}"))
    element.addnext(etree.Comment(f"close:{kind}"))


def _tokens(split: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    """The text and what it is cut at: (text, ""), (name, kind of token)."""
    for index in range(0, len(split) - 1, 4):
        text, token, kind, name = split[index : index + 4]
        yield "text", text or ""
        yield (token, kind or "") if token else ("name", name or "")
    yield "text", split[-1] or ""


def _block(kind: str, tokens: Iterator[tuple[str, str]]) -> _Block:
    pieces: list[str | _Name | _Block] = []
    for token, text in tokens:
        match token:
            case "text":
                pieces.append(text)
            case "name":
                pieces.append(_Name(text))
            case "open":
                pieces.append(_block(text, tokens))
            case _:
                break
    return _Block(kind, tuple(piece for piece in pieces if piece != ""))
