"""The departments that the explanation speaks of: a sentence about another one was left over from its document."""

from collections.abc import Iterator

from orchestration.disclosure.claims.model import Finding
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, around, finding
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.resolution.names import same_body

RULE = "narrative.department_name"


def department_names(evidence: Evidence) -> Iterator[Finding]:
    """Statements of a fiscal year's accounts that begin with a department: the document's own, a unit of it, or
    another."""
    own = evidence.recognition.department_name
    if own is None:
        return
    vocabulary = load_layouts().vocabulary
    endings = tuple(vocabulary.organisation_endings)
    for filed in evidence.passages:
        for match in evidence.wording.name_stated.finditer(filed.passage.text):
            name = match["name"]
            if not name.endswith(endings) or evidence.wording.no_name.search(name):
                continue
            is_own = same_body(name, own, vocabulary) or own in name or name in own
            yield finding(
                RULE,
                f"{filed.passage.section or ''}|{name}",
                HOLDS if is_own else VIOLATED,
                "" if is_own else f"{name} ≠ {own}",
                around(filed.passage.text, match),
                filed.file_name,
                filed.passage.place(match.start("name")),
            )
