"""Find template residue: placeholders, open choices, instructions to whoever fills in the template."""

from collections import Counter
from collections.abc import Callable, Iterator

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, quote_around
from orchestration.disclosure.claims.wording.quoting import quoted
from orchestration.disclosure.model import Place

RULE = "narrative.template_residue"

UNTEMPLATED = frozenset({"duties", "key_tasks"})
"""Sections that departments write without a template, in the words of laws and plans."""

FORM = "form"
"""Stands for the section of texts in cells of tables."""

Places = Callable[[int], Place]
"""Returns the place of the character at an offset."""


def check_template_residue(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield one violation per kind of residue and section, at its first place; one exact result where there is none."""
    seen: Counter[str] = Counter()
    firsts: dict[str, tuple[str, str, str, Place]] = {}
    for file_name, section, text, places in _texts(evidence):
        for rule in evidence.wording.residue:
            if section == FORM and not rule.in_cells and not _is_sentence(text):
                continue
            for match in rule.words.finditer(text):
                if evidence.wording.residue_except.match(text, match.start()):
                    continue
                binding = f"{section}|{rule.what}"
                seen[binding] += 1
                terms = f"{evidence.wording.residue_titles[rule.what]}：{quoted(match[0][:60])}"
                firsts.setdefault(binding, (terms, quote_around(text, match), file_name, places(match.start())))
    for binding, (terms, phrase, file_name, place) in firsts.items():
        times = f"（{seen[binding]}处）" if seen[binding] > 1 else ""
        yield WordingResult(RULE, binding, VIOLATED, f"{terms}{times}", phrase, file_name, place)
    if not firsts and evidence.passages:
        first = evidence.passages[0]
        yield WordingResult(RULE, "", HOLDS, "", "", first.file_name, first.passage.place(0))


def _texts(evidence: Evidence) -> Iterator[tuple[str, str, str, Places]]:
    for submitted in evidence.passages:
        passage = submitted.passage
        if passage.section in UNTEMPLATED:
            continue
        yield submitted.file_name, passage.section or passage.heading or "document", passage.text, passage.place
    notes = frozenset(evidence.notes)
    for line in (*evidence.notes, *evidence.table_texts):
        section = "sheets" if line in notes else FORM
        yield line.file_name, section, normalise(line.line.text), _always(line.line.place)


def _always(place: Place) -> Places:
    return lambda offset: place


def _is_sentence(text: str) -> bool:
    """Whether a cell tells something, rather than heading a column."""
    return "。" in text or "，" in text
