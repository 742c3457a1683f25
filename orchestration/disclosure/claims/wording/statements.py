"""Check statements against the reasons and labels they give."""

from collections.abc import Iterator

from orchestration.disclosure.claims.links import find_mislabelled_budget
from orchestration.disclosure.claims.model import Base, Claim, ClaimKind, WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence
from orchestration.disclosure.claims.wording.quoting import in_wan, quoted

LEVEL_RULE = "narrative.level_reason"
LABEL_RULE = "narrative.completion_label"
REASONED = frozenset({"totals", "income", "expenditure", "appropriation", "general_budget", "general_budget_structure"})
"""Sections whose reasons explain a figure; elsewhere (三公) they are often slogans: 厉行节约，压减支出."""

BUDGET_WORDS = {Base.INITIAL: "年初预算", Base.ANNUAL: "全年预算", Base.STATED: "预算"}


def check_level_reasons(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated where a figure is said to equal the previous year's and a reason for its change follows."""
    for claim in evidence.claims:
        level = claim.kind is ClaimKind.DIRECTION and claim.value == 0 and claim.base is Base.PREVIOUS_YEAR
        if not level or claim.section not in REASONED:
            continue
        reason = _reason(evidence, claim)
        if not reason:
            continue
        wording = evidence.wording
        changed = wording.reason_of_change.search(reason) if not wording.reason_of_none.search(reason) else None
        terms = f"文字称{quoted(claim.text)}，所述原因却是{quoted(changed[0])}" if changed else ""
        yield _result(LEVEL_RULE, claim, VIOLATED if changed else HOLDS, terms, f"{claim.phrase}…{reason}")


def _reason(evidence: Evidence, claim: Claim) -> str:
    """Return the reason given directly after a statement, in its sentence or the next; empty where none is given."""
    passage = evidence.passage_of(claim)
    if passage is None:
        return ""
    after = passage.text[passage.text.find(claim.phrase) + len(claim.phrase) :]
    found = evidence.wording.reason.search(after[:120])
    return found["text"] if found and found.start() <= 8 else ""


def check_completion_labels(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated where a completion rate names one budget and follows from another."""
    for claim in evidence.claims:
        if claim.kind is not ClaimKind.COMPLETION or claim.base is Base.FORM:
            continue
        meant = find_mislabelled_budget(claim, evidence.claims)
        if meant is not None:
            stated = f"完成{BUDGET_WORDS[claim.base]}的{claim.text}"
            terms = f"文字称{stated}，该比例按{BUDGET_WORDS[meant.base]} {in_wan(meant.value)}计算"
            yield _result(LABEL_RULE, claim, VIOLATED, terms, claim.phrase)
        else:
            yield _result(LABEL_RULE, claim, HOLDS, "", claim.phrase)


def _result(rule: str, claim: Claim, outcome: str, terms: str, phrase: str) -> WordingResult:
    return WordingResult(rule, claim.claim_key, outcome, terms, phrase, claim.origin.file_name, claim.place)
