"""Check the marks of the explanation as printed: pairs of quotes and brackets, stops that are doubled or missing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedLine, Wording
from orchestration.disclosure.claims.wording.quoting import quoted_with_marks

RULE = "narrative.punctuation"
PAIRS = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "】": "【", "〕": "〔", ")": "("}
STRAIGHT = '"'
"""Opens and closes."""

NAMES = {
    STRAIGHT: "引号",
    "“": "引号",
    "‘": "单引号",
    "「": "引号",
    "『": "引号",
    "《": "书名号",
    "【": "方头括号",
    "〔": "六角括号",
    "(": "括号",
}

SPAN = 3
"""How many paragraphs a pair may span."""

MIN_ENDED, ENDED_SHARE = 3, 0.8
"""How many paragraphs that tell figures must end in a stop, and which share of them, for the others to lack one."""

_NARROW = str.maketrans("（）", "()")
_MARKS = re.compile(f"[{re.escape(''.join((*PAIRS, *PAIRS.values(), STRAIGHT)))}]")
_BETWEEN_LETTERS = re.compile(r"(?<=[A-Za-z])[‘’](?=[A-Za-z])")
_BEHIND_LETTER = re.compile(r"(?<=[A-Za-z0-9])’")
_SPACE = re.compile(r"\s+")
_LIST_NUMBER = re.compile(r"(?:^|[。；：，、])(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3})$")
_PAGE_NUMBER = re.compile(r"^[-—–·|]*\d{1,3}[-—–·|]*$")


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, as text without white space; `is_last` before a numbered line."""

    first: SubmittedLine
    text: str
    is_last: bool = False


@dataclass(slots=True)
class _Open:
    """A mark that was opened, and where."""

    mark: str
    paragraph: int
    offset: int


@dataclass
class _Faults:
    """The violations found so far; each kind of fault is numbered."""

    found: list[WordingResult] = field(default_factory=list)

    def add(self, what: str, title: str, paragraph: _Paragraph, start: int, end: int) -> None:
        """Add a fault with the words around it; the bindings of its kind begin with `what`."""
        line, text = paragraph.first, paragraph.text
        number = sum(result.binding.startswith(what) for result in self.found) + 1
        words = text[max(0, start - 12) : end + 12]
        binding, terms = f"{what}|{number}", f"{title}：{quoted_with_marks(words)}"
        self.found.append(WordingResult(RULE, binding, VIOLATED, terms, words, line.file_name, line.line.place))

    def add_unpaired(self, mark: str, paragraph: _Paragraph, offset: int) -> None:
        """Add a mark without the other of its pair."""
        self.add(f"unpaired {mark}", _missing_mark(mark), paragraph, offset, offset + 1)


def _missing_mark(mark: str) -> str:
    """Tell which mark of a pair stands alone."""
    name = NAMES[PAIRS.get(mark, mark)]
    if mark == STRAIGHT:
        return f"{name}不成对"
    return f"有右{name}而无左{name}" if mark in PAIRS else f"有左{name}而无右{name}"


def check_punctuation(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield a violation for each unpaired, doubled or missing mark; one exact result where there is none."""
    paragraphs = tuple(_paragraphs(evidence.lines, evidence.wording))
    faults = _Faults()
    _find_unpaired(paragraphs, faults)
    _find_doubled(paragraphs, evidence.wording, faults)
    _find_missing_stops(paragraphs, evidence.wording, faults)
    yield from faults.found
    if paragraphs and not faults.found:
        line = paragraphs[0].first
        yield WordingResult(RULE, "", HOLDS, "", "", line.file_name, line.line.place)


def _paragraphs(lines: Sequence[SubmittedLine], wording: Wording) -> Iterator[_Paragraph]:
    """Yield the paragraphs: a numbered line begins one, a line that ends in a mark of punctuation ends one."""
    current: _Paragraph | None = None
    for submitted in lines:
        text = _SPACE.sub("", submitted.line.text).translate(_NARROW)
        if not text or _PAGE_NUMBER.match(text):
            continue
        if current is not None and wording.numbered_line.match(text):
            current.is_last = True
            yield current
            current = None
        if current is None:
            current = _Paragraph(submitted, "")
        current.text += text
        if wording.paragraph_end.search(text):
            yield current
            current = None
    if current is not None:
        yield current


def _find_unpaired(paragraphs: Sequence[_Paragraph], faults: _Faults) -> None:
    opened: list[_Open] = []
    for number, paragraph in enumerate(paragraphs):
        for mark in [mark for mark in opened if number - mark.paragraph > SPAN]:
            opened.remove(mark)
            faults.add_unpaired(mark.mark, paragraphs[mark.paragraph], mark.offset)
        for match in _MARKS.finditer(paragraph.text):
            offset, char = match.start(), match[0]
            last = next((mark for mark in reversed(opened) if mark.mark == PAIRS.get(char, char)), None)
            is_here = last is not None and last.paragraph == number
            if _is_apostrophe(paragraph.text, offset, last is not None):
                continue
            if char in PAIRS.values() or (char == STRAIGHT and last is None):
                opened.append(_Open(char, number, offset))
            else:
                if char == ")" and not is_here and _LIST_NUMBER.search(paragraph.text[:offset]):
                    continue
                if last is not None:
                    opened.remove(last)
                else:
                    faults.add_unpaired(char, paragraph, offset)
    for mark in opened:
        faults.add_unpaired(mark.mark, paragraphs[mark.paragraph], mark.offset)


def _is_apostrophe(text: str, offset: int, is_open: bool) -> bool:
    """Whether a single quote is none: between letters, or behind a letter or a figure where no quote is open."""
    return bool(_BETWEEN_LETTERS.match(text, offset) or (not is_open and _BEHIND_LETTER.match(text, offset)))


def _find_doubled(paragraphs: Sequence[_Paragraph], wording: Wording, faults: _Faults) -> None:
    for paragraph in paragraphs:
        for match in wording.doubled_stops.finditer(paragraph.text):
            faults.add("doubled stop", "标点重复或连用", paragraph, match.start(), match.end())


def _find_missing_stops(paragraphs: Sequence[_Paragraph], wording: Wording, faults: _Faults) -> None:
    """Find paragraphs that a numbered line ends while those around them end in a stop."""
    telling = [
        paragraph
        for paragraph, following in pairwise((*paragraphs, None))
        if paragraph is not None
        and wording.figure_told.search(paragraph.text)
        and (paragraph.is_last or (following is not None and wording.numbered_line.match(following.text)))
    ]
    ended = [paragraph for paragraph in telling if wording.paragraph_end.search(paragraph.text)]
    if len(ended) < MIN_ENDED or len(ended) < ENDED_SHARE * len(telling):
        return
    for paragraph in telling:
        if paragraph not in ended and "，" in paragraph.text:
            faults.add("no full stop", "段末缺少句号", paragraph, len(paragraph.text), len(paragraph.text))
