"""Fields of a Word document: what stands between their marks is an instruction first and the printed result after it.

A field may begin in one paragraph and end in another, and another may stand in its instruction, whose result is then
not printed either. Page numbers are those of a layout and no text.
"""

from dataclasses import dataclass

from lxml import etree

from orchestration.disclosure.readers.office.word_elements import child, inside, name_of, named, number, value

_MARK = "fldCharType"
_PAGE_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_NEVER_PRINTED = frozenset({"del", "moveFrom"})
_LONG_ENOUGH = 64
"""Characters of an instruction; its first word tells what it is."""

_TICKED, _NOT_TICKED = "☑", "□"


@dataclass(slots=True)
class _Field:
    """A field that has begun; `is_result` from its middle mark on, `is_printed` if its result is."""

    instruction: str = ""
    is_result: bool = False
    is_printed: bool = False


class Fields:
    """The fields around the place that a walk has reached."""

    def __init__(self, root: etree._Element) -> None:
        self._open: list[_Field] = []
        self._unprinted = 0
        self._never_ended = _never_ended(root)

    @property
    def is_printed(self) -> bool:
        """Whether text at this place is no instruction."""
        return not self._unprinted

    def take_mark(self, mark: etree._Element) -> str:
        """Pass a mark; what an old form field prints in its place."""
        kind = value(mark, _MARK)
        if kind == "begin" and mark not in self._never_ended:
            printed = _choice(mark) if self.is_printed else ""
            self._open.append(_Field())
            self._unprinted += 1
            return printed
        if kind == "separate" and self._open and not self._open[-1].is_result:
            field = self._open[-1]
            field.is_result, field.is_printed = True, not names_page_number(field.instruction)
            self._unprinted -= field.is_printed
        elif kind == "end" and self._open:
            self._unprinted -= not self._open.pop().is_printed
        return ""

    def take_instruction(self, text: str) -> None:
        """Note what the innermost field is told to do."""
        if self._open and not self._open[-1].is_result and len(self._open[-1].instruction) < _LONG_ENOUGH:
            self._open[-1].instruction += text


def names_page_number(instruction: str) -> bool:
    """Whether a field prints the number of a page, or how many there are."""
    return (instruction.split() or [""])[0].upper() in _PAGE_NUMBERS


def _never_ended(root: etree._Element) -> frozenset[etree._Element]:
    """The first marks of fields without a last one: what follows is no instruction, or all the rest would be lost."""
    waiting: list[etree._Element] = []
    for mark in named(root, "fldChar"):
        kind = value(mark, _MARK)
        if kind == "begin" and not _is_deleted(mark):
            waiting.append(mark)
        elif kind == "end" and waiting and not _is_deleted(mark):
            waiting.pop()
    return frozenset(waiting)


def _is_deleted(mark: etree._Element) -> bool:
    return any(name_of(outer) in _NEVER_PRINTED for outer in mark.iterancestors())


def _choice(mark: etree._Element) -> str:
    """The tick of a box or the chosen entry of a list, which no result repeats."""
    data = child(mark, "ffData")
    box, options = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        checked = child(box, "checked")
        state = child(box, "default") if checked is None else checked
        return _TICKED if state is not None and value(state) not in {"0", "false", "off"} else _NOT_TICKED
    if options is None:
        return ""
    entries = [value(entry) or "" for entry in inside(options, "listEntry")]
    chosen = number(child(options, "result"))
    chosen = number(child(options, "default")) if chosen is None else chosen
    return "".join(entries[chosen or 0 : (chosen or 0) + 1])
