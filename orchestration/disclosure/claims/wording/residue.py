"""What a template leaves behind: placeholders, open choices, instructions to whoever fills it in."""

from collections import Counter
from collections.abc import Callable, Iterator

from orchestration.disclosure.claims.model import Finding
from orchestration.disclosure.claims.passages import plain
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, around, finding
from orchestration.disclosure.model import Place

RULE = "narrative.template_residue"

UNTEMPLATED = frozenset({"duties", "key_tasks"})
"""What a department writes itself, in the words of its laws and plans."""

Places = Callable[[int], Place]
"""Where the character at an offset stands."""


def residue(evidence: Evidence) -> Iterator[Finding]:
    """One finding per kind of residue and section: the first place stands for its repetitions."""
    seen: Counter[str] = Counter()
    firsts: dict[str, tuple[str, str, str, Place]] = {}
    for file_name, section, text, places in _texts(evidence):
        for rule in evidence.wording.residue:
            for match in rule.words.finditer(text):
                if evidence.wording.residue_except.match(text, match.start()):
                    continue
                binding = f"{section}|{rule.what}"
                seen[binding] += 1
                firsts.setdefault(binding, (match[0], around(text, match), file_name, places(match.start())))
    for binding, (words, phrase, file_name, place) in firsts.items():
        times = f" × {seen[binding]}" if seen[binding] > 1 else ""
        what = binding.rpartition("|")[2]
        yield finding(RULE, binding, VIOLATED, f"{what} left in: {words[:60]}{times}", phrase, file_name, place)
    if not firsts and evidence.passages:
        first = evidence.passages[0]
        yield finding(RULE, "", HOLDS, "", "", first.file_name, first.passage.place(0))


def _texts(evidence: Evidence) -> Iterator[tuple[str, str, str, Places]]:
    for filed in evidence.passages:
        passage = filed.passage
        if passage.section in UNTEMPLATED:
            continue
        yield filed.file_name, passage.section or passage.heading or "document", passage.text, passage.place
    for line in (*evidence.notes, *evidence.table_texts):
        section = "sheets" if line in evidence.notes else "form"
        yield line.file_name, section, plain(line.line.text), _always(line.line.place)


def _always(place: Place) -> Places:
    return lambda offset: place
