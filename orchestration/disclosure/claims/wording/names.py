"""Compare the department names in the explanation with the document's own: another name is left over from a copy."""

from collections.abc import Iterator

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, quote_around
from orchestration.disclosure.claims.wording.quoting import quoted
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.resolution.names import same_body

RULE = "narrative.department_name"


def check_department_names(evidence: Evidence) -> Iterator[WordingResult]:
    """Check that statements about a year's accounts begin with the document's own department or a unit of it."""
    own = evidence.recognition.department_name
    if own is None:
        return
    vocabulary = load_layouts().vocabulary
    endings = tuple(vocabulary.organisation_endings)
    for submitted in evidence.passages:
        for match in evidence.wording.name_stated.finditer(submitted.passage.text):
            name = match["name"]
            if not name.endswith(endings) or evidence.wording.no_name.search(name):
                continue
            is_own = same_body(name, own, vocabulary) or own in name or name in own
            yield WordingResult(
                RULE,
                f"{submitted.passage.section or ''}|{name}",
                HOLDS if is_own else VIOLATED,
                "" if is_own else f"文字写作{quoted(name)}，公开部门为{quoted(own)}",
                quote_around(submitted.passage.text, match),
                submitted.file_name,
                submitted.passage.place(match.start("name")),
            )
